"""Days that a decree takes from, or gives back to, the working calendar."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from engine.models.base import Base, new_id
from engine.models.case import stored_by_value


class DecreeKind(StrEnum):
    """What a decree says of a day."""

    LIBUR_NASIONAL = "libur_nasional"
    CUTI_BERSAMA = "cuti_bersama"
    LIBUR_DAERAH = "libur_daerah"
    HARI_KERJA_PENGGANTI = "hari_kerja_pengganti"


class DecreeDay(Base):
    """One day of one decree. Never edited: a changed decree revokes rows and adds others."""

    __tablename__ = "decree_day"
    __table_args__ = (Index(None, "scope", "date"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    date: Mapped[date]
    scope: Mapped[str] = mapped_column(String(40))
    """`ID`, a province (`ID-AC`), an instansi (`tanah-laut`) or a unit (`tanah-laut/dinas-kesehatan`)."""
    kind: Mapped[DecreeKind] = mapped_column(stored_by_value(DecreeKind))
    name: Mapped[str] = mapped_column(String(160))
    decree: Mapped[str] = mapped_column(String(200))
    valid_from: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    revoked_by: Mapped[str | None] = mapped_column(String(200))
    """The decree that took this day back."""
