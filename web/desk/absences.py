"""Substitutes and leave: one's own, and, for a head, those of the people of the unit."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from complaints.people import absences, arranging
from complaints.people.absences import AbsenceRefusedError, AbsenceView
from engine.errors import NotFoundError
from web.components.asked import id_asked
from web.desk.blueprint import blueprint
from web.desk_context import Desk, current_desk, worker
from web.phrases import desk as words
from web.services import services
from web.transactions import command

ALL = ""
"""Every process that is not restricted."""


@blueprint.get("/pengganti")
@worker
def leave() -> ResponseReturnValue:
    """Who is away when, who does their work, and whose work is mine meanwhile."""
    return _leave_page(current_desk())


@blueprint.post("/pengganti")
@worker
def add_leave() -> ResponseReturnValue:
    """Write down an absence, with one substitute for everything or without."""
    desk = current_desk()
    typed, errors = request.form, {}
    first, last = _day(typed.get("mulai", "")), _day(typed.get("sampai", ""))
    if first is None:
        errors["mulai"] = _("Isi hari pertama.")
    if last is None:
        errors["sampai"] = _("Isi hari terakhir.")
    person = id_asked(typed.get("orang", "")) or desk.officer.id
    substitute = id_asked(typed.get("pengganti", ""))
    if first is None or last is None:
        return _leave_page(desk, errors)
    try:
        with command() as session:
            absence_id = arranging.arrange(
                session, services().runtime, instansi_id=desk.instansi_id, by=desk.actor, person_id=person, first=first,
                last=last, substitute_id=substitute,
            )  # fmt: skip
    except AbsenceRefusedError as refused:
        return _leave_page(current_desk(), refused.errors)
    except NotFoundError:
        return _leave_page(current_desk(), {"orang": _("Pilih orang dari daftar.")})
    flash(_("Cuti dicatat. Tambahkan pengganti menurut peran atau proses bila perlu."))
    return redirect(url_for("desk.one_leave", absence_id=absence_id))


@blueprint.get("/pengganti/<uuid:absence_id>")
@worker
def one_leave(absence_id: UUID) -> ResponseReturnValue:
    """One absence and its substitutes."""
    return _one_page(current_desk(), absence_id)


@blueprint.post("/pengganti/<uuid:absence_id>")
@worker
def add_substitute(absence_id: UUID) -> ResponseReturnValue:
    """Name somebody for one role or several, in one process or in all."""
    desk = current_desk()
    view = _find(desk, absence_id)
    lent = _lent(desk, view)
    try:
        with command() as session:
            arranging.name_substitute(
                session, services().runtime, instansi_id=desk.instansi_id, by=desk.actor, absence_id=absence_id,
                substitute_id=id_asked(request.form.get("pengganti", "")) or view.person_id,
                lent=[lent[key] for key in request.form.getlist("peran") if key in lent],
                process_id=request.form.get("proses", ALL),
            )  # fmt: skip
    except AbsenceRefusedError as refused:
        return _one_page(current_desk(), absence_id, refused.errors)
    except NotFoundError as gone:
        abort(404, str(gone))
    flash(_("Pengganti dicatat."))
    return redirect(url_for("desk.one_leave", absence_id=absence_id))


@blueprint.post("/pengganti/<uuid:absence_id>/lepas/<uuid:row_id>")
@worker
def drop_substitute(absence_id: UUID, row_id: UUID) -> ResponseReturnValue:
    """A substitute is none any more."""
    desk = current_desk()
    try:
        with command() as session:
            arranging.dismiss_substitute(
                session, services().runtime, instansi_id=desk.instansi_id, by=desk.actor, absence_id=absence_id,
                row_id=row_id,
            )  # fmt: skip
    except NotFoundError as gone:
        abort(404, str(gone))
    flash(_("Pengganti dilepas; tugas yang dipegangnya kembali ke daftar."))
    return redirect(url_for("desk.one_leave", absence_id=absence_id))


@blueprint.post("/pengganti/<uuid:absence_id>/akhiri")
@worker
def end_leave(absence_id: UUID) -> ResponseReturnValue:
    """Back before the time, or not going."""
    desk = current_desk()
    try:
        with command() as session:
            arranging.come_back(
                session, services().runtime, instansi_id=desk.instansi_id, by=desk.actor, absence_id=absence_id
            )
    except NotFoundError as gone:
        abort(404, str(gone))
    flash(_("Cuti diakhiri. Tugas yang belum diselesaikan pengganti kembali kepada pemegangnya."))
    return redirect(url_for("desk.leave"))


def _leave_page(desk: Desk, errors: dict[str, str] | None = None) -> ResponseReturnValue:
    people = absences.people_of(desk.session, instansi_id=desk.instansi_id, by=desk.actor, now=desk.now)
    mine = bool(_roles(desk, desk.officer.id))
    watched = [desk.officer.id, *(person for person, _name in people)]
    found = absences.absences(desk.session, desk.calendar, instansi_id=desk.instansi_id, people=watched, now=desk.now)
    page = render_template(
        "desk/leave.html",
        own=[each for each in found if each.person_id == desk.officer.id],
        others=[each for each in found if each.person_id != desk.officer.id],
        people=people,
        mine=mine,
        me=desk.officer.id,
        candidates=absences.candidates(desk.session, instansi_id=desk.instansi_id, now=desk.now),
        standing_in=[(each.name, words.role(each.role), desk.unit_name(each.unit)) for each in desk.actor.stands_in],
        today=desk.calendar.local_date(desk.now),
        typed=request.form,
        errors=errors or {},
    )
    return page, 422 if errors else 200


def _one_page(desk: Desk, absence_id: UUID, errors: dict[str, str] | None = None) -> ResponseReturnValue:
    view = _find(desk, absence_id)
    page = render_template(
        "desk/one_leave.html",
        leave=view,
        rows=[(each, _role_name(desk, each.role, each.unit), each.process_id) for each in view.substitutes],
        roles=[(key, _role_name(desk, *pair)) for key, pair in _lent(desk, view).items()],
        processes=absences.process_names(desk.session, instansi_id=desk.instansi_id),
        candidates=absences.candidates(desk.session, instansi_id=desk.instansi_id, now=desk.now, but=view.person_id),
        typed=request.form,
        chosen=request.form.getlist("peran"),
        errors=errors or {},
    )
    return page, 422 if errors else 200


def _find(desk: Desk, absence_id: UUID) -> AbsenceView:
    people = absences.people_of(desk.session, instansi_id=desk.instansi_id, by=desk.actor, now=desk.now)
    watched = [desk.officer.id, *(person for person, _name in people)]
    found = absences.absences(desk.session, desk.calendar, instansi_id=desk.instansi_id, people=watched, now=desk.now)
    view = next((each for each in found if each.id == absence_id), None)
    if view is None:
        abort(404, _("Cuti ini sudah berakhir, atau bukan cuti Anda atau orang unit yang Anda pimpin."))
    return view


def _roles(desk: Desk, person_id: UUID) -> list[tuple[str, str]]:
    return absences.roles_to_lend(
        desk.session, instansi_id=desk.instansi_id, by=desk.actor, person_id=person_id, now=desk.now
    )


def _lent(desk: Desk, view: AbsenceView) -> dict[str, tuple[str, str]]:
    """The roles that can be lent, by their key in the form."""
    return {f"{role}:{unit}".rstrip(":"): (role, unit) for role, unit in _roles(desk, view.person_id)}


def _role_name(desk: Desk, role: str, unit: str) -> str:
    return f"{words.role(role)} · {desk.unit_name(unit)}" if unit else words.role(role)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None
