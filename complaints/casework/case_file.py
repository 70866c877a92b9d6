"""One complaint as one officer may read it: substance, reporter, files and messages, each there or `Withheld`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache, partial
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, bindparam, exists, select
from sqlalchemy.orm import Session

from complaints.casework import visibility
from complaints.casework.consent import with_consent
from complaints.casework.file_copies import File, FileCopy, Reader, asks_reason, file_copy, files_in
from complaints.casework.readings import Opening, What, noted
from complaints.casework.visibility import Access, Reason, Withheld
from complaints.files.file_store import FileStore
from complaints.intake.start_words import IDENTITY, OPEN, SUBSTANCE, Lodged, Stored, first_move, lodged_under, told
from complaints.models import Attachment, Complaint, ComplaintMessage, Reporter
from complaints.people.roles import WorkScope, roles_of
from complaints.sealed import content
from engine.actors import Actor
from engine.catalogue import N_, _
from engine.definition.forms import Summary
from engine.errors import NotFoundError
from engine.models import Case

Tell = Callable[..., tuple[Summary, ...]]
NOT_FOUND = N_("Berkas tidak ditemukan.")
"""The same words for what does not exist and for what is none of the reader's business."""


@dataclass(frozen=True)
class ReporterView:
    """Who reported. Only ever read when the identity is open to the reader."""

    nama: str
    told: tuple[Summary, ...]
    """All that is known of the person, in the words of the start form."""


@dataclass(frozen=True)
class Substance:
    """What was reported."""

    judul: str
    uraian: str
    told: tuple[Summary, ...]
    """All that was reported, in the words of the start form."""


@dataclass(frozen=True)
class Correspondence:
    """What the complainant was told or answered."""

    at: datetime
    kind: str
    sender: str
    text: str


@dataclass(frozen=True)
class CaseState:
    """Where the process stands: nothing of the substance, except through `variables`, which only forms read."""

    process_id: str
    version_id: UUID
    phase: str
    variables: Mapping[str, Any]
    started_at: datetime
    ended_at: datetime | None
    waiting: tuple[tuple[str, str], ...]
    """(process id, element) of the messages that the case waits for."""
    rows: int
    """Of its history."""

    @classmethod
    def of(cls, row: Any) -> CaseState:
        """The state of a case, or of a row with its columns."""
        return cls(
            process_id=row.process_id,
            version_id=row.version_id,
            phase=row.phase or "",
            variables=row.variables,
            started_at=row.started_at,
            ended_at=row.ended_at,
            waiting=tuple((waiting[1], waiting[2]) for waiting in row.waiting_messages),
            rows=row.event_count,
        )


@dataclass(frozen=True)
class ComplaintView:
    """A complaint as its reader may see it. The flags and the number are no secret: they say how to treat it."""

    id: UUID
    number: str
    jenis: str
    jenis_told: Summary
    """The kind in the words of the start form."""
    kanal: str
    kategori: str
    unit: str
    anonim: bool
    nama_tersembunyi: bool
    rahasia: bool
    restricted: bool
    pseudonym: str
    """Of the reporter of a restricted report; else ""."""
    received_at: datetime
    entered_at: datetime
    entered_tier: str
    state: CaseState
    substance: Substance | Withheld
    reporter: ReporterView | Withheld | None
    """None when the reporter left no identity at all."""
    files: list[File] | Withheld
    messages: list[Correspondence] | Withheld
    access: Access

    @property
    def judul(self) -> str | Withheld:
        """The title, where the substance is open."""
        return self.substance if isinstance(self.substance, Withheld) else self.substance.judul


def complaint(
    session: Session,
    *,
    instansi_id: str,
    actor: Actor,
    scopes: Sequence[WorkScope],
    case_id: UUID,
    opening: Opening,
    words: bool = True,
) -> ComplaintView:
    """The complaint as this person may read it, in at most four statements beside the version's bundle; the look is
    noted (`readings.noted`, whose errors are raised here too).

    `words`: whether it is to be shown; where only its form is read, nothing is put in words of the start form.

    Raises NotFoundError when it does not exist or is none of this person's business: both look the same.
    """
    row = _row(session, _whole(tuple(scopes)), instansi_id, actor, case_id)
    access = _noted(session, instansi_id, row, actor, scopes, opening)
    if row.restricted and access.substance is None:
        row = content.filled(session, instansi_id, row)
    closed = None if access.substance is None else Withheld(access.substance)
    tell = _tell(session, instansi_id, row, access) if words else _untold
    of_case: Mapping[str, Any] = {"instansi_id": instansi_id, "case_id": case_id}
    return ComplaintView(
        id=row.id,
        number=row.number,
        jenis=row.jenis,
        jenis_told=next(iter(tell(OPEN[:1])), Summary(OPEN[0], "", ())),
        kanal=row.kanal,
        kategori=row.kategori_sla or "",
        unit=row.unit,
        anonim=row.anonim,
        nama_tersembunyi=row.nama_tersembunyi,
        rahasia=row.rahasia,
        restricted=row.restricted,
        pseudonym=row.pseudonym,
        received_at=row.received_at,
        entered_at=row.entered_at,
        entered_tier=row.entered_tier,
        state=CaseState.of(row),
        substance=_substance(row, tell) if closed is None else closed,
        reporter=Withheld(access.identity) if access.identity is not None else _reporter(row, tell),
        files=closed or (files_in(session, **of_case, reader=Reader(access, reasoned=True)) if row.has_files else []),
        messages=(_messages(session, **of_case) if row.has_messages else []) if closed is None else closed,
        access=access,
    )


def access_to(
    session: Session,
    *,
    instansi_id: str,
    actor: Actor,
    scopes: Sequence[WorkScope],
    case_id: UUID,
    overseeing: bool = False,
) -> Access:
    """What this person may see of the case, in one statement. `overseeing`: on the pages of auditors and supervisors.

    Raises NotFoundError when the answer is nothing, as when the case does not exist.
    """
    row = _row(session, _flags(tuple(scopes)), instansi_id, actor, case_id)
    return _access(session, instansi_id, row, actor, overseeing=overseeing)


def _row(session: Session, found: Select[Any], instansi_id: str, actor: Actor, case_id: UUID) -> Any:
    asked = {"instansi_id": instansi_id, "case_id": case_id, "actor_id": actor.id}
    row = session.execute(found, asked).one_or_none()
    if row is None:
        raise NotFoundError(_(NOT_FOUND))
    return row


@lru_cache(maxsize=visibility.MOST_SCOPES)
def _whole(scopes: tuple[WorkScope, ...]) -> Select[Any]:
    """All of a complaint; built once for people with the same work."""
    return (
        _with_nearness(scopes, *_OPEN, *_SUBSTANCE, *_IDENTITY)
        .join(Case, and_(Case.instansi_id == Complaint.instansi_id, Case.id == Complaint.id))
        .outerjoin(Reporter, and_(Reporter.instansi_id == Complaint.instansi_id, Reporter.complaint_id == Complaint.id))
    )


@lru_cache(maxsize=visibility.MOST_SCOPES)
def _flags(scopes: tuple[WorkScope, ...]) -> Select[Any]:
    """What decides on access; likewise."""
    return _with_nearness(
        scopes, Complaint.id, Complaint.anonim, Complaint.nama_tersembunyi, Complaint.rahasia, Complaint.restricted,
        Complaint.unit,
    )  # fmt: skip


def _with_nearness(scopes: tuple[WorkScope, ...], *columns: Any) -> Select[Any]:
    """The complaint's columns and how near the person is to its case."""
    by_task, by_copy = visibility.nearest(scopes)
    return select(*columns, by_task.label("nearest"), by_copy.label("by_copy")).where(
        Complaint.instansi_id == bindparam("instansi_id"), Complaint.id == bindparam("case_id")
    )


def _noted(
    session: Session,
    instansi_id: str,
    row: Any,
    actor: Actor,
    scopes: Sequence[WorkScope],
    opening: Opening,
    *,
    part: str = "",
) -> Access:
    """What is open to the person, noted; with a reason for a secret complaint, a report of a whistleblower, and a name
    that stays hidden."""
    access = _access(session, instansi_id, row, actor)
    hidden = row.nama_tersembunyi and access.identity is None
    if with_consent(session, access, instansi_id=instansi_id, actor=actor, case_id=row.id, now=opening.now):
        access = replace(access, identity=None)
    return noted(
        session, instansi_id=instansi_id, actor=actor, scopes=scopes, case_id=row.id, opening=opening, access=access,
        asks=bool(row.rahasia or row.restricted or hidden), part=part,
    )  # fmt: skip


def _access(session: Session, instansi_id: str, row: Any, actor: Actor, *, overseeing: bool = False) -> Access:
    near = visibility.involvement_in(row.nearest, row.by_copy)
    access = visibility.decide(
        roles=roles_of(actor),
        involvement=near,
        anonim=row.anonim,
        hidden=row.nama_tersembunyi,
        rahasia=row.rahasia,
        restricted=row.restricted,
        oversees=overseeing and visibility.oversees(actor, row.unit),
    )
    if not access.case:
        raise NotFoundError(_(NOT_FOUND))
    if row.restricted and content.state(session, instansi_id, row.id) is content.SealState.CLOSED:
        return replace(access, substance=access.substance or Reason.SEALED, identity=access.identity or Reason.SEALED)
    return access


def file_of(
    session: Session,
    store: FileStore,
    *,
    instansi_id: str,
    actor: Actor,
    scopes: Sequence[WorkScope],
    case_id: UUID,
    file_id: UUID,
    now: datetime,
    original: bool = False,
) -> FileCopy:
    """A file of the case; the look is noted. Raises NotFoundError when it, or the substance, is not open to this
    person, and what `readings.noted` raises."""
    row = _row(session, _flags(tuple(scopes)), instansi_id, actor, case_id)
    why = original and asks_reason(session, instansi_id=instansi_id, case_id=case_id, file_id=file_id)
    access = _noted(session, instansi_id, row, actor, scopes, Opening(now, What.FILE, asks=why), part=str(file_id))
    return file_copy(
        session,
        store,
        instansi_id=instansi_id,
        case_id=case_id,
        file_id=file_id,
        reader=Reader(access, reasoned=why),
        original=original,
    )


_OPEN = (
    Complaint.id, Complaint.number, Complaint.jenis, Complaint.kanal, Complaint.kategori_sla, Complaint.unit,
    Complaint.anonim, Complaint.nama_tersembunyi, Complaint.rahasia, Complaint.restricted, Complaint.pseudonym,
    Complaint.received_at, Complaint.entered_at, Complaint.entered_tier,
    Case.process_id, Case.version_id, Case.phase, Case.variables, Case.started_at, Case.ended_at,
    Case.waiting_messages, Case.event_count, first_move().label("first_move"),
)  # fmt: skip
_SUBSTANCE = (
    Complaint.judul, Complaint.uraian, Complaint.kecamatan, Complaint.desa, Complaint.lokasi,
    Complaint.tanggal_kejadian, Complaint.waktu_kejadian, Complaint.pihak_terlibat, Complaint.hubungan_pelapor,
    Complaint.answers,
    exists().where(Attachment.instansi_id == Complaint.instansi_id, Attachment.complaint_id == Complaint.id)
    .label("has_files"),
    exists().where(
        ComplaintMessage.instansi_id == Complaint.instansi_id, ComplaintMessage.complaint_id == Complaint.id
    ).label("has_messages"),
)  # fmt: skip
_IDENTITY = (
    Reporter.jenis_pengadu, Reporter.nama, Reporter.identitas, Reporter.telepon, Reporter.email, Reporter.alamat,
    Reporter.answers.label("about_reporter"),
)  # fmt: skip


def _tell(session: Session, instansi_id: str, row: Any, access: Access) -> Tell:
    """Says columns of the row, and answers without one, in words; conditions read what is open to the reader."""
    lodged = Lodged(row.process_id, lodged_under(row.version_id, row.first_move), row.kanal, row.entered_tier)
    substance, identity = (SUBSTANCE, access.substance), (IDENTITY, access.identity)
    readable = [*OPEN, *(name for names, why in (substance, identity) if why is None for name in names)]
    known = {name: getattr(row, name.rpartition(".")[2]) for name in readable}

    def tell(names: Sequence[str], answers: Mapping[str, Any] | None = None) -> tuple[Summary, ...]:
        stored = Stored({name: known[name] for name in names}, answers or {}, known)
        return told(session, lodged, stored, instansi_id=instansi_id)

    return tell


def _untold(_names: Sequence[str], _answers: Mapping[str, Any] | None = None) -> tuple[Summary, ...]:
    return ()


def _substance(row: Any, tell: Tell) -> Substance:
    return Substance(row.judul, row.uraian, tell(SUBSTANCE, row.answers))


def _reporter(row: Any, tell: Tell) -> ReporterView | None:
    if not any((row.nama, row.identitas, row.telepon, row.email, row.alamat, row.about_reporter)):
        return None
    return ReporterView(row.nama, tell(IDENTITY, row.about_reporter))


_MESSAGES = (
    select(ComplaintMessage.at, ComplaintMessage.kind, ComplaintMessage.sender, ComplaintMessage.text)
    .where(
        ComplaintMessage.instansi_id == bindparam("instansi_id"), ComplaintMessage.complaint_id == bindparam("case_id")
    )
    .order_by(ComplaintMessage.at, ComplaintMessage.id)
)


def _messages(session: Session, *, instansi_id: str, case_id: UUID) -> list[Correspondence]:
    rows = session.execute(_MESSAGES, {"instansi_id": instansi_id, "case_id": case_id})
    texts = partial(content.open_text, session, instansi_id, case_id)
    return [Correspondence(at=row.at, kind=row.kind, sender=row.sender, text=texts(row.text) or "") for row in rows]
