"""How much work lies with whom: open tasks of the units that somebody heads, by unit, person and step, as of now.

One statement over the open tasks of those units; what is over is not looked at, and no case is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import Session

from complaints.casework.search import with_matter
from complaints.casework.team import headed
from complaints.models import Complaint
from complaints.people import units
from engine.actors import Actor
from engine.models import Task, TaskState

AT_MOST = 10_000
"""Groups of a unit, a person and a step that are added up."""
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Amount:
    """How many tasks are open, by the time they have left; and since when the oldest is."""

    long_late: int = 0
    """Due more than a week ago."""
    late: int = 0
    """Due within the last week."""
    soon: int = 0
    """Due within a week."""
    later: int = 0
    """Due later, or at no moment."""
    free: int = 0
    """Of all of them, in nobody's hands."""
    oldest: datetime | None = None
    """When the one began that waits longest."""

    @property
    def open(self) -> int:
        """All of them."""
        return self.long_late + self.late + self.soon + self.later

    @property
    def overdue(self) -> int:
        """Those past their due moment."""
        return self.long_late + self.late

    def __add__(self, other: Amount) -> Amount:
        began = [each.oldest for each in (self, other) if each.oldest is not None]
        return Amount(
            self.long_late + other.long_late,
            self.late + other.late,
            self.soon + other.soon,
            self.later + other.later,
            self.free + other.free,
            min(began, default=None),
        )


@dataclass(frozen=True)
class UnitLoad:
    """The work of one unit; "" for what no unit has."""

    unit: str
    amount: Amount


@dataclass(frozen=True)
class PersonLoad:
    """The work in one person's hands."""

    id: str
    name: str
    amount: Amount


@dataclass(frozen=True)
class StepLoad:
    """The work at one step."""

    element: str
    name: str
    amount: Amount


@dataclass(frozen=True)
class TeamLoad:
    """The work of all units that somebody heads; most overdue first, then most open."""

    whole: Amount
    units: list[UnitLoad]
    people: list[PersonLoad]
    steps: list[StepLoad]


def team_load(session: Session, *, instansi_id: str, actor: Actor, now: datetime) -> TeamLoad:
    """In two statements."""
    rows = session.execute(_amounts(instansi_id, actor, now)).all()
    by_unit: dict[str, Amount] = {}
    by_person: dict[str, Amount] = {}
    by_step, called = dict[str, Amount](), dict[str, str]()
    for unit, person, element, name, *numbers, oldest in rows:
        long_late, late, soon, later, free = (int(each) for each in numbers)
        amount = Amount(long_late, late, soon, later, free, oldest)
        called[element] = name
        by_step[element] = by_step.get(element, Amount()) + amount
        by_unit[unit] = by_unit.get(unit, Amount()) + amount
        if person:
            by_person[person] = by_person.get(person, Amount()) + amount
    names = units.names(session, instansi_id=instansi_id, ids=set(by_person))
    return TeamLoad(
        whole=sum(by_unit.values(), Amount()),
        units=[UnitLoad(*each) for each in _heaviest(by_unit.items())],
        people=[PersonLoad(each, names.get(each, ""), amount) for each, amount in _heaviest(by_person.items())],
        steps=[StepLoad(each, called[each], amount) for each, amount in _heaviest(by_step.items())],
    )


def _heaviest(amounts: Iterable[tuple[str, Amount]]) -> Sequence[tuple[str, Amount]]:
    return sorted(amounts, key=lambda pair: (-pair[1].overdue, -pair[1].open, pair[0]))


def _amounts(instansi_id: str, actor: Actor, now: datetime) -> Any:
    by = (Task.unit, Task.claimed_by, Task.element, Task.name)
    due = Task.sort_due_at
    bounds = (due < now - WEEK, due < now, due <= now + WEEK)
    bucket = case(*((bound, number) for number, bound in enumerate(bounds)), else_=len(bounds))
    counts = [func.sum(case((bucket == number, 1), else_=0)) for number in range(len(bounds) + 1)]
    free = func.sum(case((Task.claimed_by.is_(None), 1), else_=0))
    found = with_matter(select(*by, *counts, free, func.min(Task.created_at)))
    ordinary = or_(Complaint.id.is_(None), ~Complaint.restricted)
    return (
        found.where(Task.instansi_id == instansi_id, Task.state == TaskState.OPEN, headed(actor), ordinary)
        .group_by(*by)
        .limit(AT_MOST)
    )
