"""A local government and its units (OPD / SKPD / PD)."""

from __future__ import annotations

from sqlalchemy import ForeignKeyConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from engine.models.base import INSTANSI, Base


class Instansi(Base):
    __tablename__ = "instansi"

    id: Mapped[str] = mapped_column(INSTANSI, primary_key=True)
    """Slug, as in URLs: `tanah-laut`."""
    name: Mapped[str] = mapped_column(String(120))
    regulation: Mapped[str] = mapped_column(String(200))
    process_id: Mapped[str] = mapped_column(String(80))
    """The complaint process: `pengaduan_tanah_laut`."""
    time_zone: Mapped[str] = mapped_column(String(40))
    """IANA name, e.g. `Asia/Makassar` for WITA."""
    province_scope: Mapped[str] = mapped_column(String(20))
    """ISO 3166-2 code whose decrees apply besides the national ones, e.g. `ID-KS`."""
    regency_scope: Mapped[str] = mapped_column(String(40))
    """Scope of the instansi's own decrees, e.g. `tanah-laut`."""
    office_closes: Mapped[str] = mapped_column(String(5), default="16:00")
    cuti_bersama_stops_clock: Mapped[bool] = mapped_column(default=True)
    contact_name: Mapped[str] = mapped_column(String(120), default="")
    contact_address: Mapped[str] = mapped_column(String(300), default="")


class Unit(Base):
    __tablename__ = "unit"
    __table_args__ = (ForeignKeyConstraint(["instansi_id"], ["instansi.id"]),)

    instansi_id: Mapped[str] = mapped_column(INSTANSI, primary_key=True)
    id: Mapped[str] = mapped_column(String(60), primary_key=True)
    """Slug, e.g. `dinas-kesehatan`."""
    name: Mapped[str] = mapped_column(String(160))
    active: Mapped[bool] = mapped_column(default=True)
