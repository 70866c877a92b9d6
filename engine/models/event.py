"""History: append-only, each row hashed over its content and its predecessor in the same history.

A case has a history, and so has what is no case (`Ledger`): what is done in a government beside its cases.
"""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKeyConstraint, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from engine.models.base import INSTANSI, Base, new_id, only_where

USUAL = ("case_started", "task_claimed", "task_completed", "message_received", "timer_fired")
"""Kinds of the usual steps of a case."""
UNUSUAL_ONLY = f"kind NOT IN ({', '.join(repr(kind) for kind in USUAL)})"
"""Rows that are no usual step of a case: hand-overs, moves, incidents, interventions. Few, and looked for."""


class HistoryColumns:
    """What a row says, whatever its history is about."""

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """1, 2, 3 … without a gap within the history."""
    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(String(40))
    """One of the kinds in `engine.record.events`."""
    actor: Mapped[str] = mapped_column(String(40), default="")
    """User id, what the domain calls a party outside, `sistem` for timers and operations."""
    actor_name: Mapped[str] = mapped_column(String(120), default="")
    on_behalf_of: Mapped[str] = mapped_column(String(40), default="")
    role: Mapped[str] = mapped_column(String(60), default="")
    unit: Mapped[str] = mapped_column(String(60), default="")
    element: Mapped[str] = mapped_column(String(120), default="")
    """What the row is about: an element of the case's diagram, or in a ledger what the domain names so."""
    payload: Mapped[str] = mapped_column(Text)
    """Canonical JSON, hashed as it stands: what `engine.record.events` says of its kind."""
    personal: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    """Texts of people: {"salt": hex, "answers": {key: value}}. May be erased; the commitment stays."""
    personal_commitment: Mapped[str] = mapped_column(String(64), default="")
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class Event(HistoryColumns, Base):
    """A row of a case's history. Never edited; `hash` seals it together with the row before."""

    __tablename__ = "event"
    __table_args__ = (
        ForeignKeyConstraint(["instansi_id", "case_id"], ["case.instansi_id", "case.id"]),
        # The auditor's list: who acted, at which step, when, and what is no usual step.
        Index("ix_event_actor", "instansi_id", "actor", "at", "case_id"),
        Index("ix_event_element", "instansi_id", "element", "at", "case_id"),
        Index("ix_event_at", "instansi_id", "at", "case_id"),
        Index("ix_event_unusual", "instansi_id", "kind", "at", "case_id", **only_where(UNUSUAL_ONLY)),
    )

    instansi_id: Mapped[str] = mapped_column(INSTANSI, primary_key=True, sort_order=-2)
    case_id: Mapped[uuid.UUID] = mapped_column(primary_key=True, sort_order=-1)

    @property
    def history_id(self) -> uuid.UUID:
        """Whose history it is."""
        return self.case_id


class Ledger(Base):
    """A history of a government that belongs to no case, with its sealed head: one for each name."""

    __tablename__ = "ledger"
    __table_args__ = (Index(None, "instansi_id", "name", unique=True),)

    instansi_id: Mapped[str] = mapped_column(INSTANSI, primary_key=True)
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(String(40))
    event_count: Mapped[int] = mapped_column(default=0)
    head_hash: Mapped[str] = mapped_column(String(64), default="")
    head_signature: Mapped[str] = mapped_column(String(128), default="")


class LedgerEvent(HistoryColumns, Base):
    """A row of a ledger, in every respect like one of a case's history."""

    __tablename__ = "ledger_event"
    __table_args__ = (
        ForeignKeyConstraint(["instansi_id", "ledger_id"], ["ledger.instansi_id", "ledger.id"]),
        # What was done to one person, unit …, newest first.
        Index(None, "instansi_id", "element", "number"),
    )

    instansi_id: Mapped[str] = mapped_column(INSTANSI, primary_key=True, sort_order=-2)
    ledger_id: Mapped[uuid.UUID] = mapped_column(primary_key=True, sort_order=-1)

    @property
    def history_id(self) -> uuid.UUID:
        """Whose history it is."""
        return self.ledger_id
