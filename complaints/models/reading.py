"""Who of the staff opened what people reported. Rows are only added, as those of histories."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from engine.models.base import INSTANSI, Base, new_id, only_where


class Reading(Base):
    """That somebody opened a complaint, its reporter, a file, or a list of many. Says nothing of what was read."""

    __tablename__ = "reading"
    __table_args__ = (
        ForeignKeyConstraint(["instansi_id", "case_id"], ["case.instansi_id", "case.id"]),
        # Of one case and person: with each look. Of a person, a unit, the government: newest first.
        Index("ix_reading_case", "instansi_id", "case_id", "actor", "since"),
        Index("ix_reading_person", "instansi_id", "actor", "at", "id"),
        Index("ix_reading_unit", "instansi_id", "unit", "at", "id"),
        Index("ix_reading_newest", "instansi_id", "at", "id"),
        # Requests for an identity are few among all that.
        Index("ix_reading_asked", "instansi_id", "at", **only_where("what = 'minta_identitas'")),
    )

    instansi_id: Mapped[str] = mapped_column(INSTANSI, primary_key=True)
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[uuid.UUID | None]
    """None for a search, or a report about many."""
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(40))
    actor_name: Mapped[str] = mapped_column(String(120))
    role: Mapped[str] = mapped_column(String(60))
    """In which role and unit; that of the task where a task is the reason."""
    unit: Mapped[str] = mapped_column(String(60))
    on_behalf_of: Mapped[str] = mapped_column(String(40))
    """Id of the absent person in whose place."""
    what: Mapped[str] = mapped_column(String(20))
    """One of `complaints.casework.readings.What`."""
    part: Mapped[str] = mapped_column(String(120))
    """Id of the file or report; how many were found by a search. Never a word of what was looked for."""
    substance: Mapped[bool]
    """Whether it showed what was reported."""
    identity: Mapped[bool]
    """Whether it showed who reported."""
    ground: Mapped[str] = mapped_column(String(20))
    """One of `complaints.casework.readings.Ground`; "" where none is asked for."""
    reason: Mapped[str] = mapped_column(Text)
    """Name of the task, or what the person wrote, with what names the reporter masked."""
    since: Mapped[datetime]
    """When the ground was found or given: for a while it holds for other looks at the same case."""
