"""The task page: the complaint, what happened so far, where it stands, and the form."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Response, abort, render_template
from flask_babel import gettext as _

from complaints import casework
from complaints.casework import Cursor, TaskFile, TaskFilter
from complaints.casework.reply_templates import text_fields
from complaints.people import held_work, units
from complaints.reports.handover import PAPER_FORM, being_prepared, offered
from engine.errors import NotFoundError
from engine.running import queries
from engine.running.queries import KeptDraft, TaskView
from web.components.form import error_summary, render_form
from web.desk import timeline
from web.desk.blueprint import blueprint
from web.desk.form_style import style_of
from web.desk.inbox import TaskLine, line, list_address, remembered
from web.desk.matter import Matter, activity_in, complaint_in, matter_of, name_of
from web.desk.scripted import scripted
from web.desk.taskform import TaskForm, task_form
from web.desk.whose import standing
from web.desk_context import Desk, current_desk, worker


@blueprint.get("/tugas/<uuid:task_id>")
@worker
def task(task_id: UUID) -> Response:
    """One task of my roles and units. Not found when it was never mine to see."""
    return task_page(current_desk(), task_id)


def task_page(
    desk: Desk,
    task_id: UUID,
    *,
    values: Mapping[str, Any] | None = None,
    errors: Mapping[str, str] | None = None,
    notice: str = "",
    note: str = "",
    note_error: str = "",
    status: int = 200,
) -> Response:
    """The page as it stands, or with what was just typed and what is wrong with it."""
    file, matter = read(desk, task_id)
    asked = task_form(desk, file.task, matter)
    kept = _draft(desk, task_id) if file.has_draft else KeptDraft({}, None)
    typed = kept.answers
    page = render_template(
        "desk/task.html",
        task=file.task,
        state=state_of(desk, file.task),
        matter=matter,
        name=name_of(matter),
        complaint=complaint_in(matter),
        activity=activity_in(matter),
        unit_name=desk.unit_name,
        unit=desk.unit_name(file.task.unit),
        time_left=desk.time_left(file.task.due_at, file.task.due_rule),
        overdue=file.task.due_at is not None and file.task.due_at < desk.now,
        standing=_standing(desk, file, matter),
        **_hands(desk, file.task, matter.state.process_id),
        **_history(desk, matter, asked),
        **_form(file.task, matter, asked, values, typed, errors or {}),
        handover=being_prepared(asked.bundle, [file.task]),
        paper_form=offered(asked.bundle, [file.task], PAPER_FORM),
        notice=notice,
        note=note,
        note_error=note_error,
        draft_seen=kept.saved_at.isoformat() if kept.saved_at else "",
        remind_on=file.remind_on,
        list_address=list_address(),
        next_line=_next(desk, file.task) if state_of(desk, file.task) == "done_by_me" else None,
    )
    return scripted(page, status)


def _draft(desk: Desk, task_id: UUID) -> KeptDraft:
    return queries.kept_draft(desk.session, instansi_id=desk.instansi_id, task_id=task_id, user_id=desk.actor.id)


def read(desk: Desk, task_id: UUID, *, words: bool = True) -> tuple[TaskFile, Matter]:
    """The task and its complaint or activity as this officer may see them; `words`: whether the complaint is shown.
    Answers 404 in a sentence."""
    try:
        file = casework.task_file(
            desk.session, instansi_id=desk.instansi_id, actor=desk.actor, scopes=desk.scopes, task_id=task_id
        )
    except NotFoundError:
        abort(
            404,
            _("Tugas ini tidak ada, atau bukan (lagi) untuk peran dan unit Anda, atau masa penggantian Anda berakhir."),
        )
    return file, matter_of(desk, file.task.case_id, words=words)


def state_of(desk: Desk, task: TaskView) -> str:
    """`free`, `mine`, `theirs`, `done_by_me`, `done` or `withdrawn`."""
    if task.state == "cancelled":
        return "withdrawn"
    if task.state == "completed":
        return "done_by_me" if task.completed_by == desk.actor.id else "done"
    if task.claimed_by is None:
        return "free"
    return "mine" if task.claimed_by == desk.actor.id else "theirs"


def _hands(desk: Desk, task: TaskView, process_id: str) -> dict[str, Any]:
    """Who has, or completed, the task ("" when nobody or oneself), in whose place, and whether it rests there."""
    person = task.completed_by or task.claimed_by or ""
    ids = {each for each in (person, task.on_behalf_of or "") if each}
    known = units.names(desk.session, instansi_id=desk.instansi_id, ids=ids) if ids else {}
    place = desk.stand_in_for(task.role, task.unit, process_id)
    return {
        "holder": known.get(person, "") if person != desk.actor.id else "",
        "in_place_of": known.get(task.on_behalf_of or "", "") or (place.name if place and not person else ""),
        "rests": held_work.rests(desk.calendar, claimed_at=task.claimed_at, now=desk.now),
        "rest_days": held_work.REST_DAYS,
    }


def _standing(desk: Desk, file: TaskFile, matter: Matter) -> list[dict[str, Any]]:
    """Where the case stands, as long as it runs."""
    return standing(desk, file.open_tasks if matter.state.ended_at is None else (), process=matter.state.process_id)


def _history(desk: Desk, matter: Matter, asked: TaskForm) -> dict[str, Any]:
    rows = casework.history(desk.session, instansi_id=desk.instansi_id, case_id=matter.id, access=matter.access)
    newest = rows[-timeline.SHOWN :]
    return {
        "moments": timeline.moments(desk, newest, bundle=asked.bundle, options=asked.options, matter=matter),
        "older": len(rows) - len(newest),
        "passed": timeline.passed(rows)[-12:],
    }


def _form(
    task: TaskView,
    matter: Matter,
    asked: TaskForm,
    values: Mapping[str, Any] | None,
    draft: Mapping[str, Any],
    errors: Mapping[str, str],
) -> dict[str, Any]:
    """What the template needs to draw the form; no form where its substance is closed or the task is over."""
    complaint, shown = complaint_in(matter), values if values is not None else draft or asked.initial()
    secret = matter.access.substance is not None
    closed = secret or task.state != "open" or asked.form is None
    drawn = (
        ""
        if closed or asked.form is None
        else render_form(
            asked.form,
            values=shown,
            errors=errors,
            options=asked.options,
            context=asked.context,
            style=style_of(asked.form, matter.state.version_id),
        )
    )
    typed = asked.form.summarise(draft, asked.options) if asked.form is not None and draft else []
    return {
        "form": drawn,
        "closed": secret,
        "submit_label": asked.form.submit_label if asked.form is not None else "",
        "multipart": asked.has_files,
        "takes_templates": complaint is not None and not complaint.restricted and bool(text_fields(asked.form)),
        "summary": error_summary(errors),
        "errors": errors,
        "token": secrets.token_hex(16),
        "draft": bool(draft) and values is None,
        "typed": [each for each in typed if any(each.lines)],
    }


def _next(desk: Desk, done: TaskView) -> TaskLine | None:
    """The task that follows in the list as this officer last looked at it, else the first of it, else the most urgent
    of all: what waits and is in nobody else's hands. None when nothing does."""
    place = Cursor(done.due_at, done.id) if done.due_at is not None else None
    ways = [(remembered(), place), (remembered(), None), (TaskFilter(), None)]
    for filters, after in dict.fromkeys(ways):
        page = casework.inbox(
            desk.session,
            instansi_id=desk.instansi_id,
            actor=desk.actor,
            scopes=desk.scopes,
            now=desk.now,
            filters=filters,
            after=after,
        )
        waiting = [row for row in page.rows if row.claimed_by in ("", desk.actor.id)]
        if waiting:
            return line(desk, waiting[0])
    return None
