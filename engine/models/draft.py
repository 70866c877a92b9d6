"""A process on its way to its next version: who typed what, who proposed and reviewed it, which cases shall follow."""

from __future__ import annotations

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKeyConstraint, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from engine.models.base import INSTANSI, Base, new_id
from engine.models.case import stored_by_value


class DraftState(StrEnum):
    """How far a draft is on its way to a version."""

    OPEN = "open"
    PROPOSED = "proposed"
    APPROVED = "approved"
    """Waits for the moment at which it shall be deployed."""
    DEPLOYED = "deployed"
    WITHDRAWN = "withdrawn"


class FollowPolicy(StrEnum):
    """What happens to the running cases when the version is deployed."""

    FINISH = "finish"
    """They finish on their version."""
    SAFE = "safe"
    """Those that can go over without a task left out or done again do so."""


class ProcessDraft(Base):
    """A change of a process that is being made, reviewed or waited with."""

    __tablename__ = "process_draft"
    __table_args__ = (
        ForeignKeyConstraint(["instansi_id", "base_version_id"], ["process_version.instansi_id", "process_version.id"]),
        Index(None, "instansi_id", "process_id", "created_at"),
        # The worker sweeps all governments at once for what was approved for a moment.
        Index("ix_process_draft_deploy_at", "state", "deploy_at"),
    )

    instansi_id: Mapped[str] = mapped_column(INSTANSI, primary_key=True)
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    process_id: Mapped[str] = mapped_column(String(80))
    base_version_id: Mapped[uuid.UUID]
    """The version that the draft changes."""
    title: Mapped[str] = mapped_column(String(120))
    state: Mapped[DraftState] = mapped_column(stored_by_value(DraftState), default=DraftState.OPEN)
    note: Mapped[str] = mapped_column(Text, default="")
    """Why, in the proposer's words."""
    follow: Mapped[FollowPolicy] = mapped_column(stored_by_value(FollowPolicy), default=FollowPolicy.FINISH)
    deploy_at: Mapped[datetime | None]
    """None: as soon as it is approved."""
    accepted: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    """Warnings of the law that somebody accepted: {"key", "text", "reason", "by", "name", "at"}."""
    restored_from: Mapped[int | None]
    """Number of the version that it brings back."""
    created_by: Mapped[str] = mapped_column(String(40))
    created_by_name: Mapped[str] = mapped_column(String(120))
    created_at: Mapped[datetime]
    proposed_by: Mapped[str] = mapped_column(String(40), default="")
    proposed_by_name: Mapped[str] = mapped_column(String(120), default="")
    proposed_at: Mapped[datetime | None]
    reviewed_by: Mapped[str] = mapped_column(String(40), default="")
    reviewed_by_name: Mapped[str] = mapped_column(String(120), default="")
    reviewed_at: Mapped[datetime | None]
    review_note: Mapped[str] = mapped_column(Text, default="")
    deployed_version_id: Mapped[uuid.UUID | None]


class DraftFile(Base):
    """One saved state of one file of a draft. Nothing is overwritten: the highest revision counts."""

    __tablename__ = "draft_file"
    __table_args__ = (
        ForeignKeyConstraint(["instansi_id", "draft_id"], ["process_draft.instansi_id", "process_draft.id"]),
    )

    instansi_id: Mapped[str] = mapped_column(INSTANSI, primary_key=True)
    draft_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(90), primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    content: Mapped[bytes | None] = mapped_column(LargeBinary)
    """zlib-compressed text; None: the file was taken out."""
    saved_by: Mapped[str] = mapped_column(String(40))
    saved_by_name: Mapped[str] = mapped_column(String(120))
    saved_at: Mapped[datetime]


class MigrationOrder(Base):
    """A running case that shall go over to a version; the worker carries it out once and notes what came of it."""

    __tablename__ = "migration_order"
    __table_args__ = (
        ForeignKeyConstraint(["instansi_id", "case_id"], ["case.instansi_id", "case.id"]),
        ForeignKeyConstraint(["instansi_id", "version_id"], ["process_version.instansi_id", "process_version.id"]),
        Index("ix_migration_order_open", "done_at", "ordered_at"),
        Index(None, "instansi_id", "version_id"),
    )

    instansi_id: Mapped[str] = mapped_column(INSTANSI, primary_key=True)
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[uuid.UUID]
    version_id: Mapped[uuid.UUID]
    mapping: Mapped[list[list[str]]] = mapped_column(JSON, default=list)
    """[process id, element, element under the new version]."""
    agreed: Mapped[bool] = mapped_column(default=False)
    ordered_by: Mapped[str] = mapped_column(String(40))
    ordered_by_name: Mapped[str] = mapped_column(String(120))
    ordered_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    moved: Mapped[bool] = mapped_column(default=False)
    answer: Mapped[str] = mapped_column(Text, default="")
    """Why it stayed, when it did."""
