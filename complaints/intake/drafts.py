"""A form on its way: kept on the server, so that an error, a reload or an empty battery loses nothing.

The browser holds a random token in a cookie. The row is found by the token's hash, and everything in it that a person
typed is encrypted under a key made from the token: whoever reads the database reads no unsent report. Sending makes the
complaint once; the receipt with the secret can be seen again for a short while, by the same browser only.
"""

from __future__ import annotations

import hashlib
import secrets
import uuid
from collections.abc import Collection, Mapping
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from complaints.actors import PENGADU
from complaints.files.attachments import CheckedFile, refuse_recording
from complaints.files.file_store import FileStore, StoredFile
from complaints.intake import start_form
from complaints.intake.answers import clean
from complaints.intake.draft_rows import (
    LOCKED_WITH_PROCESS,
    Draft,
    LodgingFile,
    claimed,
    draft_of,
    hash_of,
    is_kept,
    keep_files,
    open_sealed,
    row_of,
    seal,
    sealed_answers,
    write_at_once,
)
from complaints.intake.file_limits import refuse_beyond
from complaints.intake.lodging import NewFile, Receipt, lodge, lodged_before
from complaints.intake.start_lists import lists
from complaints.intake.starts import WEBSITE
from complaints.models import Complaint, LodgingDraft
from complaints.people.governments.limits import DRAFT_DAYS, LIMITS, older_than_kept
from complaints.people.instansi import tell_process
from complaints.sealed.content import role_key
from complaints.sealed.files import encrypted, new_key
from engine.actors import Actor
from engine.catalogue import _
from engine.errors import EngineError, NotFoundError
from engine.running.runtime import Runtime

KEPT = timedelta(days=LIMITS[DRAFT_DAYS].default)
"""How long an unsent form waits for its author, where the government says nothing else."""
RECEIPT_SHOWN = timedelta(minutes=10)
"""How long after sending the secret can still be looked at, by the browser that sent."""


class OtherThanShownError(EngineError):
    """The form is another one than its author saw."""


def new_token() -> str:
    """A random name that nobody can guess, for the cookie of a new form."""
    return secrets.token_urlsafe(32)


def find(session: Session, *, token: str, instansi_id: str, now: datetime) -> Draft | None:
    """The draft of this token in this instansi, or None when there is none (any more)."""
    row = row_of(session, token, instansi_id, now, lock=False)
    return draft_of(row, token) if row else None


def save_answers(
    session: Session,
    *,
    token: str,
    instansi_id: str,
    answers: Mapping[str, Any],
    now: datetime,
    seen: Draft | None = None,
    anew: bool = False,
) -> Draft:
    """Keeps what was typed, valid or not; fields that are not given stay. A sent form is returned unchanged.

    `seen`: the draft as it was read a moment ago; where it still is so, it is written in one statement. `anew`: the
    token was drawn just now, so nothing lies under it.
    """
    at_once = write_at_once(session, token, instansi_id, answers, now, seen=seen, anew=anew)
    if at_once is not None:
        return at_once
    row = claimed(session, token, instansi_id, now)
    draft = draft_of(row, token)
    if draft.complaint_id is not None:
        return draft
    kept = draft.answers | {key: clean(value) for key, value in answers.items()}
    return keep_files(row, token, replace(draft, answers=kept), draft.files, now)


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
    if restricted:
        refuse_recording(file)
    row = claimed(session, token, instansi_id, now)
    draft = draft_of(row, token)
    digest = hashlib.sha256(file.content).hexdigest()
    same = next((each.id for each in draft.files if digest in (each.file.sha256, each.file.digest)), None)
    if same is not None or draft.complaint_id is not None:
        return same or ""
    sizes = [each.file.size for each in draft.files]
    refuse_beyond(session, instansi_id=instansi_id, sizes=[*sizes, len(file.content)])
    locked = restricted and role_key(session, instansi_id) is not None
    added = LodgingFile(uuid.uuid4().hex, store_file(session, store, file, locked=locked))
    keep_files(row, token, draft, (*draft.files, added), now)
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
    row = row_of(session, token, instansi_id, now, lock=True)
    if row is None or row.complaint_id is not None:
        return
    draft = draft_of(row, token)
    gone = {str(each) for each in draft.answers.get(key) or []} - set(kept)
    leaving = [each for each in draft.files if each.id in gone]
    for each in leaving:
        _remove_stored(session, store, asdict(each.file))
    if leaving:
        keep_files(row, token, draft, tuple(each for each in draft.files if each not in leaving), now)


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
    shown: str | None = None,
) -> Receipt:
    """Sends the form. The second time, from whichever tab, gives the same receipt.

    `shown`: the version (`Draft.version`) that the author saw, so that nothing else is sent.

    `restricted`: as a report of a whistleblower, with other questions and into another process. `kanal`, with
    `entered_by` for what an officer enters and `application` for what one sends, says by which way in, as for `lodge`.
    Files of questions that are no longer asked, because of a later answer, do not go along; `sweep` removes them with
    the draft.

    Raises NotFoundError when the draft is gone, OtherThanShownError when it is not what was shown, AnswersRefusedError
    when something is missing.
    """
    now = runtime.clock.now()
    asked_for = {"instansi_id": instansi_id, "token_hash": hash_of(token)}
    found = session.execute(LOCKED_WITH_PROCESS, asked_for).one_or_none()
    if found is None or not is_kept(found.LodgingDraft, found.Instansi.limits, now):
        raise NotFoundError(_("laporan yang belum terkirim ini tidak tersimpan lagi"))
    row, instansi = found.LodgingDraft, tell_process(session, found)
    if row.complaint_id is not None:
        return _shown_receipt(session, row, token, now)
    draft = draft_of(row, token)
    if shown is not None and draft.version != shown:
        raise OtherThanShownError(_("laporan ini diubah di tempat lain"))
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
    row.receipt = seal(token, (receipt.secret or "").encode()) if entered_by is PENGADU else None
    row.answers, row.files, row.saved_at = sealed_answers(token, {}), left, now
    return receipt


NO_VIEW = StoredFile("", 0, "")
"""Of a recording, which cannot be cleaned."""


def discard(session: Session, store: FileStore, *, token: str, instansi_id: str, now: datetime) -> None:
    """Throws away what was not sent, with its files; what was sent keeps only its receipt."""
    row = row_of(session, token, instansi_id, now, lock=True)
    if row is None or row.complaint_id is not None:
        return
    for stored in row.files:
        _remove_stored(session, store, stored)
    session.delete(row)


def sent_before(session: Session, *, token: str, instansi_id: str, now: datetime) -> Receipt | None:
    """The receipt of what was sent under this token however long ago; its secret only as for `receipt_of`."""
    shown = receipt_of(session, token=token, instansi_id=instansi_id, now=now)
    return shown or lodged_before(session, instansi_id=instansi_id, submission_token=hash_of(token))


def receipt_of(session: Session, *, token: str, instansi_id: str, now: datetime) -> Receipt | None:
    """The receipt of a sent form, its secret included while it may still be looked at."""
    row = row_of(session, token, instansi_id, now, lock=False)
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
    view = store.put_with(session, next(written), suffix=file.view_suffix) if file.view else NO_VIEW
    return NewFile(
        name=file.name,
        key=key,
        digest=hashlib.sha256(file.content).hexdigest() if key else "",
        media_type=file.media_type,
        size=len(file.content),
        sha256=original.sha256,
        sealed_path=original.path,
        view_path=view.path,
        view_sha256=view.sha256,
    )


_LODGED = select(Complaint.id, Complaint.number, Complaint.jenis, Complaint.received_at).where(
    Complaint.instansi_id == bindparam("instansi_id"), Complaint.id == bindparam("complaint_id")
)


def _remove_stored(session: Session, store: FileStore, stored: Mapping[str, Any]) -> None:
    for path in (stored["sealed_path"], stored["view_path"]):
        if path:
            store.remove_with(session, path)


def _shown_receipt(session: Session, row: LodgingDraft, token: str, now: datetime) -> Receipt:
    complaint = session.execute(_LODGED, {"instansi_id": row.instansi_id, "complaint_id": row.complaint_id}).one()
    secret = None
    if row.receipt is not None and now < row.saved_at + RECEIPT_SHOWN:
        secret = open_sealed(token, row.receipt).decode()
    return Receipt(complaint.id, complaint.number, complaint.jenis, complaint.received_at, secret)
