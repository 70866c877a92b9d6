"""Which waiting deadlines another calendar would move, without moving one: for a look before a decree is entered."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.deadlines import OfficeCalendar
from engine.models import Task, TaskState, Timer

MOST_LOOKED_AT = 20_000


@dataclass(frozen=True)
class WouldMove:
    """A waiting deadline and its moment by the calendar of now."""

    case_id: uuid.UUID
    what: str
    """`task` or `timer`."""
    name: str
    """Of the task as people read it; of a timer the id of its element."""
    old: datetime
    new: datetime


@dataclass(frozen=True)
class DeadlinePreview:
    """How many would move, and the first of them; `more` when not all deadlines were looked at."""

    count: int
    first: list[WouldMove]
    more: bool


def would_move(
    session: Session, *, instansi_id: str, calendar: OfficeCalendar, now: datetime, show: int = 20
) -> DeadlinePreview:
    """Compares every waiting deadline of a government, nearest first and at most `MOST_LOOKED_AT`, with `calendar`."""
    looked_at, found = 0, []
    for case_id, what, name, due_at, rule in islice(_waiting(session, instansi_id, now), MOST_LOOKED_AT):
        looked_at += 1
        new = calendar.recompute(rule).moment
        if new != due_at:
            found.append(WouldMove(case_id, what, name, due_at, new))
    found.sort(key=lambda each: each.old)
    return DeadlinePreview(len(found), found[:show], looked_at == MOST_LOOKED_AT)


def _waiting(session: Session, instansi_id: str, now: datetime) -> Iterator[tuple[uuid.UUID, str, str, datetime, Any]]:
    tasks = (
        select(Task.case_id, Task.name, Task.due_at, Task.due_rule)
        .where(Task.instansi_id == instansi_id, Task.state == TaskState.OPEN, Task.sort_due_at > now)
        .where(Task.due_at.is_not(None))
        .order_by(Task.sort_due_at)
        .limit(MOST_LOOKED_AT)
    )
    timers = (
        select(Timer.case_id, Timer.element, Timer.due_at, Timer.rule)
        .where(Timer.instansi_id == instansi_id, Timer.due_at > now)
        .order_by(Timer.due_at)
        .limit(MOST_LOOKED_AT)
    )
    for what, query in (("task", tasks), ("timer", timers)):
        for case_id, name, due_at, rule in session.execute(query):
            if rule is not None:
                yield case_id, what, name, due_at, rule
