"""Work of a government that is no complaint: a month of monitoring, an evaluation, a plan; and the reports it makes."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKeyConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from engine.models.base import INSTANSI, Base, BoundColumns, new_id


class Activity(Base):
    """What a case is about that no complaint stands behind. Its id is the id of its case."""

    __tablename__ = "activity"
    BOUND = BoundColumns("id", ("title", "period_from", "period_to"), since=8)
    __table_args__ = (
        ForeignKeyConstraint(["instansi_id", "id"], ["case.instansi_id", "case.id"]),
        Index(None, "instansi_id", "period_to"),
    )

    instansi_id: Mapped[str] = mapped_column(INSTANSI, primary_key=True)
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    """As officers read it: "Laporan pengelolaan pengaduan"."""
    period_from: Mapped[date]
    period_to: Mapped[date]
    """Last day of the period, itself included."""


class Report(Base):
    """Figures as they were computed at one moment, with what people wrote beside them. Never computed anew in place."""

    __tablename__ = "report"
    BOUND = BoundColumns(
        "activity_id",
        ("kind", "unit", "period_from", "period_to", "tables", "made_at"),
        ("texts", "published_at"),
        since=8,
    )
    __table_args__ = (
        ForeignKeyConstraint(["instansi_id", "activity_id"], ["activity.instansi_id", "activity.id"]),
        Index(None, "instansi_id", "activity_id"),
        Index(None, "instansi_id", "published_at"),
    )

    instansi_id: Mapped[str] = mapped_column(INSTANSI, primary_key=True)
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    activity_id: Mapped[uuid.UUID]
    kind: Mapped[str] = mapped_column(String(40))
    """A key of `complaints.reports.figures.KINDS`: `statistik`, `kinerja_unit`, `evaluasi` …"""
    unit: Mapped[str] = mapped_column(String(60), default="")
    """The unit whose figures these are, or "" for the whole instansi."""
    period_from: Mapped[date]
    period_to: Mapped[date]
    tables: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    """As `complaints.reports.figures.Table.stored()` writes them."""
    texts: Mapped[list[list[str]]] = mapped_column(JSON, default=list)
    """[heading, text] pairs: causes, corrective actions, recommendations."""
    made_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
