"""A local government and its units (OPD / SKPD / PD)."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKeyConstraint, LargeBinary, String, event
from sqlalchemy.orm import Mapped, mapped_column

from engine.models.base import INSTANSI, Base, new_id


class Instansi(Base):
    """A local government: how it is called, its process, and what it has decided for itself."""

    __tablename__ = "instansi"
    TOLD = (
        "name", "regulation", "process_id", "restricted_process_id", "activity_process_ids", "time_zone",
        "province_scope", "regency_scope", "reminds_at", "cuti_bersama_stops_clock", "contact_name", "contact_address",
        "contact_phone", "contact_whatsapp", "contact_hours", "contact_map", "disclosure", "wilayah", "authorities",
        "channels", "region_codes", "teams", "colour", "crest_digest", "texts", "limits", "borrows", "articles",
    )  # fmt: skip

    id: Mapped[str] = mapped_column(INSTANSI, primary_key=True)
    """Slug, as in URLs: `tanah-laut`."""
    name: Mapped[str] = mapped_column(String(120))
    regulation: Mapped[str] = mapped_column(String(200))
    process_id: Mapped[str] = mapped_column(String(80))
    """The complaint process: `pengaduan_tanah_laut`."""
    restricted_process_id: Mapped[str] = mapped_column(String(80), default="")
    """The process for reports of whistleblowers, where the regulation has one: `wbs_belitung_timur`."""
    activity_process_ids: Mapped[list[str]] = mapped_column(JSON, default=list)
    """The processes without a complaint: monitoring and reporting, integration, action plan."""
    time_zone: Mapped[str] = mapped_column(String(40))
    """IANA name, e.g. `Asia/Makassar` for WITA."""
    province_scope: Mapped[str] = mapped_column(String(20))
    """ISO 3166-2 code whose decrees apply besides the national ones, e.g. `ID-KS`."""
    regency_scope: Mapped[str] = mapped_column(String(40))
    """Scope of the instansi's own decrees, e.g. `tanah-laut`."""
    reminds_at: Mapped[str] = mapped_column(String(5), default="16:00")
    """The hour at which warnings ("3 hari sebelum …") reach officers. Deadlines end with their day, at 24:00."""
    cuti_bersama_stops_clock: Mapped[bool] = mapped_column(default=True)
    contact_name: Mapped[str] = mapped_column(String(120), default="")
    contact_address: Mapped[str] = mapped_column(String(300), default="")
    contact_phone: Mapped[str] = mapped_column(String(40), default="")
    contact_whatsapp: Mapped[str] = mapped_column(String(40), default="")
    contact_hours: Mapped[str] = mapped_column(String(200), default="")
    contact_map: Mapped[str] = mapped_column(String(300), default="")
    """Address of a map, https."""
    disclosure: Mapped[str] = mapped_column(String(20), default="pelapor")
    """Who may read how a complaint was settled: `publik` (result without identity), `pelapor` (the reporter alone)."""
    wilayah: Mapped[dict[str, list[str]]] = mapped_column(JSON, default=dict)
    """Kecamatan and their desa or kelurahan, to choose from."""
    authorities: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    """Slug and name of the neighbours, ministries and bodies to which complaints are forwarded or copied."""
    channels: Mapped[dict[str, dict[str, str]]] = mapped_column(JSON, default=dict)
    """How each channel of the diagram is reached: `phone`, `whatsapp`, `hours`, `map`."""
    region_codes: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    """Official codes: `Bati-Bati` -> `63.01.02`, `Bati-Bati/Padang` -> `63.01.02.2001`."""
    teams: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list)
    """`name`, `decree`, `head`, `from`, `until` (days) of each."""
    colour: Mapped[str] = mapped_column(String(7), default="")
    """`#rrggbb` of the citizen's pages; "" is the program's own."""
    crest_digest: Mapped[str] = mapped_column(String(12), default="")
    """What stands for the crest in addresses; "" when there is none."""
    texts: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    """Its own words in messages: `pesan.diarsipkan`, `surat.petugas`; see `complaints.people.governments.wording`."""
    limits: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    """Numbers that it sets for itself; see `complaints.people.governments.limits`."""
    borrows: Mapped[str] = mapped_column(String(10), default="")
    """Code of the register (`NG`) whose diagrams it runs under a regulation of its own; "" when that is its own."""
    articles: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    """Norm of the borrowed register -> the article of its own regulation that says the same."""


@event.listens_for(Instansi, "load")
def _held(row: Instansi, context: Any) -> None:
    """A session forgets rows that nobody holds; it holds its governments, which a page and a command ask often."""
    context.session.info.setdefault(Instansi, set()).add(row)


class Crest(Base):
    """The crest of a government, a PNG; apart from its row, which every page reads."""

    __tablename__ = "crest"
    TOLD = ("png",)
    __table_args__ = (ForeignKeyConstraint(["instansi_id"], ["instansi.id"]),)

    instansi_id: Mapped[str] = mapped_column(INSTANSI, primary_key=True)
    png: Mapped[bytes] = mapped_column(LargeBinary)


class GovernmentDraft(Base):
    """A government that an operator is entering and that is not there yet. Operators alone read it."""

    __tablename__ = "government_draft"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    values: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """What was typed, by step and field."""
    begun_by: Mapped[str] = mapped_column(String(120))
    changed_at: Mapped[datetime]


class Unit(Base):
    """A unit of a government that can receive work."""

    __tablename__ = "unit"
    TOLD = ("name", "kind", "active")
    __table_args__ = (ForeignKeyConstraint(["instansi_id"], ["instansi.id"]),)

    instansi_id: Mapped[str] = mapped_column(INSTANSI, primary_key=True)
    id: Mapped[str] = mapped_column(String(60), primary_key=True)
    """Slug, e.g. `dinas-kesehatan`."""
    name: Mapped[str] = mapped_column(String(160))
    kind: Mapped[str] = mapped_column(String(10), default="pd")
    """`pd` (perangkat daerah) or `bumd`."""
    active: Mapped[bool] = mapped_column(default=True)
