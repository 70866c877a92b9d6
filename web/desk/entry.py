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
from web.desk_context import Here, here
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
    return _page(here(), {}, {})


@blueprint.post("/pengaduan/baru")
@clerk
def enter() -> Response:
    """Lodge it once and show number and code to hand over."""
    now = here()
    token = request.form.get("token", "")
    if not 16 <= len(token) <= 64:
        raise BadRequest
    typed = {name: request.form.get(name, "") for name in request.form}
    found = _read(now, typed)
    try:
        known = kecamatan(now.session, instansi_id=now.instansi_id)
        checked = answers.read(typed, kecamatan=known, today=now.calendar.local_date(now.now))
    except AnswersRefusedError as refused:
        return _page(now, typed, found.errors | refused.errors)
    if found.errors or found.tier is None:
        return _page(now, typed, found.errors)
    try:
        receipt = _lodge(now, checked, found, token)
    except AnswersRefusedError as refused:
        return _page(now, typed, refused.errors)
    except StorageError:
        text = _("Berkas belum dapat disimpan di server. Coba lagi nanti, atau kirim tanpa berkas.")
        return _page(now, typed, {"berkas": text})
    return _receipt(here(), receipt, checked, found)


def _lodge(now: Here, checked: answers.Answers, found: Entry, token: str) -> lodging.Receipt:
    assert found.tier is not None
    role_name, unit = found.tier
    with command() as session:
        return lodging.lodge(
            session,
            services().runtime,
            instansi_id=now.instansi_id,
            answers=checked,
            files=[store_file(session, services().files, file) for file in found.files],
            submission_token=token,
            kanal=found.kanal,
            received_at=found.received_at,
            entered_by=now.actor.acting_as(role=role_name, unit=unit),
        )


def _read(now: Here, typed: dict[str, str]) -> Entry:
    errors: dict[str, str] = {}
    tier = _tier(now, typed, errors)
    kanal = typed.get("kanal", "")
    if tier is not None and kanal not in _channels(now, tier):
        errors["kanal"] = _("Pilih lewat apa pengaduan ini datang.")
    received = received_at(now, typed, errors)
    return Entry(tier, kanal, received, chosen_files(errors), errors)


def _tier(now: Here, typed: dict[str, str], errors: dict[str, str]) -> WorkScope | None:
    tiers = entry_tiers(now.actor)
    if len(tiers) == 1:
        return tiers[0]
    role_name, _colon, unit = typed.get("tingkat", "").partition(":")
    if (role_name, unit) in tiers:
        return role_name, unit
    errors["tingkat"] = _("Pilih sebagai siapa Anda mencatat pengaduan ini.")
    return None


def _channels(now: Here, tier: WorkScope) -> list[str]:
    """Channels that the diagram takes at this tier."""
    return manual_channels(now.session, instansi_id=now.instansi_id, role=tier[0])


def received_at(now: Here, typed: dict[str, str], errors: dict[str, str]) -> datetime | None:
    """The moment of the original act in the zone of the office, never ahead."""
    day = parse_date(typed.get("tanggal_terima", ""))
    clock = parse_time(typed.get("jam_terima", "")) if typed.get("jam_terima") else None
    if day is None:
        errors["tanggal_terima"] = _("Tulis tanggal pengaduan ini disampaikan, misalnya 16-03-2026.")
        return None
    if typed.get("jam_terima") and clock is None:
        errors["jam_terima"] = _("Tulis jam seperti 14.30, atau kosongkan.")
        return None
    return _moment(now, day, clock, errors)


def _moment(now: Here, day: date, clock: time | None, errors: dict[str, str]) -> datetime | None:
    today = now.calendar.local_date(now.now)
    if day > today:
        errors["tanggal_terima"] = _("Tanggal ini belum tiba. Periksa hari, bulan, dan tahunnya.")
    elif today - day > OLDEST:
        errors["tanggal_terima"] = _("Tanggal ini lebih dari lima tahun yang lalu. Periksa tahunnya.")
    else:
        moment = datetime.combine(day, clock or OPENING, now.calendar.zone)
        if moment <= now.now:
            return moment
        if clock is None:
            return now.now
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


def _page(now: Here, typed: dict[str, str], errors: dict[str, str]) -> Response:
    tiers = entry_tiers(now.actor)
    channels: dict[str, None] = {}
    for tier in tiers:
        channels.update(dict.fromkeys(_channels(now, tier)))
    page = render_template(
        "desk/entry.html",
        typed=typed,
        errors={name: translated(text) for name, text in errors.items()},
        files_lost=bool(errors) and any(file.filename for file in request.files.getlist("berkas")),
        tiers=_tier_choices(now, tiers) if len(tiers) > 1 else [],
        channels=[(name, words.kanal(name)) for name in channels],
        kecamatan=kecamatan(now.session, instansi_id=now.instansi_id),
        desa=desa(now.session, instansi_id=now.instansi_id, in_kecamatan=typed.get("kecamatan", "")),
        today=now.calendar.local_date(now.now),
        accept=attachments.ACCEPT,
        token=secrets.token_hex(16),
    )
    return make_response(page, 422 if errors else 200)


def _tier_choices(now: Here, tiers: list[WorkScope]) -> list[dict[str, Any]]:
    found = []
    for role_name, unit in tiers:
        text = f"{words.role(role_name)} · {now.unit_name(unit)}" if unit else words.role(role_name)
        found.append({"value": f"{role_name}:{unit}", "text": text})
    return found


def _receipt(now: Here, receipt: lodging.Receipt, checked: answers.Answers, found: Entry) -> Response:
    base = services().settings.base_url.rstrip("/")
    page = render_template(
        "desk/receipt.html",
        receipt=receipt,
        jenis=checked.jenis,
        judul=checked.judul,
        kanal=found.kanal,
        entered_at=now.now,
        instansi_name=now.officer.instansi_name,
        address=f"{base}/{now.instansi_id}/lacak",
    )
    return make_response(page)
