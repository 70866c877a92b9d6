"""A reply lands in the step that waits for it, through the same door as an answer on the page: form, files, history.

Where the step asks for more than words, or waits no more, it becomes an addition, of which the officers hear.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints.files.attachments import CheckedFile, RefusedFileError
from complaints.files.file_store import FileStore, StorageError
from complaints.incoming.reply_words import LONGEST, fit_to_keep
from complaints.intake.identity import identity_words
from complaints.models import Complaint, ComplaintMessage, Reporter
from complaints.notices.reply_keys import KeyView
from complaints.tracking import progress, replies
from complaints.tracking.progress import Awaited
from engine.catalogue import N_, _
from engine.definition.forms import Form
from engine.definition.forms.components.texts import TextArea
from engine.errors import AnswersRefusedError, NotWaitingError
from engine.models import Case
from engine.running import queries
from engine.running.runtime import Runtime

WITHOUT_WORDS = N_("(Berkas tanpa kata.)")
ADDED = N_("Balasan Anda kami simpan sebagai keterangan tambahan. Yang kami tunggu perlu dijawab di halaman ini:")
SOME_FILES = N_("Kata-kata Anda kami terima, tetapi tidak semua lampiran. Kirim foto atau PDF di halaman ini:")
SHORTENED = N_("Balasan Anda terlalu panjang; awalnya kami simpan. Kirim sisanya di halaman ini:")


class NotPlacedError(Exception):
    """Nothing hears it; `why` names the reason."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class ReplyWords:
    """What a reply says and brings. `refused`: how many of its files are none that are taken."""

    text: str
    files: Sequence[CheckedFile] = ()
    refused: int = 0


def land(session: Session, runtime: Runtime, store: FileStore, *, key: KeyView, said: ReplyWords) -> str:
    """Puts a reply into its case. Gives a sentence to send back, "" when there is nothing to say.

    Raises NotPlacedError, CaseBrokenError.
    """
    case = queries.case(session, instansi_id=key.instansi_id, case_id=key.complaint_id)
    bundle = queries.bundle_of_version(session, instansi_id=key.instansi_id, version_id=case.version_id)
    heard = progress.awaited(case, bundle)
    waits = [each for each in heard if not each.offered and each.element == key.wait]
    waits = [each for each in waits if not _answered(session, key, each)]
    text = fit_to_keep(said.text, _names(session, key)) or (WITHOUT_WORDS if said.files else "")
    if not text:
        raise NotPlacedError("kosong")
    for each in (*waits, *(offer for offer in heard if offer.offered)):
        if (answers := _filled(each.form, text)) is None:
            continue
        kept, missing = _with_files(session, runtime, store, key, each, answers, said)
        try:
            with session.begin_nested():
                replies.reply(
                    session, runtime, instansi_id=key.instansi_id, complaint_id=key.complaint_id, awaited=each,
                    answers=kept,
                )  # fmt: skip
        except (AnswersRefusedError, NotWaitingError):
            continue
        return _said_back(each, waits, missing, shortened=len(said.text) > LONGEST)
    raise NotPlacedError("tidak_ditunggu")


def _said_back(placed: Awaited, waits: Sequence[Awaited], missing: int, *, shortened: bool) -> str:
    if placed.offered and waits:
        return _(ADDED)
    if missing:
        return _(SOME_FILES)
    return _(SHORTENED) if shortened else ""


def _answered(session: Session, key: KeyView, awaited: Awaited) -> bool:
    """Whether the author answered this step after the message that is answered now: then it asks something else."""
    later = select(ComplaintMessage.id).where(
        ComplaintMessage.instansi_id == key.instansi_id,
        ComplaintMessage.complaint_id == key.complaint_id,
        ComplaintMessage.sender == "pengadu",
        ComplaintMessage.kind == awaited.message[:40],
        ComplaintMessage.at > key.told_at,
    )
    return session.execute(later.limit(1)).first() is not None


def _filled(form: Form, text: str) -> dict[str, Any] | None:
    """The answers of a form that words alone fill in; None for one that asks for more."""
    key = next((name for name, part in form.fields.items() if isinstance(part, TextArea)), None)
    if key is None:
        return None
    answers: dict[str, Any] = {**form.initial({}), key: text}
    checked = form.check(answers, options=dict.fromkeys(form.file_keys(), ()))
    return answers if checked.ok and checked.answers.get(key) else None


def _with_files(
    session: Session, runtime: Runtime, store: FileStore, key: KeyView, awaited: Awaited,
    answers: Mapping[str, Any], said: ReplyWords,
) -> tuple[dict[str, Any], int]:  # fmt: skip
    """The answers with what could be kept of the files, and how many could not."""
    place = next(iter(awaited.form.file_keys()), None)
    if place is None:
        return dict(answers), len(said.files) + said.refused
    kept: list[str] = []
    for file in said.files:
        try:
            with session.begin_nested():
                kept.append(
                    replies.keep_file(
                        session, store, instansi_id=key.instansi_id, complaint_id=key.complaint_id, file=file,
                        present=kept, now=runtime.clock.now(),
                    )
                )  # fmt: skip
        except (RefusedFileError, StorageError):
            continue
    kept = list(dict.fromkeys(kept))
    return {**answers, place: kept}, said.refused + len(said.files) - len(kept)


def _names(session: Session, key: KeyView) -> list[str]:
    """What names the reporter, where the name stays hidden."""
    where = (key.instansi_id, key.complaint_id)
    complaint = session.get_one(Complaint, where)
    if not (complaint.anonim or complaint.nama_tersembunyi):
        return []
    return identity_words(session, session.get(Reporter, where), session.get_one(Case, where))
