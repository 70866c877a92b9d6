"""Whether the installation can keep its deadlines: what a monitor asks every minute."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from complaints.upkeep.beats import SILENT_AFTER, Pulse, clock_set_back, pulse
from complaints.upkeep.storage import free_bytes
from engine.government import crossing
from engine.models import Case, CaseStatus, StartTimer

MOST_COUNTED = 10_000
"""Nothing is counted further: a page and a monitor stay quick however bad it is."""


@dataclass(frozen=True)
class Condition:
    """What was found. `faults`: `tenggat_berhenti`, `disk_penuh`, `jam_mundur`; empty when all is well."""

    workers: Pulse
    timers_due: int
    oldest_due_at: datetime | None
    free_bytes: int
    faults: tuple[str, ...]


def condition(session: Session, *, now: datetime, folder: Path, least_free: int) -> Condition:
    """Looks at workers, timers, clock and disk of all governments. `least_free`: bytes below which a disk is full.

    Raises one of engine.db.UNREADABLE when the database does not answer.
    """
    seen = pulse(session, now=now)
    with crossing(session, why="the operator looks whether deadlines are kept anywhere"):
        due, oldest = timers_due(session, before=now - SILENT_AFTER)
    free = free_bytes(folder)
    faults = {
        "tenggat_berhenti": due > 0 and seen.worker != "baik",
        "disk_penuh": free < least_free,
        "jam_mundur": clock_set_back(session) is not None or (seen.seen_at or now) - now >= SILENT_AFTER,
    }
    return Condition(seen, due, oldest, free, tuple(name for name, found in faults.items() if found))


def timers_due(session: Session, *, before: datetime) -> tuple[int, datetime | None]:
    """(How many cases and starts have been due since before this moment, the oldest of these). Needs a crossing."""
    cases = select(Case.next_due_at.label("at")).where(Case.next_due_at <= before, Case.status == CaseStatus.RUNNING)
    starts = select(StartTimer.due_at.label("at")).where(StartTimer.due_at <= before)
    found = [_counted(session, query) for query in (cases, starts)]
    moments = [oldest for _count, oldest in found if oldest is not None]
    return sum(count for count, _oldest in found), min(moments, default=None)


def _counted(session: Session, query: Select[datetime | None]) -> tuple[int, datetime | None]:
    first = query.order_by("at").limit(MOST_COUNTED).subquery()
    count, oldest = session.execute(select(func.count(), func.min(first.c.at))).one()
    return count, oldest
