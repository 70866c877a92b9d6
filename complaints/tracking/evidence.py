"""What shows later, to anybody and without this installation, that a complaint was received: its text, files, moment.

A receipt opens what the first row of the case's history commits to, carries that row, and the log's signature over it;
once the row is in the log, also the proof of that. Checked by `web/seal/verifier.py`, which shares no line with this.
Why a whistleblower's report has none: docs/decisions/0041.
"""

from __future__ import annotations

import base64
import json
import uuid
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints.intake.lodging import TITLE_LENGTH
from complaints.models import Attachment, Complaint
from engine.catalogue import _
from engine.errors import EngineError
from engine.models import Event
from engine.record.advance import Advance
from engine.record.belongings import commitment_to, part_salt, parts_of, rule_of
from engine.record.beside import salt_in
from engine.record.chain import row_columns
from engine.record.log.own_keys import held, listed
from engine.record.log.receipts import OtherEntryError, inclusion_of, statement
from engine.record.payload import canonical, read
from engine.running.runtime import Runtime

FORMAT = "alur-receipt/1"
QR_LETTERS = 1_240
"""Letters of one QR code (version 20): a cheap phone still reads it from paper."""
_TITLE, _TEXT = (rule_of(Complaint).columns.index(name) for name in ("judul", "uraian"))


class NoEvidenceError(EngineError):
    """There is no receipt for this complaint, and why."""


@dataclass(frozen=True)
class ReceiptEvidence:
    """A receipt as a file and as codes for paper."""

    number: str
    document: str
    """JSON, with the text of the complaint and, once there is one, the proof from the log."""
    codes: list[str]
    """The same for QR codes and for typing: without the text, which stands beside it, and without that proof."""
    text: str
    files: list[tuple[str, str]]
    """Name and SHA-256 of each file."""
    in_log: bool


def evidence(
    session: Session, runtime: Runtime, *, instansi_id: str, complaint_id: uuid.UUID, log_name: str
) -> ReceiptEvidence:
    """The receipt of a complaint. `log_name`: of a log that has not begun. Raises NoEvidenceError: a report of a
    whistleblower, an erased or an early complaint, one that is not what its history says, a log that says otherwise.
    """
    complaint = session.get_one(Complaint, (instansi_id, complaint_id))
    row = session.scalars(select(Event).where(*_first(instansi_id, complaint_id))).one()
    key = held(runtime.signer)
    if complaint.restricted or key is None:
        raise NoEvidenceError(_("Laporan ini tidak memakai bukti penerimaan."))
    parts = _opened(session, complaint, row)
    found = {
        "format": FORMAT,
        "row": row_columns(row),
        "parts": parts,
        "note": str(statement(session, name=log_name, row_hash=row.hash, key=key)),
    }
    log = _log(session, row)
    values = parts["complaint"]["values"]
    return ReceiptEvidence(
        number=complaint.number,
        document=json.dumps({**found, **({"log": log} if log else {})}, ensure_ascii=False, indent=1) + "\n",
        codes=_codes({**found, "parts": {**parts, "complaint": _without_text(parts["complaint"])}}),
        text=values[_TEXT],
        files=[(each["values"][0], each["values"][3]) for part, each in parts.items() if part != "complaint"],
        in_log=log is not None,
    )


def _first(instansi_id: str, complaint_id: uuid.UUID) -> tuple[Any, ...]:
    return (Event.instansi_id == instansi_id, Event.case_id == complaint_id, Event.number == 1)


def opened_files(session: Session, row: Event) -> dict[str, dict[str, Any]]:
    """The files that a row of a history binds, each with its salt: what the export of a case shows beside the row.
    None of a whistleblower's report, sealed or not, and none where the salt was erased. No statement for a row that
    binds no file."""
    bound, salt = _bound(row)
    if not salt or not any(part.startswith(f"{Attachment.__tablename__}:") for part in bound):
        return {}
    restricted = select(Complaint.id).where(
        Complaint.instansi_id == row.instansi_id, Complaint.id == row.case_id, Complaint.restricted
    )
    found = select(Attachment).where(
        Attachment.instansi_id == row.instansi_id, Attachment.complaint_id == row.case_id, ~restricted.exists()
    )
    found = found.order_by(Attachment.added_at, Attachment.id)
    parts = {
        part: each
        for file in session.scalars(found)
        if not file.sealed
        for part, each in parts_of(file, Attachment).items()
    }
    return {part: {"salt": part_salt(salt, part), "values": each} for part, each in parts.items() if part in bound}


def _bound(row: Event) -> tuple[Mapping[str, Any], str]:
    """What a row commits to, and its salt; "" where that was erased or lies closed."""
    said = read(row.kind, row.payload, wanted=frozenset({"bound"}))
    return said.bound if isinstance(said, Advance) else {}, salt_in(row.personal)


def _opened(session: Session, complaint: Complaint, row: Event) -> dict[str, Any]:
    """The substance and the files with their salts; never the salt of the row, which would open the reporter too."""
    bound, salt = _bound(row)
    if not salt or "complaint" not in bound:
        raise NoEvidenceError(_("Isi laporan ini dihapus menurut masa simpannya, atau diterima sebelum bukti ada."))
    values = parts_of(complaint, Complaint)["complaint"]
    files = {part: each for part, each in opened_files(session, row).items() if _handed_in(part)}
    parts = {"complaint": {"salt": part_salt(salt, "complaint"), "values": values}, **files}
    wanted = (part for part in bound if part.startswith(f"{Attachment.__tablename__}:") and _handed_in(part))
    gone = any(part not in parts for part in wanted)
    if gone or any(commitment_to(each["salt"], each["values"]) != bound[part] for part, each in parts.items()):
        raise NoEvidenceError(_("Isi yang tersimpan tidak sesuai dengan riwayatnya. Beri tahu pengawas (Inspektorat)."))
    return parts


def _handed_in(part: str) -> bool:
    """Not what was made of it since: clean copies, which officers look at, and who sees it."""
    return "." not in part


def _log(session: Session, row: Event) -> dict[str, Any] | None:
    try:
        found = inclusion_of(
            session, government=row.instansi_id, history_id=row.case_id, number=row.number, row_hash=row.hash
        )
    except OtherEntryError as error:
        raise NoEvidenceError(_("Riwayat laporan ini berbeda dari log. Beri tahu pengawas (Inspektorat).")) from error
    if found is None:
        return None
    proof = [base64.b64encode(each).decode() for each in found.proof]
    return {"index": found.index, "proof": proof, "checkpoint": found.checkpoint.note, **keys_of(session)}


def keys_of(session: Session) -> dict[str, str]:
    """The list of keys, where there was more than one: with it, whoever knows a former key checks the proof."""
    rows = listed(session)
    return {"keys": "\n".join(row.note for row in rows)} if len(rows) > 1 else {}


def _without_text(complaint: dict[str, Any]) -> dict[str, Any]:
    values = list(complaint["values"])
    if values[_TITLE] == values[_TEXT][:TITLE_LENGTH]:
        values[_TITLE] = None
    values[_TEXT] = None
    return {**complaint, "values": values}


def _codes(receipt: dict[str, Any]) -> list[str]:
    """`ALUR1/2:….` and so on: letters and digits that no reader mixes up and that a QR code holds most tightly."""
    packed = base64.b32encode(zlib.compress(canonical(receipt).encode(), 9)).decode().rstrip("=")
    count = -(-len(packed) // QR_LETTERS)
    length = -(-len(packed) // count)
    return [f"ALUR{at + 1}/{count}:{packed[at * length : (at + 1) * length]}." for at in range(count)]
