"""The auditor's list of cases: one page along one index, whatever the number of cases.

Only what says how a case was handled is read here: number, phase, unit, moments. No substance, no person.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, literal, select, tuple_
from sqlalchemy.orm import Session, aliased

from complaints.audit.reach import EVERYTHING, Reach
from complaints.casework.search import numbered
from complaints.decrees.periods import Period
from complaints.models import Activity, Complaint
from engine.definition.properties import PHASE
from engine.definition.versions import bundle_of
from engine.models import Case, CaseStatus, ProcessVersion, Task, TaskState

ACTIVITY = "kegiatan"


@dataclass(frozen=True)
class CaseFilter:
    """What the auditor asks for; empty means everything. `since` and `until` bound the moment of entry."""

    kind: str = ""
    """`pengaduan`, `kegiatan` or ""."""
    number: str = ""
    status: str = ""
    """`running`, `completed` or ""."""
    phase: str = ""
    unit: str = ""
    version: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None
    overdue: bool = False


@dataclass(frozen=True)
class CaseCursor:
    """The last row of a page: where the next one begins."""

    moment: datetime
    id: UUID


@dataclass(frozen=True)
class AuditedCase:
    """One case in the list."""

    id: UUID
    number: str
    activity: str
    """Title and period of an activity, which has neither number nor channel."""
    jenis: str
    kanal: str
    unit: str
    anonim: bool
    rahasia: bool
    restricted: bool
    """Then number and channel are withheld, and no search by number finds it."""
    status: str
    phase: str
    version: int
    entered_at: datetime
    ended_at: datetime | None
    due_at: datetime | None
    """The nearest due moment of its open tasks."""
    due_rule: Mapping[str, Any] | None
    """How that moment was counted."""

    def overdue(self, now: datetime) -> bool:
        """Whether an open task is past its due moment."""
        return self.due_at is not None and self.due_at < now


@dataclass(frozen=True)
class CasePage:
    """One page: newest first, or longest overdue first when only overdue cases are asked for."""

    rows: list[AuditedCase]
    after: CaseCursor | None


@dataclass(frozen=True)
class VersionName:
    """A deployed version, to choose from."""

    id: UUID
    process_id: str
    number: int
    deployed_at: datetime
    name: str
    """Of the process, as its newest diagram says."""


def versions(session: Session, *, instansi_id: str) -> list[VersionName]:
    """Deployed versions of the instansi, newest first, the latest hundred."""
    rows = session.execute(
        select(ProcessVersion.id, ProcessVersion.process_id, ProcessVersion.number, ProcessVersion.deployed_at)
        .where(ProcessVersion.instansi_id == instansi_id)
        .order_by(ProcessVersion.process_id, ProcessVersion.number.desc())
        .limit(100)
    ).all()
    newest = {row.process_id: row.id for row in reversed(rows)}
    names = {name: bundle_of(session, instansi_id, newest[name]).diagrams[name].name or name for name in newest}
    return [VersionName(row.id, row.process_id, row.number, row.deployed_at, names[row.process_id]) for row in rows]


def phases(session: Session, *, instansi_id: str, versions: Sequence[VersionName]) -> list[str]:
    """The phases that the newest versions can give a case, in the order of their diagrams."""
    newest = {version.process_id: version for version in reversed(versions)}
    found: dict[str, None] = {}
    for version in newest.values():
        bundle = bundle_of(session, instansi_id, version.id)
        for diagram in bundle.reachable(version.process_id):
            found |= {e.properties[PHASE]: None for e in diagram.elements.values() if e.properties.get(PHASE)}
    return list(found)


def search(
    session: Session,
    *,
    instansi_id: str,
    now: datetime,
    filters: CaseFilter,
    after: CaseCursor | None = None,
    limit: int = 25,
    reach: Reach = EVERYTHING,
) -> CasePage:
    """One page of cases that satisfy the filters and are in reach, in one statement.

    A beginning of a number costs one more and finds what comes first by number. No activity has a number or a unit.
    """
    if filters.kind == ACTIVITY and (filters.number or filters.unit):
        return CasePage([], None)
    walk = _walk(instansi_id, filters, now, reach)
    if filters.number:
        found = numbered(session, instansi_id=instansi_id, beginning=filters.number, restricted=False)
        walk = replace(walk, conditions=[*walk.conditions, walk.case_id.in_(found)])
    if after is not None:
        walk = walk.after(after)
    page = walk.query(limit + 1).subquery("page")
    nearest = (Task.instansi_id == instansi_id, Task.case_id == Case.id, Task.state == TaskState.OPEN)
    due, rule = (
        select(column).where(*nearest).order_by(Task.sort_due_at, Task.id).limit(1).scalar_subquery()
        for column in (Task.due_at, Task.due_rule)
    )
    shown = select(
        Case.id, Case.status, Case.phase, Case.started_at, Case.ended_at,
        Complaint.number, Complaint.jenis, Complaint.kanal, Complaint.unit, Complaint.anonim, Complaint.rahasia,
        Complaint.restricted, Activity.title, Activity.period_from, Activity.period_to,
        ProcessVersion.number.label("version"), due.label("due_at"), rule.label("due_rule"),
        page.c.moment, page.c.cursor_id,
    )  # fmt: skip
    rows = session.execute(
        shown.join(page, Case.id == page.c.case_id)
        .outerjoin(Complaint, _same(Complaint, Case))
        .outerjoin(Activity, _same(Activity, Case))
        .join(ProcessVersion, and_(ProcessVersion.instansi_id == instansi_id, ProcessVersion.id == Case.version_id))
        .where(Case.instansi_id == instansi_id)
        .order_by(*walk.order(page.c.moment, page.c.cursor_id))
    ).all()
    last = rows[limit - 1] if len(rows) > limit else None
    return CasePage([_row(row) for row in rows[:limit]], CaseCursor(last.moment, last.cursor_id) if last else None)


@dataclass(frozen=True)
class _Walk:
    """One index range: which rows, in which order, giving which cases."""

    case_id: Any
    moment: Any
    id: Any
    conditions: Sequence[ColumnElement[bool]]
    joins: Sequence[tuple[Any, ColumnElement[bool]]]
    ascending: bool = False

    def query(self, limit: int) -> Select[Any]:
        found: Select[Any] = select(
            self.case_id.label("case_id"), self.moment.label("moment"), self.id.label("cursor_id")
        )
        for target, condition in self.joins:
            # An activity has no complaint, and stays where nothing is asked of one.
            found = found.join(target, condition, isouter=target is Complaint)
        return found.where(*self.conditions).order_by(*self.order(self.moment, self.id)).limit(limit)

    def order(self, moment: Any, id: Any) -> tuple[Any, Any]:
        return (moment, id) if self.ascending else (moment.desc(), id.desc())

    def after(self, cursor: CaseCursor) -> _Walk:
        here = tuple_(self.moment, self.id)
        end = tuple_(literal(cursor.moment, self.moment.type), literal(cursor.id, self.id.type))
        beyond = here > end if self.ascending else here < end
        return replace(self, conditions=[*self.conditions, beyond])


def _walk(instansi_id: str, filters: CaseFilter, now: datetime, reach: Reach) -> _Walk:
    """The range that answers the filters with the least rows looked at."""
    on_case, on_complaint = _on_case(filters), [*_on_complaint(filters), *reach.conditions()]
    joined = (Complaint, _same(Complaint, Case))
    if filters.kind == ACTIVITY:
        return _among_activities(instansi_id, filters, now)
    if filters.overdue:
        late = [*_first_late_task(instansi_id, now), *on_case, *on_complaint, *_between(Case.started_at, filters)]
        joins = [(Case, and_(Case.instansi_id == Task.instansi_id, Case.id == Task.case_id)), joined]
        return _Walk(Task.case_id, Task.sort_due_at, Task.id, late, joins if on_complaint else joins[:1], True)
    if filters.unit and not filters.number:
        entered = _between(Complaint.entered_at, filters)
        own = [Complaint.instansi_id == instansi_id, *on_complaint, *on_case, *entered]
        return _Walk(Complaint.id, Complaint.entered_at, Complaint.id, own, [(Case, _same(Case, Complaint))])
    every = [Case.instansi_id == instansi_id, *on_case, *on_complaint, *_between(Case.started_at, filters)]
    return _Walk(Case.id, Case.started_at, Case.id, every, [joined] if on_complaint else [])


def _among_activities(instansi_id: str, filters: CaseFilter, now: datetime) -> _Walk:
    """There are some dozens a year: all of them are looked at."""
    wanted = [Activity.instansi_id == instansi_id, *_on_case(filters), *_between(Case.started_at, filters)]
    if filters.overdue:
        late = select(Task.id).where(
            Task.instansi_id == instansi_id,
            Task.case_id == Activity.id,
            Task.state == TaskState.OPEN,
            Task.sort_due_at < now,
        )
        wanted.append(late.exists())
    joins = [(Case, _same(Case, Activity))]
    return _Walk(Activity.id, Case.started_at, Activity.id, wanted, joins, ascending=filters.overdue)


def _same(one: Any, other: Any) -> ColumnElement[bool]:
    return and_(one.instansi_id == other.instansi_id, one.id == other.id)


def _on_case(filters: CaseFilter) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = []
    if filters.status in set(CaseStatus):
        wanted.append(Case.status == CaseStatus(filters.status))
    if filters.phase:
        wanted.append(Case.phase == filters.phase)
    if filters.version is not None:
        wanted.append(Case.version_id == filters.version)
    return wanted


def _between(moment: Any, filters: CaseFilter) -> list[ColumnElement[bool]]:
    bounds = []
    if filters.since is not None:
        bounds.append(moment >= filters.since)
    if filters.until is not None:
        bounds.append(moment < filters.until)
    return bounds


def _on_complaint(filters: CaseFilter) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = [Complaint.unit == filters.unit] if filters.unit else []
    return [*wanted, Complaint.id.is_not(None)] if filters.kind else wanted


def _activity(row: Any) -> dict[str, Any]:
    name = f"{row.title}, {Period(row.period_from, row.period_to).words()}"
    plain = {"anonim": False, "rahasia": False, "restricted": False}
    return {"number": "", "activity": name, "jenis": ACTIVITY, "kanal": "", "unit": "", **plain}


def _complaint(row: Any) -> dict[str, Any]:
    return {
        "number": "" if row.restricted else row.number,
        "activity": "",
        "jenis": row.jenis,
        "kanal": "" if row.restricted else row.kanal,
        "unit": row.unit,
        "anonim": row.anonim,
        "rahasia": row.rahasia,
        "restricted": row.restricted,
    }


def _first_late_task(instansi_id: str, now: datetime) -> list[ColumnElement[bool]]:
    """Overdue open tasks, each case only by the one that is late the longest."""
    other = aliased(Task)
    earlier = select(other.id).where(
        other.instansi_id == Task.instansi_id,
        other.case_id == Task.case_id,
        other.state == TaskState.OPEN,
        tuple_(other.sort_due_at, other.id) < tuple_(Task.sort_due_at, Task.id),
    )
    return [
        Task.instansi_id == instansi_id,
        Task.state == TaskState.OPEN,
        Task.sort_due_at < now,
        ~earlier.exists(),
    ]


def _row(row: Any) -> AuditedCase:
    return AuditedCase(
        id=row.id,
        **(_activity(row) if row.number is None else _complaint(row)),
        status=row.status.value,
        phase=row.phase or "",
        version=row.version,
        entered_at=row.started_at,
        ended_at=row.ended_at,
        due_at=row.due_at,
        due_rule=row.due_rule,
    )
