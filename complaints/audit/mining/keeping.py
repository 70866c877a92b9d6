"""Counts complaints for the auditor's figures and keeps what they tell: which are to be counted, and which months.

Activities are judged and kept beside them, for the figures of conformance alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, delete, insert, or_, select, update
from sqlalchemy.orm import Session, load_only

from complaints.audit.departures import OUT_OF_ORDER, CaseDeparture, CaseVerdict
from complaints.audit.mining.facts import (
    DEPARTURES,
    PUT_RIGHT,
    RULES,
    CaseFacts,
    clock_of,
    outcome_of,
    read_work_of,
)
from complaints.audit.mining.standing import standing_of
from complaints.models import Complaint, MinedCase, MinedCell, MinedMonth, MinedVariant
from complaints.reports.figures.facts import Fact, follow
from complaints.reports.figures.trails import read_trails
from engine.deadlines import OfficeCalendar
from engine.deadlines.hours import working_time
from engine.models import Case, CaseStatus

ACTIVITY = {
    "kategori": "", "kanal": "", "variant": "", "hours": 0, "outcome": "", "due_at": None,
    "steps": CaseFacts().stored(),
}  # fmt: skip
"""What is kept of an activity beside how it departed: nothing of which figures of complaints are made."""
PASS = 0
"""The month in whose place stands when everything was last found to be counted."""


def uncounted(
    session: Session, *, instansi_id: str, since: datetime | None, limit: int, but: Collection[UUID] = ()
) -> list[Case]:
    """Complaints and activities that run, or ended (from a moment on), of which nothing is kept that holds; at most so
    many, and none of `but`."""
    found: list[Case] = []
    for state in (
        Case.status == CaseStatus.RUNNING,
        Case.ended_at.is_not(None) if since is None else Case.ended_at >= since,
    ):
        rows = session.scalars(
            select(Case)
            .options(
                load_only(
                    Case.process_id,
                    Case.version_id,
                    Case.phase,
                    Case.ended_at,
                    Case.started_at,
                    Case.event_count,
                    raiseload=True,
                )
            )
            .outerjoin(Complaint, and_(Complaint.instansi_id == Case.instansi_id, Complaint.id == Case.id))
            .outerjoin(MinedCase, and_(MinedCase.instansi_id == Case.instansi_id, MinedCase.case_id == Case.id))
            .where(
                Case.instansi_id == instansi_id,
                state,
                or_(Complaint.id.is_(None), ~Complaint.restricted),
                Case.id.not_in(but),
                or_(
                    MinedCase.case_id.is_(None),
                    MinedCase.rules != RULES,
                    MinedCase.event_count != Case.event_count,
                ),
            )
            .limit(limit - len(found))
        )
        found += rows
        if len(found) >= limit:
            break
    return found


def count(session: Session, *, instansi_id: str, cases: Sequence[Case], calendar: OfficeCalendar) -> None:
    """Counts and keeps these complaints and activities; what was kept before gives way, and their months are stale.

    Raises IntegrityError when somebody else keeps one at the same time.
    """
    rows, ways = counted(session, instansi_id=instansi_id, cases=cases, calendar=calendar)
    _keep(session, instansi_id, rows)
    _keep_ways(session, instansi_id, ways)
    note_stale(session, instansi_id=instansi_id, months={row["month"] for row in rows})


def counted(
    session: Session, *, instansi_id: str, cases: Sequence[Case], calendar: OfficeCalendar
) -> tuple[list[dict[str, Any]], dict[str, dict[str, Any]]]:
    """What is kept of these complaints (columns of `MinedCase`), and of their ways by name (`MinedVariant`)."""
    lengths = {case.id: case.event_count for case in cases}
    facts = _facts(session, instansi_id, cases)
    complaints = _complaints(session, instansi_id, list(lengths))
    rows: list[dict[str, Any]] = []
    ways: dict[str, dict[str, Any]] = {}
    for case_id, work in read_work_of(session, instansi_id=instansi_id, cases=cases, calendar=calendar):
        complaint = complaints[case_id]
        local = (complaint.received_at or complaint.started_at).astimezone(calendar.zone)
        row = {
            "instansi_id": instansi_id,
            "case_id": case_id,
            "rules": RULES,
            "event_count": lengths[case_id],
            "month": local.year * 100 + local.month,
            "version_id": complaint.version_id,
            "ended_at": complaint.ended_at,
            **_departures(work.verdict),
        }
        if complaint.received_at is None:
            rows.append(row | ACTIVITY | {"unit": work.only_unit})
            continue
        row |= {
            "unit": complaint.unit,
            "kategori": complaint.kategori_sla or "",
            "kanal": complaint.kanal,
            "variant": "",
            "hours": 0,
            "outcome": outcome_of(facts[case_id]),
            "due_at": clock_of(facts[case_id]),
            "steps": work.stored(),
        }
        if complaint.ended_at is not None:
            lasted = working_time(calendar, complaint.received_at, complaint.ended_at).total_seconds()
            row |= {"variant": work.variant, "hours": round(lasted / 3600)}
            ways[work.variant] = {"version_id": complaint.version_id, "way": work.stored_way()}
        rows.append(row)
    return rows, ways


def note_stale(session: Session, *, instansi_id: str, months: Iterable[int]) -> None:
    """The sums of these months are to be made anew."""
    wanted = set(months)
    known = update(MinedMonth).where(MinedMonth.instansi_id == instansi_id, MinedMonth.month.in_(sorted(wanted)))
    session.execute(known.values(stale=True).execution_options(synchronize_session=False))
    there = select(MinedMonth.month).where(MinedMonth.instansi_id == instansi_id, MinedMonth.month.in_(sorted(wanted)))
    missing = wanted - set(session.scalars(there))
    home = {"instansi_id": instansi_id, "stale": True, "counted_at": None}
    if missing:
        session.execute(insert(MinedMonth), [home | {"month": month} for month in sorted(missing)])


def note_pass(session: Session, *, instansi_id: str, now: datetime) -> None:
    """At this moment everything was found to be counted."""
    here = (MinedMonth.instansi_id == instansi_id, MinedMonth.month == PASS)
    session.execute(delete(MinedMonth).where(*here).execution_options(synchronize_session=False))
    row = {"instansi_id": instansi_id, "month": PASS, "stale": False, "counted_at": now}
    session.execute(insert(MinedMonth), [row])


def counted_at(session: Session, *, instansi_id: str) -> datetime | None:
    """How old the figures are: when everything was last found to be counted; None: not yet."""
    found = select(MinedMonth.counted_at).where(MinedMonth.instansi_id == instansi_id, MinedMonth.month == PASS)
    return session.scalars(found).one_or_none()


def forget(session: Session, *, instansi_id: str) -> None:
    """Throws away all that is kept of a government, so that it is counted anew from the histories."""
    for kept in (MinedCell, MinedMonth, MinedVariant, MinedCase):
        session.execute(
            delete(kept).where(kept.instansi_id == instansi_id).execution_options(synchronize_session=False)
        )


def _departures(verdict: CaseVerdict | None) -> dict[str, Any]:
    """What is kept of how it departed; of one that runs nothing."""
    if verdict is None:
        return dict.fromkeys(("departed", *DEPARTURES, PUT_RIGHT), 0) | {"departed": False}
    found = {
        "skipped": verdict.count(CaseDeparture.SKIPPED),
        "disordered": verdict.count(*OUT_OF_ORDER),
        "role": verdict.count(CaseDeparture.ROLE),
        "late": verdict.count(CaseDeparture.LATE),
        PUT_RIGHT: len(verdict.put_right),
    }
    return {"departed": any(found.values()), **found}


def _facts(session: Session, instansi_id: str, cases: Sequence[Case]) -> dict[Any, Fact]:
    """Of each complaint what reports know of it."""
    standing, known, found = standing_of(session, instansi_id=instansi_id), {case.id: case for case in cases}, {}
    for case_id, trail in read_trails(session, instansi_id, {case.id: case.version_id for case in cases}):
        case = known[case_id]
        fact = Fact(case_id, case.started_at, "", False, case.phase or "", "", case.ended_at)
        follow(fact, trail, standing)
        found[case_id] = fact
    return found


def _complaints(session: Session, instansi_id: str, ids: Sequence[Any]) -> dict[Any, Any]:
    """Of each what its complaint says; an activity was not received."""
    rows = session.execute(
        select(
            Case.id, Complaint.received_at, Complaint.unit, Complaint.kategori_sla, Complaint.kanal,
            Case.version_id, Case.started_at, Case.ended_at,
        )
        .outerjoin(Complaint, and_(Complaint.instansi_id == Case.instansi_id, Complaint.id == Case.id))
        .where(Case.instansi_id == instansi_id, Case.id.in_(ids))
    )  # fmt: skip
    return {row.id: row for row in rows}


def _keep(session: Session, instansi_id: str, rows: Sequence[dict[str, Any]]) -> None:
    former = delete(MinedCase).where(
        MinedCase.instansi_id == instansi_id, MinedCase.case_id.in_([row["case_id"] for row in rows])
    )
    session.execute(former.execution_options(synchronize_session=False))
    session.execute(insert(MinedCase), rows)


def _keep_ways(session: Session, instansi_id: str, ways: dict[str, dict[str, Any]]) -> None:
    asked = select(MinedVariant.variant).where(
        MinedVariant.instansi_id == instansi_id, MinedVariant.variant.in_(sorted(ways))
    )
    missing = sorted(set(ways) - set(session.scalars(asked)))
    if missing:
        rows = [{"instansi_id": instansi_id, "variant": name} | ways[name] for name in missing]
        session.execute(insert(MinedVariant), rows)
