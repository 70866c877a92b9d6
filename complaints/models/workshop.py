"""What the workshop keeps beside a draft: long checks in the worker's hands, and trials."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKeyConstraint, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from engine.models.base import INSTANSI, Base, new_id


class WorkshopJob(Base):
    """A check that takes long: past cases or scenarios played on a draft. The worker goes on with it in pieces."""

    __tablename__ = "workshop_job"
    __table_args__ = (
        ForeignKeyConstraint(["instansi_id", "draft_id"], ["process_draft.instansi_id", "process_draft.id"]),
        Index(None, "instansi_id", "draft_id", "kind", "created_at"),
        # The worker looks for unfinished ones of all governments.
        Index("ix_workshop_job_open", "finished_at", "created_at"),
    )

    instansi_id: Mapped[str] = mapped_column(INSTANSI, primary_key=True)
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    draft_id: Mapped[uuid.UUID]
    kind: Mapped[str] = mapped_column(String(20))
    """`replay` (past cases), `scenarios`, or `verdict` (the gate, before a deploy at its moment)."""
    content_hash: Mapped[str] = mapped_column(String(64))
    """Of what was played: a later change of the draft makes the answer an old one."""
    bundle: Mapped[bytes] = mapped_column(LargeBinary)
    """The files and scenarios, as `engine.definition.bundle.Bundle.pack()` writes them."""
    items: Mapped[list[str]] = mapped_column(JSON)
    """Ids of cases, files of scenarios, or the one word `verdict`."""
    done: Mapped[int] = mapped_column(default=0)
    results: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    error: Mapped[str] = mapped_column(Text, default="")
    started_by: Mapped[str] = mapped_column(String(120))
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    leased_until: Mapped[datetime | None]
    """A worker has a piece of it in hand until then; later another one may take it."""
    tries: Mapped[int] = mapped_column(default=0, server_default="0")
    """How often the next piece was begun and nobody has heard of it since."""


class Trial(Base):
    """A case played by hand on a draft, every role in one window: kept as the steps of a scenario."""

    __tablename__ = "trial"
    __table_args__ = (
        ForeignKeyConstraint(["instansi_id", "draft_id"], ["process_draft.instansi_id", "process_draft.id"]),
        Index(None, "instansi_id", "draft_id"),
    )

    instansi_id: Mapped[str] = mapped_column(INSTANSI, primary_key=True)
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    draft_id: Mapped[uuid.UUID]
    scenario: Mapped[dict[str, Any]] = mapped_column(JSON)
    """As a scenario file says it: start, complaint or begin, steps."""
    started_by: Mapped[str] = mapped_column(String(120))
    changed_at: Mapped[datetime]
