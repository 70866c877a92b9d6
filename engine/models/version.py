"""A process version: one deployed state of a process, with all its diagrams, decisions and forms as one bundle."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from engine.models.base import INSTANSI, Base, new_id


class ProcessVersion(Base):
    __tablename__ = "process_version"
    __table_args__ = (Index(None, "instansi_id", "process_id", "number", unique=True),)

    instansi_id: Mapped[str] = mapped_column(INSTANSI, primary_key=True)
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    process_id: Mapped[str] = mapped_column(String(80))
    number: Mapped[int]
    content_hash: Mapped[str] = mapped_column(String(64))
    bundle: Mapped[bytes] = mapped_column(LargeBinary)
    """zlib-compressed JSON object: file name ("x.bpmn", "tenggat.dmn", "x.form") -> text."""
    engine_version: Mapped[str] = mapped_column(String(40))
    deployed_at: Mapped[datetime]
    deployed_by: Mapped[str] = mapped_column(String(80))
    note: Mapped[str] = mapped_column(Text, default="")
