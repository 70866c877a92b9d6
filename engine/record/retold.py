"""What a history tells of its case: the rows that tasks, timers and the case itself ought to have.

Where a row of the history leaves open which of several equal tasks it means, every possibility is kept: what is told
as a difference is one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from engine.record.advance import Advance, HistoryEvent
from engine.record.events import CaseIntervened, CaseMigrated, CaseStarted, DeadlinesRecomputed, Handing, TaskCompleted
from engine.record.parts import Alteration, OpenedTask

_BINDING = (Advance, CaseMigrated, DeadlinesRecomputed)
OPEN, COMPLETED, CANCELLED = "open", "completed", "cancelled"


class EventRow(Protocol):
    """The columns of a row that are read here."""

    number: int
    at: datetime
    actor: str
    on_behalf_of: str


@dataclass
class RetoldTask:
    """What a task may be, column by column: one value, or several where the history does not tell them apart."""

    number: int
    """Of the row that opened it."""
    columns: dict[str, set[Any]]
    shape: str = ""
    """What binds it as it is now (`engine.record.digests`); "" in histories from before format 8."""

    def is_open(self) -> bool:
        """May it still be on a list of work?"""
        return OPEN in self.columns["state"]


@dataclass
class RetoldCase:
    """What one history tells, read row by row, oldest first."""

    tasks: dict[str, RetoldTask] = field(default_factory=dict)
    timers: dict[str, set[datetime | None]] = field(default_factory=dict)
    """Element → the moments that a waiting timer there may have."""
    waiting: set[str] = field(default_factory=set)
    """Elements of timers of which a row was told last that they wait."""
    began: datetime | None = None
    advanced: datetime | None = None
    """The moment of the last row in which the case ran on."""
    process: str = ""
    """Of its first row."""
    version: int = 0
    content: str = ""
    """SHA-256 over what this version consists of; "" in histories that began before format 6."""
    phase: str = ""
    stands: str = ""
    """What binds its row and timers as they are now; "" where the row that moved them is from before format 8."""
    last: int = 0
    """Number of the newest row."""

    def take_in(self, row: EventRow, event: HistoryEvent) -> None:
        """The next row of the history, and what it says."""
        self.last = row.number
        if isinstance(event, CaseStarted):
            self.began, self.version, self.content = row.at, event.version, event.content
            self.process = str(event.path[0][0]) if event.path else ""
        if isinstance(event, TaskCompleted):
            self._completed(row, event)
        if isinstance(event, CaseIntervened):
            self._put_right(row, event)
        if isinstance(event, Advance):
            self._advance(row, event)
        elif isinstance(event, Handing):
            self._handed(row, event)
        elif isinstance(event, DeadlinesRecomputed):
            for what, element, old, new in event.moved:
                self._moved(what, element, old, new)
        elif isinstance(event, CaseMigrated):
            self._migrated(event)
        if isinstance(event, _BINDING):
            self._bound(event)

    def _completed(self, row: EventRow, event: TaskCompleted) -> None:
        if done := self.tasks.get(event.task):
            done.columns |= {
                "state": {COMPLETED},
                "completed_by": {row.actor},
                "completed_at": {row.at},
                "on_behalf_of": {row.on_behalf_of or None},
                "claimed_by": {each or row.actor for each in done.columns["claimed_by"]},
                "claimed_at": {each or row.at for each in done.columns["claimed_at"]},
            }

    def _handed(self, row: EventRow, event: Handing) -> None:
        if task := self.tasks.get(event.task):
            task.columns |= {"claimed_by": {event.to}, "claimed_at": {row.at if event.to else None}}
            task.columns.pop("on_behalf_of", None)
            if event.place is not None:
                task.columns["on_behalf_of"] = {event.place or None}

    def _bound(self, event: Advance | CaseMigrated | DeadlinesRecomputed) -> None:
        self.stands = event.stands
        for task_id, shape in event.shapes.items():
            if task_id in self.tasks:
                self.tasks[task_id].shape = str(shape)

    def _advance(self, row: EventRow, event: Advance) -> None:
        self.advanced, self.phase = row.at, event.phase or self.phase
        named = {each.instance for each in event.aborted} & self.tasks.keys()
        for task_id in named:
            self.tasks[task_id].columns |= {"state": {CANCELLED}, "completed_at": {row.at}}
        for element in sorted(set(event.closed)) if not named else ():
            self._close(element, event.closed.count(element), row.at)
        for opened in event.opened:
            self.tasks[opened.task] = RetoldTask(row.number, _columns(opened, row.at))
        for element in event.timers_gone:
            self.waiting.discard(element)
        for timer in event.timers:
            self.timers.setdefault(timer.element, set()).add(timer.due)
            self.waiting.add(timer.element)

    def _put_right(self, row: EventRow, event: CaseIntervened) -> None:
        for change in event.altered:
            if (task := self.tasks.get(change.task)) and change.attribute in ALTERED:
                column, read = ALTERED[change.attribute]
                task.columns[column] = {read(change.new)}
                if column == "claimed_by":
                    task.columns |= {"claimed_at": {row.at if change.new else None}, "on_behalf_of": {None}}

    def _close(self, element: str, count: int, at: datetime) -> None:
        found = [task for task in self.tasks.values() if task.is_open() and element in task.columns["element"]]
        for task in found:
            if len(found) <= count:
                task.columns |= {"state": {CANCELLED}, "completed_at": {at}}
            else:
                task.columns["state"] = task.columns["state"] | {CANCELLED}
                task.columns["completed_at"] = task.columns["completed_at"] | {at}

    def _moved(self, what: str, element: str, old: datetime, new: datetime) -> None:
        if what == "timer":
            self.timers.setdefault(element, set()).add(new)
        else:
            self._altered(element, "due_at", old, new)

    def _migrated(self, event: CaseMigrated) -> None:
        self.version, self.content, self.phase = event.number, event.content, event.phase or self.phase
        for change in event.moved:
            if change.what == "timer":
                self.timers.setdefault(change.element, set()).add(_moment(change.new))
            elif change.attribute == "element":
                self._altered(change.old, "element", change.old, change.new)
            else:
                self._alter_task(change)
        self.waiting.clear()

    def _alter_task(self, change: Alteration) -> None:
        if change.attribute == "due":
            self._altered(change.element, "due_at", _moment(change.old), _moment(change.new))
        elif change.attribute in ("role", "unit"):
            self._altered(change.element, change.attribute, change.old, change.new)
            for task in self.tasks.values():
                if task.is_open() and change.element in task.columns["element"]:
                    for column in {"claimed_by", "claimed_at", "on_behalf_of"} & task.columns.keys():
                        task.columns[column] = task.columns[column] | {None}

    def _altered(self, element: str, column: str, old: Any, new: Any) -> None:
        found = [
            task.columns
            for task in self.tasks.values()
            if task.is_open() and element in task.columns["element"] and old in task.columns[column]
        ]
        for columns in found:
            columns[column] = {new} if len(found) == 1 else columns[column] | {new}


def _columns(opened: OpenedTask, at: datetime) -> dict[str, set[Any]]:
    return {
        "process_id": {opened.process},
        "element": {opened.element},
        "role": {opened.role},
        "unit": {opened.unit},
        "due_at": {opened.due},
        "created_at": {at},
        "state": {OPEN},
        "claimed_by": {None},
        "claimed_at": {None},
        "on_behalf_of": {None},
        "completed_by": {None},
        "completed_at": {None},
    }


def _moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


ALTERED: Mapping[str, tuple[str, Callable[[str], Any]]] = {
    "claimed_by": ("claimed_by", lambda text: text or None),
    "unit": ("unit", str),
    "due": ("due_at", _moment),
}
"""What somebody may alter of an open task: the column, and how its value is read."""
