"""A task from hand to hand: claim, release, hand over, take over, and pass on what an absent person holds."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.catalogue import _
from engine.errors import EngineError, NotAllowedError, TaskClaimedError
from engine.models import TaskState
from engine.record import chain
from engine.record.events import Handing, TaskAssigned, TaskClaimed, TaskReleased, TaskTakenOver
from engine.running.commands.rights import standing, working
from engine.running.commands.rows import LockedTask, locked_task, save_case, save_task
from engine.running.commands.second_person import refuse_same_person
from engine.running.commands.task_draft import give_draft, leave_draft
from engine.running.commands.tasks import locked_for
from engine.running.runtime import Runtime

TAKE_OVER_NOTE = "alasan_ambil_alih"
"""Key of the text in the history row `task_taken_over`."""
NOTE = "catatan_pengalihan"
"""Key of the text in the history rows `task_assigned` and `task_released`."""


def claim(session: Session, runtime: Runtime, *, instansi_id: str, task_id: uuid.UUID, by: Actor) -> None:
    """Take a task in hand. Taking what one already has changes nothing. Raises TaskClaimedError, TaskGoneError …"""
    found = locked_for(session, instansi_id, task_id, by)
    actor = working(by, found.task, found.case.process_id)
    if found.task.claimed_by == by.id:
        return
    if found.task.claimed_by is not None:
        raise TaskClaimedError(_("tugas ini sedang dikerjakan rekan Anda"))
    refuse_same_person(session, found.case, found.task, by.id)
    _hand(session, runtime, found, TaskClaimed, to=by.id, by=actor, on_behalf_of=actor.on_behalf_of)


def release(
    session: Session, runtime: Runtime, *, instansi_id: str, task_id: uuid.UUID, by: Actor, note: str = ""
) -> None:
    """Put a task back into the list: one's own, or, as head of the unit, anybody's. `note` stands in the history.

    What was typed stays its author's. Raises TaskClaimedError when somebody else has it.
    """
    found = locked_for(session, instansi_id, task_id, by)
    if found.task.claimed_by is None:
        return
    actor = _giver(found, by)
    _hand(session, runtime, found, TaskReleased, to=None, by=actor, note=(NOTE, note))


def assign(
    session: Session,
    runtime: Runtime,
    *,
    instansi_id: str,
    task_id: uuid.UUID,
    by: Actor,
    to: Actor,
    note: str = "",
) -> None:
    """Hand a task to a colleague who may do it: a free one, one's own, or, as head of the unit, anybody's.

    `note` (what the colleague has to know) stands in the history, and what the holder typed goes along. Raises
    NotAllowedError when the colleague may not do it, TaskClaimedError when somebody else has it.
    """
    found = locked_for(session, instansi_id, task_id, by)
    actor = _giver(found, by)
    if not to.may_do(role=found.task.role, unit=found.task.unit):
        raise NotAllowedError(_("rekan ini tidak memegang peran untuk tugas tersebut"))
    refuse_same_person(session, found.case, found.task, to.id)
    _hand(session, runtime, found, TaskAssigned, to=to.id, by=actor, note=(NOTE, note), author=by.id)


def take_over(
    session: Session,
    runtime: Runtime,
    *,
    instansi_id: str,
    task_id: uuid.UUID,
    by: Actor,
    note: str,
    resting_since: datetime | None = None,
) -> None:
    """Take a task out of a colleague's hands; what they typed goes along, and stays theirs as well.

    A colleague of the same role says why (`note`), unless the task has been in the same hands since `resting_since` or
    longer; the head of the unit need not. A head who does not hold the role of the task works in the place of the
    colleague from whom it was taken. Raises EngineError when `note` is missing, NotAllowedError, TaskGoneError. Nothing
    changes for a task in one's own hand; a free one has to be claimed: TaskClaimedError.
    """
    found = locked_for(session, instansi_id, task_id, by)
    task, stands = found.task, standing(by, found.task, found.case.process_id)
    if task.claimed_by == by.id:
        return
    if task.claimed_by is None:
        raise TaskClaimedError(_("tugas ini sudah dikembalikan ke daftar; ambil seperti biasa"))
    rests = resting_since is not None and task.claimed_at is not None and task.claimed_at <= resting_since
    if not (note.strip() or stands.heads or rests):
        raise EngineError(_("tulis alasan mengambil alih tugas ini"))
    refuse_same_person(session, found.case, task, by.id)
    place = stands.actor.on_behalf_of if stands.works else task.on_behalf_of or task.claimed_by
    _hand(
        session, runtime, found, TaskTakenOver, to=by.id, by=stands.actor, note=(TAKE_OVER_NOTE, note),
        on_behalf_of=place,
    )  # fmt: skip


def pass_on(
    session: Session,
    runtime: Runtime,
    *,
    instansi_id: str,
    task_id: uuid.UUID,
    holder: str,
    to: Actor | None,
    by: Actor,
    note: str = "",
    on_behalf_of: str = "",
) -> bool:
    """Give what `holder` has in hand to somebody else, or (None) back to the list; whether anything changed.

    For whoever settles the work of an absent or departed person: who may order it, and who gets it, the caller has
    decided. A task that `holder` has no more is left alone. `on_behalf_of`: in whose place the new holder works.
    What the holder typed goes along; without a new holder it waits with the task for whoever takes it next.
    """
    found = locked_task(session, instansi_id, task_id)
    if found.task.state != TaskState.OPEN or found.task.claimed_by != holder:
        return False
    if to is None:
        leave_draft(session, runtime, found.task, author=holder)
    kind = TaskReleased if to is None else TaskAssigned
    _hand(session, runtime, found, kind, to=to.id if to else None, by=by, note=(NOTE, note), on_behalf_of=on_behalf_of)
    return True


def _giver(found: LockedTask, by: Actor) -> Actor:
    """Who gives a task away, as the history names them. Raises TaskClaimedError, NotAllowedError."""
    stands = standing(by, found.task, found.case.process_id)
    if found.task.claimed_by not in (None, by.id) and not stands.heads:
        raise TaskClaimedError(_("tugas ini sedang dikerjakan rekan Anda"))
    return stands.actor


def _hand(
    session: Session,
    runtime: Runtime,
    found: LockedTask,
    kind: type[Handing],
    *,
    to: str | None,
    by: Actor,
    note: tuple[str, str] = (NOTE, ""),
    on_behalf_of: str = "",
    author: str | None = None,
) -> None:
    """Writes the task, its case and the row of the history. `author`: whose draft goes along, if not the holder's."""
    task, case = found.task, found.case
    now, old, (key, text) = runtime.clock.now(), task.claimed_by, note
    if to is not None:
        give_draft(session, runtime, task, author=old or author, to=to)
    task.claimed_by, task.claimed_at = to, now if to else None
    task.on_behalf_of = on_behalf_of or None
    chain.append(
        session,
        case,
        kind(task=str(task.id), process=task.process_id, from_=old, to=to, place=on_behalf_of),
        at=now,
        actor=by,
        element=task.element,
        personal=runtime.kept(session, case, {key: text.strip()} if text.strip() else {}) or None,
        signer=runtime.signer,
    )
    save_task(session, task)
    save_case(session, case)
