"""Binds what rows of cases, tasks and timers say that no field of a history tells: the row after which they say it.

Nothing personal lies in these columns, so no salt is needed, and what is bound outlives a lawful erasure.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, Protocol

from engine.record.payload import canonical


class BoundCase(Protocol):
    """The columns of a case that are bound together."""

    variables: Any
    waiting_messages: Any
    state: bytes


class WaitingRow(Protocol):
    """A timer as its row, or the library, has it."""

    @property
    def step_id(self) -> str:
        """Of the library."""

    @property
    def element(self) -> str:
        """Of the diagram."""

    @property
    def provisional(self) -> bool:
        """Whether a decree may still move it."""

    @property
    def rule(self) -> Any:
        """How it was counted."""


class ShapedTask(Protocol):
    """The columns of a task that are bound together."""

    name: Any
    lane: Any
    form: Any
    due_provisional: Any
    due_rule: Any


def timer_line(timer: WaitingRow, due: datetime) -> list[Any]:
    """What is bound of a waiting timer."""
    return [timer.step_id, timer.element, due.astimezone(UTC).isoformat(), bool(timer.provisional), timer.rule]


def case_digest(case: BoundCase, timers: Iterable[list[Any]]) -> str:
    """Over where a case stands. `timers`: a `timer_line` for each that waits, in any order."""
    state = hashlib.sha256(case.state).hexdigest()
    lines = sorted(timers, key=lambda line: line[:2])
    return _digest([case.variables or {}, case.waiting_messages or [], state, lines])


def task_digest(task: ShapedTask) -> str:
    """Over what an officer reads of a task beside its deadline, and why that is the one it is."""
    return _digest([task.name, task.lane, task.form, bool(task.due_provisional), task.due_rule])


def _digest(value: Any) -> str:
    return hashlib.sha256(canonical(value).encode("utf-8", "surrogatepass")).hexdigest()
