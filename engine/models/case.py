"""A case (one running process), its waiting timers, and what went wrong with it."""

from __future__ import annotations

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Enum, ForeignKeyConstraint, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from engine.models.base import INSTANSI, Base, new_id, only_where


class CaseStatus(StrEnum):
    """Whether a case still runs."""

    RUNNING = "running"
    COMPLETED = "completed"


def stored_by_value(enum: type[StrEnum]) -> Enum:
    """A column that keeps an enum by its values, as text of at most 20 characters."""
    return Enum(enum, native_enum=False, length=20, values_callable=lambda e: [member.value for member in e])


class Case(Base):
    """One running, or finished, process: where it stands, as the library keeps it."""

    __tablename__ = "case"
    __table_args__ = (
        ForeignKeyConstraint(["instansi_id", "version_id"], ["process_version.instansi_id", "process_version.id"]),
        Index(None, "instansi_id", "process_id", "started_at"),
        # The auditor's list, newest first: all cases, those in one phase, those of one version.
        Index("ix_case_newest", "instansi_id", "started_at", "id"),
        Index("ix_case_phase", "instansi_id", "phase", "started_at", "id"),
        Index("ix_case_version", "instansi_id", "version_id", "started_at", "id"),
        # The worker sweeps all governments at once: what is due is found by its moment alone.
        Index("ix_case_next_due_at", "next_due_at", **only_where("next_due_at IS NOT NULL")),
        # What ended lately, or long ago.
        Index("ix_case_ended_at", "instansi_id", "ended_at", **only_where("ended_at IS NOT NULL")),
        # What runs is little beside what is over: counted by version, walked when a decree moves deadlines.
        Index("ix_case_running", "instansi_id", "id", **only_where("status = 'running'")),
        Index("ix_case_running_version", "instansi_id", "process_id", "version_id", **only_where("status = 'running'")),
    )

    instansi_id: Mapped[str] = mapped_column(INSTANSI, primary_key=True)
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    process_id: Mapped[str] = mapped_column(String(80))
    version_id: Mapped[uuid.UUID]
    status: Mapped[CaseStatus] = mapped_column(stored_by_value(CaseStatus), default=CaseStatus.RUNNING)
    phase: Mapped[str | None] = mapped_column(String(60))
    """The `status` property of the last element reached that has one, e.g. `menunggu_kelengkapan`."""
    state: Mapped[bytes] = mapped_column(LargeBinary)
    state_format: Mapped[int]
    variables: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """Small typed values that gateways, timers and decision tables read. Never texts of people."""
    waiting_messages: Mapped[list[list[str]]] = mapped_column(JSON, default=list)
    """[message name, process id, element that catches it] for each message the case waits for."""
    next_due_at: Mapped[datetime | None]
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    end_element: Mapped[str | None] = mapped_column(String(120))
    event_count: Mapped[int] = mapped_column(default=0)
    head_hash: Mapped[str] = mapped_column(String(64), default="")
    head_signature: Mapped[str] = mapped_column(String(128), default="")
    sealed: Mapped[bool] = mapped_column(default=False)
    """What people write in it is closed before it is stored (see engine.sealed)."""
    lock_version: Mapped[int] = mapped_column(default=0)
    """Counts the writes: an update names the count that it read, so no write is lost (see commands.rows)."""


class Timer(Base):
    """A waiting timer of a case. Rewritten with the state in the same transaction; gone once fired or cancelled."""

    __tablename__ = "timer"
    __table_args__ = (
        ForeignKeyConstraint(["instansi_id", "case_id"], ["case.instansi_id", "case.id"]),
        Index(None, "instansi_id", "case_id"),
    )

    instansi_id: Mapped[str] = mapped_column(INSTANSI, primary_key=True)
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[uuid.UUID]
    step_id: Mapped[str] = mapped_column(String(36))
    element: Mapped[str] = mapped_column(String(120))
    due_at: Mapped[datetime]
    provisional: Mapped[bool] = mapped_column(default=False)
    rule: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    """Why this moment: {"unit","count","since","before"...} as `engine.deadlines.Deadline.to_rule()` writes it."""


class Incident(Base):
    """A case set aside because its diagram or an operation raised; retried with back-off."""

    __tablename__ = "incident"
    __table_args__ = (
        ForeignKeyConstraint(["instansi_id", "case_id"], ["case.instansi_id", "case.id"]),
        Index(None, "instansi_id", "resolved_at", "occurred_at"),
        Index(None, "resolved_at", "attempts", "occurred_at"),
    )

    instansi_id: Mapped[str] = mapped_column(INSTANSI, primary_key=True)
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[uuid.UUID]
    element: Mapped[str | None] = mapped_column(String(120))
    error: Mapped[str] = mapped_column(Text)
    occurred_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=1)
    next_attempt_at: Mapped[datetime | None]
    resolved_at: Mapped[datetime | None]
