"""One task with its case's other open work, and the history of a case as one officer may read it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, String, bindparam, exists, or_, select
from sqlalchemy.orm import Session

from complaints.casework import follow_ups, visibility
from complaints.casework.note_masks import masked_notes
from complaints.casework.readings import UnnotedError
from complaints.casework.visibility import Access, Reason, Withheld
from complaints.intake.identity import identity_keys
from complaints.models import FollowUp
from complaints.notices.notice import COPIED, SUBMITTED
from complaints.people.roles import WorkScope
from engine.actors import Actor
from engine.catalogue import _
from engine.errors import NotFoundError
from engine.models import Task, TaskDraft, TaskState
from engine.record.advance import Advance
from engine.record.events import CaseMigrated, CaseStarted, TaskAssigned, TaskTakenOver, TimersFired
from engine.running import queries
from engine.running.queries import EventView, TaskView
from engine.running.queries.views import task_view


@dataclass(frozen=True)
class TaskFile:
    """A task, and every open task of the same case (itself included while it is open), most urgent first."""

    task: TaskView
    open_tasks: list[TaskView]
    has_draft: bool
    """Whether the person typed something into it that was kept."""
    remind_on: date | None = None
    """The day on which they want to be reminded of the complaint."""


@dataclass(frozen=True)
class HistoryRow:
    """An event of the history. What was typed is there only where the substance is open to the reader."""

    number: int
    at: datetime
    kind: str
    actor: str
    actor_name: str
    role: str
    unit: str
    process_id: str
    element: str
    element_name: str
    on_behalf_of: str
    """Id of the person in whose place the actor worked; "" for work of one's own."""
    handed_to: str
    """Id of the colleague who got the task."""
    taken_from: str
    """Id of the colleague whose task somebody took over."""
    fired: tuple[str, ...]
    """Elements of the timers that rang."""
    submitted_to: tuple[str, ...] = ()
    """Who received the report of an activity: roles, or names outside."""
    copied_to: tuple[str, ...] = ()
    """Who got a copy of the complaint: slugs of units and of bodies outside."""
    answers: Mapping[str, Any] | Withheld = field(default_factory=dict)
    altered: bool = False
    """Somebody changed its texts after they were written; they are not among the answers."""
    version_id: UUID | None = None
    """The version on which the case stood."""
    version_number: int = 0
    """Of the version that the case went over to; 0 for every other row."""


def task_file(
    session: Session, *, instansi_id: str, actor: Actor, scopes: Sequence[WorkScope], task_id: UUID
) -> TaskFile:
    """A task of one's own work, open or not, in one statement.

    Raises NotFoundError when it does not exist or was never for this person: both look the same.
    """
    asked = {"instansi_id": instansi_id, "task_id": task_id, "actor_id": actor.id, "person_id": UUID(actor.id)}
    found = session.execute(_with_open_ones(tuple(scopes)), asked).all()
    mine = next((row for row in found if row.Task.id == task_id and row.mine), None)
    if mine is None:
        raise NotFoundError(_("Tugas tidak ditemukan."))
    standing = [task_view(row.Task) for row in found if row.Task.state == TaskState.OPEN]
    return TaskFile(task_view(mine.Task), standing, bool(mine.has_draft), mine.remind_on)


@lru_cache(maxsize=visibility.MOST_SCOPES)
def _with_open_ones(scopes: tuple[WorkScope, ...]) -> Select[Task, bool, bool, date]:
    """Built once for people with the same work."""
    home, task_id = bindparam("instansi_id", type_=Task.instansi_id.type), bindparam("task_id", type_=Task.id.type)
    case_id = select(Task.case_id).where(Task.instansi_id == home, Task.id == task_id).scalar_subquery()
    person = bindparam("actor_id", type_=String())
    mine = or_(visibility.in_scopes(scopes), visibility.in_hands_of(person))
    draft = exists().where(TaskDraft.instansi_id == home, TaskDraft.task_id == Task.id, TaskDraft.user_id == person)
    remind_on = follow_ups.of_task(bindparam("person_id", type_=FollowUp.user_id.type))
    return (
        select(Task, mine.label("mine"), draft.label("has_draft"), remind_on.label("remind_on"))
        .where(Task.instansi_id == home, Task.case_id == case_id, or_(Task.id == task_id, Task.state == TaskState.OPEN))
        .order_by(Task.sort_due_at, Task.id)
    )


def open_tasks(session: Session, *, instansi_id: str, case_id: UUID) -> list[TaskView]:
    """Where the case stands now: its open tasks, most urgent first."""
    rows = session.scalars(
        select(Task)
        .where(Task.instansi_id == instansi_id, Task.case_id == case_id, Task.state == TaskState.OPEN)
        .order_by(Task.sort_due_at, Task.id)
    )
    return [task_view(row) for row in rows]


def history(session: Session, *, instansi_id: str, case_id: UUID, access: Access) -> list[HistoryRow]:
    """The history in order, two statements, two more for notes (`note_masks`).

    `access` is what `casework.complaint` found for the reader, and noted.
    """
    if not access.noted:
        raise UnnotedError
    events = queries.timeline(session, instansi_id=instansi_id, case_id=case_id)
    events = masked_notes(session, events, instansi_id=instansi_id, case_id=case_id, access=access)
    return [_row(event, access, _identity(session, instansi_id, event, access)) for event in events]


def _identity(session: Session, instansi_id: str, event: EventView, access: Access) -> frozenset[str]:
    """Keys of the event's answers that are hidden: the form that asked says which, of the version of that day."""
    if access.identity is None or not event.answers:
        return frozenset()
    if event.version_id is None:
        return identity_keys(None)
    bundle = queries.bundle_of_version(session, instansi_id=instansi_id, version_id=event.version_id)
    element = bundle.element(event.process_id, event.element)
    return identity_keys(bundle.forms.get(element.form) if element is not None and element.form else None)


def _row(event: EventView, access: Access, hidden: frozenset[str]) -> HistoryRow:
    return HistoryRow(
        number=event.number,
        at=event.at,
        kind=event.kind,
        actor=event.actor,
        actor_name=event.actor_name,
        role=event.role,
        unit=event.unit,
        on_behalf_of=event.on_behalf_of,
        process_id=event.process_id,
        element=event.element,
        element_name=event.element_name,
        handed_to=(event.what.to or "") if isinstance(event.what, TaskAssigned) else "",
        taken_from=(event.what.from_ or "") if isinstance(event.what, TaskTakenOver) else "",
        fired=tuple(each.element for each in event.what.fired) if isinstance(event.what, TimersFired) else (),
        submitted_to=tuple(dict.fromkeys(_recipients(event, SUBMITTED))),
        copied_to=tuple(dict.fromkeys(_recipients(event, COPIED))),
        answers=_answers(event, access, hidden),
        altered=event.altered,
        version_id=event.version_id,
        version_number=event.what.number if isinstance(event.what, CaseMigrated) else 0,
    )


def _recipients(event: EventView, kind: str) -> Iterator[str]:
    for notice in event.what.notices if isinstance(event.what, Advance) else ():
        if notice.get("kind") == kind:
            yield from [notice["to"]] if isinstance(notice["to"], str) else notice["to"]


def _answers(event: EventView, access: Access, hidden: frozenset[str]) -> Mapping[str, Any] | Withheld:
    if access.substance is not None:
        return Withheld(access.substance)
    if access.units is not None and event.unit and event.unit not in access.units:
        return Withheld(Reason.PERAN)
    if event.kind == CaseStarted.KIND:
        return {}  # the complaint itself stands beside the history
    return {key: new for key, (_old, new) in event.answers.items() if key not in hidden}
