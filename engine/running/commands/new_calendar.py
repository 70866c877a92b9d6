"""A decree changed the calendar: give waiting deadlines their new moment, and say so in the history.

Some cases at once, so that 100,000 deadlines are a matter of a minute; few enough that nobody waits for their locks.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from types import SimpleNamespace
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, Integer, bindparam, select, update
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.db import UNAVAILABLE, SessionFactory, reading, unit_of_work
from engine.deadlines import Deadline, OfficeCalendar
from engine.errors import CaseBrokenError
from engine.models import Case, CaseStatus, TaskState, carrier
from engine.record.chain import insert_next, next_row
from engine.record.digests import case_digest, task_digest, timer_line
from engine.record.events import DeadlinesRecomputed
from engine.record.parts import MovedDeadline
from engine.record.payload import canonical
from engine.running.commands.incidents import record_incident
from engine.running.commands.rows import CASE, TASK, TIMER, run
from engine.running.runtime import Runtime
from engine.running.spiff.state import checked, reschedule
from engine.running.spiff.timers import moved_timer

AT_ONCE = 100
"""Cases of one transaction: their locks last some hundredths of a second."""
SOME: tuple[BindParameter[Any], BindParameter[Any]] = (bindparam("instansi"), bindparam("cases", expanding=True))
RUNNING = select(CASE.c.id).where(CASE.c.instansi_id == SOME[0], CASE.c.status == CaseStatus.RUNNING)
NEXT_CASES = RUNNING.order_by(CASE.c.id).limit(bindparam("limit", type_=Integer))
LATER_CASES = NEXT_CASES.where(CASE.c.id > bindparam("after"))
LOCKED_CASES = (
    select(CASE)
    .where(CASE.c.instansi_id == SOME[0], CASE.c.id.in_(SOME[1]), CASE.c.status == CaseStatus.RUNNING)
    .order_by(CASE.c.id)
    .with_for_update()
)
TIMERS = (
    select(*(TIMER.c[name] for name in ("id", "case_id", "step_id", "element", "due_at", "provisional", "rule")))
    .where(TIMER.c.instansi_id == SOME[0], TIMER.c.case_id.in_(SOME[1]))
    .order_by(TIMER.c.due_at, TIMER.c.id)
)  # fmt: skip
TASKS = (
    select(
        *(TASK.c[each] for each in ("id", "case_id", "element", "due_at", "due_provisional", "due_rule")),
        *(TASK.c[each] for each in ("name", "lane", "form")),
    )
    .where(TASK.c.instansi_id == SOME[0], TASK.c.case_id.in_(SOME[1]), TASK.c.state == TaskState.OPEN)
    .order_by(TASK.c.due_at, TASK.c.id)
)
KEY = {"key_instansi": "instansi_id", "key_id": "id"}
NEW_TIMER, NEW_TASK, NEW_CASE = (
    update(table).where(*(table.c[column] == bindparam(name) for name, column in KEY.items()))
    for table in (TIMER, TASK, CASE)
)
MOVE_TIMER = NEW_TIMER.values(due_at=bindparam("due"), provisional=bindparam("estimated"))
MOVE_TASK = NEW_TASK.values(
    due_at=bindparam("due"), sort_due_at=bindparam("due"), due_provisional=bindparam("estimated")
)
WRITTEN = ("state", "next_due_at", "event_count", "head_hash", "head_signature", "lock_version")
MOVE_CASE = NEW_CASE.values({name: bindparam(name) for name in WRITTEN})


class Recount(NamedTuple):
    """What a stretch of a recount did: how many deadlines moved, and its last case; None when all are done."""

    moved: int
    last: uuid.UUID | None


def recompute_deadlines(factory: SessionFactory, runtime: Runtime, *, instansi_id: str, decree: str, by: Actor) -> int:
    """Recompute every waiting deadline of an instansi; gives how many moved. As many transactions as it takes.

    Deadlines already past are not rewritten: a breach stays a breach. Running it twice changes nothing more. A case
    that cannot be recomputed becomes an incident; the others move all the same.
    """
    moved, last = 0, None
    while True:
        found = recompute_some(factory, runtime, instansi_id=instansi_id, decree=decree, by=by, after=last)
        moved, last = moved + found.moved, found.last
        if last is None:
            return moved


def recompute_some(
    factory: SessionFactory,
    runtime: Runtime,
    *,
    instansi_id: str,
    decree: str,
    by: Actor,
    after: uuid.UUID | None,
    limit: int = AT_ONCE,
) -> Recount:
    """The same for the next cases by id, after the one that the stretch before ended with: to go on later."""
    with reading(factory, instansi_id) as session:
        query = NEXT_CASES if after is None else LATER_CASES
        ids = list(run(session, query, {"instansi": instansi_id, "after": after, "limit": limit}).scalars())
    try:
        moved = _move(factory, runtime, instansi_id, ids, decree, by)
    except UNAVAILABLE:
        raise
    except Exception:  # whatever it is: one case must not keep the others from their new moments
        moved = sum(_move_or_tell(factory, runtime, instansi_id, case_id, decree, by) for case_id in ids)
    return Recount(moved, ids[-1] if len(ids) == limit else None)


def _move_or_tell(
    factory: SessionFactory, runtime: Runtime, instansi_id: str, case_id: uuid.UUID, decree: str, by: Actor
) -> int:
    try:
        return _move(factory, runtime, instansi_id, [case_id], decree, by)
    except UNAVAILABLE:
        raise
    except Exception as error:
        cause = error.cause if isinstance(error, CaseBrokenError) else error
        with unit_of_work(factory, instansi_id) as session:
            record_incident(session, runtime, broken=CaseBrokenError(instansi_id, case_id, "", cause))
        return 0


@dataclass
class _Moves:
    """What is to be written for some cases, a statement for each kind of row."""

    now: datetime
    calendar: OfficeCalendar
    timers: list[dict[str, Any]] = field(default_factory=list)
    tasks: list[dict[str, Any]] = field(default_factory=list)
    steps: dict[uuid.UUID, dict[str, dict[str, Any]]] = field(default_factory=lambda: defaultdict(dict))
    next_due: dict[uuid.UUID, datetime] = field(default_factory=dict)
    told: dict[uuid.UUID, list[MovedDeadline]] = field(default_factory=lambda: defaultdict(list))
    lines: dict[uuid.UUID, list[list[Any]]] = field(default_factory=lambda: defaultdict(list))
    """What is bound of each timer that waits."""
    shapes: dict[uuid.UUID, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    """What is bound of each task that changes."""
    _counted: dict[str, Deadline] = field(default_factory=dict)

    def timer(self, instansi_id: str, row: Any) -> None:
        due = row.due_at
        deadline = self._moved(row.due_at, row.provisional, row.rule)
        if deadline is not None:
            due = deadline.moment
            self.timers.append(_written(instansi_id, row.id, deadline))
            kept = moved_timer(row.element, due, row.rule, deadline.provisional)
            self.steps[row.case_id].setdefault(row.step_id, {}).update(kept)
            self._tell(row, "timer", due)
        estimated = deadline.provisional if deadline is not None else row.provisional
        shape = SimpleNamespace(**{**row._mapping, "provisional": estimated})
        self.lines[row.case_id].append(timer_line(shape, due))
        self.next_due[row.case_id] = min(due, self.next_due.get(row.case_id, due))

    def task(self, instansi_id: str, row: Any) -> None:
        deadline = self._moved(row.due_at, row.due_provisional, row.due_rule)
        if deadline is not None:
            self.tasks.append(_written(instansi_id, row.id, deadline))
            shape = SimpleNamespace(**{**row._mapping, "due_provisional": deadline.provisional})
            self.shapes[row.case_id][str(row.id)] = task_digest(shape)
            self._tell(row, "task", deadline.moment)

    def _moved(self, due_at: datetime | None, provisional: bool, rule: dict[str, Any] | None) -> Deadline | None:
        """The new deadline, where there is another one."""
        if rule is None or due_at is None or due_at <= self.now:
            return None
        key = canonical(rule)
        deadline = self._counted.get(key) or self._counted.setdefault(key, self.calendar.recompute(rule))
        return deadline if (deadline.moment, deadline.provisional) != (due_at, provisional) else None

    def _tell(self, row: Any, what: str, due: datetime) -> None:
        if due != row.due_at:
            self.told[row.case_id].append(MovedDeadline(what, row.element, row.due_at, due))


def _written(instansi_id: str, row_id: uuid.UUID, deadline: Deadline) -> dict[str, Any]:
    return {"key_instansi": instansi_id, "key_id": row_id, "due": deadline.moment, "estimated": deadline.provisional}


def _move(
    factory: SessionFactory, runtime: Runtime, instansi_id: str, ids: list[uuid.UUID], decree: str, by: Actor
) -> int:
    """One transaction. What it reads of timers and tasks, it reads under the locks of their cases."""
    some = {"instansi": instansi_id, "cases": ids}
    with unit_of_work(factory, instansi_id) as session:
        cases = [carrier(Case)(**row) for row in run(session, LOCKED_CASES, some).mappings()]
        moves = _Moves(runtime.clock.now(), runtime.calendar_for(session, instansi_id))
        running = {case.id for case in cases}
        for query, note in ((TIMERS, moves.timer), (TASKS, moves.task)):
            for row in run(session, query, some):
                if row.case_id in running:
                    note(instansi_id, row)
        _write(session, runtime, cases, moves, decree, by)
    return sum(len(each) for each in moves.told.values())


def _write(session: Session, runtime: Runtime, cases: list[Case], moves: _Moves, decree: str, by: Actor) -> None:
    rows, written = [], []
    for case in cases:
        steps, told, shapes = moves.steps.get(case.id), moves.told.get(case.id, ()), moves.shapes.get(case.id, {})
        if not steps and not told and not shapes:
            continue
        if steps:
            checked(case.state_format)
            case.state = reschedule(case.state, steps)
            case.next_due_at = moves.next_due[case.id]
        stands = case_digest(case, moves.lines[case.id])
        event = DeadlinesRecomputed(decree=decree, moved=tuple(told), stands=stands, shapes=shapes)
        rows.append(next_row(case, event, at=moves.now, actor=by, signer=runtime.signer))
        case.lock_version += 1
        keys = {name: getattr(case, column) for name, column in KEY.items()}
        written.append(keys | {name: getattr(case, name) for name in WRITTEN})
    insert_next(session, rows)
    for statement, values in ((MOVE_TIMER, moves.timers), (MOVE_TASK, moves.tasks), (MOVE_CASE, written)):
        if values:
            run(session, statement, values)
