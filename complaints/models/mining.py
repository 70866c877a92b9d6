"""What the auditor's figures are counted from: each complaint in few words, the sums of each month, how old they are.

All of it follows from histories and may be thrown away and counted anew (`app.py count-figures`). Activities are kept
for their conformance alone. Reports of whistleblowers are not among it.
"""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import BigInteger, ForeignKeyConstraint, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from engine.models.base import INSTANSI, Base, only_where


class MinedCase(Base):
    """One complaint or activity as its history says it. It holds as long as `rules` are those of now and no row was
    added."""

    __tablename__ = "mined_case"
    __table_args__ = (
        ForeignKeyConstraint(["instansi_id", "case_id"], ["case.instansi_id", "case.id"]),
        Index(
            "ix_mined_case_variant", "instansi_id", "month", "version_id", "unit", "kategori", "kanal", "variant",
            "hours",
        ),
        # What ended, and what of it beside its diagram, last first, narrowed without reading the rows themselves.
        Index(
            "ix_mined_case_departed", "instansi_id", "ended_at", "case_id", "month", "unit", "version_id", "kategori",
            "kanal", "skipped", "disordered", "role", "late", "put_right", **only_where("departed"),
        ),
        Index(
            "ix_mined_case_ended", "instansi_id", "ended_at", "case_id", "month", "unit",
            **only_where("ended_at IS NOT NULL"),
        ),
        # What runs with a deadline of its settlement, counted without reading the rows themselves.
        Index(
            "ix_mined_case_due", "instansi_id", "due_at", "month", "unit", "version_id", "kategori", "kanal",
            **only_where("due_at IS NOT NULL"),
        ),
    )  # fmt: skip

    instansi_id: Mapped[str] = mapped_column(INSTANSI, primary_key=True)
    case_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    rules: Mapped[int]
    event_count: Mapped[int]
    """`Case.event_count` when it was counted."""
    month: Mapped[int]
    """When it was received, in the office's zone: 202611; of an activity, when it began."""
    version_id: Mapped[uuid.UUID]
    unit: Mapped[str] = mapped_column(String(60))
    """That leads it; of an activity the only one that worked on it, "" where several did."""
    kategori: Mapped[str] = mapped_column(String(40))
    kanal: Mapped[str] = mapped_column(String(30))
    """By which it came in; "" for an activity, which nobody sent."""
    variant: Mapped[str] = mapped_column(String(16))
    """Its way (`MinedVariant`); "" while it runs, and of an activity."""
    hours: Mapped[int]
    """Working hours from receipt to its end, rounded; 0 while it runs."""
    outcome: Mapped[str] = mapped_column(String(10))
    """`met` or `missed` once it is settled, "" before and without a deadline."""
    due_at: Mapped[datetime | None]
    """The deadline of its settlement while that clock runs."""
    steps: Mapped[str] = mapped_column(Text)
    """Its work, as `CaseFacts.stored()` writes it."""
    ended_at: Mapped[datetime | None]
    departed: Mapped[bool]
    """Whether it ended beside its diagram, or was put right on its way: one of the counts below is not 0."""
    skipped: Mapped[int]
    """Steps that were passed over; 0, like the following, while it runs."""
    disordered: Mapped[int]
    """Steps that were done before or without their turn."""
    role: Mapped[int]
    """Steps that another role or unit did."""
    late: Mapped[int]
    """Steps that were done after their deadline."""
    put_right: Mapped[int]
    """Rows by which somebody put it right beside its diagram."""


class MinedVariant(Base):
    """A way that complaints took from beginning to end, as the first of them took it."""

    __tablename__ = "mined_variant"

    instansi_id: Mapped[str] = mapped_column(INSTANSI, primary_key=True)
    variant: Mapped[str] = mapped_column(String(16), primary_key=True)
    version_id: Mapped[uuid.UUID]
    way: Mapped[str] = mapped_column(Text)
    """JSON: the steps in order, and how often each element and flow was passed."""


class MinedCell(Base):
    """Sums over the complaints of one month: all, those of a unit, or those that are alike. Times are seconds."""

    __tablename__ = "mined_cell"
    __table_args__ = (Index("ix_mined_cell_level", "instansi_id", "level", "kind", "unit", "month"),)

    instansi_id: Mapped[str] = mapped_column(INSTANSI, primary_key=True)
    month: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    level: Mapped[int]
    """Of which complaints: see `complaints.audit.mining.cells`."""
    version_id: Mapped[uuid.UUID]
    unit: Mapped[str] = mapped_column(String(60))
    kategori: Mapped[str] = mapped_column(String(40))
    kanal: Mapped[str] = mapped_column(String(30))
    kind: Mapped[str] = mapped_column(String(10))
    """`case`, `step`, `unit` …: see `complaints.audit.mining.cells`."""
    first: Mapped[str] = mapped_column(String(210))
    """`step`: process and element; `unit`, `person`: who handed over; `departure`: its name."""
    second: Mapped[str] = mapped_column(String(120))
    """`step`: the unit that did it; `unit`, `person`: who received."""
    count: Mapped[int]
    met: Mapped[int]
    missed: Mapped[int]
    divided: Mapped[int]
    """Of `count`, those of which waiting and working are known apart."""
    waiting: Mapped[int] = mapped_column(BigInteger)
    working: Mapped[int] = mapped_column(BigInteger)
    undivided: Mapped[int] = mapped_column(BigInteger)
    """Waiting and working of the others."""
    aimed: Mapped[int]
    """Of `count`, those that had a deadline."""
    target: Mapped[int] = mapped_column(BigInteger)
    """The time that they had."""


class MinedMonth(Base):
    """How old the sums of a month are. Month 0: when all was last found to be counted."""

    __tablename__ = "mined_month"

    instansi_id: Mapped[str] = mapped_column(INSTANSI, primary_key=True)
    month: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    stale: Mapped[bool]
    """Complaints were counted since."""
    counted_at: Mapped[datetime | None]
