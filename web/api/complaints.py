"""Lodging for a citizen, and where a complaint is. Number and code open it, as on the citizen's page."""

from __future__ import annotations

import json
import re
from typing import Any
from uuid import UUID

from flask import Response, jsonify, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import BadRequest, TooManyRequests, UnsupportedMediaType

from complaints.files.attachments import CheckedFile, RefusedFileError, read_checked
from complaints.files.file_store import StorageError
from complaints.intake import applications
from complaints.intake.lodging import Receipt
from complaints.intake.start_form import StartForm, start_form
from complaints.sealed.keyrings import AuthorRing
from complaints.tracking import progress
from complaints.tracking.evidence import NoEvidenceError
from complaints.tracking.progress import TrackingView
from engine.definition.forms.components.containers import DynamicList
from engine.errors import AnswersRefusedError
from web.api.blueprint import (
    LOOKS_PER_APPLICATION,
    REPORTS_PER_APPLICATION,
    application,
    blueprint,
    charge_application,
    instansi,
    is_json,
)
from web.api.problems import problem
from web.components.evidence import evidence_of
from web.components.file_limits import file_limits
from web.guards import application as by_application
from web.services import services
from web.transactions import command, enter_keyring, page_session

ONCE = re.compile(r"[A-Za-z0-9_-]{16,128}")
"""An idempotency key: long enough not to be met by chance."""
ONCE_HEADER, SECRET_HEADER = "Idempotency-Key", "Kode-Rahasia"
LONGEST_JSON = 200_000


@blueprint.post("/pengaduan")
@by_application
def lodge() -> ResponseReturnValue:
    """Lodges once for each idempotency key."""
    once = request.headers.get(ONCE_HEADER, "")
    if not ONCE.fullmatch(once):
        return problem(400, _("Kirim kepala Idempotency-Key: 16 sampai 128 huruf, angka, garis bawah, atau setrip."))
    body = _body()
    open_to = applications.channels(page_session(), instansi_id=instansi().id, application=application())
    kanal = body.get("kanal") or next(iter(open_to), "")
    if not isinstance(kanal, str) or kanal not in open_to:
        return problem(403)
    charge_application(REPORTS_PER_APPLICATION)
    asked = start_form(open_to[kanal].form, kanal=kanal)
    answers, errors = _answers(asked, body.get("isian"))
    files, refused = _files(asked)
    if errors or refused:
        return problem(422, errors={**errors, **refused})
    try:
        receipt, now_lodged = _send(kanal, answers, files, f"{_key()}.{once}")
    except AnswersRefusedError as refusal:
        return problem(422, errors=refusal.errors)
    except RefusedFileError as refusal:
        return problem(422, errors={next(iter(files)): refusal.problem})
    except StorageError:
        return problem(503)
    return _receipt(receipt), 201 if now_lodged else 200, {"Location": url_for("api.state", number=receipt.number)}


@blueprint.get("/pengaduan/<number>")
@by_application
def state(number: str) -> ResponseReturnValue:
    """Where a complaint is, for whoever has its code."""
    now = services().clock.now()
    with command() as session:
        opened = progress.try_code(
            session,
            instansi_id=instansi().id,
            number=number[:200],
            secret=request.headers.get(SECRET_HEADER, "")[:200],
            source=application().id.hex,
            key=services().settings.secret_key,
            now=now,
            per_source=LOOKS_PER_APPLICATION,
        )
        secret = request.headers.get(SECRET_HEADER, "")[:200]
        key = progress.author_key(session, instansi().id, opened, secret) if isinstance(opened, UUID) else None
    if opened is None:
        return problem(404)
    if not isinstance(opened, UUID):
        raise TooManyRequests(retry_after=max(1, int((opened - now).total_seconds())))
    if key is not None:
        enter_keyring(AuthorRing(instansi().id, opened, key))
    return jsonify(_state(progress.view(page_session(), instansi_id=instansi().id, complaint_id=opened, now=now)))


def _body() -> dict[str, Any]:
    """The JSON of the request, or of its part `laporan` where files come along. Raises HTTPException."""
    if is_json():
        text = request.get_data(cache=False, as_text=True)
    elif request.mimetype == "multipart/form-data":
        text = request.form.get("laporan", "")
    else:
        raise UnsupportedMediaType
    try:
        found = json.loads(text[: LONGEST_JSON + 1]) if len(text) <= LONGEST_JSON else None
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) or not set(found) <= {"kanal", "isian"}:
        raise BadRequest
    return found


def _answers(asked: StartForm, given: object) -> tuple[dict[str, Any], dict[str, str]]:
    """The answers, and those that are none: a name that the form does not know must not vanish unsaid."""
    if not isinstance(given, dict):
        return {}, {"isian": _("Kirim isian sebagai objek.")}
    askable = asked.askable() - set(asked.form.file_keys())
    errors = {str(key): _("Isian ini tidak ditanyakan di sini.") for key in given if key not in askable}
    for key, value in given.items():
        if key in askable and not _plain(value, rows=isinstance(asked.form.fields[key], DynamicList)):
            errors[key] = _("Isian ini bukan teks, angka, pilihan, atau daftar yang dapat dibaca.")
    return given, errors


def _plain(value: object, *, rows: bool) -> bool:
    if isinstance(value, list):
        return all(isinstance(each, dict if rows else str | int | float) for each in value)
    return value is None or isinstance(value, str | int | float)


def _files(asked: StartForm) -> tuple[dict[str, list[CheckedFile]], dict[str, str]]:
    """Files that came along, checked, and what is wrong with the others."""
    found: dict[str, list[CheckedFile]] = {}
    errors: dict[str, str] = {}
    keys, limits = asked.askable() & set(asked.form.file_keys()), file_limits()
    for key in request.files:
        if key not in keys:
            errors[key] = _("Berkas ini tidak ditanyakan di sini.")
            continue
        for upload in request.files.getlist(key)[: limits.files + 1]:
            try:
                checked = read_checked(upload.stream, name=upload.filename or "", limits=limits)
                found.setdefault(key, []).append(checked)
            except RefusedFileError as refusal:
                errors[key] = refusal.problem
    return found, errors


def _send(kanal: str, answers: dict[str, Any], files: dict[str, list[CheckedFile]], token: str) -> tuple[Receipt, bool]:
    with command() as session:
        return applications.send(
            session,
            services().runtime,
            services().files,
            instansi_id=instansi().id,
            application=application(),
            kanal=kanal,
            answers=answers,
            files=files,
            token=token,
        )


def _key() -> str:
    return request.headers["Authorization"].partition(" ")[2].strip()


def _receipt(receipt: Receipt) -> Response:
    return jsonify(
        {
            "nomor": receipt.number,
            "kode": receipt.secret,
            "jenis": receipt.jenis,
            "diterima": receipt.received_at.isoformat(),
            "lacak": f"{services().settings.base_url.rstrip('/')}/{instansi().id}/lacak",
            "bukti": _evidence(receipt.complaint_id) if receipt.secret else None,
        }
    )


def _evidence(complaint_id: UUID) -> Any:
    """What proves the receipt later, as the page gives it; None where there is none."""
    try:
        return json.loads(evidence_of(instansi().id, complaint_id).document)
    except NoEvidenceError:
        return None


def _state(view: TrackingView) -> dict[str, Any]:
    return {
        "nomor": view.number,
        "jenis": view.jenis,
        "diterima": view.received_at.isoformat(),
        "selesai": view.ended,
        "tahap": [{"nama": step.label, "keadaan": STEPS[step.state]} for step in view.steps],
        "sekarang": view.now_words,
        "unit": view.at_units,
        "ditunggu_dari_pelapor": [each.label for each in view.awaited if not each.continues],
        "tenggat": [
            {"nama": each.label, "jatuh_tempo": each.due_at.isoformat(), "terlambat": each.overdue}
            for each in view.expectations
        ],
        "kabar": [
            {"waktu": note.at.isoformat(), "dari": note.sender, "jenis": note.kind, "teks": note.text}
            for note in view.notes
        ],
        "dibaca_petugas": view.readers,
        "bukti": _evidence(view.id),
    }


STEPS = {"done": "sudah", "current": "sekarang", "ahead": "nanti"}
