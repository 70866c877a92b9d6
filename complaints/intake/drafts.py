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
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import bindparam, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from complaints.actors import PENGADU
from complaints.files.attachments import CheckedFile
from complaints.files.file_store import FileStore
from complaints.intake import start_form
from complaints.intake.answers import clean
from complaints.intake.file_limits import refuse_beyond
from complaints.intake.lodging import NewFile, Receipt, lodge, lodged_before
from complaints.intake.start_lists import lists
from complaints.intake.starts import WEBSITE
from complaints.models import Complaint, Instansi, LodgingDraft
from complaints.people.governments.limits import DRAFT_DAYS, LIMITS, limit_of, older_than_kept
from complaints.sealed.content import role_key
from complaints.sealed.files import encrypted, new_key
from engine.actors import Actor
from engine.catalogue import _
from engine.definition.forms import Option
from engine.errors import NotFoundError
from engine.running.runtime import Runtime

KEPT = timedelta(days=LIMITS[DRAFT_DAYS].default)
"""How long an unsent form waits for its author, where the government says nothing else."""
RECEIPT_SHOWN = timedelta(minutes=10)
"""How long after sending the secret can still be looked at, by the browser that sent."""
NONCE_BYTES = 12
HIDDEN = ("name", "key", "digest")
"""What of a file lies with the answers, under the token."""


@dataclass(frozen=True)
class LodgingFile:
    """A file of an unsent form: already checked and stored."""

    id: str
    file: NewFile


@dataclass(frozen=True)
class Draft:
    """An unsent or just sent form. `token` is the cookie's; `complaint_id` is set once sent."""

    token: str
    answers: dict[str, Any]
    files: tuple[LodgingFile, ...]
    complaint_id: uuid.UUID | None = None
    saved_at: datetime | None = None

    @property
    def version(self) -> str:
        """Changes with every change of an answer or file: a page drawn before another one was sent can be told."""
        content = json.dumps([self.token, self.answers, [each.id for each in self.files]], sort_keys=True)
        return hashlib.sha256(content.encode()).hexdigest()[:16]

    @property
    def options(self) -> list[Option]:
        """The files as choices of a form."""
        return [Option(each.id, each.file.name) for each in self.files]


def new_token() -> str:
    """A random name that nobody can guess, for the cookie of a new form."""
    return secrets.token_urlsafe(32)


def find(session: Session, *, token: str, instansi_id: str, now: datetime) -> Draft | None:
    """The draft of this token in this instansi, or None when there is none (any more)."""
    row = _row(session, token, instansi_id, now, lock=False)
    return _draft(row, token) if row else None


def save_answers(session: Session, *, token: str, instansi_id: str, answers: Mapping[str, Any], now: datetime) -> Draft:
    """Keeps what was typed, valid or not; fields that are not given stay. A sent form is returned unchanged."""
    row = _claimed(session, token, instansi_id, now)
    draft = _draft(row, token)
    if draft.complaint_id is not None:
        return draft
    kept = draft.answers | {key: clean(value) for key, value in answers.items()}
    row.answers = _sealed(token, {"answers": kept, "files": _hidden(draft.files)})
    row.saved_at = now
    return _draft(row, token)


def add_file(
    session: Session,
    store: FileStore,
    *,
    token: str,
    instansi_id: str,
    file: CheckedFile,
    now: datetime,
    restricted: bool = False,
) -> str:
    """Stores a checked file with the draft and gives its id; locked for a report that will be sealed.

    Raises RefusedFileError (too many), StorageError (disk full).
    The same file chosen twice, or a reloaded upload, is the same file.
    """
    row = _claimed(session, token, instansi_id, now)
    draft = _draft(row, token)
    digest = hashlib.sha256(file.content).hexdigest()
    same = next((each.id for each in draft.files if digest in (each.file.sha256, each.file.digest)), None)
    if same is not None or draft.complaint_id is not None:
        return same or ""
    sizes = [each.file.size for each in draft.files]
    refuse_beyond(session, instansi_id=instansi_id, sizes=[*sizes, len(file.content)])
    locked = restricted and role_key(session, instansi_id) is not None
    added = LodgingFile(uuid.uuid4().hex, store_file(session, store, file, locked=locked))
    _keep_files(row, token, draft, (*draft.files, added), now)
    return added.id


def keep_only(
    session: Session,
    store: FileStore,
    *,
    token: str,
    instansi_id: str,
    key: str,
    kept: Collection[str],
    now: datetime,
) -> None:
    """Takes the files of one question out of the draft, all but these; the files of other questions stay."""
    row = _row(session, token, instansi_id, now, lock=True)
    if row is None or row.complaint_id is not None:
        return
    draft = _draft(row, token)
    gone = {str(each) for each in draft.answers.get(key) or []} - set(kept)
    leaving = [each for each in draft.files if each.id in gone]
    for each in leaving:
        _remove_stored(session, store, asdict(each.file))
    if leaving:
        _keep_files(row, token, draft, tuple(each for each in draft.files if each not in leaving), now)


def submit(
    session: Session,
    runtime: Runtime,
    *,
    token: str,
    instansi_id: str,
    restricted: bool = False,
    kanal: str = WEBSITE,
    entered_by: Actor = PENGADU,
    application: str = "",
) -> Receipt:
    """Sends the form. The second time, from whichever tab, gives the same receipt.

    `restricted`: as a report of a whistleblower, with other questions and into another process. `kanal`, with
    `entered_by` for what an officer enters and `application` for what one sends, says by which way in, as for `lodge`.
    Files of questions that are no longer asked, because of a later answer, do not go along; `sweep` removes them with
    the draft.

    Raises NotFoundError when the draft is gone, AnswersRefusedError when something is missing.
    """
    now = runtime.clock.now()
    row = _row(session, token, instansi_id, now, lock=True)
    if row is None:
        raise NotFoundError(_("laporan yang belum terkirim ini tidak tersimpan lagi"))
    if row.complaint_id is not None:
        return _shown_receipt(session, row, token, now)
    draft = _draft(row, token)
    instansi = session.get_one(Instansi, instansi_id)
    zone = ZoneInfo(instansi.time_zone)
    asked = start_form.at(session, instansi=instansi, kanal=kanal, role=entered_by.role, restricted=restricted)
    checked = asked.read(
        draft.answers,
        options=lists(session, asked, draft.answers, instansi_id=instansi_id, files=draft.options),
        today=now.astimezone(zone).date(),
    )
    left = [each for each in row.files if each["id"] not in checked.files]
    receipt = lodge(
        session,
        runtime,
        instansi_id=instansi_id,
        answers=checked,
        files=[each.file for each in draft.files if each.id in checked.files],
        submission_token=row.token_hash,
        kanal=kanal,
        received_at=asked.received_at(checked, zone=zone, now=now),
        entered_by=entered_by,
        restricted=restricted,
        application=application,
    )
    row.complaint_id = receipt.complaint_id
    row.receipt = _seal(token, (receipt.secret or "").encode()) if entered_by is PENGADU else None
    row.answers, row.files, row.saved_at = _sealed(token, {}), left, now
    return receipt


def discard(session: Session, store: FileStore, *, token: str, instansi_id: str, now: datetime) -> None:
    """Throws away what was not sent, with its files; what was sent keeps only its receipt."""
    row = _row(session, token, instansi_id, now, lock=True)
    if row is None or row.complaint_id is not None:
        return
    for stored in row.files:
        _remove_stored(session, store, stored)
    session.delete(row)


def sent_before(session: Session, *, token: str, instansi_id: str, now: datetime) -> Receipt | None:
    """The receipt of what was sent under this token however long ago; its secret only as for `receipt_of`."""
    shown = receipt_of(session, token=token, instansi_id=instansi_id, now=now)
    return shown or lodged_before(session, instansi_id=instansi_id, submission_token=_hash(token))


def receipt_of(session: Session, *, token: str, instansi_id: str, now: datetime) -> Receipt | None:
    """The receipt of a sent form, its secret included while it may still be looked at."""
    row = _row(session, token, instansi_id, now, lock=False)
    return _shown_receipt(session, row, token, now) if row is not None and row.complaint_id is not None else None


def sweep(session: Session, store: FileStore, *, now: datetime, limit: int) -> int:
    """Removes drafts that nobody came back for, with their files, and secrets past their time, at most `limit` of each.

    Gives how many of the larger: as many as `limit` mean that there may be more.
    """
    over = older_than_kept(session, DRAFT_DAYS, home=LodgingDraft.instansi_id, at=LodgingDraft.saved_at, now=now)
    old = session.scalars(select(LodgingDraft).where(over).limit(limit).with_for_update(skip_locked=True)).all()
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


def store_file(session: Session, store: FileStore, file: CheckedFile, *, locked: bool = False) -> NewFile:
    """Seals the original and stores its view; both vanish when the transaction fails. Raises StorageError.

    `locked`: under a key of the file's own, for a sealed report.
    """
    key = new_key() if locked else ""
    written = (encrypted(key, each) if key else each for each in (file.content, file.view))
    original = store.put_with(session, next(written))
    view = store.put_with(session, next(written), suffix=file.view_suffix)
    return NewFile(
        name=file.name,
        key=key,
        digest=hashlib.sha256(file.content).hexdigest() if key else "",
        media_type=file.media_type,
        size=len(file.content),
        sha256=original.sha256,
        sealed_path=original.path,
        view_path=view.path,
    )


_DRAFT = (
    select(LodgingDraft, Instansi.limits)
    .join(Instansi, Instansi.id == LodgingDraft.instansi_id)
    .where(LodgingDraft.instansi_id == bindparam("instansi_id"), LodgingDraft.token_hash == bindparam("token_hash"))
)
_LOCKED = _DRAFT.with_for_update(of=LodgingDraft).execution_options(populate_existing=True)


def _row(session: Session, token: str, instansi_id: str, now: datetime, *, lock: bool) -> LodgingDraft | None:
    """The draft while it is kept, with what its government says of that in the same statement."""
    asked = {"instansi_id": instansi_id, "token_hash": _hash(token)}
    found = session.execute(_LOCKED if lock else _DRAFT, asked).one_or_none()
    if found is None or found.LodgingDraft.saved_at < now - timedelta(days=limit_of(found.limits, DRAFT_DAYS)):
        return None
    row: LodgingDraft = found.LodgingDraft
    return row


def _claimed(session: Session, token: str, instansi_id: str, now: datetime) -> LodgingDraft:
    """The row of this token, locked: that of whoever came a moment earlier, once it is there, or a new one."""
    row = _row(session, token, instansi_id, now, lock=True)
    if row is None:
        try:
            with session.begin_nested():
                row = _new_row(session, token, instansi_id, now)
        except IntegrityError:
            row = _row(session, token, instansi_id, now, lock=True)
    if row is None:
        raise NotFoundError(_("laporan yang belum terkirim ini tidak tersimpan lagi"))
    return row


def _new_row(session: Session, token: str, instansi_id: str, now: datetime) -> LodgingDraft:
    if session.get(Instansi, instansi_id) is None:
        raise NotFoundError(_("instansi '%(instansi_id)s' tidak ada", instansi_id=instansi_id))
    if session.get(LodgingDraft, (instansi_id, _hash(token))) is not None:
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
    hidden = {each: {"name": name} for each, name in content.get("names", {}).items()}  # as drafts lay before
    hidden |= content.get("files", {})
    files = tuple(
        LodgingFile(each["id"], NewFile(**{"name": "", **stored, **hidden.get(each["id"], {})}))
        for each in row.files
        if (stored := {key: value for key, value in each.items() if key != "id"})
    )
    return Draft(token, dict(content.get("answers", {})), files, row.complaint_id, row.saved_at)


def _keep_files(row: LodgingDraft, token: str, draft: Draft, files: tuple[LodgingFile, ...], now: datetime) -> Draft:
    row.files = [
        {"id": each.id} | {key: value for key, value in asdict(each.file).items() if key not in HIDDEN}
        for each in files
    ]
    row.answers = _sealed(token, {"answers": draft.answers, "files": _hidden(files)})
    row.saved_at = now
    return _draft(row, token)


def _hidden(files: tuple[LodgingFile, ...]) -> dict[str, dict[str, str]]:
    return {each.id: {name: getattr(each.file, name) for name in HIDDEN} for each in files}


def _remove_stored(session: Session, store: FileStore, stored: Mapping[str, Any]) -> None:
    for path in (stored["sealed_path"], stored["view_path"]):
        if path:
            store.remove_with(session, path)


def _shown_receipt(session: Session, row: LodgingDraft, token: str, now: datetime) -> Receipt:
    complaint = session.get_one(Complaint, (row.instansi_id, row.complaint_id))
    secret = None
    if row.receipt is not None and now < row.saved_at + RECEIPT_SHOWN:
        secret = _open(token, row.receipt).decode()
    return Receipt(complaint.id, complaint.number, complaint.jenis, complaint.received_at, secret)


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
