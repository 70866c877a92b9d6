"""A complaint, its reporter, files and the messages between both sides."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKeyConstraint, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from engine.models.base import INSTANSI, Base, BoundColumns, new_id, only_where


class Complaint(Base):
    """The substance. Its id is the id of its case. Who reported it lives apart, in `Reporter`."""

    __tablename__ = "complaint"
    BOUND = BoundColumns(
        "id",
        ("number", "kanal", "judul", "uraian", "kecamatan", "desa", "lokasi", "tanggal_kejadian", "nama_tersembunyi",
         "restricted", "pseudonym", "waktu_kejadian", "pihak_terlibat", "hubungan_pelapor", "answers", "received_at",
         "entered_at", "entered_by", "entered_tier"),
        ("jenis", "anonim", "rahasia", "unit", "kategori_sla", "erased_at"),
    )  # fmt: skip
    __table_args__ = (
        ForeignKeyConstraint(["instansi_id", "id"], ["case.instansi_id", "case.id"]),
        Index(None, "instansi_id", "number", unique=True),
        Index(None, "instansi_id", "submission_token", unique=True),
        Index(None, "instansi_id", "received_at"),
        Index("ix_complaint_unit", "instansi_id", "unit", "entered_at", "id"),
        Index("ix_complaint_kategori", "instansi_id", "kategori_sla", "entered_at", "id"),
        Index("ix_complaint_jenis", "instansi_id", "jenis", "entered_at", "id"),
        Index("ix_complaint_topic", "instansi_id", "topic", "entered_at", "id"),
        Index("ix_complaint_kanal", "instansi_id", "kanal", "entered_at", "id"),
    )

    instansi_id: Mapped[str] = mapped_column(INSTANSI, primary_key=True)
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(20))
    """Public number, e.g. `TL-2026-7K4M2Q`: not guessable in sequence, says nothing about the reporter."""
    secret_hash: Mapped[str] = mapped_column(String(200))
    submission_token: Mapped[str] = mapped_column(String(64))
    kanal: Mapped[str] = mapped_column(String(30))
    jenis: Mapped[str] = mapped_column(String(30))
    """`pengaduan`, `aspirasi` or `permintaan_informasi`."""
    judul: Mapped[str] = mapped_column(String(200))
    uraian: Mapped[str] = mapped_column(Text)
    kecamatan: Mapped[str] = mapped_column(String(80), default="")
    desa: Mapped[str] = mapped_column(String(80), default="")
    lokasi: Mapped[str] = mapped_column(String(300), default="")
    tanggal_kejadian: Mapped[date | None]
    anonim: Mapped[bool] = mapped_column(default=False)
    nama_tersembunyi: Mapped[bool] = mapped_column(default=False)
    """The reporter gave a name and asked that it stay hidden (NG-P6(5)); `anonim` gave none, or it is closed to all."""
    rahasia: Mapped[bool] = mapped_column(default=False)
    restricted: Mapped[bool] = mapped_column(default=False)
    """A report of a whistleblower: read only by those who have a task in it, whatever else their role opens."""
    pseudonym: Mapped[str] = mapped_column(String(40), default="")
    """How the reporter of a restricted report is addressed: "Pelapor Anggrek 27"."""
    waktu_kejadian: Mapped[str] = mapped_column(String(10), default="")
    """Where the start form asks it, as for a restricted report: `telah`, `sedang` or `akan` (BT-P1.14)."""
    pihak_terlibat: Mapped[str] = mapped_column(String(1000), default="")
    """Likewise: who is said to take part in it."""
    hubungan_pelapor: Mapped[str] = mapped_column(String(20), default="")
    """Likewise: how the reporter knows of it (BT-P1.7)."""
    answers: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """Answers of the start form that have no column of their own, by the key of their question."""
    kategori_sla: Mapped[str | None] = mapped_column(String(40))
    topic: Mapped[str] = mapped_column(String(60), default="", server_default="")
    """The subject that was chosen last (`kategori` of a form); "" before. Lists find by it; the answer itself stands in
    the history."""
    unit: Mapped[str] = mapped_column(String(60), default="")
    """Lead unit once disposed."""
    received_at: Mapped[datetime]
    """The original act: for paper or a call, before it was typed in."""
    entered_at: Mapped[datetime]
    entered_by: Mapped[str] = mapped_column(String(40), default="")
    entered_tier: Mapped[str] = mapped_column(String(40), default="")
    erased_at: Mapped[datetime | None]
    """When texts and files went, after the period for which they are kept."""


class Reporter(Base):
    """Who reported. Apart from the complaint so that it can be read, sealed or erased alone."""

    __tablename__ = "reporter"
    BOUND = BoundColumns(
        "complaint_id", ("jenis_pengadu", "nama", "identitas", "telepon", "email", "alamat", "answers")
    )
    __table_args__ = (ForeignKeyConstraint(["instansi_id", "complaint_id"], ["complaint.instansi_id", "complaint.id"]),)

    instansi_id: Mapped[str] = mapped_column(INSTANSI, primary_key=True)
    complaint_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    jenis_pengadu: Mapped[str] = mapped_column(String(30), default="perorangan")
    nama: Mapped[str] = mapped_column(String(160), default="")
    identitas: Mapped[str] = mapped_column(String(60), default="")
    telepon: Mapped[str] = mapped_column(String(30), default="")
    email: Mapped[str] = mapped_column(String(254), default="")
    alamat: Mapped[str] = mapped_column(String(300), default="")
    answers: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """Answers about the person that have no column of their own, by the key of their question."""


class Attachment(Base):
    """A file. The original is kept sealed (read-only, with its hash); what is shown is a re-encoded view."""

    __tablename__ = "attachment"
    BOUND = BoundColumns(
        "complaint_id",
        ("name", "media_type", "size", "sha256", "sealed", "origin", "added_at"),
        changing=("view_sha256", "public"),
        later=True,
    )
    __table_args__ = (
        ForeignKeyConstraint(["instansi_id", "complaint_id"], ["case.instansi_id", "case.id"]),
        Index(None, "instansi_id", "complaint_id"),
        Index("ix_attachment_sha256", "instansi_id", "sha256"),
    )

    instansi_id: Mapped[str] = mapped_column(INSTANSI, primary_key=True)
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    complaint_id: Mapped[uuid.UUID]
    """The case that it belongs to: of a complaint, or of an activity."""
    name: Mapped[str] = mapped_column(String(160))
    media_type: Mapped[str] = mapped_column(String(80))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    sealed_path: Mapped[str] = mapped_column(String(200))
    view_path: Mapped[str] = mapped_column(String(200), default="")
    view_sha256: Mapped[str] = mapped_column(String(64), default="")
    """Of the clean copy as it lies on disk, bound as a part of its own; "" for one from before this was kept."""
    sealed: Mapped[str] = mapped_column(Text, default="")
    """Of a sealed report: the name, the digest as it came and the key to the bytes (`complaints.sealed.files`)."""
    origin: Mapped[str] = mapped_column(String(20))
    """`pengadu`, `petugas`, or `catatan`: of a note, for officers alone."""
    public: Mapped[bool] = mapped_column(default=False)
    """Whether the complainant sees it on the tracking page."""
    added_at: Mapped[datetime]


class ComplaintMessage(Base):
    """What the complainant was told, and what they answered: the tracking page's timeline of texts."""

    __tablename__ = "complaint_message"
    BOUND = BoundColumns("complaint_id", ("at", "kind", "sender", "text"))
    __table_args__ = (
        ForeignKeyConstraint(["instansi_id", "complaint_id"], ["complaint.instansi_id", "complaint.id"]),
        Index(None, "instansi_id", "complaint_id", "at"),
        # The first page of a government that publishes its results shows the newest ones.
        Index("ix_complaint_message_published", "instansi_id", "at", "id", **only_where("kind = 'publikasi'")),
    )

    instansi_id: Mapped[str] = mapped_column(INSTANSI, primary_key=True)
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    complaint_id: Mapped[uuid.UUID]
    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(String(40))
    """`diterima`, `minta_kelengkapan`, `kelengkapan`, `respon_awal`, `kendala`, `jawaban`, `reaksi`, `diarsipkan` …"""
    sender: Mapped[str] = mapped_column(String(20))
    """`instansi` or `pengadu`."""
    text: Mapped[str] = mapped_column(Text)


class ComplaintCopy(Base):
    """A tembusan: who got one, and whose list it stands in. It opens the complaint to read, and gives no task."""

    __tablename__ = "complaint_copy"
    BOUND = BoundColumns("complaint_id", ("recipient", "role", "unit"), since=8)
    __table_args__ = (
        ForeignKeyConstraint(["instansi_id", "complaint_id"], ["complaint.instansi_id", "complaint.id"]),
        Index(None, "instansi_id", "complaint_id", "recipient", "role", unique=True),
        Index("ix_complaint_copy_list", "instansi_id", "role", "unit", "at", "id"),
    )

    instansi_id: Mapped[str] = mapped_column(INSTANSI, primary_key=True)
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    complaint_id: Mapped[uuid.UUID]
    at: Mapped[datetime]
    """When it was sent; when it was sent last, if more than once."""
    recipient: Mapped[str] = mapped_column(String(60))
    """Slug of a unit, or of an authority outside the government."""
    role: Mapped[str] = mapped_column(String(60))
    """Who has it in the list: who reads it in the unit, or who takes the package to the authority outside."""
    unit: Mapped[str] = mapped_column(String(60))
    """The unit again; "" for an authority outside."""


class LodgingDraft(Base):
    """A form on its way: survives errors and the look at "check your answers"; swept after a day."""

    __tablename__ = "lodging_draft"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    instansi_id: Mapped[str] = mapped_column(INSTANSI)
    __mapper_args__ = {"primary_key": (instansi_id, token_hash)}  # noqa: RUF012 - read by the library
    """An object is looked up and written by both: the statement names its government (see engine.government)."""
    answers: Mapped[dict[str, Any]] = mapped_column(JSON)
    files: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    receipt: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Sealed receipt (number, secret) for the one look after sending; encrypted under the cookie's token."""
    complaint_id: Mapped[uuid.UUID | None]
    saved_at: Mapped[datetime]
