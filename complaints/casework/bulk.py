"""Several tasks chosen together: what can be done with each, and with which it cannot and why.

Nothing of a complaint is read that the list of tasks does not show. Reports of whistleblowers and secret complaints are
worked on one by one: to open them has a reason, which is noted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session

from complaints.casework import search, visibility
from complaints.decrees.periods import Period
from complaints.models import Activity, BulkItem, Complaint
from complaints.people.roles import WorkScope
from engine.actors import Actor
from engine.models import Case, Task, TaskState

MOST = 50
"""Tasks that are chosen at once."""
WAITING = "waiting"


class Problem(StrEnum):
    """Why a task cannot be done together with others, by its stored value."""

    UNKNOWN = "unknown"
    """It does not exist or is none of this person's: both look the same."""
    GONE = "gone"
    """Done already, or withdrawn."""
    HELD = "held"
    """In the hands of a colleague."""
    RESTRICTED = "restricted"
    """A report of a whistleblower."""
    SECRET = "secret"
    """A secret complaint."""
    ON_THE_WAY = "on_the_way"
    """Answers for it are on their way already."""
    DIFFERENT = "different"
    """Of another step, version, role, unit, kind or protection than the first."""
    FILES = "files"
    """Its form asks for files."""
    ANSWERS = "answers"
    """Its form does not take these answers."""
    REFUSED = "refused"
    """It may not be done by this person any more."""
    BROKEN = "broken"
    """The step after it failed."""


@dataclass(frozen=True)
class Likeness:
    """What tasks have in common that one form can be filled in for."""

    version_id: UUID
    process_id: str
    element: str
    form: str
    role: str
    unit: str
    told: tuple[Any, ...]
    """Kind and protection of the complaint, which a form may show before anybody typed."""


@dataclass(frozen=True)
class ChosenTask:
    """One of the chosen tasks, as the list shows it."""

    id: UUID
    case_id: UUID | None
    name: str
    matter: str
    """Number of the complaint, or title of the activity; "" for one that is not shown."""
    due_at: datetime | None
    likeness: Likeness | None
    variables: Mapping[str, Any]
    jenis: str
    anonim: bool
    problem: Problem | None
    """Why nothing can be done with it here."""
    mine: bool = False
    """Whether it is in this person's hands already."""


def chosen(
    session: Session, *, instansi_id: str, actor: Actor, scopes: Sequence[WorkScope], ids: Sequence[UUID]
) -> list[ChosenTask]:
    """The tasks with these ids, at most `MOST`, in this order; in one statement."""
    wanted = list(dict.fromkeys(ids))[:MOST]
    rows = {row.id: row for row in session.execute(_query(instansi_id, actor, scopes, wanted))}
    return [_chosen(rows[each], actor) if each in rows else _unknown(each) for each in wanted]


def alike(tasks: Sequence[ChosenTask]) -> Iterator[tuple[ChosenTask, Problem | None]]:
    """Each task, and why the form of the first that can be done is not for it."""
    first = next((each.likeness for each in tasks if each.problem is None), None)
    for each in tasks:
        yield each, each.problem or (None if each.likeness == first else Problem.DIFFERENT)


def _query(instansi_id: str, actor: Actor, scopes: Sequence[WorkScope], ids: Sequence[UUID]) -> Select[Any]:
    on_the_way = (
        select(BulkItem.task_id)
        .where(BulkItem.instansi_id == Task.instansi_id, BulkItem.task_id == Task.id, BulkItem.state == WAITING)
        .exists()
    )
    found = (
        select(
            Task.id, Task.case_id, Task.name, Task.process_id, Task.element, Task.form, Task.role, Task.unit,
            Task.state, Task.claimed_by, Task.due_at, Case.version_id, Case.variables, Complaint.number,
            Complaint.jenis, Complaint.anonim, Complaint.rahasia, Complaint.restricted, Activity.title,
            Activity.period_from, Activity.period_to, on_the_way.label("on_the_way"),
        )
        .join(Case, and_(Case.instansi_id == Task.instansi_id, Case.id == Task.case_id))
        .where(Task.instansi_id == instansi_id, Task.id.in_(ids))
        .where(or_(visibility.in_scopes(scopes), visibility.in_hand(actor)))
    )  # fmt: skip
    return search.with_matter(found)


def _chosen(row: Any, actor: Actor) -> ChosenTask:
    told = (row.jenis, row.anonim) if row.number else ()
    return ChosenTask(
        id=row.id,
        case_id=row.case_id,
        name=row.name,
        matter=row.number or f"{row.title}, {Period(row.period_from, row.period_to).words()}",
        due_at=row.due_at,
        likeness=Likeness(row.version_id, row.process_id, row.element, row.form, row.role, row.unit, told),
        variables=row.variables,
        jenis=row.jenis or "",
        anonim=bool(row.anonim),
        problem=_problem(row, actor),
        mine=row.claimed_by == actor.id,
    )


def _problem(row: Any, actor: Actor) -> Problem | None:
    if row.restricted:
        return Problem.RESTRICTED
    if row.rahasia:
        return Problem.SECRET
    if row.state != TaskState.OPEN:
        return Problem.GONE
    if row.claimed_by not in (None, actor.id):
        return Problem.HELD
    return Problem.ON_THE_WAY if row.on_the_way else None


def _unknown(task_id: UUID) -> ChosenTask:
    return ChosenTask(task_id, None, "", "", None, None, {}, "", False, Problem.UNKNOWN)
