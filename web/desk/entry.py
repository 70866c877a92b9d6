"""Entering a complaint that came on paper, by voice or by another way, with the moment of the original act."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from flask import Response, make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.exceptions import BadRequest

from complaints.files import attachments
from complaints.files.attachments import CheckedFile, RefusedFileError
from complaints.files.file_store import StorageError
from complaints.intake import answers, lodging
from complaints.intake.drafts import store_file
from complaints.intake.entry import manual_channels
from complaints.people.roles import INTAKE_ROLES, WorkScope, entry_tiers
from complaints.people.wilayah import desa, kecamatan
from engine.definition.forms.moments import parse_date, parse_time
from engine.errors import AnswersRefusedError
from web.components.form.draw import translated
from web.desk.blueprint import blueprint
from web.desk_context import Desk, current_desk
from web.guards import role
from web.phrases import desk as words
from web.services import services
from web.transactions import command

OLDEST = timedelta(days=5 * 366)
OPENING = time(8, 0)
"""The moment of an act of which only the day is known: the clock counts days, so the hour decides nothing."""

clerk = role(*sorted(INTAKE_ROLES))
"""Guard: the three tiers where such complaints are entered."""


@dataclass(frozen=True)
class Entry:
    """What was typed, checked as far as this page is concerned."""

    tier: WorkScope | None
    kanal: str
    received_at: datetime | None
    files: list[CheckedFile]
    errors: dict[str, str]


@blueprint.get("/pengaduan/baru")
@clerk
def entry() -> Response:
    """The empty form."""
    return _page(current_desk(), {}, {})


@blueprint.post("/pengaduan/baru")
@clerk
def enter() -> Response:
    """Lodge it once and show number and code to hand over."""
    desk = current_desk()
    token = request.form.get("token", "")
    if not 16 <= len(token) <= 64:
        raise BadRequest
    typed = {name: request.form.get(name, "") for name in request.form}
    found = _read(desk, typed)
    try:
        known = kecamatan(desk.session, instansi_id=desk.instansi_id)
        checked = answers.read(typed, kecamatan=known, today=desk.calendar.local_date(desk.now))
    except AnswersRefusedError as refused:
        return _page(desk, typed, found.errors | refused.errors)
    if found.errors or found.tier is None:
        return _page(desk, typed, found.errors)
    try:
        receipt = _lodge(desk, checked, found, token)
    except AnswersRefusedError as refused:
        return _page(desk, typed, refused.errors)
    except StorageError:
        text = _("Berkas belum dapat disimpan di server. Coba lagi nanti, atau kirim tanpa berkas.")
        return _page(desk, typed, {"berkas": text})
    return _receipt(current_desk(), receipt, checked, found)


def _lodge(desk: Desk, checked: answers.Answers, found: Entry, token: str) -> lodging.Receipt:
    assert found.tier is not None
    role_name, unit = found.tier
    with command() as session:
        return lodging.lodge(
            session,
            services().runtime,
            instansi_id=desk.instansi_id,
            answers=checked,
            files=[store_file(session, services().files, file) for file in found.files],
            submission_token=token,
            kanal=found.kanal,
            received_at=found.received_at,
            entered_by=desk.actor.acting_as(role=role_name, unit=unit),
        )


def _read(desk: Desk, typed: dict[str, str]) -> Entry:
    errors: dict[str, str] = {}
    tier = _tier(desk, typed, errors)
    kanal = typed.get("kanal", "")
    if tier is not None and kanal not in _channels(desk, tier):
        errors["kanal"] = _("Pilih lewat apa pengaduan ini datang.")
    received = received_at(desk, typed, errors)
    return Entry(tier, kanal, received, chosen_files(errors), errors)


def _tier(desk: Desk, typed: dict[str, str], errors: dict[str, str]) -> WorkScope | None:
    tiers = entry_tiers(desk.actor)
    if len(tiers) == 1:
        return tiers[0]
    role_name, _colon, unit = typed.get("tingkat", "").partition(":")
    if (role_name, unit) in tiers:
        return role_name, unit
    errors["tingkat"] = _("Pilih sebagai siapa Anda mencatat pengaduan ini.")
    return None


def _channels(desk: Desk, tier: WorkScope) -> list[str]:
    """Channels that the diagram takes at this tier."""
    return manual_channels(desk.session, instansi_id=desk.instansi_id, role=tier[0])


def received_at(desk: Desk, typed: dict[str, str], errors: dict[str, str]) -> datetime | None:
    """The moment of the original act in the zone of the office, never ahead."""
    day = parse_date(typed.get("tanggal_terima", ""))
    clock = parse_time(typed.get("jam_terima", "")) if typed.get("jam_terima") else None
    if day is None:
        errors["tanggal_terima"] = _("Tulis tanggal pengaduan ini disampaikan, misalnya 16-03-2026.")
        return None
    if typed.get("jam_terima") and clock is None:
        errors["jam_terima"] = _("Tulis jam seperti 14.30, atau kosongkan.")
        return None
    return _moment(desk, day, clock, errors)


def _moment(desk: Desk, day: date, clock: time | None, errors: dict[str, str]) -> datetime | None:
    today = desk.calendar.local_date(desk.now)
    if day > today:
        errors["tanggal_terima"] = _("Tanggal ini belum tiba. Periksa hari, bulan, dan tahunnya.")
    elif today - day > OLDEST:
        errors["tanggal_terima"] = _("Tanggal ini lebih dari lima tahun yang lalu. Periksa tahunnya.")
    else:
        moment = datetime.combine(day, clock or OPENING, desk.calendar.zone)
        if moment <= desk.now:
            return moment
        if clock is None:
            return desk.now
        errors["jam_terima"] = _("Jam ini belum tiba. Periksa jamnya, atau kosongkan.")
    return None


def chosen_files(errors: dict[str, str]) -> list[CheckedFile]:
    """Scans and photos that came along, checked."""
    uploads = [file for file in request.files.getlist("berkas") if file.filename]
    found: list[CheckedFile] = []
    problem = attachments.total_problem([0] * len(uploads))
    if problem is not None:
        errors["berkas"] = translated(problem)
        return []
    for upload in uploads:
        try:
            found.append(attachments.check(upload.stream.read(), name=upload.filename or ""))
        except RefusedFileError as refused:
            errors["berkas"] = translated(refused.problem)
    return found


def _page(desk: Desk, typed: dict[str, str], errors: dict[str, str]) -> Response:
    tiers = entry_tiers(desk.actor)
    channels: dict[str, None] = {}
    for tier in tiers:
        channels.update(dict.fromkeys(_channels(desk, tier)))
    page = render_template(
        "desk/entry.html",
        typed=typed,
        errors={name: translated(text) for name, text in errors.items()},
        files_lost=bool(errors) and any(file.filename for file in request.files.getlist("berkas")),
        tiers=_tier_choices(desk, tiers) if len(tiers) > 1 else [],
        channels=[(name, words.kanal(name)) for name in channels],
        kecamatan=kecamatan(desk.session, instansi_id=desk.instansi_id),
        desa=desa(desk.session, instansi_id=desk.instansi_id, in_kecamatan=typed.get("kecamatan", "")),
        today=desk.calendar.local_date(desk.now),
        accept=attachments.ACCEPT,
        token=secrets.token_hex(16),
    )
    return make_response(page, 422 if errors else 200)


def _tier_choices(desk: Desk, tiers: list[WorkScope]) -> list[dict[str, Any]]:
    found = []
    for role_name, unit in tiers:
        text = f"{words.role(role_name)} · {desk.unit_name(unit)}" if unit else words.role(role_name)
        found.append({"value": f"{role_name}:{unit}", "text": text})
    return found


def _receipt(desk: Desk, receipt: lodging.Receipt, checked: answers.Answers, found: Entry) -> Response:
    base = services().settings.base_url.rstrip("/")
    page = render_template(
        "desk/receipt.html",
        receipt=receipt,
        jenis=checked.jenis,
        judul=checked.judul,
        kanal=found.kanal,
        entered_at=desk.now,
        instansi_name=desk.officer.instansi_name,
        address=f"{base}/{desk.instansi_id}/lacak",
    )
    return make_response(page)
