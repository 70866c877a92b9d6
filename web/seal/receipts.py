"""`/bukti`: what a receipt proves, asked by anybody who holds one. Answers from the receipt and the log alone: of a
government only its time zone is read, and nothing that was brought is kept. The program that checks it without us is
given out here.
"""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Response, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from complaints.people.instansi import find
from complaints.people.throttle import Limit
from complaints.upkeep.history_log import log_name
from engine.record.log import appending, witnesses
from engine.record.log.note import read_note
from engine.record.log.own_keys import held, listed
from engine.record.log.receipts import OtherEntryError, inclusion_of, receipt_key
from web.downloads import file_response
from web.guards import public
from web.phrases.moments import use_time_zone
from web.seal import verifier
from web.seal.blueprint import blueprint, charge_source
from web.services import services
from web.transactions import page_session

CHECKS_PER_SOURCE = Limit("bukti", 120, timedelta(hours=1))
MOST_FILES = 10
SEALED_WITHIN = timedelta(hours=1)
"""A row that is not in the log so long after it was written, though the log was sealed since, is missing there."""


@dataclass(frozen=True)
class LogSays:
    """What the log here says of the row of a receipt: `in`, `waits`, `missing`, `other`."""

    state: str
    index: int = 0
    size: int = 0
    at: datetime | None = None
    seen: list[tuple[str, datetime]] = field(default_factory=list)
    """Who witnessed it, and when."""


@blueprint.get("/bukti")
@public
def check_page() -> ResponseReturnValue:
    """Asks for a receipt."""
    return _page()


@blueprint.post("/bukti")
@public
def check() -> ResponseReturnValue:
    """What the receipt proves, or why it is refused."""
    request.max_form_memory_size = 2 * verifier.MOST_BYTES
    charge_source(CHECKS_PER_SOURCE)
    typed = {name: request.form.get(name, "")[: verifier.MOST_BYTES] for name in ("kode", "teks")}
    file = request.files.get("bukti")
    brought = typed["kode"] or (file.stream.read(verifier.MOST_BYTES).decode("utf-8", "replace") if file else "")
    if not brought.strip():
        return _page(errors={"kode": _("Tempel kode bukti, atau pilih berkas bukti.")}, typed=typed)
    signer = held(services().runtime.signer)
    if signer is None:
        return _page(refused=_("Pemasangan ini tidak menandatangani bukti."), typed=typed)
    key = receipt_key(page_session(), name=log_name(services().settings.base_url), key=signer)
    try:
        receipt, files = verifier.read_receipt(brought), _files()
        proven = verifier.check_receipt(receipt, _keys(str(key)), typed["teks"].strip(), files)
    except verifier.ProofError as refused:
        return _page(refused=_(str(refused)), typed=typed)
    except verifier.MALFORMED:
        return _page(refused=_("bukti tidak terbaca, rusak, atau terpotong"), typed=typed)
    home = find(page_session(), instansi_id=proven["row"][0])
    use_time_zone(home.time_zone if home is not None else "UTC")
    return _page(proven=_facts(proven, {digest for _name, digest in files}), log=_log(proven["row"]), typed=typed)


@blueprint.get("/bukti/periksa-alur.py")
@public
def program() -> ResponseReturnValue:
    """The program that checks everything without this installation."""
    source = Path(verifier.__file__).read_text(encoding="utf-8")
    return file_response(source, name="periksa-alur.py", media_type="text/x-python; charset=utf-8")


def _keys(newest: str) -> verifier.Key:
    """The log's key with the list of those before it."""
    key, rows = verifier.read_key(newest), listed(page_session())
    return verifier.with_list(key, "\n".join(row.note for row in rows)) if len(rows) > 1 else key


def _files() -> list[tuple[str, str]]:
    """Name and SHA-256 of the files that are compared; they are not kept."""
    chosen = [each for each in request.files.getlist("lampiran") if each.filename][:MOST_FILES]
    return [(each.filename or "", hashlib.sha256(each.stream.read()).hexdigest()) for each in chosen]


def _facts(proven: dict[str, Any], compared: set[str]) -> dict[str, Any]:
    """What the page says of a receipt that holds."""
    values = proven["values"]
    return {
        "number": values[verifier.NUMBER],
        "received_at": datetime.fromisoformat(values[verifier.RECEIVED]),
        "written_at": datetime.fromisoformat(proven["row"][3]),
        "files": [
            (each[verifier.FILE_NAME], each[verifier.FILE_SHA256], each[verifier.FILE_SHA256] in compared)
            for each in proven["files"]
        ],
    }


def _log(row: list[Any]) -> LogSays:
    session, written_at = page_session(), datetime.fromisoformat(row[3])
    try:
        found = inclusion_of(
            session, government=row[0], history_id=uuid.UUID(row[1]), number=row[2], row_hash=verifier.digest(row)
        )
    except OtherEntryError:
        return LogSays("other")
    if found is None:
        last = appending.newest(session)
        return LogSays("missing" if last is not None and last.at > written_at + SEALED_WITHIN else "waits")
    lines = witnesses.testimonies(session, read_note(found.checkpoint.note))
    seen = [(each.name, datetime.fromtimestamp(each.seconds, UTC)) for each in lines]
    return LogSays("in", found.index, found.checkpoint.size, found.checkpoint.at, seen)


def _page(
    *,
    proven: dict[str, Any] | None = None,
    log: LogSays | None = None,
    refused: str = "",
    errors: dict[str, str] | None = None,
    typed: dict[str, str] | None = None,
) -> Response:
    page = render_template(
        "seal/check.html", proven=proven, log=log, refused=refused, errors=errors or {}, typed=typed or {}
    )
    return make_response(page, 422 if refused or errors else 200)
