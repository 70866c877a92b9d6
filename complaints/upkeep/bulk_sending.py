"""What the worker does with answers for many tasks whose minute is over: it completes the tasks, one command each."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from complaints.casework.bulk import WAITING, Problem
from complaints.casework.bulk_orders import ItemState, clear, forget, keep_as_draft, settle
from complaints.models import BulkItem, BulkOrder, Complaint, Instansi, User
from complaints.people.instansi import open_processes
from complaints.people.rights import rights_of
from complaints.upkeep.rounds import Rounds
from engine.actors import Actor
from engine.db import SessionFactory, reading, unit_of_work
from engine.errors import AnswersRefusedError, CaseBrokenError, EngineError, TaskClaimedError, TaskGoneError
from engine.models import Case, Task
from engine.running import commands
from engine.running.runtime import Runtime

EVERY = timedelta(seconds=5)
AT_ONCE = 10
"""Tasks of a government that one turn completes."""
FORGOTTEN_AT_ONCE = 100
REASONS: dict[type[EngineError], Problem] = {
    TaskGoneError: Problem.GONE,
    TaskClaimedError: Problem.HELD,
    AnswersRefusedError: Problem.ANSWERS,
    CaseBrokenError: Problem.BROKEN,
}


class BulkSending(Rounds):
    """A chore of the worker. What a killed one left goes on with the next; nothing is completed twice, for a task and
    the word that it is done are one transaction."""

    def __init__(self, factory: SessionFactory, runtime: Runtime) -> None:
        super().__init__(factory, runtime.clock, every=EVERY)
        self._runtime = runtime
        self._forgot: dict[str, datetime] = {}
        """When old orders were last looked for, by government."""

    def turn(self, home: str) -> int:
        """Completes some tasks of this government; gives how many were settled."""
        now = self._clock.now()
        with reading(self._factory, home) as session:
            due = session.execute(
                select(BulkItem.order_id, BulkItem.task_id)
                .where(BulkItem.instansi_id == home, BulkItem.state == WAITING, BulkItem.due_at <= now)
                .order_by(BulkItem.due_at, BulkItem.order_id, BulkItem.task_id)
                .limit(AT_ONCE)
            ).all()
        for order_id, task_id in due:
            self._send(home, order_id, task_id)
        return len(due) or self._forget(home, now)

    def _send(self, home: str, order_id: UUID, task_id: UUID) -> None:
        try:
            with unit_of_work(self._factory, home) as session:
                order = session.get_one(BulkOrder, (home, order_id))
                if not settle(session, order, task_id, ItemState.DONE):
                    return
                self._complete(session, order, task_id)
                clear(session, instansi_id=home, order_id=order_id)
        except EngineError as error:
            self._refuse(home, order_id, task_id, error)

    def _complete(self, session: Session, order: BulkOrder, task_id: UUID) -> None:
        """Raises what `engine.running.commands.complete` raises, and `_RefusedError`."""
        if (problem := _changed(session, order, task_id)) is not None:
            raise _RefusedError(problem)
        by = self._sender(session, order)
        if by is None:
            raise _RefusedError(Problem.REFUSED)
        commands.complete(
            session,
            self._runtime,
            instansi_id=order.instansi_id,
            task_id=task_id,
            by=by,
            answers=order.answers,
            token=order.id.hex,
        )

    def _refuse(self, home: str, order_id: UUID, task_id: UUID, error: EngineError) -> None:
        """Nothing of it was done; what was typed becomes a draft."""
        problem = error.problem if isinstance(error, _RefusedError) else REASONS.get(type(error), Problem.REFUSED)
        if isinstance(error, CaseBrokenError):
            with unit_of_work(self._factory, home) as session:
                commands.record_incident(session, self._runtime, broken=error)
        with unit_of_work(self._factory, home) as session:
            order = session.get_one(BulkOrder, (home, order_id))
            if not settle(session, order, task_id, ItemState.REFUSED, problem):
                return
            # Of what became secret meanwhile nothing is kept that was typed before.
            if problem not in (Problem.SECRET, Problem.RESTRICTED) and (by := self._sender(session, order)):
                keep_as_draft(session, self._runtime, order, task_id, by)
            clear(session, instansi_id=home, order_id=order_id)

    def _sender(self, session: Session, order: BulkOrder) -> Actor | None:
        """Who sent it, with the rights of now; None for somebody whose account was closed."""
        home, person = session.get_one(Instansi, order.instansi_id), (order.instansi_id, order.user_id)
        user = session.get_one(User, person)
        if not user.active:
            return None
        now, processes = self._clock.now(), open_processes(home)
        rights = rights_of(session, instansi_id=home.id, user_id=user.id, now=now, processes=processes)
        return rights.actor(str(user.id), user.name)

    def _forget(self, home: str, now: datetime) -> int:
        last = self._forgot.get(home)
        if last is not None and last <= now < last + timedelta(hours=1):
            return 0
        with unit_of_work(self._factory, home) as session:
            gone = forget(session, instansi_id=home, now=now, limit=FORGOTTEN_AT_ONCE)
        if gone < FORGOTTEN_AT_ONCE:
            self._forgot[home] = now
        return gone


class _RefusedError(EngineError):
    """The task is no longer one that this order may complete."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.value)
        self.problem = problem


def _changed(session: Session, order: BulkOrder, task_id: UUID) -> Problem | None:
    """What became of the task since the order was sent."""
    row: Any = session.execute(
        select(Task.process_id, Task.element, Case.version_id, Complaint.rahasia, Complaint.restricted)
        .join(Case, and_(Case.instansi_id == Task.instansi_id, Case.id == Task.case_id))
        .outerjoin(Complaint, and_(Complaint.instansi_id == Task.instansi_id, Complaint.id == Task.case_id))
        .where(Task.instansi_id == order.instansi_id, Task.id == task_id)
    ).one()
    if row.restricted or row.rahasia:
        return Problem.RESTRICTED if row.restricted else Problem.SECRET
    same = (row.process_id, row.element, row.version_id) == (order.process_id, order.element, order.version_id)
    return None if same else Problem.DIFFERENT
