"""The same answers for many tasks, sent by one officer, on their way: they take effect a minute later, one by one."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKeyConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from engine.models.base import INSTANSI, Base, new_id, only_where


class BulkOrder(Base):
    """What somebody wants to complete: the answers, and the form of the version that they were typed into."""

    __tablename__ = "bulk_order"
    __table_args__ = (
        ForeignKeyConstraint(["instansi_id", "user_id"], ["user.instansi_id", "user.id"]),
        Index(None, "instansi_id", "made_at"),
    )

    instansi_id: Mapped[str] = mapped_column(INSTANSI, primary_key=True)
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    """Given with the form, so that one that is sent twice is one order."""
    user_id: Mapped[uuid.UUID]
    made_at: Mapped[datetime]
    version_id: Mapped[uuid.UUID]
    process_id: Mapped[str] = mapped_column(String(80))
    element: Mapped[str] = mapped_column(String(120))
    name: Mapped[str] = mapped_column(String(200))
    """Of the tasks."""
    answers: Mapped[dict[str, Any]] = mapped_column(JSON)
    """Empty when none of its tasks waits any more."""


class BulkItem(Base):
    """One task of an order."""

    __tablename__ = "bulk_item"
    __table_args__ = (
        ForeignKeyConstraint(["instansi_id", "order_id"], ["bulk_order.instansi_id", "bulk_order.id"]),
        ForeignKeyConstraint(["instansi_id", "task_id"], ["task.instansi_id", "task.id"]),
        # What is due, and what somebody has on the way: partial, for hardly any row waits.
        Index("ix_bulk_item_due", "instansi_id", "due_at", "order_id", **only_where("state = 'waiting'")),
        Index("ix_bulk_item_waits", "instansi_id", "task_id", **only_where("state = 'waiting'")),
    )

    instansi_id: Mapped[str] = mapped_column(INSTANSI, primary_key=True)
    order_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    task_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    user_id: Mapped[uuid.UUID]
    """Of the order, again."""
    due_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(20))
    """One of `complaints.casework.bulk_orders.ItemState`."""
    problem: Mapped[str] = mapped_column(String(20), default="")
    """Why it was refused: one of `complaints.casework.bulk.Problem`."""
