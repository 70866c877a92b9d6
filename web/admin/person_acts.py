"""What is done with one person from their page: roles, unit, access, leaving."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from complaints.people import helping, persons
from complaints.people.accounts import RoleRefusedError
from complaints.people.acts import ReasonMissingError
from complaints.people.guarded import Effect
from engine.errors import EngineError, NotFoundError
from web.admin.blueprint import admin, blueprint, here
from web.admin.persons import file_of, person_page
from web.services import services
from web.transactions import command


@blueprint.post("/orang/<uuid:user_id>/peran")
@admin
def grant_role(user_id: UUID) -> ResponseReturnValue:
    """Gives a role, from and until days that may be left open."""
    days, errors = _days("sejak", "sampai")
    if errors:
        return person_page(here(), user_id, errors=errors)
    return _do(
        user_id,
        persons.grant_role,
        field="peran",
        done=_("Peran diberikan."),
        role=request.form.get("peran", "")[:60],
        unit=request.form.get("unit", "")[:60],
        begins_on=days["sejak"],
        ends_on=days["sampai"],
    )


@blueprint.post("/orang/<uuid:user_id>/peran/akhiri")
@admin
def end_role(user_id: UUID) -> ResponseReturnValue:
    """Ends one role: now, or with the end of a day."""
    days, errors = _days("hari_terakhir")
    if errors:
        return person_page(here(), user_id, errors=errors)
    role, _colon, unit = request.form.get("yang", "")[:125].partition(":")
    return _do(
        user_id, persons.end_role, field="yang", done=_("Peran diakhiri."), role=role, unit=unit,
        ends_on=days["hari_terakhir"], reason=_reason(),
    )  # fmt: skip


@blueprint.post("/orang/<uuid:user_id>/pindah")
@admin
def move_person(user_id: UUID) -> ResponseReturnValue:
    """Takes every role of one unit to another."""
    days, errors = _days("mulai")
    if errors:
        return person_page(here(), user_id, errors=errors)
    return _do(
        user_id, persons.move_to_unit, field="ke_unit", done=_("Perannya dipindahkan."),
        unit=request.form.get("dari_unit", "")[:60], to=request.form.get("ke_unit", "")[:60], on=days["mulai"],
        reason=_reason(),
    )  # fmt: skip


@blueprint.post("/orang/<uuid:user_id>/undangan")
@admin
def invite(user_id: UUID) -> ResponseReturnValue:
    """Sends a link to choose a password."""
    return _do(user_id, persons.invite, field="surel", done=_("Tautan dikirim; berlaku tiga hari."))


@blueprint.post("/orang/<uuid:user_id>/sandi")
@admin
def reset_password(user_id: UUID) -> ResponseReturnValue:
    """Takes the password away and gives a link, or a first password to hand over."""
    now = here()
    file_of(now, user_id)
    try:
        with command() as session:
            first = persons.reset_password(
                session, now.runtime, instansi_id=now.instansi_id, by=now.actor, user_id=user_id, reason=_reason()
            )
    except EngineError as refused:
        return person_page(here(), user_id, errors={"alasan_sandi": _sentence(refused)})
    if first:
        return person_page(here(), user_id, password=first)
    flash(_("Kata sandinya tidak berlaku lagi. Tautan untuk membuat yang baru dikirim ke surelnya."))
    return redirect(url_for("admin.person", user_id=user_id), code=303)


@blueprint.post("/orang/<uuid:user_id>/sesi")
@admin
def end_sessions(user_id: UUID) -> ResponseReturnValue:
    """Ends every session of the person."""
    return _do(user_id, persons.end_sessions, field="alasan_sesi", done=_("Semua sesinya diakhiri."), reason=_reason())


@blueprint.post("/orang/<uuid:user_id>/aktifkan")
@admin
def reactivate(user_id: UUID) -> ResponseReturnValue:
    """Lets the person work here again."""
    return _do(user_id, persons.reactivate, field="nama", done=_("Orang ini aktif lagi. Kirim tautan kata sandi."))


@blueprint.post("/orang/<uuid:user_id>/faktor")
@admin
def reset_second_factor(user_id: UUID) -> ResponseReturnValue:
    """Phone and recovery codes are lost: the person sets up new ones at the next log-in."""
    done = _("Faktor kedua dihapus; semua sesi berakhir.")
    return _do(user_id, helping.reset_second_factor, field="alasan_faktor", done=done, reason=_reason())


@blueprint.post("/orang/<uuid:user_id>/tunggu")
@admin
def unlock(user_id: UUID) -> ResponseReturnValue:
    """Ends the wait after wrong passwords."""
    act = partial(helping.unlock, settings=services().settings)
    return _do(user_id, act, field="nama", done=_("Orang ini dapat mencoba masuk lagi sekarang."))


def _do(user_id: UUID, act: Callable[..., Any], *, field: str, done: str, **values: Any) -> ResponseReturnValue:
    """One command on one person; a refusal is said on their page, at the field it is about."""
    now = here()
    file_of(now, user_id)
    try:
        with command() as session:
            outcome = act(session, now.runtime, instansi_id=now.instansi_id, by=now.actor, user_id=user_id, **values)
    except ReasonMissingError as missing:
        return person_page(here(), user_id, errors={f"alasan_{request.path.rpartition('/')[2]}": _sentence(missing)})
    except (RoleRefusedError, NotFoundError, EngineError) as refused:
        return person_page(here(), user_id, errors={field: _sentence(refused)})
    flash(_("Menunggu persetujuan administrator kedua.") if outcome is Effect.WAITS else done)
    return redirect(url_for("admin.person", user_id=user_id), code=303)


def _days(*names: str) -> tuple[dict[str, date | None], dict[str, str]]:
    """The days of these fields, None for an empty one; and what cannot be read, by field."""
    days: dict[str, date | None] = {}
    errors: dict[str, str] = {}
    for name in names:
        text = request.form.get(name, "").strip()
        try:
            days[name] = date.fromisoformat(text) if text else None
        except ValueError:
            days[name] = None
        if text and (days[name] is None or not 2000 <= days[name].year <= 2100):  # type: ignore[union-attr]
            errors[name] = _("Tulis tanggal seperti 2026-03-09.")
    return days, errors


def _reason() -> str:
    return request.form.get("alasan", "").replace("\x00", "")


def _sentence(refused: Exception) -> str:
    text = str(refused)
    return text[:1].upper() + text[1:] + ("" if text.endswith(".") else ".")
