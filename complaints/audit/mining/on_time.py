"""Deadlines kept: met, missed, open and overdue; and what falls due next.

Share = closed in time / (closed + open and overdue). What is closed comes from the sums of months, what is open from
the index of running deadlines and of open tasks: no page reads all complaints.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, literal, select, tuple_
from sqlalchemy.orm import Session

from complaints.audit.mining.asked import NO_UNIT, FigureFilter, on_cases, on_cells
from complaints.audit.mining.cells import CASE, STEP
from complaints.audit.reach import Reach
from complaints.models import Complaint, MinedCase, MinedCell
from complaints.reports.figures.arithmetic import share
from engine.models import Case, Task, TaskState

AT_MOST = 200
"""Rows of a table."""
MOST_LATE = 10_000
"""Open tasks past their deadline that are counted by step, those that are late longest."""


@dataclass(frozen=True)
class Kept:
    """How deadlines were kept."""

    met: int = 0
    missed: int = 0
    overdue: int = 0

    @property
    def share(self) -> float | None:
        """Percent; None when nothing is closed and nothing overdue."""
        return share(self.met, self.met + self.missed + self.overdue)


@dataclass(frozen=True)
class OnTime:
    """The settlement of complaints: of the whole, by unit, by month of receipt; and steps, by process and element."""

    total: Kept
    units: Mapping[str, Kept]
    months: Mapping[int, Kept]
    steps: Mapping[str, Kept]
    steps_cut: bool = False
    """Whether more than `MOST_LATE` open tasks are late: of the steps only so many are counted."""


@dataclass(frozen=True)
class DueCursor:
    """The last row of a page."""

    due: datetime
    id: UUID


@dataclass(frozen=True)
class DueTask:
    """An open task before its deadline."""

    id: UUID
    case_id: UUID
    number: str
    name: str
    unit: str
    due_at: datetime
    due_rule: Mapping[str, Any] | None


@dataclass(frozen=True)
class DuePage:
    """One page, least time left first. `after` is None on the last."""

    rows: list[DueTask]
    after: DueCursor | None


def on_time(session: Session, *, instansi_id: str, now: datetime, filters: FigureFilter, reach: Reach) -> OnTime:
    """The figures in five statements."""
    late_months, late_units = _running_late(session, instansi_id, now, filters, reach)
    total, months = _by_month(session, instansi_id, filters, reach, late_months)
    units = _joined(_closed(session, MinedCell.unit, instansi_id, CASE, filters, reach, by_unit=True), late_units)
    tasks_late, cut = _tasks_late(session, instansi_id, now, filters, reach)
    steps = _joined(_closed(session, MinedCell.first, instansi_id, STEP, filters, reach), tasks_late)
    return OnTime(total, units, months, steps, cut)


def by_month(
    session: Session, *, instansi_id: str, now: datetime, filters: FigureFilter, reach: Reach
) -> tuple[Kept, Mapping[int, Kept]]:
    """The settlement of complaints, of the whole and by month of receipt, newest first: two statements."""
    late, _units = _running_late(session, instansi_id, now, filters, reach)
    return _by_month(session, instansi_id, filters, reach, late)


def _by_month(
    session: Session, instansi_id: str, filters: FigureFilter, reach: Reach, late: Mapping[int, int]
) -> tuple[Kept, dict[int, Kept]]:
    months = _joined(_closed(session, MinedCell.month, instansi_id, CASE, filters, reach), late)
    every = months.values()
    total = Kept(sum(k.met for k in every), sum(k.missed for k in every), sum(k.overdue for k in every))
    return total, dict(sorted(months.items(), reverse=True))


def next_due(
    session: Session,
    *,
    instansi_id: str,
    now: datetime,
    filters: FigureFilter,
    reach: Reach,
    after: DueCursor | None = None,
    limit: int = 25,
) -> DuePage:
    """Open tasks of complaints whose deadline comes next, along the index of open tasks."""
    found = (
        _open_tasks(
            select(Task.id, Task.case_id, Complaint.number, Task.name, Task.unit, Task.due_at, Task.due_rule),
            Task, instansi_id, filters, reach,
        )
        .where(Task.sort_due_at >= now, Task.due_at.is_not(None))
        .order_by(Task.sort_due_at, Task.id)
        .limit(limit + 1)
    )  # fmt: skip
    if after is not None:
        here = tuple_(literal(after.due, Task.sort_due_at.type), literal(after.id, Task.id.type))
        found = found.where(tuple_(Task.sort_due_at, Task.id) > here)
    rows = [DueTask(*row) for row in session.execute(found)]
    last = rows[limit - 1] if len(rows) > limit else None
    return DuePage(rows[:limit], DueCursor(last.due_at, last.id) if last else None)


def _closed(
    session: Session,
    by: Any,
    instansi_id: str,
    kind: str,
    filters: FigureFilter,
    reach: Reach,
    *,
    by_unit: bool = False,
) -> dict[Any, tuple[int, int]]:
    """Met and missed by a column. `by_unit`: by one that the sums over all do not have."""
    summed = select(by, func.sum(MinedCell.met), func.sum(MinedCell.missed)).group_by(by)
    rows = session.execute(summed.where(*on_cells(instansi_id, kind, filters, reach, by_unit=by_unit)))
    return {key: (int(met), int(missed)) for key, met, missed in rows}


def _running_late(
    session: Session, instansi_id: str, now: datetime, filters: FigureFilter, reach: Reach
) -> tuple[Mapping[int, int], Mapping[str, int]]:
    """What runs past the deadline of its settlement, by month and by unit."""
    late = select(MinedCase.month, MinedCase.unit, func.count()).where(
        *on_cases(instansi_id, filters, reach), MinedCase.due_at <= now
    )
    months, units = Counter[int](), Counter[str]()
    for month, unit, count in session.execute(late.group_by(MinedCase.month, MinedCase.unit)):
        months[month] += count
        units[unit] += count
    return months, units


def _tasks_late(
    session: Session, instansi_id: str, now: datetime, filters: FigureFilter, reach: Reach
) -> tuple[dict[str, int], bool]:
    """Those that are late longest, along the index of open tasks, and whether there are more: of what is asked beside,
    a complaint of theirs is looked up for each, so their number is bounded and not that of the answers."""
    places = select(Task.instansi_id, Task.case_id, Task.process_id, Task.element, Task.state).where(
        Task.instansi_id == instansi_id, Task.state == TaskState.OPEN, Task.sort_due_at < now
    )
    longest = places.order_by(Task.sort_due_at, Task.id).limit(MOST_LATE).subquery("longest_late").c
    number = func.count()
    late = _open_tasks(select(longest.process_id, longest.element, number), longest, instansi_id, filters, reach)
    rows = session.execute(late.group_by(longest.process_id, longest.element))
    further = places.with_only_columns(Task.id).order_by(Task.sort_due_at, Task.id).offset(MOST_LATE).limit(1)
    more = session.scalar(further)
    return {f"{process}#{element}": count for process, element, count in rows}, more is not None


def _open_tasks(asked: Any, task: Any, instansi_id: str, filters: FigureFilter, reach: Reach) -> Any:
    """Open tasks of complaints; of these only those that answer the filters. Whistleblowers' count nowhere."""
    found = asked.join(Complaint, and_(Complaint.instansi_id == task.instansi_id, Complaint.id == task.case_id)).where(
        task.instansi_id == instansi_id, task.state == TaskState.OPEN, ~Complaint.restricted, *reach.conditions()
    )
    wanted = {Complaint.unit: filters.unit, Complaint.kategori_sla: filters.kategori, Complaint.kanal: filters.kanal}
    found = found.where(*(column == value.removeprefix(NO_UNIT) for column, value in wanted.items() if value))
    if filters.begins is not None:
        found = found.where(Complaint.received_at >= filters.begins)
    if filters.ends is not None:
        found = found.where(Complaint.received_at < filters.ends)
    if filters.version is not None:
        on_version = select(Case.id).where(
            Case.instansi_id == instansi_id, Case.id == task.case_id, Case.version_id == filters.version
        )
        found = found.where(on_version.exists())
    return found


def _joined(closed: Mapping[Any, tuple[int, int]], overdue: Mapping[Any, int]) -> dict[Any, Kept]:
    found = {key: Kept(*closed.get(key, (0, 0)), overdue.get(key, 0)) for key in {*closed, *overdue}}
    shown = sorted(found, key=lambda key: (-found[key].overdue, -found[key].missed, str(key)))[:AT_MOST]
    return {key: found[key] for key in shown}
