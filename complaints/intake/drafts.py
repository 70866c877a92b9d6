"""A form on its way: kept on the server, so that an error, a reload or an empty battery loses nothing.

The browser holds a random token in a cookie. The row is found by the token's hash, and everything in it that a person
typed is encrypted under a key made from the token: whoever reads the database reads no unsent report. Sending makes the
complaint once; the receipt with the secret can be seen again for a short while, by the same browser only.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints.files.attachments import CheckedFile, RefusedFileError, total_problem
from complaints.files.file_store import FileStore
from complaints.intake import answers as lodging_answers
from complaints.intake import whistleblowing
from complaints.intake.answers import Answers
from complaints.intake.lodging import NewFile, Receipt, lodge
from complaints.models import Complaint, Instansi, LodgingDraft
from engine.catalogue import _
from engine.errors import NotFoundError
from engine.running.runtime import Runtime

KEPT = timedelta(days=1)
"""How long an unsent form waits for its author."""
RECEIPT_SHOWN = timedelta(minutes=30)
"""How long after sending the secret can still be looked at, by the browser that sent."""
NONCE_BYTES = 12


@dataclass(frozen=True)
class LodgingFile:
    """A file of an unsent form: already checked and stored."""

    id: str
    file: NewFile


@dataclass(frozen=True)
class Draft:
    """An unsent or just sent form. `token` is the cookie's; `complaint_id` is set once sent."""

    token: str
    answers: dict[str, str]
    files: tuple[LodgingFile, ...]
    complaint_id: uuid.UUID | None = None


def new_token() -> str:
    return secrets.token_urlsafe(32)


def find(session: Session, *, token: str, instansi_id: str, now: datetime) -> Draft | None:
    """The draft of this token in this instansi, or None when there is none (any more)."""
    row = _row(session, token, instansi_id, now, lock=False)
    return _draft(row, token) if row else None


def save_answers(session: Session, *, token: str, instansi_id: str, answers: Mapping[str, str], now: datetime) -> Draft:
    """Keeps what was typed, valid or not; fields that are not given stay. A sent form is returned unchanged."""
    row = _row(session, token, instansi_id, now, lock=True) or _new_row(session, token, instansi_id, now)
    draft = _draft(row, token)
    if draft.complaint_id is not None:
        return draft
    kept = draft.answers | lodging_answers.clean(answers)
    row.answers = _sealed(token, {"answers": kept, "names": _names(draft.files)})
    row.saved_at = now
    return _draft(row, token)


def add_file(
    session: Session, store: FileStore, *, token: str, instansi_id: str, file: CheckedFile, now: datetime
) -> Draft:
    """Stores a checked file with the draft. Raises RefusedFileError (too many), StorageError (disk full)."""
    row = _row(session, token, instansi_id, now, lock=True) or _new_row(session, token, instansi_id, now)
    draft = _draft(row, token)
    if draft.complaint_id is not None:
        return draft
    problem = total_problem([each.file.size for each in draft.files] + [len(file.content)])
    if problem is not None:
        raise RefusedFileError(problem)
    if any(each.file.sha256 == hashlib.sha256(file.content).hexdigest() for each in draft.files):
        return draft  # the same file chosen twice, or a reloaded upload
    added = LodgingFile(uuid.uuid4().hex, store_file(session, store, file))
    return _keep_files(row, token, draft, (*draft.files, added), now)


def remove_file(
    session: Session, store: FileStore, *, token: str, instansi_id: str, file_id: str, now: datetime
) -> None:
    """Takes a file out of the draft; one that is gone already is fine."""
    row = _row(session, token, instansi_id, now, lock=True)
    if row is None or row.complaint_id is not None:
        return
    draft = _draft(row, token)
    for each in draft.files:
        if each.id == file_id:
            _remove_stored(session, store, asdict(each.file))
    _keep_files(row, token, draft, tuple(each for each in draft.files if each.id != file_id), now)


def submit(session: Session, runtime: Runtime, *, token: str, instansi_id: str, restricted: bool = False) -> Receipt:
    """Sends the form. The second time, from whichever tab, gives the same receipt.

    `restricted`: as a report of a whistleblower, with other questions and into another process.

    Raises NotFoundError when the draft is gone, AnswersRefusedError when something is missing.
    """
    now = runtime.clock.now()
    row = _row(session, token, instansi_id, now, lock=True)
    if row is None:
        raise NotFoundError(_("laporan yang belum terkirim ini tidak tersimpan lagi"))
    if row.complaint_id is not None:
        return _shown_receipt(session, row, token, now)
    draft = _draft(row, token)
    checked = _checked(session, draft, instansi_id, now, restricted=restricted)
    receipt = lodge(
        session,
        runtime,
        instansi_id=instansi_id,
        answers=checked,
        files=[each.file for each in draft.files],
        submission_token=row.token_hash,
        restricted=restricted,
    )
    row.complaint_id = receipt.complaint_id
    row.receipt = _seal(token, (receipt.secret or "").encode())
    row.answers, row.files, row.saved_at = _sealed(token, {}), [], now
    return receipt


def _checked(session: Session, draft: Draft, instansi_id: str, now: datetime, *, restricted: bool) -> Answers:
    if restricted:
        return whistleblowing.read(draft.answers)
    instansi = session.get_one(Instansi, instansi_id)
    today = now.astimezone(ZoneInfo(instansi.time_zone)).date()
    return lodging_answers.read(draft.answers, kecamatan=instansi.wilayah, today=today)


def receipt_of(session: Session, *, token: str, instansi_id: str, now: datetime) -> Receipt | None:
    """The receipt of a sent form, its secret included while it may still be looked at."""
    row = _row(session, token, instansi_id, now, lock=False)
    return _shown_receipt(session, row, token, now) if row is not None and row.complaint_id is not None else None


def sweep(session: Session, store: FileStore, *, now: datetime, limit: int) -> int:
    """Removes drafts that nobody came back for, with their files, and secrets past their time, at most `limit` of each.

    Gives how many of the larger: as many as `limit` mean that there may be more.
    """
    old = session.scalars(
        select(LodgingDraft).where(LodgingDraft.saved_at < now - KEPT).limit(limit).with_for_update(skip_locked=True)
    ).all()
    for row in old:
        for stored in row.files:
            _remove_stored(session, store, stored)
        session.delete(row)
    shown = session.scalars(
        select(LodgingDraft)
        .where(LodgingDraft.saved_at < now - RECEIPT_SHOWN, LodgingDraft.receipt.is_not(None))
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    for row in shown:
        row.receipt = None
    return max(len(old), len(shown))


def store_file(session: Session, store: FileStore, file: CheckedFile) -> NewFile:
    """Seals the original and stores its view; both vanish when the transaction fails. Raises StorageError."""
    original = store.put_with(session, file.content)
    view = store.put_with(session, file.view, suffix=file.view_suffix)
    return NewFile(
        name=file.name,
        media_type=file.media_type,
        size=original.size,
        sha256=original.sha256,
        sealed_path=original.path,
        view_path=view.path,
    )


def _row(session: Session, token: str, instansi_id: str, now: datetime, *, lock: bool) -> LodgingDraft | None:
    row = session.get(LodgingDraft, (instansi_id, _hash(token)), with_for_update=lock or None, populate_existing=lock)
    if row is None or row.saved_at < now - KEPT:
        return None
    return row


def _new_row(session: Session, token: str, instansi_id: str, now: datetime) -> LodgingDraft:
    if session.get(Instansi, instansi_id) is None:
        raise NotFoundError(_("instansi '%(instansi_id)s' tidak ada", instansi_id=instansi_id))
    stale = session.get(LodgingDraft, (instansi_id, _hash(token)))
    if stale is not None:
        raise NotFoundError(_("laporan yang belum terkirim ini tidak tersimpan lagi"))
    row = LodgingDraft(
        token_hash=_hash(token),
        instansi_id=instansi_id,
        answers=_sealed(token, {}),
        files=[],
        receipt=None,
        complaint_id=None,
        saved_at=now,
    )
    session.add(row)
    return row


def _draft(row: LodgingDraft, token: str) -> Draft:
    content = _opened(token, row.answers)
    names: dict[str, str] = content.get("names", {})
    files = tuple(
        LodgingFile(each["id"], NewFile(name=names.get(each["id"], ""), **{k: v for k, v in each.items() if k != "id"}))
        for each in row.files
    )
    return Draft(token, dict(content.get("answers", {})), files, row.complaint_id)


def _keep_files(row: LodgingDraft, token: str, draft: Draft, files: tuple[LodgingFile, ...], now: datetime) -> Draft:
    row.files = [
        {"id": each.id} | {key: value for key, value in asdict(each.file).items() if key != "name"} for each in files
    ]
    row.answers = _sealed(token, {"answers": draft.answers, "names": _names(files)})
    row.saved_at = now
    return _draft(row, token)


def _names(files: tuple[LodgingFile, ...]) -> dict[str, str]:
    return {each.id: each.file.name for each in files}


def _remove_stored(session: Session, store: FileStore, stored: Mapping[str, Any]) -> None:
    for path in (stored["sealed_path"], stored["view_path"]):
        if path:
            store.remove_with(session, path)


def _shown_receipt(session: Session, row: LodgingDraft, token: str, now: datetime) -> Receipt:
    complaint = session.get_one(Complaint, (row.instansi_id, row.complaint_id))
    secret = None
    if row.receipt is not None and now < row.saved_at + RECEIPT_SHOWN:
        secret = _open(token, row.receipt).decode()
    return Receipt(complaint.id, complaint.number, complaint.received_at, secret)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _key(token: str) -> AESGCM:
    return AESGCM(HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=b"alur draft").derive(token.encode()))


def _seal(token: str, content: bytes) -> bytes:
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + _key(token).encrypt(nonce, content, None)


def _open(token: str, sealed: bytes) -> bytes:
    return _key(token).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], None)


def _sealed(token: str, content: dict[str, Any]) -> dict[str, Any]:
    return {"sealed": base64.b64encode(_seal(token, json.dumps(content).encode())).decode()}


def _opened(token: str, sealed: Mapping[str, Any]) -> dict[str, Any]:
    opened: dict[str, Any] = json.loads(_open(token, base64.b64decode(sealed["sealed"])))
    return opened
