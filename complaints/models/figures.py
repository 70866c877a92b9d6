"""What reports count of a case that is over, worked out once."""

from __future__ import annotations

import uuid

from sqlalchemy import ForeignKeyConstraint, Text
from sqlalchemy.orm import Mapped, mapped_column

from engine.models.base import INSTANSI, Base


class CountedCase(Base):
    """The trail of one finished complaint (`complaints.reports.figures.trails`), as its history said it.

    It holds as long as it was worked out by the rules of now and the history has no row more: whatever is done to the
    case afterwards adds a row, so that no stale figure is ever read.
    """

    __tablename__ = "counted_case"
    __table_args__ = (ForeignKeyConstraint(["instansi_id", "case_id"], ["case.instansi_id", "case.id"]),)

    instansi_id: Mapped[str] = mapped_column(INSTANSI, primary_key=True)
    case_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    rules: Mapped[int]
    """`RULES` of the program that counted."""
    event_count: Mapped[int]
    """`Case.event_count` at that time."""
    trail: Mapped[str] = mapped_column(Text)
    """As `Trail.stored()` writes it."""
