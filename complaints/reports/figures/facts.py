"""What happened to each complaint of a period, read from its rows and its history in a fixed number of statements."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from complaints.models import Complaint, Instansi
from complaints.people.roles import UNIT_ROLES, Role
from complaints.reports.figures.histories import Clocks, clocks_of, histories
from complaints.reports.figures.status import Statuses
from engine.models import Case, Task
from engine.record.compact_path import elements
from engine.record.events import (
    Advance,
    CaseMigrated,
    DeadlinesRecomputed,
    HistoryEvent,
)

HANDLING_ROLES = UNIT_ROLES - {Role.ADMIN_KANAL}
"""Roles whose task in a unit makes the complaint an assignment of that unit; who keeps a channel does not handle."""

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
        earlier = next((since for since, until in self.reopened if since < moment <= until), None)
        closed = self.closed_at is not None and self.closed_at < moment
        return self.settled_at if closed else earlier

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


def read_facts(session: Session, scope: FactScope, statuses: Statuses) -> list[Fact]:
    """Every complaint that the period has to do with, in order of receipt: those received in it, and the older ones
    whose case had not ended when it began. A version not yet read costs one statement more."""
    facts, versions = _complaints(session, scope)
    clocks = {version: clocks_of(session, scope.instansi_id, version) for version in set(versions.values())}
    for case_id, version in versions.items():
        facts[case_id].warned = False if clocks[version].warnings else None
    _add_assignments(session, scope, facts)
    _add_history(session, scope, facts, statuses, {case_id: clocks[version] for case_id, version in versions.items()})
    for fact in facts.values():
        _close(fact)
    return list(facts.values())


def _complaints(session: Session, scope: FactScope) -> tuple[dict[uuid.UUID, Fact], dict[uuid.UUID, uuid.UUID]]:
    rows = session.execute(
        select(
            Complaint.id,
            Complaint.received_at,
            Complaint.jenis,
            Complaint.rahasia,
            Complaint.unit,
            Case.phase,
            Case.version_id,
            Case.ended_at,
        )
        .join(Case, SAME_CASE)
        .where(scope.condition())
        .order_by(Complaint.received_at, Complaint.id)
    ).all()
    facts = {
        row.id: Fact(row.id, row.received_at, row.jenis, row.rahasia, row.phase or "", row.unit, row.ended_at)
        for row in rows
    }
    return facts, {row.id: row.version_id for row in rows}


def _add_assignments(session: Session, scope: FactScope, facts: Mapping[uuid.UUID, Fact]) -> None:
    rows = session.execute(
        select(Task.case_id, Task.unit, func.min(Task.created_at))
        .join(Complaint, (Complaint.instansi_id == Task.instansi_id) & (Complaint.id == Task.case_id))
        .join(Case, SAME_CASE)
        .where(scope.condition(), Task.unit != "", Task.role.in_(sorted(HANDLING_ROLES)))
        .group_by(Task.case_id, Task.unit)
        .order_by(func.min(Task.created_at))
    )
    for case_id, unit, created_at in rows:
        facts[case_id].assignments[unit] = Assignment(unit, created_at)


def _add_history(
    session: Session,
    scope: FactScope,
    facts: Mapping[uuid.UUID, Fact],
    statuses: Statuses,
    clocks: Mapping[uuid.UUID, Clocks],
) -> None:
    for row in histories(session, scope.instansi_id, clocks):
        fact, event = facts[row.case_id], row.event
        _note_phase(fact, row.at, row.phase, statuses)
        if event is not None:
            _note_moves(fact, event, clocks[row.case_id].deadlines)
        if isinstance(event, Advance):
            _note_clock(fact, row.at, event, clocks[row.case_id])
            _note_warning(fact, event, clocks[row.case_id])
            _note_answers(fact, {**event.answers, **row.reply})
        if row.completed_in in fact.assignments:
            _note_work(fact.assignments[row.completed_in], row.at, row.phase, statuses)


def _note_phase(fact: Fact, at: datetime, phase: str, statuses: Statuses) -> None:
    if not phase:
        return
    standing = statuses.of(phase, verified=True)
    if standing.followed_up and fact.first_follow_up_at is None:
        fact.first_follow_up_at = at
    if not standing.settled:
        if fact.settled_at is not None:
            fact.reopened.append((fact.settled_at, at))
        fact.settled_at = None
    elif fact.settled_at is None:
        fact.settled_at = at


def _note_clock(fact: Fact, at: datetime, event: Advance, clocks: Clocks) -> None:
    if not clocks.deadlines.isdisjoint(event.timers_gone):
        fact.stopped_at = at if fact.due_at is not None and at < fact.due_at else None
    for timer in event.timers:
        if timer.element in clocks.deadlines and timer.due:
            fact.due_at, fact.stopped_at = timer.due, None
            fact.classified = timer.element not in clocks.before_class


def _note_moves(fact: Fact, event: HistoryEvent, clocks: frozenset[str]) -> None:
    """A decree or another version of the process moved the clock."""
    if isinstance(event, DeadlinesRecomputed):
        moved = [(each.what, each.element, each.new) for each in event.moved]
    elif isinstance(event, CaseMigrated):
        changes = [each for each in event.moved if each.attribute == "due" and each.new]
        moved = [(each.what, each.element, datetime.fromisoformat(each.new)) for each in changes]
    else:
        return
    for what, element, new in moved:
        if what == "timer" and element in clocks:
            fact.due_at = new


def _note_warning(fact: Fact, event: Advance, clocks: Clocks) -> None:
    """A new clock (another unit, another class) has warned of nothing yet."""
    if any(timer.element in clocks.deadlines for timer in event.timers) and fact.warned:
        fact.warned = False
    if clocks.warnings.intersection(elements(event.path)):
        fact.warned = True


def _note_answers(fact: Fact, answers: Mapping[str, Any]) -> None:
    fact.kategori = str(answers.get("kategori") or fact.kategori)
    for key, value in answers.items():
        if key.startswith("penyebab") and value:
            fact.causes = [str(each) for each in (value if isinstance(value, list) else [value])]
    rating = _number(answers.get("penilaian"))
    if rating is not None:
        fact.ratings.append(rating)


def _number(value: Any) -> float | None:
    try:
        return float(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else None
    except ValueError:
        return None


def _note_work(assignment: Assignment, at: datetime, phase: str, statuses: Statuses) -> None:
    assignment.first_done_at = assignment.first_done_at or at
    if assignment.first_follow_up_at is None and phase and statuses.of(phase, verified=True).followed_up:
        assignment.first_follow_up_at = at


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
