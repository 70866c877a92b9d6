"""The views that queries and commands give."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from engine.models import Task, Timer
from engine.record.advance import HistoryEvent
from engine.record.path import Passed


@dataclass(frozen=True)
class TaskView:
    """A task as pages and commands see it."""

    id: uuid.UUID
    instansi_id: str
    case_id: uuid.UUID
    process_id: str
    element: str
    name: str
    lane: str
    role: str
    unit: str
    form: str
    state: str
    """`open`, `completed` or `cancelled`."""
    created_at: datetime
    due_at: datetime | None
    due_provisional: bool
    due_rule: Mapping[str, Any] | None
    claimed_by: str | None
    claimed_at: datetime | None
    on_behalf_of: str | None
    """In whose place the holder works, or worked; None for work of one's own."""
    completed_by: str | None
    completed_at: datetime | None


_OF_TASK = tuple(field.name for field in fields(TaskView))


def task_view(row: Task) -> TaskView:
    """The view of a row of the inbox: the columns of the same names."""
    return TaskView(**{name: getattr(row, name) for name in _OF_TASK})


@dataclass(frozen=True)
class TimerView:
    """A waiting timer; `rule` says how its moment was worked out."""

    element: str
    due_at: datetime
    provisional: bool
    rule: Mapping[str, Any] | None


def timer_view(row: Timer) -> TimerView:
    """The view of a waiting timer."""
    return TimerView(row.element, row.due_at, row.provisional, row.rule)


@dataclass(frozen=True)
class CaseView:
    """A case with its open tasks, timers and awaited messages."""

    id: uuid.UUID
    instansi_id: str
    process_id: str
    version_id: uuid.UUID
    version_number: int
    status: str
    """`running` or `completed`."""
    phase: str | None
    variables: Mapping[str, Any]
    started_at: datetime
    ended_at: datetime | None
    end_element: str | None
    event_count: int
    head_hash: str
    waiting_messages: tuple[tuple[str, str, str], ...]
    """(message name, process id, element that catches it)."""
    open_tasks: tuple[TaskView, ...]
    timers: tuple[TimerView, ...]


@dataclass(frozen=True)
class EventView:
    """One row of the history. `answers` maps each key to (old, new); a text that was erased is None with `erased`."""

    number: int
    at: datetime
    kind: str
    actor: str
    actor_name: str
    on_behalf_of: str
    role: str
    unit: str
    process_id: str
    element: str
    element_name: str
    what: HistoryEvent
    """What the row says beyond this, by its kind."""
    path: tuple[Passed, ...]
    answers: Mapping[str, tuple[Any, Any]]
    personal_keys: frozenset[str]
    """Keys of `answers` that are texts of people."""
    erased: bool
    hash: str
    previous_hash: str
    altered: bool = False
    """Somebody changed its texts after they were written: none is given."""
    version_id: uuid.UUID | None = None
    """The version on which the case stood when this was written."""


@dataclass(frozen=True)
class ToldRow:
    """What one row of the history says, without texts of people, and the way that it tells."""

    at: datetime
    what: HistoryEvent
    path: tuple[Passed, ...]


@dataclass(frozen=True)
class PathView:
    """How often each element and flow was run, and where the tokens are; keys are (process id, element or flow id)."""

    element_counts: Mapping[tuple[str, str], int]
    flow_counts: Mapping[tuple[str, str], int]
    current: frozenset[tuple[str, str]]
    last_passed: tuple[tuple[str, str], ...] = ()
    """The elements that were run, in the order in which they last were."""
    told: tuple[ToldRow, ...] = ()
    """The rows, in order."""
