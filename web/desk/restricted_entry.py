"""Entering what a whistleblower wrote in a letter or by SMS: for the WBS officer alone (BT-P10)."""

from __future__ import annotations

import secrets
from datetime import datetime

from flask import Response, abort, make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.exceptions import BadRequest

from complaints.files import attachments
from complaints.files.attachments import CheckedFile
from complaints.files.file_store import StorageError
from complaints.intake import lodging, whistleblowing
from complaints.intake.answers import Answers
from complaints.intake.drafts import store_file
from complaints.intake.entry import manual_channels
from complaints.people.roles import RESTRICTED_INTAKE_ROLES, Role
from engine.errors import AnswersRefusedError, NotFoundError
from web.components.form.draw import translated
from web.desk.blueprint import blueprint
from web.desk.entry import chosen_files, received_at
from web.desk_context import Desk, current_desk
from web.guards import role
from web.phrases import desk as words
from web.services import services
from web.transactions import command

clerk = role(*sorted(RESTRICTED_INTAKE_ROLES))
"""Guard: who opens what whistleblowers write."""


@blueprint.get("/wbs/baru")
@clerk
def restricted_entry() -> Response:
    """The empty form."""
    return _page(current_desk(), {}, {})


@blueprint.post("/wbs/baru")
@clerk
def enter_restricted() -> Response:
    """Lodge it once and show number and code to hand over, where the reporter can be reached."""
    desk = current_desk()
    token = request.form.get("token", "")
    if not 16 <= len(token) <= 64:
        raise BadRequest
    typed = {name: request.form.get(name, "") for name in request.form}
    errors: dict[str, str] = {}
    if typed.get("kanal") not in _channels(desk):
        errors["kanal"] = _("Pilih lewat apa laporan ini datang.")
    received = received_at(desk, typed, errors)
    files = chosen_files(errors)
    try:
        checked = whistleblowing.read(typed)
        if errors or received is None:
            return _page(desk, typed, errors)
        receipt = _lodge(desk, checked, files, token, kanal=typed["kanal"], received=received)
    except AnswersRefusedError as refused:
        return _page(desk, typed, errors | refused.errors)
    except StorageError:
        text = _("Berkas belum dapat disimpan di server. Coba lagi nanti, atau kirim tanpa berkas.")
        return _page(desk, typed, {"berkas": text})
    return make_response(
        render_template(
            "desk/restricted_receipt.html",
            receipt=receipt,
            kanal=typed["kanal"],
            entered_at=desk.now,
            instansi_name=desk.officer.instansi_name,
            address=f"{services().settings.base_url.rstrip('/')}/{desk.instansi_id}/lacak",
        )
    )


def _lodge(
    desk: Desk, checked: Answers, files: list[CheckedFile], token: str, *, kanal: str, received: datetime
) -> lodging.Receipt:
    with command() as session:
        return lodging.lodge(
            session,
            services().runtime,
            instansi_id=desk.instansi_id,
            answers=checked,
            files=[store_file(session, services().files, file) for file in files],
            submission_token=token,
            kanal=kanal,
            received_at=received,
            entered_by=desk.actor.acting_as(role=Role.PETUGAS_WBS, unit=""),
            restricted=True,
        )


def _channels(desk: Desk) -> list[str]:
    """Channels that the diagram takes from the WBS officer. Not found where the instansi has no such process."""
    try:
        return manual_channels(desk.session, instansi_id=desk.instansi_id, role=Role.PETUGAS_WBS, restricted=True)
    except NotFoundError:
        abort(404)


def _page(desk: Desk, typed: dict[str, str], errors: dict[str, str]) -> Response:
    page = render_template(
        "desk/restricted_entry.html",
        typed=typed,
        errors={name: translated(text) for name, text in errors.items()},
        files_lost=bool(errors) and any(file.filename for file in request.files.getlist("berkas")),
        channels=[(name, words.kanal(name)) for name in _channels(desk)],
        waktu=[{"value": each, "text": words.waktu_kejadian(each)} for each in whistleblowing.WAKTU],
        hubungan=[{"value": each, "text": words.hubungan(each)} for each in whistleblowing.HUBUNGAN],
        accept=attachments.ACCEPT,
        token=secrets.token_hex(16),
    )
    return make_response(page, 422 if errors else 200)
