"""Being reminded of a complaint on a day: set on its own page, listed, and told by the daily letter."""

from __future__ import annotations

from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from complaints import casework
from complaints.casework.follow_ups import FollowUpRefusedError, FollowUpView, follow_ups, remind
from engine.errors import NotFoundError
from web.components.asked import day_asked, id_asked
from web.desk.actions import keep_typed
from web.desk.blueprint import blueprint
from web.desk.task import read
from web.desk_context import Desk, current_desk, worker
from web.phrases.moments import tanggal
from web.transactions import command


@blueprint.get("/pengingat")
@worker
def reminders() -> str:
    """All my days, soonest first."""
    desk = current_desk()
    return render_template("desk/reminders.html", found=_mine(desk), today=desk.calendar.local_date(desk.now))


@blueprint.post("/tugas/<uuid:task_id>/ingatkan")
@worker
def to_reminder(task_id: UUID) -> ResponseReturnValue:
    """Keep everything that was typed into the form, and choose a day."""
    file, _matter = read(current_desk(), task_id, words=False)
    return keep_typed(task_id) or redirect(url_for("desk.reminder", case_id=file.task.case_id, tugas=task_id))


@blueprint.get("/berkas/<uuid:case_id>/ingatkan")
@worker
def reminder(case_id: UUID) -> ResponseReturnValue:
    """The day for one complaint."""
    return _page(current_desk(), case_id, "")


@blueprint.post("/berkas/<uuid:case_id>/ingatkan")
@worker
def set_reminder(case_id: UUID) -> ResponseReturnValue:
    """Set, move or (`hapus`) take it away."""
    desk = current_desk()
    _readable(desk, case_id)
    gone, typed = "hapus" in request.form, request.form.get("tanggal", "")
    on = None if gone else day_asked(typed)
    if on is None and not gone:
        return _page(desk, case_id, _("Tulis tanggalnya."))
    try:
        with command() as session:
            remind(
                session, instansi_id=desk.instansi_id, actor=desk.actor, case_id=case_id, on=on,
                today=desk.calendar.local_date(desk.now),
            )  # fmt: skip
    except FollowUpRefusedError as refused:
        return _page(current_desk(), case_id, str(refused))
    flash(_("Anda akan diingatkan pada %(tanggal)s.", tanggal=tanggal(on)) if on else _("Pengingat dihapus."))
    task = id_asked(request.args.get("tugas", ""))
    if task is not None:
        return redirect(url_for("desk.task", task_id=task, _anchor="formulir"))
    return redirect(url_for("desk.reminders"))


def _mine(desk: Desk) -> list[FollowUpView]:
    return follow_ups(desk.session, **desk.reader)


def _readable(desk: Desk, case_id: UUID) -> None:
    """That it is this officer's business. Nothing of it is shown but its number. Answers 404."""
    try:
        casework.access_to(desk.session, **desk.reader, case_id=case_id)
    except NotFoundError:
        abort(404)


def _page(desk: Desk, case_id: UUID, error: str) -> ResponseReturnValue:
    _readable(desk, case_id)
    found = next((each for each in _mine(desk) if each.case_id == case_id), None)
    page = render_template(
        "desk/reminder.html",
        case_id=case_id,
        found=found,
        typed=request.form.get("tanggal", found.remind_on.isoformat() if found else ""),
        errors={"tanggal": error} if error else {},
        task=id_asked(request.args.get("tugas", "")),
    )
    return page, 422 if error else 200
