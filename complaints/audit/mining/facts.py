"""What one complaint tells for the auditor's figures: its way, who had it how long, and whether it was in time.

One way to count: histories are read here and nowhere else for these figures. When work was ready and taken is told by
its own row since format 6; before, by the rows that opened it and handed it on. Work that nobody took before it was
done has one time alone, for waiting and working together.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from complaints.audit.departures import CaseVerdict, Judge
from complaints.reports.figures.facts import Fact
from engine.deadlines import OfficeCalendar
from engine.deadlines.hours import working_time
from engine.definition.bundle import Bundle
from engine.definition.versions import bundle_of
from engine.models import Case, Event, Task
from engine.record.advance import Advance, HistoryEvent
from engine.record.events import Handing, TaskCompleted
from engine.record.path import Passed, PathCount, path_of
from engine.record.payload import read
from engine.record.row_versions import with_versions

RULES = 2
"""Which way of counting a kept complaint comes from: whoever changes what is counted raises it."""
DEPARTURES = ("skipped", "disordered", "role", "late")
"""Columns of a kept complaint that count its departures."""
PUT_RIGHT = "put_right"
"""The column that counts how often it was put right, which is no departure by itself."""
WANTED = frozenset({"opened", "path", "task", "process", "from", "to", "ready", "claimed"})
STEPS = frozenset(
    {"userTask", "manualTask", "receiveTask", "intermediateCatchEvent", "boundaryEvent", "endEvent", "startEvent"}
)
"""What a way is told by: what waits for somebody or something, where it began and where it ended."""
ROWS = (
    select(
        Event.case_id, Event.number, Event.at, Event.kind, Event.actor, Event.role, Event.unit, Event.element,
        Event.payload,
    )
    .where(Event.instansi_id == bindparam("instansi"), Event.case_id.in_(bindparam("cases", expanding=True)))
    .order_by(Event.case_id, Event.number)
)  # fmt: skip
TASKS = select(
    Task.case_id, Task.process_id, Task.element, Task.name, Task.state, Task.due_at, Task.completed_at
).where(
    Task.instansi_id == bindparam("instansi"),
    Task.case_id.in_(bindparam("cases", expanding=True)),
    Task.completed_at > Task.due_at,
)
"""Those that were done late."""


class DoneStep(NamedTuple):
    """A task that was done. Times are working seconds; None where they are not known."""

    process: str
    element: str
    unit: str
    actor: str
    waiting: int | None
    working: int
    """With `waiting` None: of both together."""
    target: int | None
    """From when it was ready to its deadline."""
    met: bool | None
    """Done by its deadline; None without one."""


class Handover(NamedTuple):
    """From hand to hand: of units, or of persons."""

    kind: str
    giver: str
    receiver: str
    waiting: int
    """Working seconds until the receiver was done."""


@dataclass
class CaseFacts:
    """One complaint, counted."""

    steps: list[DoneStep] = field(default_factory=list)
    handovers: list[Handover] = field(default_factory=list)
    way: list[tuple[str, str]] = field(default_factory=list)
    """Process and element of each step (`STEPS`) in order."""
    passed: PathCount = field(default_factory=PathCount)
    verdict: CaseVerdict | None = None
    """How it departed from its diagrams, once it ended."""

    @property
    def variant(self) -> str:
        """What two complaints of the same way have in common."""
        return hashlib.sha256(json.dumps(self.way).encode()).hexdigest()[:16]

    @property
    def only_unit(self) -> str:
        """The unit that did all its steps; "" where several did, or none."""
        units = {step.unit for step in self.steps}
        return units.pop() if len(units) == 1 else ""

    def stored(self) -> str:
        """Steps and handovers as short text."""
        return json.dumps([self.steps, self.handovers], separators=(",", ":"))

    def stored_way(self) -> str:
        """The way with its counts, for a drawing."""
        counts = [[*place, n] for place, n in self.passed.elements.items()]
        flows = [[*place, n] for place, n in self.passed.flows.items()]
        return json.dumps({"steps": self.way, "elements": counts, "flows": flows}, separators=(",", ":"))


def read_work(stored: str) -> tuple[list[DoneStep], list[Handover]]:
    """What `CaseFacts.stored()` wrote."""
    steps, handovers = json.loads(stored)
    return [DoneStep(*each) for each in steps], [Handover(*each) for each in handovers]


class ReadRow(NamedTuple):
    """A row of a history, read; of a complaint that runs as far as `WANTED`."""

    number: int
    at: datetime
    actor: str
    role: str
    unit: str
    element: str
    what: HistoryEvent
    path: tuple[Passed, ...]


@dataclass
class _ReadyWork:
    at: datetime
    due: datetime | None
    taken: datetime | None = None


class _WorkReader:
    """Follows one history, row by row."""

    def __init__(self, calendar: OfficeCalendar) -> None:
        self._calendar = calendar
        self._ready: dict[str, _ReadyWork] = {}
        self._last: tuple[datetime, str, str] | None = None
        self.facts = CaseFacts()

    def row(self, row: ReadRow, bundle: Bundle) -> None:
        """The next row, and the version on which it was written."""
        event = row.what
        if isinstance(event, Handing):
            self._handed(row, event)
        if isinstance(event, TaskCompleted):
            self._done(row, event)
        if isinstance(event, Advance):
            for opened in event.opened:
                self._ready[opened.task] = _ReadyWork(row.at, opened.due)
            self.facts.passed.add(row.path, bundle)
            for each in row.path:
                known = bundle.element(each.process, each.element)
                if known is not None and known.kind in STEPS:
                    self.facts.way.append((each.process, each.element))

    def _handed(self, row: ReadRow, event: Handing) -> None:
        found = self._ready.get(event.task)
        if found is not None:
            found.taken = row.at if event.to else None
        if event.from_ and event.to and event.from_ != event.to:
            self.facts.handovers.append(Handover("person", event.from_, event.to, 0))

    def _done(self, row: ReadRow, event: TaskCompleted) -> None:
        known = self._ready.pop(event.task, None)
        ready = event.ready or (known.at if known else None)
        if ready is None:
            return
        taken = event.claimed or (known.taken if known else None)
        due = known.due if known else None
        step = DoneStep(
            event.process,
            row.element,
            row.unit,
            row.actor,
            None if taken is None else self._seconds(ready, taken),
            self._seconds(taken or ready, row.at),
            None if due is None else self._seconds(ready, due),
            None if due is None else row.at <= due,
        )
        self.facts.steps.append(step)
        self._follow(row, ready)

    def _follow(self, row: ReadRow, ready: datetime) -> None:
        """Work after other work: of another unit, of another person."""
        if self._last is not None:
            at, unit, actor = self._last
            waited = self._seconds(max(at, ready), row.at)
            if unit != row.unit:
                self.facts.handovers.append(Handover("unit", unit, row.unit, waited))
            if actor != row.actor:
                self.facts.handovers.append(Handover("person", actor, row.actor, waited))
        self._last = (row.at, row.unit, row.actor)

    def _seconds(self, since: datetime, until: datetime) -> int:
        return int(working_time(self._calendar, since, until).total_seconds())


def read_work_of(
    session: Session, *, instansi_id: str, cases: Sequence[Case], calendar: OfficeCalendar
) -> Iterator[tuple[uuid.UUID, CaseFacts]]:
    """These complaints, one after the other, in two statements beside their versions' bundles; those that ended are
    held against their diagrams."""
    known: Mapping[uuid.UUID, Case] = {case.id: case for case in cases}
    rows: dict[uuid.UUID, list[Any]] = {case_id: [] for case_id in known}
    for row in session.execute(ROWS, {"instansi": instansi_id, "cases": list(known)}):
        rows[row.case_id].append(row)
    ended = [case.id for case in cases if case.ended_at is not None]
    late: dict[uuid.UUID, list[Any]] = {case_id: [] for case_id in ended}
    for task in session.execute(TASKS, {"instansi": instansi_id, "cases": ended}) if ended else ():
        late[task.case_id].append(task)
    for case_id, own in rows.items():
        case = known[case_id]
        reader = _WorkReader(calendar)
        judge = Judge(case.process_id) if case.ended_at is not None else None
        for row, bundle in with_versions(session, case, own):
            event = read(row.kind, row.payload, wanted=None if judge else WANTED)
            told = ReadRow(
                row.number, row.at, row.actor, row.role, row.unit, row.element, event, path_of(event, bundle)
            )
            reader.row(told, bundle)
            if judge is not None:
                judge.take_in(told, bundle)
        if judge is not None and case.ended_at is not None:
            bundle = bundle_of(session, instansi_id, case.version_id)
            reader.facts.verdict = judge.conclusion(bundle, late[case_id], ended=True, now=case.ended_at)
        yield case_id, reader.facts


def outcome_of(fact: Fact) -> str:
    """`met` or `missed` for what is settled and had a deadline; "" for all else, as reports count it."""
    if fact.settled_at is None or fact.due_at is None:
        return ""
    return "missed" if fact.settled_late() else "met"


def clock_of(fact: Fact) -> datetime | None:
    """The deadline of a settlement whose clock still runs."""
    return None if fact.settled_at is not None or fact.stopped_at is not None else fact.due_at
