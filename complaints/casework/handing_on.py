"""A colleague gets a task, and is told."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from complaints.notices import notice
from engine.actors import Actor
from engine.models import Task
from engine.running import commands
from engine.running.runtime import Runtime


def hand_on(
    session: Session, runtime: Runtime, *, instansi_id: str, task_id: UUID, by: Actor, to: Actor, note: str = ""
) -> None:
    """Gives an open task to a colleague, who gets a letter that names no person and no matter.

    Raises what `engine.running.commands.assign` raises.
    """
    commands.assign(session, runtime, instansi_id=instansi_id, task_id=task_id, by=by, to=to, note=note)
    task = session.get_one(Task, (instansi_id, task_id))
    notice.to_new_holder(
        session,
        instansi_id=instansi_id,
        person_id=UUID(to.id),
        about=notice.matter_of(session, instansi_id=instansi_id, case_id=task.case_id),
        due=task.due_at,
        now=runtime.clock.now(),
    )
