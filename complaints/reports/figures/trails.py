"""What the history of one complaint says for figures, whatever the table of a report makes of its phases.

One way to count: `read_trails` reads histories. Of a case that is over the outcome is kept (`CountedCase`), so that the
report of a year reads a narrow row for each complaint; `count_finished` does that beside the cases.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from complaints.people.roles import UNIT_ROLES, Role
from complaints.reports.figures.histories import Clocks, RowOfHistory, clocks_of, histories
from engine.models import Task
from engine.record.advance import Advance, HistoryEvent
from engine.record.compact_path import elements
from engine.record.events import CaseMigrated, DeadlinesRecomputed

RULES = 1
"""Which way of counting a kept trail comes from. **Whoever changes what a trail says raises it**: all are counted anew
(tests/complaints/figures/test_counted.py watches over this file and `histories`)."""

HANDLING_ROLES = UNIT_ROLES - {Role.ADMIN_KANAL}
"""Roles whose task in a unit makes the complaint an assignment of that unit; who keeps a channel does not handle."""

AT_ONCE = 500
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
FIRST_TASKS = (
    select(Task.case_id, Task.unit, func.min(Task.created_at))
    .where(
        Task.instansi_id == bindparam("instansi"),
        Task.case_id.in_(bindparam("cases", expanding=True)),
        Task.unit != "",
        Task.role.in_(sorted(HANDLING_ROLES)),
    )
    .group_by(Task.case_id, Task.unit)
    .order_by(func.min(Task.created_at))
)
Moments = list[tuple[datetime, str]]


@dataclass(slots=True)
class UnitTrail:
    """What one unit did with the complaint."""

    received_at: datetime
    """When its first task there opened."""
    first_done_at: datetime | None = None
    phases: Moments = field(default_factory=list)
    """When its work first brought the case to each phase."""


@dataclass(slots=True)
class Trail:
    """What happened to one complaint."""

    phases: Moments = field(default_factory=list)
    """Each time another phase began."""
    units: dict[str, UnitTrail] = field(default_factory=dict)
    """In the order in which they received it."""
    due_at: datetime | None = None
    stopped_at: datetime | None = None
    """When the clock of the settlement stopped before its deadline: the answer was ready."""
    classified: bool = True
    """Whether its clock is that of its class; False while only the one from before that runs."""
    warned: bool | None = None
    """Whether a warning before the deadline has come; None when its diagram warns of nothing."""
    kategori: str = ""
    causes: list[str] = field(default_factory=list)
    ratings: list[float] = field(default_factory=list)

    def stored(self) -> str:
        """As short text, to the microsecond."""
        units = [
            [name, _number(u.received_at), _number(u.first_done_at), _pairs(u.phases)] for name, u in self.units.items()
        ]
        clock = [_number(self.due_at), _number(self.stopped_at), self.classified, self.warned]
        said = [_pairs(self.phases), units, *clock, self.kategori, self.causes, self.ratings]
        return json.dumps(said, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def read(cls, stored: str) -> Trail:
        """What `stored()` wrote."""
        phases, units, due_at, stopped_at, classified, warned, kategori, causes, ratings = json.loads(stored)
        read = {name: UnitTrail(_at(first), _moment(done), _read(own)) for name, first, done, own in units}
        clock = _moment(due_at), _moment(stopped_at), classified, warned
        return cls(_read(phases), read, *clock, kategori, causes, ratings)


def _number(moment: datetime | None) -> int | None:
    return None if moment is None else (moment - EPOCH) // MICROSECOND


def _at(number: int) -> datetime:
    return EPOCH + timedelta(0, 0, number)


def _moment(number: int | None) -> datetime | None:
    return None if number is None else _at(number)


def _pairs(moments: Moments) -> list[list[Any]]:
    return [[_number(at), phase] for at, phase in moments]


def _read(pairs: list[list[Any]]) -> Moments:
    return [(EPOCH + timedelta(0, 0, number), phase) for number, phase in pairs]


def read_trails(
    session: Session, instansi_id: str, versions: Mapping[uuid.UUID, uuid.UUID]
) -> Iterator[tuple[uuid.UUID, Trail]]:
    """Of these cases (id -> version), read from their tasks and histories, some cases after the other.

    A version not yet read costs one statement more.
    """
    clocks = {version: clocks_of(session, instansi_id, version) for version in set(versions.values())}
    ids = sorted(versions)
    for begin in range(0, len(ids), AT_ONCE):
        of = {case_id: clocks[versions[case_id]] for case_id in ids[begin : begin + AT_ONCE]}
        trails = {case_id: Trail(warned=False if own.warnings else None) for case_id, own in of.items()}
        for case_id, unit, at in session.execute(FIRST_TASKS, {"instansi": instansi_id, "cases": list(of)}):
            trails[case_id].units[unit] = UnitTrail(at)
        for row in histories(session, instansi_id, of):
            _note(trails[row.case_id], row, of[row.case_id])
        yield from trails.items()


def _note(trail: Trail, row: RowOfHistory, clocks: Clocks) -> None:
    event = row.event
    if row.phase and (not trail.phases or trail.phases[-1][1] != row.phase):
        trail.phases.append((row.at, row.phase))
    if event is not None:
        _note_moves(trail, event, clocks.deadlines)
    if isinstance(event, Advance):
        _note_clock(trail, row.at, event, clocks)
        _note_warning(trail, event, clocks)
        _note_answers(trail, {**event.answers, **row.reply})
    if row.completed_in in trail.units:
        _note_work(trail.units[row.completed_in], row.at, row.phase)


def _note_clock(trail: Trail, at: datetime, event: Advance, clocks: Clocks) -> None:
    if not clocks.deadlines.isdisjoint(event.timers_gone):
        trail.stopped_at = at if trail.due_at is not None and at < trail.due_at else None
    for timer in event.timers:
        if timer.element in clocks.deadlines and timer.due:
            trail.due_at, trail.stopped_at = timer.due, None
            trail.classified = timer.element not in clocks.before_class


def _note_moves(trail: Trail, event: HistoryEvent, clocks: frozenset[str]) -> None:
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
            trail.due_at = new


def _note_warning(trail: Trail, event: Advance, clocks: Clocks) -> None:
    """A new clock (another unit, another class) has warned of nothing yet."""
    if any(timer.element in clocks.deadlines for timer in event.timers) and trail.warned:
        trail.warned = False
    if clocks.warnings.intersection(elements(event.path)):
        trail.warned = True


def _note_answers(trail: Trail, answers: Mapping[str, Any]) -> None:
    trail.kategori = str(answers.get("kategori") or trail.kategori)
    for key, value in answers.items():
        if key.startswith("penyebab") and value:
            trail.causes = [str(each) for each in (value if isinstance(value, list) else [value])]
    rating = _rating(answers.get("penilaian"))
    if rating is not None:
        trail.ratings.append(rating)


def _rating(value: Any) -> float | None:
    try:
        return float(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else None
    except ValueError:
        return None


def _note_work(unit: UnitTrail, at: datetime, phase: str) -> None:
    unit.first_done_at = unit.first_done_at or at
    if phase and all(phase != each for _, each in unit.phases):
        unit.phases.append((at, phase))
