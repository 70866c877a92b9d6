"""A task that the diagram gives to somebody else than who did another one (`orangLain`): an answer that a second person
approves."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.catalogue import _
from engine.definition.bundle import Bundle
from engine.definition.properties import SECOND_PERSON, listed
from engine.definition.versions import bundle_of
from engine.errors import SamePersonError
from engine.models import Case, Task, TaskState


def refuse_same_person(session: Session, case: Case, task: Task, person: str, bundle: Bundle | None = None) -> None:
    """Raises SamePersonError when this person ever completed, in this case, a task that is set apart from this one.

    Ever, not last: who wrote an answer that somebody else sent round once more would approve their own words. No
    statement for a task of which the diagram says nothing.
    """
    found = bundle or bundle_of(session, case.instansi_id, case.version_id)
    element = found.element(task.process_id, task.element)
    apart = listed(element.properties.get(SECOND_PERSON, "")) if element is not None else ()
    if not apart:
        return
    name = session.scalar(
        select(Task.name)
        .where(
            Task.instansi_id == case.instansi_id,
            Task.case_id == case.id,
            Task.process_id == task.process_id,
            Task.element.in_(apart),
            Task.state == TaskState.COMPLETED,
            Task.completed_by == person,
        )
        .limit(1)
    )
    if name is not None:
        raise SamePersonError(_("tugas ini dikerjakan orang kedua: Anda yang menyelesaikan “%(name)s”", name=name))
