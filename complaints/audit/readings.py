"""Who opened what, as auditors and heads read it: one page along an index, newest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, false, literal, or_, select, true, tuple_
from sqlalchemy.orm import Session

from complaints.casework.readings import What
from complaints.casework.search import numbered
from complaints.models import Complaint, Reading, User
from complaints.people import units
from engine.actors import Actor

TOLD_PARTS = frozenset({What.SEARCH, What.PROOF, What.HANDED})
"""Of which it is told how many were found, or for whom it was."""
MOST_NAMED = 50
"""Persons that a part of a name may mean."""


@dataclass(frozen=True)
class ReadingFilter:
    """What is asked for; empty means everything. `since` and `until` (without it) bound the moment."""

    person: str = ""
    """Part of a name of the staff."""
    number: str = ""
    """A complaint's number or its beginning; it finds no whistleblower's report."""
    case: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class ReadingCursor:
    """The last row of a page."""

    at: datetime
    id: UUID


@dataclass(frozen=True)
class ReadingRow:
    """One look, or what was taken along."""

    id: UUID
    at: datetime
    name: str
    role: str
    unit: str
    in_place_of: str
    """Name of the absent person."""
    case_id: UUID | None
    number: str
    """"" for what is of no single case, and for a whistleblower's report."""
    restricted: bool
    what: str
    part: str
    substance: bool
    identity: bool
    ground: str
    reason: str


@dataclass(frozen=True)
class ReadingPage:
    """One page, newest first. `after` is None on the last."""

    rows: list[ReadingRow]
    after: ReadingCursor | None


def all_readings(
    session: Session,
    *,
    instansi_id: str,
    filters: ReadingFilter,
    after: ReadingCursor | None = None,
    limit: int = 25,
) -> ReadingPage:
    """A page for auditors: of the whole government. Two statements; one more for a name and one for a number."""
    return _page(session, instansi_id, true(), filters, after, limit)


def readings_of_heads(
    session: Session,
    *,
    instansi_id: str,
    actor: Actor,
    filters: ReadingFilter,
    after: ReadingCursor | None = None,
    limit: int = 25,
) -> ReadingPage:
    """A page for who heads units: what was read in them, or in all. Without reports of whistleblowers."""
    units_headed = {head.unit for head in actor.heads}
    mine = true() if "" in units_headed else Reading.unit.in_(sorted(units_headed)) if units_headed else false()
    return _page(
        session, instansi_id, and_(mine, or_(Complaint.id.is_(None), ~Complaint.restricted)), filters, after, limit
    )


def _page(
    session: Session,
    instansi_id: str,
    mine: ColumnElement[bool],
    filters: ReadingFilter,
    after: ReadingCursor | None,
    limit: int,
) -> ReadingPage:
    found = (
        select(Reading, Complaint.number, Complaint.restricted)
        .outerjoin(Complaint, and_(Complaint.instansi_id == Reading.instansi_id, Complaint.id == Reading.case_id))
        .where(Reading.instansi_id == instansi_id, Reading.what != What.REASON, mine)
        .order_by(Reading.at.desc(), Reading.id.desc())
        .limit(limit + 1)
    )
    found = found.where(*_conditions(session, instansi_id, filters))
    if after is not None:
        here = tuple_(literal(after.at, Reading.at.type), literal(after.id, Reading.id.type))
        found = found.where(tuple_(Reading.at, Reading.id) < here)
    rows = session.execute(found).all()
    shown = _rows(session, instansi_id, rows[:limit])
    last = shown[-1] if len(rows) > limit else None
    return ReadingPage(shown, ReadingCursor(last.at, last.id) if last else None)


def _conditions(session: Session, instansi_id: str, filters: ReadingFilter) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = []
    if filters.person:
        wanted.append(Reading.actor.in_(_named(session, instansi_id, filters.person)))
    if filters.number:
        known = numbered(session, instansi_id=instansi_id, beginning=filters.number, restricted=False)
        wanted.append(Reading.case_id.in_(known))
    if filters.case is not None:
        wanted.append(Reading.case_id == filters.case)
    if filters.since is not None:
        wanted.append(Reading.at >= filters.since)
    if filters.until is not None:
        wanted.append(Reading.at < filters.until)
    return wanted


def _named(session: Session, instansi_id: str, text: str) -> list[str]:
    """Ids of persons whose name holds these words."""
    asked: Select[Any] = select(User.id).where(User.instansi_id == instansi_id)
    for word in text.split()[:5]:
        asked = asked.where(User.name.icontains(word, autoescape=True))
    return [str(each) for each in session.scalars(asked.order_by(User.name).limit(MOST_NAMED))]


def _rows(session: Session, instansi_id: str, rows: Sequence[Any]) -> list[ReadingRow]:
    absent = {row.Reading.on_behalf_of for row in rows} - {""}
    names = units.names(session, instansi_id=instansi_id, ids=absent) if absent else {}
    return [
        ReadingRow(
            id=row.Reading.id,
            at=row.Reading.at,
            name=row.Reading.actor_name,
            role=row.Reading.role,
            unit=row.Reading.unit,
            in_place_of=names.get(row.Reading.on_behalf_of, ""),
            case_id=row.Reading.case_id,
            number="" if row.restricted else row.number or "",
            restricted=bool(row.restricted),
            what=row.Reading.what,
            part=row.Reading.part if row.Reading.what in TOLD_PARTS else "",
            substance=row.Reading.substance,
            identity=row.Reading.identity,
            ground=row.Reading.ground,
            reason=row.Reading.reason,
        )
        for row in rows
    ]
