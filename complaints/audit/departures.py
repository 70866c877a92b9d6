"""Where the history of a case parts from its diagrams: its runs replayed in their nets, who did it, and what was late.

A token that was missing where another is left over came later: the step was done before its turn. One that was missing
for good: the step was done without its turn. One that is left in a run that has ended: its step was passed over.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from complaints.audit.acts import name_of
from engine.definition.bundle import Bundle
from engine.definition.diagram import Element
from engine.definition.net import Nets
from engine.record.advance import Advance
from engine.record.events import CaseIntervened, TaskCompleted
from engine.record.moves import ProcessRun, Retelling, RetoldRow
from engine.record.parts import OpenedTask

_NETS = Nets()


class CaseDeparture(StrEnum):
    """How a case departed from its diagram."""

    SKIPPED = "terlewat"
    EARLY = "mendahului"
    UNCALLED = "tanpa_giliran"
    UNKNOWN = "tidak_dikenal"
    ROLE = "peran"
    LATE = "terlambat"


OUT_OF_ORDER = frozenset({CaseDeparture.EARLY, CaseDeparture.UNCALLED, CaseDeparture.UNKNOWN})
"""Done, but not when the diagram had its turn."""


@dataclass(frozen=True)
class Departed:
    """One departure, where and when. `row`: of the history, 0 for what never happened."""

    kind: CaseDeparture
    process_id: str
    element: str
    name: str
    row: int = 0
    at: datetime | None = None
    due: datetime | None = None
    role: str = ""
    """Who did it; `expected` would have."""
    expected: str = ""


class JudgedRow(RetoldRow, Protocol):
    """A row of a history, and in which role and for which unit it was done."""

    @property
    def role(self) -> str:
        """Of who acted."""

    @property
    def unit(self) -> str:
        """For which they acted."""


class DueWork(Protocol):
    """A task with its deadline."""

    @property
    def process_id(self) -> str:
        """Of the diagram that has it."""

    @property
    def element(self) -> str:
        """Of that diagram."""

    @property
    def name(self) -> str:
        """As it was called."""

    @property
    def state(self) -> str:
        """One of `TaskState`."""

    @property
    def due_at(self) -> datetime | None:
        """None without a deadline."""

    @property
    def completed_at(self) -> datetime | None:
        """None while it is open."""


@dataclass(frozen=True)
class CaseVerdict:
    """What the replay of one case found."""

    runs: int
    perfect: int
    """Runs exactly as drawn."""
    fitness: float
    """The lowest of its runs, from 0 to 1."""
    departed: tuple[Departed, ...]
    put_right: tuple[int, ...]
    """Rows by which somebody put it right beside its diagram: what they moved is told as a departure too."""

    def count(self, *kinds: CaseDeparture) -> int:
        """How many departures of these kinds."""
        return sum(each.kind in kinds for each in self.departed)


class Judge:
    """Reads one history, oldest row first, and holds it against the versions on which it was written, or another."""

    def __init__(self, process_id: str, *, other: Bundle | None = None) -> None:
        self._retelling = Retelling(process_id, _NETS)
        self._other = other
        self._opened: dict[str, OpenedTask] = {}
        self._strange: list[Departed] = []
        self._put_right: list[int] = []

    def take_in(self, row: JudgedRow, bundle: Bundle) -> None:
        """The next row, and the version on which it was written."""
        bundle = self._other or bundle
        self._retelling.take_in(row, bundle)
        what = row.what
        if isinstance(what, TaskCompleted) and (task := self._opened.get(what.task)):
            self._strange += _role(row, task, bundle, self._other)
        if isinstance(what, CaseIntervened):
            self._put_right.append(row.number)
        if isinstance(what, Advance):
            self._opened |= {each.task: each for each in what.opened}

    def conclusion(self, bundle: Bundle, tasks: Iterable[DueWork], *, ended: bool, now: datetime) -> CaseVerdict:
        """After the last row. `bundle`: the version on which the case stands; `now`: for work that is open."""
        runs = [run for run in self._retelling.runs.values() if run.moves]
        found = [each for run in runs for each in departures(run, self._other or bundle, ended=ended)]
        found += [*self._strange, *_late(tasks, now)]
        fitness = [run.replay.fitness if ended else 1.0 if not run.replay.missing else 0.0 for run in runs]
        return CaseVerdict(
            runs=len(runs),
            perfect=sum(value == 1.0 for value in fitness),
            fitness=min(fitness, default=1.0),
            departed=tuple(sorted(found, key=lambda each: (each.row or 1_000_000, each.element))),
            put_right=tuple(self._put_right),
        )


def departures(run: ProcessRun, bundle: Bundle, *, ended: bool) -> Iterator[Departed]:
    """Where the moves of a run and its net part."""
    left: Mapping[str, int] = run.replay.remaining if ended else {}
    told = set()
    for move in run.moves:
        for place in move.lacking:
            kind = CaseDeparture.EARLY if place in left else CaseDeparture.UNCALLED
            kind = CaseDeparture.UNKNOWN if place == move.label else kind
            told.add(place)
            name = name_of(bundle, move.element, run.process_id)
            yield Departed(kind, run.process_id, move.element, name, move.row, move.at)
    for place in left:
        element = _at(place, run, bundle)
        if element is not None and place not in told:
            yield Departed(CaseDeparture.SKIPPED, run.process_id, element.id, element.name or element.id)


def _at(place: str, run: ProcessRun, bundle: Bundle) -> Element | None:
    """The element at which a token lies."""
    diagram, (_kind, _colon, id_) = bundle.diagrams.get(run.process_id), place.partition(":")
    if diagram is None:
        return None
    flow = diagram.flows.get(id_)
    return diagram.elements.get(flow.target if flow else id_)


def _role(row: JudgedRow, task: OpenedTask, bundle: Bundle, other: Bundle | None) -> Iterator[Departed]:
    """A task that somebody completed in another role, or for another unit, than the one whose work it was."""
    element = other.element(task.process, task.element) if other else None
    expected = element.role if element else task.role
    if row.role not in ("", expected) or (task.unit and row.unit not in ("", task.unit)):
        yield Departed(
            CaseDeparture.ROLE, task.process, task.element, name_of(bundle, task.element, task.process), row.number,
            row.at, role=row.role, expected=expected,
        )  # fmt: skip


def _late(tasks: Iterable[DueWork], now: datetime) -> Iterator[Departed]:
    """Tasks that were completed, or are still open, after their due moment."""
    for task in tasks:
        end = task.completed_at or now
        if task.due_at is not None and end > task.due_at and task.state != "cancelled":
            yield Departed(
                CaseDeparture.LATE, task.process_id, task.element, task.name, 0, task.completed_at, task.due_at
            )
