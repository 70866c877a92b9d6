"""One complaint as one officer may read it: substance, reporter, files and messages, each there or `Withheld`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, or_, select
from sqlalchemy import case as sql_case
from sqlalchemy.orm import Session

from complaints import visibility
from complaints.models import Attachment, Complaint, ComplaintMessage, Reporter
from complaints.roles import WorkScope, roles_of
from complaints.visibility import Access, Involvement, Withheld
from engine.actors import Actor
from engine.errors import NotFoundError
from engine.models import Task


@dataclass(frozen=True)
class Person:
    """Who reported. Only ever read when the identity is open to the reader."""

    jenis_pengadu: str
    nama: str
    identitas: str
    telepon: str
    email: str
    alamat: str


@dataclass(frozen=True)
class Substance:
    """What was reported, and what whoever answers has to mind."""

    judul: str
    uraian: str
    kecamatan: str
    desa: str
    lokasi: str
    tanggal_kejadian: date | None
    kebutuhan_khusus: str
    """Special needs. An anonymous reporter has them too, so they are no part of the identity."""


@dataclass(frozen=True)
class File:
    """A file of the complaint, without its place on disk."""

    id: UUID
    name: str
    media_type: str
    size: int
    origin: str
    viewable: bool
    """Whether a re-encoded view exists; the sealed original is always there."""
    added_at: datetime


@dataclass(frozen=True)
class StoredFile:
    """Where a file lies, for the one who sends it to a reader already checked."""

    name: str
    media_type: str
    sealed_path: str
    view_path: str
    sha256: str


@dataclass(frozen=True)
class Message:
    """What the complainant was told or answered."""

    at: datetime
    kind: str
    sender: str
    text: str


@dataclass(frozen=True)
class ComplaintView:
    """A complaint as its reader may see it. The flags and the number are no secret: they say how to treat it."""

    id: UUID
    number: str
    jenis: str
    kanal: str
    kategori: str
    unit: str
    anonim: bool
    rahasia: bool
    received_at: datetime
    entered_at: datetime
    entered_tier: str
    substance: Substance | Withheld
    reporter: Person | Withheld | None
    """None when the reporter left no identity at all."""
    files: list[File] | Withheld
    messages: list[Message] | Withheld
    access: Access

    @property
    def judul(self) -> str | Withheld:
        """The title, where the substance is open."""
        return self.substance if isinstance(self.substance, Withheld) else self.substance.judul


def complaint(
    session: Session, *, instansi_id: str, actor: Actor, scopes: Sequence[WorkScope], case_id: UUID
) -> ComplaintView:
    """The complaint as this person may read it, in at most four statements.

    Raises NotFoundError when it does not exist or is none of this person's business: both look the same.
    """
    access = access_to(session, instansi_id=instansi_id, actor=actor, scopes=scopes, case_id=case_id)
    columns: list[Any] = [*_OPEN]
    if access.substance is None:
        columns += _SUBSTANCE
    if access.identity is None:
        columns += _IDENTITY
    row = session.execute(
        select(*columns)
        .outerjoin(Reporter, and_(Reporter.instansi_id == Complaint.instansi_id, Reporter.complaint_id == Complaint.id))
        .where(Complaint.instansi_id == instansi_id, Complaint.id == case_id)
    ).one()
    closed = None if access.substance is None else Withheld(access.substance)
    return ComplaintView(
        id=row.id,
        number=row.number,
        jenis=row.jenis,
        kanal=row.kanal,
        kategori=row.kategori_sla or "",
        unit=row.unit,
        anonim=row.anonim,
        rahasia=row.rahasia,
        received_at=row.received_at,
        entered_at=row.entered_at,
        entered_tier=row.entered_tier,
        substance=_substance(row) if closed is None else closed,
        reporter=Withheld(access.identity) if access.identity is not None else _reporter(row),
        files=_files(session, instansi_id, case_id) if closed is None else closed,
        messages=_messages(session, instansi_id, case_id) if closed is None else closed,
        access=access,
    )


def access_to(
    session: Session, *, instansi_id: str, actor: Actor, scopes: Sequence[WorkScope], case_id: UUID
) -> Access:
    """What this person may see of the case, in one statement.

    Raises NotFoundError when the answer is nothing, as when the case does not exist.
    """
    nearness = sql_case((visibility.in_hand(actor), int(Involvement.IN_HAND)), else_=int(Involvement.OFFERED))
    nearest = (
        select(func.max(nearness))
        .where(
            Task.instansi_id == instansi_id,
            Task.case_id == case_id,
            or_(visibility.in_scopes(scopes), visibility.in_hand(actor)),
        )
        .scalar_subquery()
    )
    row = session.execute(
        select(Complaint.anonim, Complaint.rahasia, nearest.label("nearest")).where(
            Complaint.instansi_id == instansi_id, Complaint.id == case_id
        )
    ).one_or_none()
    if row is not None:
        near = Involvement(row.nearest or 0)
        access = visibility.decide(roles=roles_of(actor), involvement=near, anonim=row.anonim, rahasia=row.rahasia)
        if access.case:
            return access
    raise NotFoundError("Berkas tidak ditemukan.")


def stored_file(
    session: Session, *, instansi_id: str, actor: Actor, scopes: Sequence[WorkScope], case_id: UUID, file_id: UUID
) -> StoredFile:
    """Where a file of the case lies. Raises NotFoundError when it, or the substance, is not open to this person."""
    access = access_to(session, instansi_id=instansi_id, actor=actor, scopes=scopes, case_id=case_id)
    row = session.execute(
        select(
            Attachment.name, Attachment.media_type, Attachment.sealed_path, Attachment.view_path, Attachment.sha256
        ).where(Attachment.instansi_id == instansi_id, Attachment.complaint_id == case_id, Attachment.id == file_id)
    ).one_or_none()
    if row is None or access.substance is not None:
        raise NotFoundError("Lampiran tidak ditemukan.")
    return StoredFile(
        name=row.name,
        media_type=row.media_type,
        sealed_path=row.sealed_path,
        view_path=row.view_path,
        sha256=row.sha256,
    )


_OPEN = (
    Complaint.id, Complaint.number, Complaint.jenis, Complaint.kanal, Complaint.kategori_sla, Complaint.unit,
    Complaint.anonim, Complaint.rahasia, Complaint.received_at, Complaint.entered_at, Complaint.entered_tier,
)  # fmt: skip
_SUBSTANCE = (
    Complaint.judul, Complaint.uraian, Complaint.kecamatan, Complaint.desa, Complaint.lokasi,
    Complaint.tanggal_kejadian, Reporter.kebutuhan_khusus,
)  # fmt: skip
_IDENTITY = (
    Reporter.jenis_pengadu, Reporter.nama, Reporter.identitas, Reporter.telepon, Reporter.email, Reporter.alamat,
)  # fmt: skip


def _substance(row: Any) -> Substance:
    return Substance(
        judul=row.judul,
        uraian=row.uraian,
        kecamatan=row.kecamatan,
        desa=row.desa,
        lokasi=row.lokasi,
        tanggal_kejadian=row.tanggal_kejadian,
        kebutuhan_khusus=row.kebutuhan_khusus or "",
    )


def _reporter(row: Any) -> Person | None:
    if not row.nama:
        return None
    return Person(
        jenis_pengadu=row.jenis_pengadu,
        nama=row.nama,
        identitas=row.identitas,
        telepon=row.telepon,
        email=row.email,
        alamat=row.alamat,
    )


def _files(session: Session, instansi_id: str, case_id: UUID) -> list[File]:
    rows = session.execute(
        select(
            Attachment.id, Attachment.name, Attachment.media_type, Attachment.size, Attachment.origin,
            Attachment.view_path, Attachment.added_at,
        )
        .where(Attachment.instansi_id == instansi_id, Attachment.complaint_id == case_id)
        .order_by(Attachment.added_at, Attachment.id)
    )  # fmt: skip
    return [
        File(
            id=row.id,
            name=row.name,
            media_type=row.media_type,
            size=row.size,
            origin=row.origin,
            viewable=bool(row.view_path),
            added_at=row.added_at,
        )
        for row in rows
    ]


def _messages(session: Session, instansi_id: str, case_id: UUID) -> list[Message]:
    rows = session.execute(
        select(ComplaintMessage.at, ComplaintMessage.kind, ComplaintMessage.sender, ComplaintMessage.text)
        .where(ComplaintMessage.instansi_id == instansi_id, ComplaintMessage.complaint_id == case_id)
        .order_by(ComplaintMessage.at, ComplaintMessage.id)
    )
    return [Message(at=row.at, kind=row.kind, sender=row.sender, text=row.text) for row in rows]
