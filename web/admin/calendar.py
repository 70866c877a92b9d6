"""The days that count: decrees listed, entered and taken back, with a look at the deadlines that would move."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from complaints.decrees import DayInput
from complaints.models import DecreeKind, Instansi
from complaints.people import decree_acts
from engine.errors import EngineError
from web.admin.blueprint import admin, blueprint, here
from web.transactions import command

ROWS = 6
OWN_KINDS = (DecreeKind.LIBUR_DAERAH, DecreeKind.HARI_KERJA_PENGGANTI, DecreeKind.CUTI_BERSAMA)
FAR_YEARS = 3
MOST_REVOKED = 60


class _OnlyLookedError(Exception):
    """Ends a transaction whose only purpose was to see what would move."""


@blueprint.get("/kalender")
@admin
def calendar() -> ResponseReturnValue:
    """The days of one year, and an empty decree."""
    return _page({})


@blueprint.post("/kalender")
@admin
def enter_decree() -> ResponseReturnValue:
    """First what would move (`lihat`), then the decree itself (`catat`)."""
    now = here()
    days, revokes, errors = _given(now.runtime.clock.now().year)
    decree = " ".join(request.form.get("keputusan", "").replace("\x00", "").split())[:200]
    if not decree:
        errors["keputusan"] = _("Tulis nama dan nomor keputusannya.")
    if not days and not revokes and not errors:
        errors["tanggal_1"] = _("Isi sedikitnya satu hari, atau pilih hari yang dicabut.")
    if errors:
        return _page(errors)
    given: dict[str, Any] = {"instansi_id": now.instansi_id, "by": now.actor, "decree": decree}
    looked = None
    try:
        with command() as session:
            decree_acts.enter(session, now.runtime, **given, days=days, revokes=revokes)
            if request.form.get("langkah") != "catat":
                session.flush()
                looked = decree_acts.preview(session, now.runtime, instansi_id=now.instansi_id)
                raise _OnlyLookedError
    except _OnlyLookedError:
        return _page({}, movement=looked)
    except EngineError as refused:
        text = str(refused)
        return _page({"keputusan": text[:1].upper() + text[1:] + "."})
    flash(_("Keputusan dicatat. Tenggat yang menunggu disesuaikan dalam beberapa menit."))
    return redirect(url_for("admin.calendar", tahun=_year()), code=303)


def _year() -> int:
    text = request.values.get("tahun", "")
    year = int(text) if text.isascii() and text.isdecimal() and len(text) == 4 else here().runtime.clock.now().year
    return min(max(year, 2000), 2100)


def _given(this_year: int) -> tuple[list[DayInput], list[date], dict[str, str]]:
    """Days and revoked days of the form, and what cannot be read, by field."""
    days: list[DayInput] = []
    errors: dict[str, str] = {}
    for row in range(1, ROWS + 1):
        text, name = request.form.get(f"tanggal_{row}", "").strip(), request.form.get(f"nama_{row}", "").strip()[:160]
        kind = request.form.get(f"jenis_{row}", "")
        if not text and not name:
            continue
        day = _day(text)
        if day is None or abs(day.year - this_year) > FAR_YEARS:
            errors[f"tanggal_{row}"] = _("Tulis tanggal di sekitar tahun ini, misalnya 2027-03-22.")
        elif kind not in OWN_KINDS or not name:
            errors[f"nama_{row}"] = _("Pilih jenisnya dan tulis nama harinya.")
        else:
            days.append(DayInput(day, DecreeKind(kind), name.replace("\x00", "")))
    revoked = [day for text in request.form.getlist("cabut")[:MOST_REVOKED] if (day := _day(text)) is not None]
    return days, revoked, errors


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _page(errors: dict[str, str], *, movement: Any = None) -> ResponseReturnValue:
    now, year = here(), _year()
    page = render_template(
        "admin/calendar.html",
        year=year,
        days=decree_acts.days_of(now.session, instansi_id=now.instansi_id, year=year),
        own=now.session.get_one(Instansi, now.instansi_id).regency_scope,
        kinds=[kind.value for kind in OWN_KINDS],
        rows=range(1, ROWS + 1),
        asked=request.form,
        revoked=request.form.getlist("cabut"),
        errors=errors,
        movement=movement,
    )
    return make_response(page, 422 if errors else 200)
