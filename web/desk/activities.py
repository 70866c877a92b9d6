"""Activities: the list, one of them to read, and beginning one by hand."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from complaints import casework
from complaints.reports.activities import manual_start, views
from complaints.reports.activities.manual_start import ManualStart
from complaints.reports.activities.views import ActivityCursor
from engine.errors import CaseBrokenError, NotAllowedError, NotFoundError
from engine.running import queries
from engine.running.runtime import OptionsRequest
from web.components.paging import packed, unpacked
from web.desk import timeline
from web.desk.blueprint import blueprint
from web.desk.whose import standing
from web.desk_context import Desk, current_desk, worker
from web.services import services
from web.transactions import command

PAGE = 25
STATES = {"berjalan": True, "selesai": False}


@blueprint.get("/kegiatan")
@worker
def activities() -> str:
    """Running and ended activities that are open to me, latest period first."""
    desk = current_desk()
    state = request.args.get("keadaan", "")
    after = unpacked(request.args.get("sesudah", ""))
    page = views.activities(
        desk.session,
        instansi_id=desk.instansi_id,
        actor=desk.actor,
        scopes=desk.scopes,
        running=STATES.get(state),
        after=ActivityCursor(*after) if after else None,
        limit=PAGE,
    )
    kept: dict[str, Any] = {"keadaan": state} if state in STATES else {}
    return render_template(
        "desk/activities.html",
        rows=page.rows,
        state=kept.get("keadaan", ""),
        may_begin=bool(_ways(desk)),
        first_page=after is None,
        next_page=url_for("desk.activities", **kept, sesudah=packed(page.after.at, page.after.id))
        if page.after
        else "",
    )


@blueprint.get("/kegiatan/<uuid:case_id>")
@worker
def activity(case_id: UUID) -> str:
    """One activity to read: its reports, where it stands, what happened."""
    desk = current_desk()
    found = views.activity(
        desk.session, instansi_id=desk.instansi_id, actor=desk.actor, scopes=desk.scopes, case_id=case_id
    )
    bundle = queries.bundle_of_version(desk.session, instansi_id=desk.instansi_id, version_id=found.state.version_id)
    rows = casework.history(desk.session, instansi_id=desk.instansi_id, case_id=case_id, access=found.access)
    asked = OptionsRequest(desk.instansi_id, case_id, "", "", desk.now)
    lists = services().runtime.options_for(desk.session, asked)
    tasks = casework.open_tasks(desk.session, instansi_id=desk.instansi_id, case_id=case_id)
    return render_template(
        "desk/activity.html",
        activity=found,
        unit_name=desk.unit_name,
        moments=timeline.moments(desk, rows, bundle=bundle, options=lists, matter=found),
        passed=timeline.passed(rows),
        standing=standing(desk, tasks, process=found.state.process_id),
        mine=[each for each in tasks if desk.actor.may_do(role=each.role, unit=each.unit)],
    )


@blueprint.get("/kegiatan/baru")
@worker
def new_activity() -> str:
    """The activities that I may begin."""
    return _choose(current_desk())


@blueprint.post("/kegiatan/baru")
@worker
def begin_activity() -> ResponseReturnValue:
    """Begin one of them; then its first task of mine, or the activity."""
    desk = current_desk()
    process_id, _sep, element = request.form.get("awal", "").partition(":")
    try:
        with command() as session:
            case_id = manual_start.begin(
                session,
                services().runtime,
                instansi_id=desk.instansi_id,
                process_id=process_id[:80],
                start_element=element[:120],
                by=desk.actor,
            )
    except (NotFoundError, NotAllowedError):
        return _choose(current_desk(), error=_("Pilih kegiatan yang akan dimulai.")), 422
    except CaseBrokenError as broken:
        services().runtime.alarm(f"proses {process_id} gagal dimulai oleh {element}: {broken}")
        error = _("Kegiatan ini gagal dimulai karena gangguan pada diagramnya. Operator sudah diberi tahu.")
        return _choose(current_desk(), error=error), 503
    flash(_("Kegiatan dimulai."))
    desk = current_desk()
    tasks = casework.open_tasks(desk.session, instansi_id=desk.instansi_id, case_id=case_id)
    mine = [each for each in tasks if desk.actor.may_do(role=each.role, unit=each.unit)]
    if mine:
        return redirect(url_for("desk.task", task_id=mine[0].id))
    return redirect(url_for("desk.activity", case_id=case_id))


def _choose(desk: Desk, error: str = "") -> str:
    return render_template("desk/new_activity.html", ways=_ways(desk), unit_name=desk.unit_name, error=error)


def _ways(desk: Desk) -> list[ManualStart]:
    return manual_start.manual_starts(desk.session, instansi_id=desk.instansi_id, actor=desk.actor)
