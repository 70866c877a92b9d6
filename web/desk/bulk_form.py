"""The same form for several tasks: filled in once, tried on each, then on its way for a minute before it counts."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from complaints.casework.bulk import MOST, ChosenTask, Problem, alike, chosen
from complaints.casework.bulk_orders import GRACE, call_back, is_sent, order, send_together
from engine.definition.forms import Form
from engine.errors import ConflictError, NotFoundError
from engine.running import queries
from engine.running.runtime import OptionsRequest
from web.components.asked import id_asked
from web.components.form import error_summary, render_form, translated
from web.desk.blueprint import blueprint
from web.desk.form_style import style_of
from web.desk.inbox import list_address
from web.desk.taskform import facts
from web.desk_context import Desk, current_desk, worker
from web.phrases.bulk import PROBLEMS, STATES
from web.services import services
from web.transactions import command

CHOSEN, READY, TOKEN, SEND = "massal-tugas", "massal-siap", "massal-token", "massal-kirim"
"""Beside the questions of the form, whose keys have no hyphen."""


@dataclass(frozen=True)
class SharedForm:
    """The chosen tasks with the form of the first; `form` is None where it asks nothing."""

    tasks: list[tuple[ChosenTask, Problem | None]]
    form: Form | None
    options: Mapping[str, Any]
    context: Mapping[str, Any]
    """What conditions may read: values that the cases have in common."""
    facts: Mapping[str, Any]

    @property
    def able(self) -> list[ChosenTask]:
        """Those that the form can be filled in for."""
        return [task for task, problem in self.tasks if problem is None]


@blueprint.post("/tugas/massal/isi")
@worker
def complete_together() -> ResponseReturnValue:
    """Try the answers on each task; send them when that was seen and still holds."""
    desk = current_desk()
    token = id_asked(request.form.get(TOKEN, ""))
    if token is not None and is_sent(desk.session, instansi_id=desk.instansi_id, by=desk.actor, order_id=token):
        return redirect(url_for("desk.bulk_order", order_id=token))
    shared = _shared(desk, asked_ids(CHOSEN))
    answers = shared.form.read(request.form) if shared.form is not None else {}
    if shared.form is not None and shared.form.edits_rows(request.form):
        return _page(desk, shared, answers)
    errors = _tried(desk, shared, answers)
    ready = [task for task in shared.able if not errors[task.id]]
    seen = set(asked_ids(READY))
    if SEND not in request.form or token is None or not seen or seen - {task.id for task in ready}:
        return _page(desk, shared, answers, errors=errors, ready=ready)
    sent = [task for task in ready if task.id in seen]
    likeness = sent[0].likeness
    assert likeness is not None
    with suppress(ConflictError), command() as session:
        send_together(
            session, instansi_id=desk.instansi_id, by=desk.actor, order_id=token, tasks=sent, likeness=likeness,
            answers=answers, now=desk.now,
        )  # fmt: skip
    return redirect(url_for("desk.bulk_order", order_id=token))


@blueprint.get("/tugas/massal/<uuid:order_id>")
@worker
def bulk_order(order_id: UUID) -> str:
    """What becomes of an order of one's own, task by task."""
    desk = current_desk()
    try:
        found = order(desk.session, instansi_id=desk.instansi_id, by=desk.actor, order_id=order_id)
    except NotFoundError as missing:
        abort(404, str(missing))
    seconds = max(0, round((found.due_at - desk.now).total_seconds()))
    return render_template(
        "desk/bulk_order.html",
        order=found,
        seconds=seconds,
        items=[(each, STATES[each.state], PROBLEMS[each.problem] if each.problem else "") for each in found.items],
        back=list_address(),
    )


@blueprint.post("/tugas/massal/<uuid:order_id>/batal")
@worker
def recall_order(order_id: UUID) -> ResponseReturnValue:
    """Call back what did not take effect yet."""
    desk = current_desk()
    try:
        with command() as session:
            back = call_back(
                session, services().runtime, instansi_id=desk.instansi_id, by=desk.actor, order_id=order_id
            )
    except NotFoundError as missing:
        abort(404, str(missing))
    if back:
        said = _("Isiannya tersimpan sebagai draf pada setiap tugas.")
        flash(ngettext("%(num)s tugas batal dikirim.", "%(num)s tugas batal dikirim.", back) + " " + said)
    else:
        flash(_("Semuanya sudah terkirim; tidak ada lagi yang dapat dibatalkan."), "error")
    return redirect(url_for("desk.bulk_order", order_id=order_id))


def blank_form(desk: Desk, ids: Sequence[UUID]) -> ResponseReturnValue:
    """The form as it is before anybody typed, for these tasks."""
    shared = _shared(desk, ids)
    return _page(desk, shared, shared.form.initial(shared.facts) if shared.form is not None else {})


def asked_ids(name: str) -> list[UUID]:
    """The tasks that were ticked, at most as many as are done at once."""
    found = (id_asked(each) for each in request.form.getlist(name)[:MOST])
    return [each for each in found if each is not None]


def _shared(desk: Desk, ids: Sequence[UUID]) -> SharedForm:
    tasks = list(alike(chosen(desk.session, **desk.reader, ids=ids)))
    able = [task for task, problem in tasks if problem is None]
    like = able[0].likeness if able else None
    if like is None:
        return SharedForm(tasks, None, {}, {}, {})
    bundle = queries.bundle_of_version(desk.session, instansi_id=desk.instansi_id, version_id=like.version_id)
    form = bundle.forms.get(like.form)
    if form is not None and form.file_keys():
        return SharedForm([(task, problem or Problem.FILES) for task, problem in tasks], None, {}, {}, {})
    first = able[0]
    assert first.case_id is not None
    asked = OptionsRequest(desk.instansi_id, first.case_id, like.unit, like.role, desk.now)
    told = facts(form, jenis=first.jenis, anonim=first.anonim, rahasia=False) if first.jenis else {}
    common = {
        key: value
        for key, value in first.variables.items()
        if all(key in each.variables and each.variables[key] == value for each in able)
    }
    lists = services().runtime.options_for(desk.session, asked)
    return SharedForm(tasks, form, ChainMap({}, lists), {**common, **told}, told)  # type: ignore[arg-type]


def _tried(desk: Desk, shared: SharedForm, answers: Mapping[str, Any]) -> dict[UUID, dict[str, str]]:
    """What is wrong with the answers for each task; nothing is written."""
    if shared.form is None:
        return {task.id: {} for task in shared.able}
    today = desk.calendar.local_date(desk.now)
    return {
        task.id: dict(
            shared.form.check(answers, options=shared.options, context=task.variables, today=today).errors
        )
        for task in shared.able
    }  # fmt: skip


def _page(
    desk: Desk,
    shared: SharedForm,
    values: Mapping[str, Any],
    *,
    errors: Mapping[UUID, Mapping[str, str]] | None = None,
    ready: Sequence[ChosenTask] = (),
) -> ResponseReturnValue:
    common = _common(errors) if errors else {}
    like = shared.able[0].likeness if shared.able else None
    drawn = ""
    if shared.form is not None and like is not None:
        drawn = render_form(
            shared.form, values=values, errors=common, options=shared.options, context=shared.context,
            style=style_of(shared.form, like.version_id),
        )  # fmt: skip
    page = render_template(
        "desk/bulk_form.html",
        name=shared.able[0].name if shared.able else "",
        items=[(task, _words(task, problem, errors or {}, common)) for task, problem in shared.tasks],
        able=shared.able,
        ready=ready,
        tried=errors is not None,
        form=drawn,
        summary=error_summary(common),
        errors=common,
        token=request.form.get(TOKEN) or str(uuid4()),
        seconds=int(GRACE.total_seconds()),
        back=list_address(),
    )
    return page, 422 if common else 200


def _common(errors: Mapping[UUID, Mapping[str, str]]) -> dict[str, str]:
    """What is wrong with the answers for every task: that belongs to the form, and not to one of them."""
    each = list(errors.values())
    return {key: text for key, text in each[0].items() if all(other.get(key) == text for other in each)} if each else {}


def _words(
    task: ChosenTask, problem: Problem | None, errors: Mapping[UUID, Mapping[str, str]], common: Mapping[str, str]
) -> str:
    """Why the form is not sent for a task; "" for nothing that is not said beside the form."""
    if problem is not None:
        return str(PROBLEMS[problem])
    own = {key: text for key, text in errors.get(task.id, {}).items() if key not in common}
    if not own:
        return ""
    return " ".join([str(PROBLEMS[Problem.ANSWERS]), *(translated(text) for text in own.values())])
