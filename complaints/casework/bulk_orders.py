"""The same answers for many tasks: on their way for a minute, in which whoever sent them may call them back.

Nothing of a case changes before; then each task is completed by a command of its own, as if its page had been sent,
with the rights that the person has at that moment (`complaints.upkeep.bulk_sending`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import and_, delete, exists, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from complaints.casework.bulk import WAITING, ChosenTask, Likeness, Problem
from complaints.models import Activity, BulkItem, BulkOrder, Complaint
from engine.actors import Actor
from engine.catalogue import _
from engine.errors import ConflictError, EngineError, NotFoundError
from engine.models import Task
from engine.running import commands
from engine.running.runtime import Runtime

GRACE = timedelta(minutes=1)
"""From sending to taking effect."""
KEPT = timedelta(days=2)
"""How long one reads what became of an order."""


class ItemState(StrEnum):
    """What became of a task of an order, by its stored value."""

    WAITING = WAITING
    DONE = "done"
    REFUSED = "refused"
    RECALLED = "recalled"


@dataclass(frozen=True)
class OrderedTask:
    """A task of an order, and what became of it."""

    task_id: UUID
    matter: str
    state: ItemState
    problem: Problem | None


@dataclass(frozen=True)
class BulkOrderView:
    """An order as whoever sent it sees it."""

    id: UUID
    name: str
    due_at: datetime
    items: list[OrderedTask]

    @property
    def waits(self) -> bool:
        """Whether some of it can still be called back."""
        return any(each.state is ItemState.WAITING for each in self.items)

    def count(self, state: str) -> int:
        """How many of its tasks are in this state."""
        return sum(each.state == state for each in self.items)


def send_together(
    session: Session,
    *,
    instansi_id: str,
    by: Actor,
    order_id: UUID,
    tasks: Sequence[ChosenTask],
    likeness: Likeness,
    answers: Mapping[str, Any],
    now: datetime,
) -> None:
    """Put the answers on their way. Raises ConflictError for an order that is there already: the form was sent twice at
    the same moment."""
    session.add(
        BulkOrder(
            instansi_id=instansi_id, id=order_id, user_id=UUID(by.id), made_at=now, version_id=likeness.version_id,
            process_id=likeness.process_id, element=likeness.element, name=tasks[0].name, answers=dict(answers),
        )
    )  # fmt: skip
    try:
        session.flush()
    except IntegrityError as error:
        raise ConflictError(_("Isian ini sudah dikirim.")) from error
    own = {"instansi_id": instansi_id, "order_id": order_id, "user_id": UUID(by.id), "due_at": now + GRACE}
    session.add_all(BulkItem(**own, task_id=each.id, state=ItemState.WAITING.value) for each in tasks)


def is_sent(session: Session, *, instansi_id: str, by: Actor, order_id: UUID) -> bool:
    """Whether this person sent this order already."""
    found = session.get(BulkOrder, (instansi_id, order_id))
    return found is not None and found.user_id == UUID(by.id)


def order(session: Session, *, instansi_id: str, by: Actor, order_id: UUID) -> BulkOrderView:
    """An order of one's own. Raises NotFoundError."""
    rows = session.execute(
        select(
            BulkOrder.name, BulkItem.task_id, BulkItem.due_at, BulkItem.state, BulkItem.problem, Complaint.number,
            Activity.title,
        )
        .join(BulkItem, and_(BulkItem.instansi_id == BulkOrder.instansi_id, BulkItem.order_id == BulkOrder.id))
        .join(Task, and_(Task.instansi_id == BulkItem.instansi_id, Task.id == BulkItem.task_id))
        .outerjoin(Complaint, and_(Complaint.instansi_id == Task.instansi_id, Complaint.id == Task.case_id))
        .outerjoin(Activity, and_(Activity.instansi_id == Task.instansi_id, Activity.id == Task.case_id))
        .where(BulkOrder.instansi_id == instansi_id, BulkOrder.id == order_id, BulkOrder.user_id == UUID(by.id))
        .order_by(Complaint.number, BulkItem.task_id)
    ).all()  # fmt: skip
    if not rows:
        raise NotFoundError(_("Kiriman ini tidak ada, atau sudah lama selesai."))
    items = [
        OrderedTask(
            row.task_id, row.number or row.title or "", ItemState(row.state),
            Problem(row.problem) if row.problem else None,
        )
        for row in rows
    ]  # fmt: skip
    return BulkOrderView(order_id, rows[0].name, rows[0].due_at, items)


def call_back(session: Session, runtime: Runtime, *, instansi_id: str, by: Actor, order_id: UUID) -> int:
    """What did not take effect yet never does; gives how many. The answers stay as drafts of their tasks."""
    found = session.get(BulkOrder, (instansi_id, order_id))
    if found is None or found.user_id != UUID(by.id):
        raise NotFoundError(_("Kiriman ini tidak ada, atau sudah lama selesai."))
    waiting = _waiting(instansi_id, order_id)
    # Row by row: the worker that completes one of them at this moment holds its row, and whoever comes second finds
    # that it waits no more.
    ids = session.scalars(select(BulkItem.task_id).where(*waiting).order_by(BulkItem.task_id)).all()
    back = [each for each in ids if settle(session, found, each, ItemState.RECALLED)]
    for each in back:
        keep_as_draft(session, runtime, found, each, by)
    clear(session, instansi_id=instansi_id, order_id=order_id)
    return len(back)


def settle(session: Session, order: BulkOrder, task_id: UUID, state: ItemState, problem: Problem | None = None) -> bool:
    """Write what became of a task that waited; whether it still did."""
    values = {"state": state.value, "problem": problem.value if problem else ""}
    one = (*_waiting(order.instansi_id, order.id), BulkItem.task_id == task_id)
    return session.connection().execute(update(BulkItem).where(*one).values(**values)).rowcount == 1


def keep_as_draft(session: Session, runtime: Runtime, order: BulkOrder, task_id: UUID, by: Actor) -> None:
    """What was typed is not lost: it stands in the form of the task, as far as the task is still this person's."""
    try:
        commands.save_draft(
            session, runtime, instansi_id=order.instansi_id, task_id=task_id, by=by, answers=order.answers
        )
    except EngineError:
        return


def clear(session: Session, *, instansi_id: str, order_id: UUID) -> None:
    """Answers of an order of which nothing waits are kept no longer."""
    session.execute(
        update(BulkOrder)
        .where(
            BulkOrder.instansi_id == instansi_id,
            BulkOrder.id == order_id,
            ~exists().where(*_waiting(instansi_id, order_id)),
        )
        .values(answers={})
        .execution_options(synchronize_session=False)
    )


def forget(session: Session, *, instansi_id: str, now: datetime, limit: int) -> int:
    """Removes orders that were settled long ago; gives how many."""
    old = session.scalars(
        select(BulkOrder.id)
        .where(
            BulkOrder.instansi_id == instansi_id,
            BulkOrder.made_at < now - KEPT,
            ~exists().where(
                BulkItem.instansi_id == BulkOrder.instansi_id,
                BulkItem.order_id == BulkOrder.id,
                BulkItem.state == WAITING,
            ),
        )
        .order_by(BulkOrder.made_at)
        .limit(limit)
    ).all()
    if old:
        session.execute(delete(BulkItem).where(BulkItem.instansi_id == instansi_id, BulkItem.order_id.in_(old)))
        session.execute(delete(BulkOrder).where(BulkOrder.instansi_id == instansi_id, BulkOrder.id.in_(old)))
    return len(old)


def _waiting(instansi_id: str, order_id: UUID) -> tuple[Any, ...]:
    return (BulkItem.instansi_id == instansi_id, BulkItem.order_id == order_id, BulkItem.state == WAITING)
