"""A process version: one deployed state of a process, with all its diagrams, decisions and forms as one bundle."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from engine.models.base import INSTANSI, Base, new_id


class ProcessVersion(Base):
    """A deployed state of a process with all its files. Never edited."""

    __tablename__ = "process_version"
    __table_args__ = (Index(None, "instansi_id", "process_id", "number", unique=True),)

    instansi_id: Mapped[str] = mapped_column(INSTANSI, primary_key=True)
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    process_id: Mapped[str] = mapped_column(String(80))
    number: Mapped[int]
    content_hash: Mapped[str] = mapped_column(String(64))
    bundle: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    """zlib-compressed JSON object: file name ("x.bpmn", "tenggat.dmn", "x.form") -> text. Read by `bundle_of`."""
    engine_version: Mapped[str] = mapped_column(String(40))
    deployed_at: Mapped[datetime]
    deployed_by: Mapped[str] = mapped_column(String(80))
    note: Mapped[str] = mapped_column(Text, default="")
    reviewed_by: Mapped[str] = mapped_column(String(40), default="")
    """Who approved it; empty for what came with the program or from the command line."""
    reviewed_by_name: Mapped[str] = mapped_column(String(120), default="")
    deployed_by_name: Mapped[str] = mapped_column(String(120), default="")
    restored_from: Mapped[int | None]
    """Number of the earlier version that it brought back."""
    scenarios: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    """Its tests, packed as the bundle is: file name ("terlambat.yaml") -> text. No case reads them."""
    accepted: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    """Warnings of the law that were accepted with a reason, see `ProcessDraft.accepted`."""
