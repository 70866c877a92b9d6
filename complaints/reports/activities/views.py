"""Activities as officers read them. Decided and enforced here: who may not read one finds nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, literal, or_, select, tuple_
from sqlalchemy.orm import Session

from complaints.casework import visibility
from complaints.casework.case_file import CaseState
from complaints.casework.file_copies import File, FileCopy, Reader, file_copy, files_in
from complaints.casework.visibility import Access
from complaints.decrees.periods import Period
from complaints.files.file_store import FileStore
from complaints.models import Activity, Report
from complaints.people.roles import EXAMINER_ROLES, OWN_ROLES, SYSTEM_ROLES, Role, WorkScope, roles_of
from complaints.reports.figures import KINDS, Table
from engine.actors import Actor
from engine.catalogue import N_, _
from engine.errors import NotFoundError
from engine.models import Case, CaseStatus, Task

READERS: frozenset[str] = frozenset(
    EXAMINER_ROLES | {Role.ADMIN_INSTANSI} | {role for role, own in OWN_ROLES.items() if own.reads_all}
)
"""Roles that read every activity of the instansi: they answer for the whole, or check it. Everybody else reads those
in which their role and unit has, or had, a task."""
OPEN = Access(case=True, noted=True)
"""Nothing of an activity is a secret: nobody notes who reads it."""
NOT_FOUND = N_("Kegiatan tidak ditemukan.")
"""The same words for what does not exist and for what is none of the reader's business."""


@dataclass(frozen=True)
class ReportView:
    """A report as it was made."""

    id: UUID
    kind: str
    unit: str
    period: Period
    tables: list[Table]
    texts: list[tuple[str, str]]
    made_at: datetime
    published_at: datetime | None


@dataclass(frozen=True)
class ActivityView:
    """One activity with the newest report of each kind and unit."""

    id: UUID
    title: str
    period: Period
    state: CaseState
    reports: list[ReportView]
    files: list[File]
    access: Access = OPEN

    @property
    def name(self) -> str:
        """Title and period, as in lists."""
        return named(self.title, self.period.first, self.period.last)


@dataclass(frozen=True)
class ActivityRow:
    """One activity in a list."""

    id: UUID
    title: str
    period: Period
    started_at: datetime
    ended_at: datetime | None
    cursor: ActivityCursor


@dataclass(frozen=True)
class ActivityCursor:
    """The last row of a page: midnight UTC after its period, and its id."""

    at: datetime
    id: UUID


@dataclass(frozen=True)
class ActivityPage:
    """One page, latest period first. `after` is None on the last page."""

    rows: list[ActivityRow]
    after: ActivityCursor | None


def named(title: str, first: Any, last: Any) -> str:
    """Title and period in words: "Laporan pengelolaan pengaduan, Oktober 2026"."""
    return f"{title}, {Period(first, last).words()}"


def activity(
    session: Session, *, instansi_id: str, actor: Actor, scopes: Sequence[WorkScope], case_id: UUID
) -> ActivityView:
    """The activity with its reports and files, in three statements.

    Raises NotFoundError when it does not exist or is none of this person's business: both look the same.
    """
    row = session.execute(
        select(Activity, Case)
        .join(Case, and_(Case.instansi_id == Activity.instansi_id, Case.id == Activity.id))
        .where(Activity.instansi_id == instansi_id, Activity.id == case_id, open_to(actor, scopes))
    ).one_or_none()
    if row is None:
        raise NotFoundError(_(NOT_FOUND))
    found, case = row
    return ActivityView(
        id=found.id,
        title=found.title,
        period=Period(found.period_from, found.period_to),
        state=CaseState.of(case),
        reports=_reports(session, instansi_id, case_id, actor),
        access=Access(case=True, units=units_read_by(actor), noted=True),
        files=files_in(session, instansi_id=instansi_id, case_id=case_id, reader=Reader(OPEN)),
    )


def file_of(
    session: Session,
    store: FileStore,
    *,
    instansi_id: str,
    actor: Actor,
    scopes: Sequence[WorkScope],
    case_id: UUID,
    file_id: UUID,
    original: bool = False,
) -> FileCopy:
    """A file of an activity. Raises NotFoundError when it is not there or not open to this person."""
    wanted = Activity.instansi_id == instansi_id, Activity.id == case_id, open_to(actor, scopes)
    if session.execute(select(Activity.id).where(*wanted)).first() is None:
        raise NotFoundError(_(NOT_FOUND))
    return file_copy(
        session,
        store,
        instansi_id=instansi_id,
        case_id=case_id,
        file_id=file_id,
        reader=Reader(OPEN),
        original=original,
    )


def activities(
    session: Session,
    *,
    instansi_id: str,
    actor: Actor,
    scopes: Sequence[WorkScope],
    running: bool | None = None,
    after: ActivityCursor | None = None,
    limit: int = 25,
) -> ActivityPage:
    """One page of the activities that are open to this person, in one statement along `period_to`."""
    found: Select[*tuple[Any, ...]] = (
        select(Activity.id, Activity.title, Activity.period_from, Activity.period_to, Case.started_at, Case.ended_at)
        .join(Case, and_(Case.instansi_id == Activity.instansi_id, Case.id == Activity.id))
        .where(Activity.instansi_id == instansi_id, open_to(actor, scopes))
        .order_by(Activity.period_to.desc(), Activity.id.desc())
        .limit(limit + 1)
    )
    if running is not None:
        found = found.where(Case.status == (CaseStatus.RUNNING if running else CaseStatus.COMPLETED))
    if after is not None:
        end = tuple_(literal(after.at.date(), Activity.period_to.type), literal(after.id, Activity.id.type))
        found = found.where(tuple_(Activity.period_to, Activity.id) < end)
    rows = [_row(row) for row in session.execute(found)]
    return ActivityPage(rows[:limit], rows[limit - 1].cursor if len(rows) > limit else None)


def open_to(actor: Actor, scopes: Sequence[WorkScope]) -> ColumnElement[bool]:
    """The condition that an activity may be read by this person."""
    if roles_of(actor) & READERS:
        return literal(True)
    own = or_(visibility.in_scopes(scopes), visibility.in_hand(actor))
    return select(Task.id).where(Task.instansi_id == Activity.instansi_id, Task.case_id == Activity.id, own).exists()


def about_units_of(actor: Actor) -> ColumnElement[bool]:
    """The condition that a report is about the whole instansi, or about a unit whose reports this person reads."""
    units = units_read_by(actor)
    return literal(True) if units is None else Report.unit.in_(["", *sorted(units)])


def units_read_by(actor: Actor) -> frozenset[str] | None:
    """None for all: who works for the whole instansi reads of all units, who works in one of no other."""
    held = {unit for role, unit in actor.memberships if role not in SYSTEM_ROLES}
    return None if "" in held or roles_of(actor) & READERS else frozenset(held)


def _reports(session: Session, instansi_id: str, case_id: UUID, actor: Actor) -> list[ReportView]:
    rows = session.scalars(
        select(Report)
        .where(Report.instansi_id == instansi_id, Report.activity_id == case_id, about_units_of(actor))
        .order_by(Report.made_at, Report.id)
    )
    newest = {(row.kind, row.unit): row for row in rows}
    order = list(KINDS)
    return [_report(row) for row in sorted(newest.values(), key=lambda row: (order.index(row.kind), row.unit))]


def _report(row: Report) -> ReportView:
    return ReportView(
        id=row.id,
        kind=row.kind,
        unit=row.unit,
        period=Period(row.period_from, row.period_to),
        tables=[Table.read(stored) for stored in row.tables],
        texts=[(pair[0], pair[1]) for pair in row.texts],
        made_at=row.made_at,
        published_at=row.published_at,
    )


def _row(row: Any) -> ActivityRow:
    return ActivityRow(
        id=row.id,
        title=row.title,
        period=Period(row.period_from, row.period_to),
        started_at=row.started_at,
        ended_at=row.ended_at,
        cursor=ActivityCursor(datetime.combine(row.period_to, time(), UTC), row.id),
    )
