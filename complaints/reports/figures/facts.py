"""What happened to each complaint of a period, in the words of a report: its row, its trail, and the report's table."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, case, select
from sqlalchemy.orm import Session

from complaints.models import Complaint, CountedCase, Instansi
from complaints.reports.figures.status import Statuses
from complaints.reports.figures.trails import RULES, Trail, read_trails
from engine.models import Case

EVER = datetime.max.replace(tzinfo=UTC)
"""Later than all that is known."""
SAME_CASE = (Case.instansi_id == Complaint.instansi_id) & (Case.id == Complaint.id)


@dataclass(slots=True)
class Assignment:
    """One complaint at one unit."""

    unit: str
    received_at: datetime
    """When its first task there opened."""
    first_done_at: datetime | None = None
    first_follow_up_at: datetime | None = None
    left: bool = False
    """It gave the complaint back without any follow-up."""


@dataclass(slots=True)
class Fact:
    """One complaint. Texts are read only where a report shows them (see `complaints.reports.figures.cases`)."""

    id: uuid.UUID
    received_at: datetime
    jenis: str
    secret: bool
    phase: str
    unit: str
    ended_at: datetime | None = None
    kategori: str = ""
    first_follow_up_at: datetime | None = None
    settled_at: datetime | None = None
    """When the answer was ready: what the deadline is measured by."""
    closed_at: datetime | None = None
    """When it was settled for good, as far as is known: later than `settled_at` when it was opened again between."""
    reopened: list[tuple[datetime, datetime]] = field(default_factory=list)
    """Each time it was settled before that, and when it was opened again."""
    due_at: datetime | None = None
    warned: bool | None = None
    """Whether a warning before the deadline has come; None when its diagram warns of nothing."""
    classified: bool = True
    """Whether its clock is that of its class; False while only the one from before that runs."""
    stopped_at: datetime | None = None
    """When the clock of the settlement stopped before its deadline: the answer was ready."""
    ratings: list[float] = field(default_factory=list)
    causes: list[str] = field(default_factory=list)
    assignments: dict[str, Assignment] = field(default_factory=dict)

    @property
    def verified(self) -> bool:
        lead = self.assignments.get(self.unit)
        return lead is not None and lead.first_done_at is not None

    def settled_by(self, moment: datetime) -> datetime | None:
        """When it was settled, as it stood just before the moment; None when it was open or not there."""
        if self.closed_at is not None and self.closed_at < moment:
            return self.settled_at
        if not self.reopened:
            return None
        return next((since for since, until in self.reopened if since < moment <= until), None)

    def open_at(self, moment: datetime) -> bool:
        """Received before the moment, and not settled as it stood then."""
        return self.received_at < moment and self.settled_by(moment) is None

    def responded(self, moment: datetime) -> bool:
        """Whether a follow-up had begun before the moment."""
        return self.first_follow_up_at is not None and self.first_follow_up_at < moment

    def overdue(self, now: datetime, before: datetime = EVER) -> bool:
        """Open, and its clock ran past the deadline by now; what happened from `before` on does not count."""
        stopped = self.stopped_at is not None and self.stopped_at < before
        running = self.settled_by(before) is None and not stopped
        return running and self.due_at is not None and self.due_at <= now

    def settled_late(self, before: datetime = EVER) -> bool:
        """Settled after the deadline; what happened from `before` on does not count."""
        settled = self.settled_by(before)
        return settled is not None and self.due_at is not None and settled > self.due_at


@dataclass(frozen=True)
class FactScope:
    """Which complaints a report speaks of."""

    instansi_id: str
    since: datetime
    until: datetime
    """The first moment after the period."""
    zone: ZoneInfo

    def condition(self) -> ColumnElement[bool]:
        """Received in the period, or before it and not ended when it began. For statements with `Case` joined.

        Restricted reports count nowhere: a total that held them would tell of them beside one that does not.
        """
        here = (
            (Complaint.instansi_id == self.instansi_id) & ~Complaint.restricted & (Complaint.received_at < self.until)
        )
        lasted = Case.ended_at.is_(None) | (Case.ended_at >= self.since)
        return here & ((Complaint.received_at >= self.since) | lasted)


def scope_of(session: Session, *, instansi_id: str, period_from: date, period_to: date) -> FactScope:
    """The period in the zone of the instansi, its last day included."""
    zone = ZoneInfo(session.execute(select(Instansi.time_zone).where(Instansi.id == instansi_id)).scalar_one())
    since = datetime.combine(period_from, time(), zone)
    return FactScope(instansi_id, since, datetime.combine(period_to + timedelta(days=1), time(), zone), zone)


def read_facts(session: Session, scope: FactScope, statuses: Statuses) -> tuple[list[Fact], int]:
    """Every complaint that the period has to do with, in order of receipt: those received in it, and the older ones
    whose case had not ended when it began. What was kept of a case that is over is read; all others are counted now:
    the number says how many."""
    facts: dict[uuid.UUID, Fact] = {}
    uncounted: dict[uuid.UUID, uuid.UUID] = {}
    for row in session.execute(_complaints(scope)):
        fact = Fact(row.id, row.received_at, row.jenis, row.rahasia, row.phase or "", row.unit, row.ended_at)
        facts[row.id] = fact
        if row.trail is None:
            uncounted[row.id] = row.version_id
        else:
            follow(fact, Trail.read(row.trail), statuses)
    for case_id, trail in read_trails(session, scope.instansi_id, uncounted):
        follow(facts[case_id], trail, statuses)
    return list(facts.values()), len(uncounted)


def _complaints(scope: FactScope) -> Select[Any]:
    kept = (
        (CountedCase.instansi_id == Case.instansi_id)
        & (CountedCase.case_id == Case.id)
        & (CountedCase.rules == RULES)
        & (CountedCase.event_count == Case.event_count)
    )
    return (
        select(
            Complaint.id,
            Complaint.received_at,
            Complaint.jenis,
            Complaint.rahasia,
            Complaint.unit,
            Case.phase,
            case((CountedCase.trail.is_(None), Case.version_id)).label("version_id"),
            Case.ended_at,
            CountedCase.trail,
        )
        .join(Case, SAME_CASE)
        .outerjoin(CountedCase, kept)
        .where(scope.condition())
        .order_by(Complaint.received_at, Complaint.id)
    )


def follow(fact: Fact, trail: Trail, statuses: Statuses) -> None:
    """Note on a fact what the report's table makes of its trail."""
    fact.due_at, fact.stopped_at, fact.classified, fact.warned = (
        trail.due_at, trail.stopped_at, trail.classified, trail.warned
    )  # fmt: skip
    fact.kategori, fact.causes, fact.ratings = trail.kategori, trail.causes, trail.ratings
    for at, phase in trail.phases:
        _note_phase(fact, at, phase, statuses)
    for unit, own in trail.units.items():
        first = next((at for at, phase in own.phases if statuses.of(phase, verified=True).followed_up), None)
        fact.assignments[unit] = Assignment(unit, own.received_at, own.first_done_at, first)
    _close(fact)


def _note_phase(fact: Fact, at: datetime, phase: str, statuses: Statuses) -> None:
    standing = statuses.of(phase, verified=True)
    if standing.followed_up and fact.first_follow_up_at is None:
        fact.first_follow_up_at = at
    if not standing.settled:
        if fact.settled_at is not None:
            fact.reopened.append((fact.settled_at, at))
        fact.settled_at = None
    elif fact.settled_at is None:
        fact.settled_at = at


def _close(fact: Fact) -> None:
    """An ended case is settled; a unit that worked, without follow-up and without the lead, gave the complaint back.

    What was forwarded before anybody classified it was not to be settled here: it has no deadline.
    """
    if fact.ended_at is not None and not fact.classified:
        fact.due_at = None
    fact.settled_at = fact.closed_at = fact.settled_at or fact.ended_at
    if fact.settled_at is not None:
        fact.settled_at = min(fact.settled_at, fact.stopped_at or fact.settled_at)
        fact.closed_at = fact.closed_at if fact.reopened else fact.settled_at
    for assignment in fact.assignments.values():
        gave_back = assignment.first_done_at is not None and assignment.first_follow_up_at is None
        assignment.left = gave_back and assignment.unit != fact.unit


def assigned(facts: Iterable[Fact], unit: str) -> list[tuple[Fact, Assignment]]:
    """The assignments of one unit that it did not give back."""
    found = [(fact, fact.assignments[unit]) for fact in facts if unit in fact.assignments]
    return [(fact, assignment) for fact, assignment in found if not assignment.left]
