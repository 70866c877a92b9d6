"""Every deadline a case had: of tasks and of timers, when set, how it ended, which decree moved it."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from complaints.audit.acts import BundleAt, DeadlineMove, moves
from engine.definition.properties import LEGAL_BASIS, SOURCE
from engine.record.advance import Advance
from engine.record.events import DeadlinesRecomputed, TimersFired
from engine.running.queries import EventView, TaskView


@dataclass(frozen=True)
class MovedBy:
    """A row of the history in which a decree moved a deadline; `decree` is "" for a move to another version."""

    number: int
    at: datetime
    decree: str
    moved: DeadlineMove


@dataclass(frozen=True)
class CaseDeadline:
    """A due moment of a task or a timer, as it stands after the last decree.

    `state`: `waiting`, `overdue`, `met`, `missed` (completed too late), `fired` (a timer whose moment came),
    `cancelled`.
    """

    key: str
    """Names it in addresses: `7-0` is the first one that row 7 of the history set."""
    kind: str
    """`task` or `timer`."""
    element: str
    name: str
    number: int
    set_at: datetime
    due_at: datetime
    provisional: bool
    rule: Mapping[str, Any] | None
    state: str
    ended_at: datetime | None
    articles: tuple[str, ...]
    source: str
    """`teks`, `implied`, `sibling` or `default`: how surely the regulation says so."""
    moved: tuple[MovedBy, ...]


def case_deadlines(
    events: Sequence[EventView],
    tasks: Iterable[TaskView],
    at: BundleAt,
    now: datetime,
    *,
    set_by: Iterable[EventView] | None = None,
) -> list[CaseDeadline]:
    """Those that the rows `set_by` set (without it: all), in that order; the whole history tells how they ended."""
    return list(_Deadlines(events, tasks, at, now).of(events if set_by is None else set_by))


class _Deadlines:
    """Reads the history once; what happened to an element later is found by its id."""

    def __init__(self, events: Sequence[EventView], tasks: Iterable[TaskView], at: BundleAt, now: datetime) -> None:
        self.at, self.now = at, now
        self.tasks = {str(task.id): task for task in tasks}
        self.gone: dict[str, list[EventView]] = defaultdict(list)
        self.moves: dict[tuple[str, str], list[MovedBy]] = defaultdict(list)
        for event in events:
            if isinstance(event.what, Advance):
                for element in event.what.timers_gone:
                    self.gone[element].append(event)
            decree = event.what.decree if isinstance(event.what, DeadlinesRecomputed) else ""
            for moved in moves(event, at(event)):
                self.moves[moved.kind, moved.element].append(MovedBy(event.number, event.at, decree, moved))

    def of(self, events: Iterable[EventView]) -> Iterator[CaseDeadline]:
        for event in events:
            if isinstance(event.what, Advance):
                found = [*self._tasks(event.what), *self._timers(event.number, event.what)]
                yield from (self._deadline(f"{event.number}-{n}", event, **facts) for n, facts in enumerate(found))

    def _tasks(self, told: Advance) -> Iterator[dict[str, Any]]:
        for opened in told.opened:
            task = self.tasks.get(opened.task)
            if opened.due and task is not None:
                yield {
                    "kind": "task",
                    "element": opened.element,
                    "due": opened.due,
                    "provisional": task.due_provisional,
                    "rule": task.due_rule,
                    "ended": task.completed_at,
                    "outcome": "cancelled" if task.state == "cancelled" else "met",
                }

    def _timers(self, number: int, told: Advance) -> Iterator[dict[str, Any]]:
        for element, due, provisional, rule in told.timers:
            if due is None:
                continue
            later = bisect_right(self.gone[element], number, key=lambda row: row.number)
            gone = self.gone[element][later] if later < len(self.gone[element]) else None
            rung = gone.what.fired if gone is not None and isinstance(gone.what, TimersFired) else ()
            fired = any(timer.element == element for timer in rung)
            yield {
                "kind": "timer",
                "element": element,
                "due": due,
                "provisional": provisional,
                "rule": rule,
                "ended": gone.at if gone else None,
                "outcome": "fired" if fired else "cancelled",
            }

    def _deadline(
        self,
        key: str,
        event: EventView,
        *,
        kind: str,
        element: str,
        due: datetime,
        provisional: bool,
        rule: Mapping[str, Any] | None,
        ended: datetime | None,
        outcome: str,
    ) -> CaseDeadline:
        moved = tuple(
            move
            for move in self.moves[kind, element]
            if move.number > event.number and (ended is None or move.at <= ended)
        )
        due = moved[-1].moved.new if moved else due
        diagram = self.at(event).diagram_with(element)
        known = diagram.elements[element] if diagram else None
        properties = known.properties if known else {}
        return CaseDeadline(
            key=key,
            kind=kind,
            element=element,
            name=(known.name if known else "") or element,
            number=event.number,
            set_at=event.at,
            due_at=due,
            provisional=provisional,
            rule=rule,
            state=self._state(due, ended, outcome),
            ended_at=ended,
            articles=tuple(part.strip() for part in properties.get(LEGAL_BASIS, "").split(",") if part.strip()),
            source=properties.get(SOURCE, ""),
            moved=moved,
        )

    def _state(self, due: datetime, ended: datetime | None, outcome: str) -> str:
        if ended is None:
            return "overdue" if due < self.now else "waiting"
        return "missed" if outcome == "met" and ended > due else outcome
