"""How a search goes through the cases: along one index, over at most `LOOKED_AT` entries, whatever is asked beside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, literal, literal_column, select, tuple_
from sqlalchemy.orm import aliased

from complaints.audit.filters import CaseCursor, CaseFilter
from complaints.audit.reach import Reach
from complaints.casework.words import open_texts
from complaints.models import Activity, Complaint
from engine.models import Case, CaseStatus, Event, Task, TaskState
from engine.models.event import USUAL

ACTIVITY = "kegiatan"
LOOKED_AT = 5000
"""Entries of the index that one page looks at; the next page goes on where it ended."""


@dataclass(frozen=True)
class CaseWalk:
    """One index range: which rows, in which order, giving which cases."""

    case_id: Any
    moment: Any
    id: Any
    driving: Sequence[ColumnElement[bool]]
    """What the index answers by itself."""
    residual: Sequence[ColumnElement[bool]]
    """What is asked of each entry beside it."""
    joins: Sequence[tuple[Any, ColumnElement[bool]]]
    ascending: bool = False
    counted: Sequence[ColumnElement[bool]] = ()
    """What is asked of an entry before it counts as looked at: where looking ends shall tell of nothing hidden."""

    def query(self, limit: int) -> Select[Any]:
        """Its cases in its order."""
        found: Select[Any] = select(
            self.case_id.label("case_id"), self.moment.label("moment"), self.id.label("cursor_id")
        )
        for target, condition in self.joins:
            # An activity has no complaint, and stays where nothing is asked of one.
            found = found.join(target, condition, isouter=target is Complaint)
        return found.where(*self.driving, *self.residual).order_by(*self.order(self.moment, self.id)).limit(limit)

    def last_looked_at(self) -> Select[Any]:
        """The entry with which a page stops looking; no row when there are fewer."""
        found: Select[Any] = select(self.moment.label("moment"), self.id.label("cursor_id"))
        for target, condition in self.joins:
            if self.moment.class_ is target:  # an activity has the moment of its case
                found = found.join(target, condition)
            elif self.counted and target is Complaint:
                found = found.join(target, condition, isouter=True)
        return (
            found.where(*self.driving, *self.counted)
            .order_by(*self.order(self.moment, self.id))
            .offset(LOOKED_AT - 1)
            .limit(1)
        )

    def order(self, moment: Any, id: Any) -> tuple[Any, Any]:
        """Newest first, or longest late first."""
        return (moment, id) if self.ascending else (moment.desc(), id.desc())

    def after(self, cursor: CaseCursor) -> CaseWalk:
        """What lies behind an entry."""
        here, end = self._ends(cursor)
        return replace(self, driving=[*self.driving, here > end if self.ascending else here < end])

    def down_to(self, cursor: CaseCursor) -> CaseWalk:
        """What lies before an entry, and the entry."""
        here, end = self._ends(cursor)
        return replace(self, driving=[*self.driving, here <= end if self.ascending else here >= end])

    def where(self, condition: ColumnElement[bool]) -> CaseWalk:
        """The same, with something more asked of each entry."""
        return replace(self, residual=[*self.residual, condition])

    def only(self, cases: Sequence[UUID]) -> CaseWalk:
        """The same of few cases, known by their ids."""
        return replace(self, driving=[*self.driving, self.case_id.in_(cases)])

    def _ends(self, cursor: CaseCursor) -> tuple[Any, Any]:
        end = tuple_(literal(cursor.moment, self.moment.type), literal(cursor.id, self.id.type))
        return tuple_(self.moment, self.id), end


def walk(instansi_id: str, filters: CaseFilter, now: datetime, reach: Reach) -> CaseWalk:
    """The range that answers the filters with the least entries looked at. Who is not told that reports of
    whistleblowers exist could count them by where looking ends: for them they are no entries."""
    if filters.kind == ACTIVITY:
        return _among_activities(instansi_id, filters, now, reach)
    found = _along(instansi_id, filters, now, reach)
    return found if reach.restricted else replace(found, counted=[Complaint.restricted.is_not(True)])


def _along(instansi_id: str, filters: CaseFilter, now: datetime, reach: Reach) -> CaseWalk:
    beside = [*_on_complaint(filters), *reach.conditions()]
    if filters.late:
        return _late_tasks(instansi_id, filters, now, beside)
    if filters.acts:
        return _acts(instansi_id, filters, beside)
    column = _indexed(filters)
    if column is not None and not filters.number:
        own = [Complaint.instansi_id == instansi_id, column[0] == column[1], *_between(Complaint.entered_at, filters)]
        joins = [(Case, same(Case, Complaint))]
        return CaseWalk(
            Complaint.id,
            Complaint.entered_at,
            Complaint.id,
            own,
            [*beside, *_of_case(filters), *_status(filters)],
            joins,
            filters.oldest,
        )
    every = [Case.instansi_id == instansi_id, *_of_case(filters), *_between(Case.started_at, filters)]
    joined = [(Complaint, same(Complaint, Case))] if beside else []
    return CaseWalk(Case.id, Case.started_at, Case.id, every, [*beside, *_status(filters)], joined, filters.oldest)


def same(one: Any, other: Any) -> ColumnElement[bool]:
    """The rows of one case in two tables."""
    return and_(one.instansi_id == other.instansi_id, one.id == other.id)


def _indexed(filters: CaseFilter) -> tuple[Any, str] | None:
    """The column of complaints by which they are walked, with its value."""
    asked = (
        (Complaint.topic, filters.topic),
        (Complaint.unit, filters.unit),
        (Complaint.kategori_sla, filters.kategori),
        (Complaint.kanal, filters.kanal),
        (Complaint.jenis, filters.jenis),
    )
    return next((pair for pair in asked if pair[1]), None)


def _on_complaint(filters: CaseFilter) -> list[ColumnElement[bool]]:
    """Channels of restricted reports are withheld, so nobody finds them by one."""
    wanted: list[ColumnElement[bool]] = []
    if filters.unit:
        wanted.append(Complaint.unit == filters.unit)
    if filters.kategori:
        wanted.append(Complaint.kategori_sla == filters.kategori)
    if filters.kanal:
        wanted += [Complaint.kanal == filters.kanal, ~Complaint.restricted]
    if filters.jenis:
        wanted.append(Complaint.jenis == filters.jenis)
    if filters.topic:
        wanted += [Complaint.topic == filters.topic, open_texts()]
    alone = filters.kind or filters.complaints_only or filters.looks_for
    return [*wanted, Complaint.id.is_not(None)] if alone else wanted


def _of_case(filters: CaseFilter) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = []
    if filters.phase:
        wanted.append(Case.phase == filters.phase)
    if filters.version is not None:
        wanted.append(Case.version_id == filters.version)
    return wanted


def _status(filters: CaseFilter) -> list[ColumnElement[bool]]:
    return [Case.status == CaseStatus(filters.status)] if filters.status in set(CaseStatus) else []


def _between(moment: Any, filters: CaseFilter) -> list[ColumnElement[bool]]:
    return _within(moment, filters.since, filters.until)


def _within(moment: Any, since: datetime | None, until: datetime | None) -> list[ColumnElement[bool]]:
    found = [moment >= since] if since is not None else []
    return [*found, moment < until] if until is not None else found


def _joined(row: Any) -> list[tuple[Any, ColumnElement[bool]]]:
    """The case of an act or a task, and its complaint."""
    return [
        (Case, and_(Case.instansi_id == row.instansi_id, Case.id == row.case_id)),
        (Complaint, and_(Complaint.instansi_id == row.instansi_id, Complaint.id == row.case_id)),
    ]


def _act_conditions(row: Any, instansi_id: str, filters: CaseFilter) -> list[ColumnElement[bool]]:
    wanted = [row.instansi_id == instansi_id, *_within(row.at, filters.acted_since, filters.acted_until)]
    if filters.person:
        wanted.append(row.actor == filters.person)
    if filters.step and not filters.late:
        wanted.append(row.element == filters.step)
    if filters.act:
        wanted.append(row.kind == filters.act)
    return wanted


def _acts(instansi_id: str, filters: CaseFilter, beside: Sequence[ColumnElement[bool]]) -> CaseWalk:
    """Acts of the histories, each case only by the newest of them."""
    other = aliased(Event)
    newer = select(other.number).where(
        *_act_conditions(other, instansi_id, filters),
        other.case_id == Event.case_id,
        tuple_(other.at, other.number) > tuple_(Event.at, Event.number),
    )
    driving = _act_conditions(Event, instansi_id, filters)
    if filters.act:
        # The condition of the index over these alone, word by word, so that it is taken.
        driving.append(Event.kind.not_in([literal_column(f"'{kind}'") for kind in USUAL]))
    residual = [*beside, *_of_case(filters), *_status(filters), *_between(Case.started_at, filters), ~newer.exists()]
    return CaseWalk(Event.case_id, Event.at, Event.case_id, driving, residual, _joined(Event))


def _late_tasks(
    instansi_id: str, filters: CaseFilter, now: datetime, beside: Sequence[ColumnElement[bool]]
) -> CaseWalk:
    """Tasks that are late, or were completed late, each case only by the first on the walk."""
    other = aliased(Task)
    driving, own = _late(Task, instansi_id, filters, now), _late(other, instansi_id, filters, now)
    moment, others = (
        (Task.sort_due_at, other.sort_due_at) if filters.overdue else (Task.completed_at, other.completed_at)
    )
    here, there = tuple_(moment, Task.id), tuple_(others, other.id)
    before = there < here if filters.overdue else there > here
    first = ~select(other.id).where(*own, other.case_id == Task.case_id, before).exists()
    residual = [*beside, *_of_case(filters), *_status(filters), *_between(Case.started_at, filters), first]
    if filters.acts:
        acted = select(Event.number).where(*_act_conditions(Event, instansi_id, filters), Event.case_id == Task.case_id)
        residual.append(acted.exists())
    return CaseWalk(Task.case_id, moment, Task.id, driving, residual, _joined(Task), ascending=filters.overdue)


def _late(task: Any, instansi_id: str, filters: CaseFilter, now: datetime) -> list[ColumnElement[bool]]:
    found = [task.instansi_id == instansi_id]
    if filters.overdue:
        found += [task.state == TaskState.OPEN, task.sort_due_at < now]
    else:
        found.append(task.completed_at > task.due_at)
    return [*found, task.element == filters.step] if filters.step else found


def _among_activities(instansi_id: str, filters: CaseFilter, now: datetime, reach: Reach) -> CaseWalk:
    """There are some dozens a year: all of them are looked at. Words are those of the title."""
    wanted = [*reach.on_activities(), *_of_case(filters), *_status(filters), *_between(Case.started_at, filters)]
    wanted += [Activity.title.icontains(word, autoescape=True) for word in filters.looks_for.words()]
    if filters.late:
        wanted.append(
            select(Task.id).where(*_late(Task, instansi_id, filters, now), Task.case_id == Activity.id).exists()
        )
    if filters.acts:
        acts = select(Event.number).where(*_act_conditions(Event, instansi_id, filters), Event.case_id == Activity.id)
        wanted.append(acts.exists())
    driving = [Activity.instansi_id == instansi_id]
    return CaseWalk(
        Activity.id, Case.started_at, Activity.id, driving, wanted, [(Case, same(Case, Activity))],
        filters.overdue or filters.oldest,
    )  # fmt: skip
