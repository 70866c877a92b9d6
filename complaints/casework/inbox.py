"""The task list of one officer: tasks of their roles and units with what may be shown of each complaint.

One statement per page whatever the number of cases: each (role, unit) is a walk along `ix_task_inbox` from the cursor
onwards that stops after one page, and the walks are merged.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, func, literal, or_, select, tuple_, union_all
from sqlalchemy.orm import Session

from complaints.casework import follow_ups, search, visibility
from complaints.casework.bulk import WAITING
from complaints.casework.readings import note_search
from complaints.casework.visibility import Involvement, Withheld
from complaints.decrees.periods import Period
from complaints.models import Activity, BulkItem, Complaint, ComplaintMessage, FollowUp
from complaints.people import units
from complaints.people.roles import WorkScope, roles_of
from engine.actors import Actor
from engine.models import Case, Task, TaskDraft, TaskState

COUNT_LIMIT = 100
ACTIVITY = "kegiatan"
"""Stands where a complaint has its `jenis`, for tasks without a complaint."""


@dataclass(frozen=True)
class TaskFilter:
    """What the officer asked for. Empty means everything that is theirs."""

    role: str = ""
    unit: str = ""
    jenis: str = ""
    kategori: str = ""
    overdue: bool = False
    mine: bool = False
    text: str = ""
    """A complaint number, its beginning, or words of the title of a complaint or activity."""


@dataclass(frozen=True)
class Cursor:
    """The last row of a page; the next page begins after it."""

    due: datetime
    id: UUID


@dataclass(frozen=True)
class TaskRow:
    """One line of the list."""

    id: UUID
    case_id: UUID
    process_id: str
    """Of the case."""
    name: str
    role: str
    unit: str
    created_at: datetime
    due_at: datetime | None
    due_rule: Mapping[str, Any] | None
    """How the due moment was counted; None for a moment that no rule gave."""
    provisional: bool
    claimed_by: str
    claimed_by_name: str
    number: str
    jenis: str
    kategori: str
    judul: str | Withheld
    anonim: bool
    nama_tersembunyi: bool
    rahasia: bool
    restricted: bool
    drafted: bool
    """Whether this person, or somebody who left it behind, has kept answers for it."""
    added: bool
    """Whether its author wrote something since the task began."""
    sent_at: datetime | None
    """When answers that this person sent for it together with others take effect; None without such."""
    remind_on: date | None
    """The day on which this person wants to be reminded of the complaint."""
    received_at: datetime
    cursor: Cursor

    def overdue(self, now: datetime) -> bool:
        """Whether the due moment is behind us."""
        return self.due_at is not None and self.due_at < now


@dataclass(frozen=True)
class TaskPage:
    """One page of the list, least time left first. `after` is None on the last page."""

    rows: list[TaskRow]
    after: Cursor | None


@dataclass(frozen=True)
class TaskCounts:
    """How many tasks there are, counted up to `COUNT_LIMIT` only."""

    open: int
    overdue: int
    mine: int
    order: UUID | None = None
    """An order of this person that can still be called back (`complaints.casework.bulk_orders`)."""
    reminders: int = 0
    """Complaints of which this person wanted to be reminded by now."""


@dataclass(frozen=True)
class Outlook:
    """What a morning brings, counted up to `COUNT_LIMIT` each."""

    new: int
    soon: int
    late: int


def inbox(
    session: Session,
    *,
    instansi_id: str,
    actor: Actor,
    scopes: Sequence[WorkScope],
    now: datetime,
    filters: TaskFilter,
    after: Cursor | None = None,
    limit: int = 25,
) -> TaskPage:
    """One page of open tasks in `scopes` that satisfy the filters. `scopes` come from `roles.work_scopes`.

    A search by words is noted: raises WriteNeededError in a session that only looks.
    """
    wanted = [scope for scope in scopes if filters.role in ("", scope[0]) and filters.unit in ("", scope[1])]
    if not wanted:
        return TaskPage(rows=[], after=None)
    conditions = _conditions(session, instansi_id=instansi_id, now=now, filters=filters)
    if after is not None:
        conditions.append(
            tuple_(Task.sort_due_at, Task.id)
            > tuple_(literal(after.due, Task.sort_due_at.type), literal(after.id, Task.id.type))
        )
    joined = bool(filters.jenis or filters.kategori or filters.text)
    if filters.mine:
        walks = [_in_hand(instansi_id, actor, wanted, conditions, joined=joined, limit=limit + 1)]
    else:
        walks = [_walk(instansi_id, scope, conditions, joined=joined, limit=limit + 1) for scope in wanted]
    rows = session.execute(_page(instansi_id, walks, actor, limit=limit + 1)).all()
    page = rows[:limit]
    if search.among_tasks_by_words(session, instansi_id=instansi_id, text=filters.text.strip()):
        note_search(session, instansi_id=instansi_id, actor=actor, now=now, found=len(page))
    held_by = units.names(session, instansi_id=instansi_id, ids={row.claimed_by for row in page if row.claimed_by})
    shown = [_row(row, actor, held_by) for row in page]
    return TaskPage(rows=shown, after=shown[-1].cursor if len(rows) > limit else None)


def counts(
    session: Session,
    *,
    instansi_id: str,
    actor: Actor,
    scopes: Sequence[WorkScope],
    now: datetime,
    today: date | None = None,
) -> TaskCounts:
    """How many tasks are open, overdue and in this person's hands: one statement, bounded by `COUNT_LIMIT` each.
    `today`: at the office, for reminders."""
    if not scopes:
        return TaskCounts(open=0, overdue=0, mine=0)
    late = Task.sort_due_at < now
    sets = [
        [_walk(instansi_id, scope, [], joined=False, limit=COUNT_LIMIT) for scope in scopes],
        [_walk(instansi_id, scope, [late], joined=False, limit=COUNT_LIMIT) for scope in scopes],
        [_in_hand(instansi_id, actor, scopes, [], joined=False, limit=COUNT_LIMIT)],
    ]
    beside: list[ScalarSelect[Any]] = [
        _order(instansi_id, actor),
        follow_ups.due(instansi_id, UUID(actor.id), until=today or now.date()),
    ]
    return TaskCounts(*_counted(session, sets, *beside))


def outlook(
    session: Session, *, instansi_id: str, scopes: Sequence[WorkScope], since: datetime, now: datetime, until: datetime
) -> Outlook:
    """Open tasks of these roles and units that began after `since`, are due until `until`, or late: one statement."""
    if not scopes:
        return Outlook(new=0, soon=0, late=0)
    wanted = (
        [Task.created_at > since],
        [Task.sort_due_at >= now, Task.sort_due_at <= until],
        [Task.sort_due_at < now],
    )
    sets = [
        [_walk(instansi_id, scope, conditions, joined=False, limit=COUNT_LIMIT) for scope in scopes]
        for conditions in wanted
    ]
    return Outlook(*_counted(session, sets))


def _counted(
    session: Session, sets: Sequence[Sequence[Select[*tuple[Any, ...]]]], *beside: ScalarSelect[Any]
) -> Sequence[Any]:
    """How many tasks each set of walks finds, counted up to `COUNT_LIMIT`; and what else is asked for."""
    columns = []
    for index, walks in enumerate(sets):
        found = _merged(walks, name=f"counted_{index}")
        bounded = select(found.c.id).limit(COUNT_LIMIT).subquery(f"bounded_{index}")
        columns.append(select(func.count()).select_from(bounded).scalar_subquery())
    return session.execute(select(*columns, *beside)).one()


def _walk(
    instansi_id: str, scope: WorkScope, conditions: Sequence[ColumnElement[bool]], *, joined: bool, limit: int
) -> Select[*tuple[Any, ...]]:
    """The first tasks of one (role, unit) along the index, in its order."""
    return _first([visibility.in_scope(scope), *conditions], instansi_id, joined=joined, limit=limit)


def _in_hand(
    instansi_id: str,
    actor: Actor,
    scopes: Sequence[WorkScope],
    conditions: Sequence[ColumnElement[bool]],
    *,
    joined: bool,
    limit: int,
) -> Select[*tuple[Any, ...]]:
    """The first tasks that this person has in hand, along `ix_task_in_hand`."""
    held = [Task.claimed_by == actor.id, visibility.in_scopes(scopes), *conditions]
    return _first(held, instansi_id, joined=joined, limit=limit)


def _first(
    conditions: Sequence[ColumnElement[bool]], instansi_id: str, *, joined: bool, limit: int
) -> Select[*tuple[Any, ...]]:
    found = select(Task.id, Task.sort_due_at).where(Task.instansi_id == instansi_id, Task.state == TaskState.OPEN)
    if joined:
        found = search.with_matter(found)
    return found.where(*conditions).order_by(Task.sort_due_at, Task.id).limit(limit)


def _merged(walks: Sequence[Select[*tuple[Any, ...]]], *, name: str) -> Any:
    # SQLite takes no ORDER BY and LIMIT inside a compound select, so each walk is a sub-select of its own.
    parts = [walk.subquery(f"{name}_{index}") for index, walk in enumerate(walks)]
    selects = [select(part.c.id, part.c.sort_due_at) for part in parts]
    return (selects[0] if len(selects) == 1 else union_all(*selects)).subquery(name)


def _page(
    instansi_id: str, walks: Sequence[Select[*tuple[Any, ...]]], actor: Actor, *, limit: int
) -> Select[*tuple[Any, ...]]:
    found = _merged(walks, name="found")
    first = select(found.c.id, found.c.sort_due_at).order_by(found.c.sort_due_at, found.c.id).limit(limit)
    page = first.subquery("page")
    return search.with_matter(
        select(
            Task.id, Task.case_id, Case.process_id, Task.name, Task.role, Task.unit, Task.created_at, Task.due_at,
            Task.sort_due_at, Task.due_rule, Task.due_provisional, Task.claimed_by,
            Complaint.number, Complaint.jenis, Complaint.kategori_sla, Complaint.anonim,
            Complaint.nama_tersembunyi, Complaint.rahasia,
            Complaint.restricted, Complaint.received_at, Complaint.judul,
            _added().label("added"), _drafted(actor).label("drafted"), _sent_at(actor).label("sent_at"),
            follow_ups.of_task(literal(UUID(actor.id), FollowUp.user_id.type)).label("remind_on"),
            Activity.title, Activity.period_from, Activity.period_to,
            or_(visibility.in_hand(actor), search.held_another(actor)).label("in_hand"),
        )
        .join(page, Task.id == page.c.id)
        .join(Case, and_(Case.instansi_id == Task.instansi_id, Case.id == Task.case_id))
        .where(Task.instansi_id == instansi_id)
        .order_by(Task.sort_due_at, Task.id)
    )  # fmt: skip


def _drafted(actor: Actor) -> ColumnElement[bool]:
    """Whether answers are kept that this person would find in the form."""
    return (
        select(TaskDraft.task_id)
        .where(
            TaskDraft.instansi_id == Task.instansi_id,
            TaskDraft.task_id == Task.id,
            or_(TaskDraft.user_id == actor.id, TaskDraft.user_id == ""),
        )
        .exists()
    )


def _sent_at(actor: Actor) -> ScalarSelect[datetime]:
    """When answers that this person sent for the task together with others take effect."""
    item = (BulkItem.instansi_id == Task.instansi_id, BulkItem.task_id == Task.id, BulkItem.state == WAITING)
    return select(func.min(BulkItem.due_at)).where(*item, BulkItem.user_id == UUID(actor.id)).scalar_subquery()


def _order(instansi_id: str, actor: Actor) -> ScalarSelect[UUID]:
    """The first order of this person that waits."""
    own = (BulkItem.instansi_id == instansi_id, BulkItem.user_id == UUID(actor.id), BulkItem.state == WAITING)
    return select(BulkItem.order_id).where(*own).order_by(BulkItem.due_at).limit(1).scalar_subquery()


def _added() -> ColumnElement[bool]:
    """Whether the complainant wrote since the task began."""
    return (
        select(ComplaintMessage.id)
        .where(
            ComplaintMessage.instansi_id == Task.instansi_id,
            ComplaintMessage.complaint_id == Task.case_id,
            ComplaintMessage.sender == "pengadu",
            ComplaintMessage.at > Task.created_at,
        )
        .exists()
    )


def _row(row: Any, actor: Actor, held_by: dict[str, str]) -> TaskRow:
    return TaskRow(
        id=row.id,
        case_id=row.case_id,
        process_id=row.process_id,
        name=row.name,
        role=row.role,
        unit=row.unit,
        created_at=row.created_at,
        due_at=row.due_at,
        due_rule=row.due_rule,
        provisional=row.due_provisional,
        claimed_by=row.claimed_by or "",
        drafted=row.drafted,
        sent_at=row.sent_at,
        remind_on=row.remind_on,
        claimed_by_name=held_by.get(row.claimed_by or "", ""),
        **(_activity(row) if row.number is None else _complaint(row, actor)),
        cursor=Cursor(due=row.sort_due_at, id=row.id),
    )


def _activity(row: Any) -> dict[str, Any]:
    """What stands where others have their complaint. Nothing of an activity is a secret."""
    title = f"{row.title}, {Period(row.period_from, row.period_to).words()}"
    plain = {"added": False, "anonim": False, "nama_tersembunyi": False, "rahasia": False, "restricted": False}
    return {"number": "", "jenis": ACTIVITY, "kategori": "", "judul": title, "received_at": row.created_at, **plain}


def _complaint(row: Any, actor: Actor) -> dict[str, Any]:
    near = Involvement.IN_HAND if row.in_hand else Involvement.OFFERED
    access = visibility.decide(
        roles=roles_of(actor),
        involvement=near,
        anonim=row.anonim,
        hidden=row.nama_tersembunyi,
        rahasia=row.rahasia,
        restricted=row.restricted,
    )
    return {
        "number": row.number,
        "jenis": row.jenis,
        "kategori": row.kategori_sla or "",
        "judul": visibility.listed(row.judul, access, rahasia=row.rahasia, restricted=row.restricted),
        "anonim": row.anonim,
        "nama_tersembunyi": row.nama_tersembunyi,
        "rahasia": row.rahasia,
        "restricted": row.restricted,
        "added": row.added,
        "received_at": row.received_at,
    }


def _conditions(session: Session, *, instansi_id: str, now: datetime, filters: TaskFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if filters.overdue:
        conditions.append(Task.sort_due_at < now)
    if filters.jenis == ACTIVITY:
        conditions.append(Activity.id.is_not(None))
    elif filters.jenis:
        conditions.append(Complaint.jenis == filters.jenis)
    if filters.kategori:
        conditions.append(Complaint.kategori_sla == filters.kategori)
    if text := filters.text.strip():
        conditions.append(search.found_by(session, instansi_id=instansi_id, text=text))
    return conditions
