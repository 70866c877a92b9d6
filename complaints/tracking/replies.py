"""What the complainant answers to a waiting case. Files are kept as they come; the answer and its message to the engine
are one transaction."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from complaints.actors import PENGADU
from complaints.files.attachments import CheckedFile, RefusedFileError, refuse_recording, total_problem
from complaints.files.file_store import FileStore
from complaints.intake.drafts import store_file
from complaints.intake.file_limits import file_limits, refuse_more
from complaints.intake.lodging import attachment
from complaints.intake.treatment import treat
from complaints.models import Attachment, Complaint, ComplaintMessage
from complaints.sealed.content import close_text, open_text, public_key
from complaints.sealed.files import opened
from complaints.tracking.progress import Awaited
from engine.actors import Actor
from engine.catalogue import N_, _
from engine.definition.forms import Form, Option, Summary
from engine.definition.forms.messages import Message
from engine.errors import AnswersRefusedError
from engine.models import Case, new_id
from engine.record import belongings
from engine.running import commands
from engine.running.runtime import Runtime

MAX_FILES_OF_COMPLAINT = 30
"""Files that one complainant may add to one complaint in all."""
TWICE_WITHIN = timedelta(minutes=10)
"""The same words within this time are one click too many; later they are news."""
MAX_OFFERED = 50
"""How often a complainant may say what nobody waits for, on one complaint in all."""


def own_files(session: Session, *, instansi_id: str, complaint_id: uuid.UUID) -> list[Option]:
    """The complainant's files: those that an answer may refer to."""
    rows = _own(session, instansi_id, complaint_id)
    return [Option(str(row.id), _told(session, row)[0]) for row in rows]


def keep_file(
    session: Session,
    store: FileStore,
    *,
    instansi_id: str,
    complaint_id: uuid.UUID,
    file: CheckedFile,
    present: Collection[str],
    now: datetime,
) -> str:
    """Puts a checked file into the complaint, beside those (ids) that the question has already; the same file a second
    time is the same file. Gives its id.

    Raises RefusedFileError (too many; a recording of a whistleblower), StorageError (disk full).
    """
    here = (Complaint.instansi_id == instansi_id, Complaint.id == complaint_id)
    if not file.view and session.scalar(select(Complaint.restricted).where(*here)):
        refuse_recording(file)
    own = _own(session, instansi_id, complaint_id)
    digest = hashlib.sha256(file.content).hexdigest()
    same = next((row for row in own if digest in _told(session, row)), None)
    if same is not None:
        return str(same.id)
    known = {str(row.id) for row in own}
    refuse_more(
        session, instansi_id=instansi_id, complaint_id=complaint_id, present=known.intersection(present), file=file
    )
    if len(own) >= MAX_FILES_OF_COMPLAINT:
        raise RefusedFileError(
            Message(N_("Pengaduan ini sudah memuat %(num)s berkas, jumlah paling banyak."), num=MAX_FILES_OF_COMPLAINT)
        )
    public = public_key(session, instansi_id, complaint_id)
    stored = store_file(session, store, file, locked=public is not None)
    row = attachment(stored, instansi_id=instansi_id, complaint_id=complaint_id, by=PENGADU, now=now, public=public)
    session.add(row)
    session.flush()
    return str(row.id)


def reply(
    session: Session,
    runtime: Runtime,
    *,
    instansi_id: str,
    complaint_id: uuid.UUID,
    awaited: Awaited,
    answers: Mapping[str, Any],
    by: Actor = PENGADU,
    note: str = "",
) -> None:
    """Hands the message to the case and writes it into the timeline. `answers` are as `Form.read` gave them.

    `by`, with a `note` that the author reads above the words: an official who writes for them.

    What may be said at any time counts once when the same words come twice within `TWICE_WITHIN`, as by a double click.
    Raises AnswersRefusedError, or NotWaitingError when it was answered already or the time is over.
    """
    files = own_files(session, instansi_id=instansi_id, complaint_id=complaint_id)
    options = dict.fromkeys(awaited.form.file_keys(), files)
    checked = awaited.form.check(answers, options=options)
    if not checked.ok:
        raise AnswersRefusedError(checked.errors)
    _refuse_too_much(session, instansi_id, complaint_id, awaited.form, checked.answers)
    words = _in_words(awaited.form.summarise(checked.answers, dict.fromkeys(options, _unnamed(files))))
    words = f"{note}\n\n{words}" if note else words
    if awaited.offered and _said(session, instansi_id, complaint_id, awaited, words, runtime.clock.now()):
        return
    session.add(
        ComplaintMessage(
            instansi_id=instansi_id,
            id=new_id(),
            complaint_id=complaint_id,
            at=runtime.clock.now(),
            kind=awaited.message[:40],
            sender="pengadu",
            text=close_text(session, instansi_id, complaint_id, words),
        )
    )
    given = [each for key in awaited.form.file_keys() for each in checked.answers.get(key) or ()]
    belongings.named(session, Attachment, instansi_id, complaint_id, given)
    treat(session, instansi_id=instansi_id, case_id=complaint_id, form=awaited.form, answers=checked.answers)
    commands.send_message(
        session,
        runtime,
        instansi_id=instansi_id,
        case_id=complaint_id,
        message=awaited.message,
        by=by,
        answers=checked.answers,
    )


def _refuse_too_much(
    session: Session, instansi_id: str, complaint_id: uuid.UUID, form: Form, answers: Mapping[str, Any]
) -> None:
    """The files of one answer together, however many requests brought them. Raises AnswersRefusedError."""
    sizes = {str(row.id): row.size for row in _own(session, instansi_id, complaint_id)}
    limits = file_limits(session, instansi_id=instansi_id)
    named = {key: [sizes[each] for each in answers.get(key) or () if each in sizes] for key in form.file_keys()}
    found = {key: total_problem(each, limits) for key, each in named.items()}
    problems: dict[str, str] = {key: problem for key, problem in found.items() if problem is not None}
    if problems:
        raise AnswersRefusedError(problems)


def _said(
    session: Session, instansi_id: str, complaint_id: uuid.UUID, awaited: Awaited, words: str, now: datetime
) -> bool:
    """Whether these were the last words of this kind, a moment ago. Whoever sends the same at the same time waits for
    the other.

    Raises AnswersRefusedError when there were too many before.
    """
    session.execute(select(Case.id).where(Case.instansi_id == instansi_id, Case.id == complaint_id).with_for_update())
    own = (
        ComplaintMessage.instansi_id == instansi_id,
        ComplaintMessage.complaint_id == complaint_id,
        ComplaintMessage.kind == awaited.message[:40],
    )
    latest = select(ComplaintMessage.text).where(*own).order_by(ComplaintMessage.at.desc(), ComplaintMessage.id.desc())
    last = session.scalar(latest.where(ComplaintMessage.at > now - TWICE_WITHIN).limit(1))
    if last is not None and open_text(session, instansi_id, complaint_id, last) == words:
        return True
    if (session.scalar(select(func.count()).select_from(ComplaintMessage).where(*own)) or 0) >= MAX_OFFERED:
        text = Message(N_("Pengaduan ini sudah memuat %(num)s tambahan, jumlah paling banyak."), num=MAX_OFFERED)
        raise AnswersRefusedError(dict.fromkeys(list(awaited.form.fields)[:1], text))
    return False


def _own(session: Session, instansi_id: str, complaint_id: uuid.UUID) -> list[Attachment]:
    query = select(Attachment).where(
        Attachment.instansi_id == instansi_id,
        Attachment.complaint_id == complaint_id,
        Attachment.origin == PENGADU.id,
    )
    return list(session.scalars(query.order_by(Attachment.added_at, Attachment.id)))


def _told(session: Session, row: Attachment) -> tuple[str, str]:
    """Name and digest of a file as it came; "" for those that the session cannot open."""
    if not row.sealed:
        return row.name, row.sha256
    found = opened(session, row.instansi_id, row.complaint_id, row.sealed)
    return (found.name, found.digest) if found is not None else ("", "")


def _unnamed(files: list[Option]) -> list[Option]:
    """Files as words name them: people name files after themselves, and whoever reads the words may not know who."""
    return [Option(file.value, _("berkas %(nomor)s", nomor=number)) for number, file in enumerate(files, start=1)]


def _in_words(summaries: list[Summary]) -> str:
    """The answers as the timeline shows them: each question that was answered, and its answer."""
    answered = [summary for summary in summaries if summary.lines]
    if len(answered) == 1:
        return "\n".join(answered[0].lines)
    return "\n\n".join("\n".join((summary.label, *summary.lines)) for summary in answered)
