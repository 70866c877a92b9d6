"""Cases that were put right beside their diagram, as a list: who, by whose consent, why, what before and after.

Read from the rows of the histories, newest first, along the index of unusual acts. Of a secret complaint and of a
whistleblower's report neither reason nor values are told here: they stand on the page of the case, which asks why it
is opened. Answers about the reporter are told to nobody here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, false, literal, or_, select, tuple_
from sqlalchemy.orm import Session

from complaints.audit.acts import PutRight, name_of
from complaints.audit.loaded import options_of
from complaints.audit.put_right import named, people_of, put_right
from complaints.audit.reach import Reach
from complaints.casework.visibility import Reason
from complaints.decrees.periods import Period
from complaints.models import Activity, Complaint
from complaints.people import units
from complaints.people.rights import PUTS_RIGHT
from engine.definition.bundle import Bundle
from engine.definition.versions import bundle_of
from engine.models import Case, Event
from engine.record.events import CaseIntervened, CaseMigrated, IncidentRetried
from engine.record.interventions import REASON
from engine.record.payload import read
from engine.record.row_versions import versions
from engine.running.commands.incidents import RETRY_NOTE


@dataclass(frozen=True)
class InterventionFilter:
    """What is asked for; empty means everything. `until` itself is no longer within."""

    kind: str = ""
    """One of `Intervention`, or RETRIED."""
    people: tuple[str, ...] | None = None
    """Ids of who did it or asked for it; None: of anybody, empty: of nobody."""
    since: datetime | None = None
    until: datetime | None = None


RETRIED = "step_retried"
"""A failed step that somebody had tried again: it changes neither the way nor the facts of a case."""


@dataclass(frozen=True)
class InterventionCursor:
    """The last row of a page."""

    at: datetime
    case_id: UUID


@dataclass(frozen=True)
class InterventionRow:
    """One of them."""

    case_id: UUID
    number: str
    """Of the complaint, or title and period of an activity; "" for a whistleblower's report."""
    row: int
    """Of the history of its case."""
    at: datetime
    kind: str
    by: str
    """Name of who did it."""
    asked_by: str
    """Name of who asked for it, when the other one is the second person."""
    reason: str
    withheld: bool
    """Whether reason and values stand on the page of the case alone."""
    where: str
    """The step or the question."""
    done: PutRight | None
    """Before and after; None for a step that was tried again."""


@dataclass(frozen=True)
class InterventionPage:
    """One page, newest first. `after` is None on the last."""

    rows: list[InterventionRow]
    after: InterventionCursor | None


def interventions(
    session: Session,
    *,
    instansi_id: str,
    filters: InterventionFilter,
    reach: Reach,
    unit_names: Mapping[str, str],
    after: InterventionCursor | None = None,
    limit: int = 25,
) -> InterventionPage:
    """One page in five statements at most, beside the bundles of the versions."""
    found: list[Any] = []
    for kind in (CaseIntervened.KIND, IncidentRetried.KIND):
        if not filters.kind or (kind == IncidentRetried.KIND) == (filters.kind == RETRIED):
            query = _rows(instansi_id, kind, filters, reach, after)
            found += session.execute(query.order_by(Event.at.desc(), Event.case_id.desc()).limit(limit + 1))
    found.sort(key=lambda row: (row.at, row.case_id), reverse=True)
    shown = found[:limit]
    bundles = _bundles(session, instansi_id, shown)
    read_rows = [_row(row, bundle, unit_names) for row, bundle in zip(shown, bundles, strict=True)]
    people = people_of([each.done for each in read_rows if each.done]) if read_rows else set()
    names = units.names(session, instansi_id=instansi_id, ids=people) if people else {}
    last = shown[-1] if len(found) > limit else None
    return InterventionPage(
        [_named(each, names) for each in read_rows], InterventionCursor(last.at, last.case_id) if last else None
    )


def _rows(
    instansi_id: str, kind: str, filters: InterventionFilter, reach: Reach, after: InterventionCursor | None
) -> Any:
    query = (
        select(
            Event.case_id, Event.number, Event.at, Event.kind, Event.actor, Event.actor_name, Event.element,
            Event.payload, Event.personal, Complaint.number.label("complaint"), Complaint.rahasia, Complaint.restricted,
            Activity.title, Activity.period_from, Activity.period_to,
        )
        .outerjoin(Complaint, and_(Complaint.instansi_id == Event.instansi_id, Complaint.id == Event.case_id))
        .outerjoin(Activity, and_(Activity.instansi_id == Event.instansi_id, Activity.id == Event.case_id))
        .where(Event.instansi_id == instansi_id, Event.kind == kind, *reach.conditions())
    )  # fmt: skip
    if kind == IncidentRetried.KIND:
        query = query.where(Event.role == PUTS_RIGHT)
    elif filters.kind:
        query = query.where(_says("intervention", filters.kind))
    if filters.people is not None:
        asked = (_says("asked_by", person) for person in filters.people)
        query = query.where(or_(false(), Event.actor.in_(filters.people), *asked))
    if filters.since is not None:
        query = query.where(Event.at >= filters.since)
    if filters.until is not None:
        query = query.where(Event.at < filters.until)
    if after is not None:
        here = tuple_(literal(after.at, Event.at.type), literal(after.case_id, Event.case_id.type))
        query = query.where(tuple_(Event.at, Event.case_id) < here)
    return query


def _says(name: str, value: str) -> ColumnElement[bool]:
    """Whether the stored row says so: it is canonical JSON, in whose texts no quotation mark stands bare."""
    return Event.payload.contains(f'"{name}":"{value}"', autoescape=True)


def _bundles(session: Session, instansi_id: str, rows: Sequence[Any]) -> list[Bundle]:
    """The version on which each row was written: that of its case, or one before a later move."""
    ids = {row.case_id for row in rows}
    if not ids:
        return []
    here = (Case.instansi_id == instansi_id, Case.id.in_(ids))
    newest = {row.id: row.version_id for row in session.execute(select(Case.id, Case.version_id).where(*here))}
    moved: dict[UUID, list[Any]] = {case_id: [] for case_id in ids}
    moves = select(Event.case_id, Event.number, Event.kind, Event.payload).where(
        Event.instansi_id == instansi_id, Event.kind == CaseMigrated.KIND, Event.case_id.in_(ids)
    )
    for move in session.execute(moves.order_by(Event.number)):
        moved[move.case_id].append(move)
    found = []
    for row in rows:
        later = [row, *(move for move in moved[row.case_id] if move.number > row.number)]
        _first, version = next(versions(newest[row.case_id], later))
        found.append(bundle_of(session, instansi_id, version))
    return found


def _row(row: Any, bundle: Bundle, unit_names: Mapping[str, str]) -> InterventionRow:
    what = read(row.kind, row.payload)
    withheld = bool(row.rahasia or row.restricted)
    done = None
    if isinstance(what, CaseIntervened):
        done = put_right(what, bundle, row.element, options=options_of(unit_names), identity=Reason.PERAN)
    key = REASON if done else RETRY_NOTE
    texts = row.personal.get("answers", {}) if isinstance(row.personal, dict) else {}
    return InterventionRow(
        case_id=row.case_id,
        number=_number(row),
        row=row.number,
        at=row.at,
        kind=RETRIED if done is None else done.kind,
        by=row.actor_name,
        asked_by=done.asked_by if done else "",
        reason="" if withheld else str(texts.get(key, "")),
        withheld=withheld,
        where=name_of(bundle, row.element) if done is None else done.name,
        done=replace(done, values=()) if done and withheld else done,
    )


def _named(row: InterventionRow, names: Mapping[str, str]) -> InterventionRow:
    if row.done is None:
        return row
    done = named(row.done, names)
    return replace(row, done=done, asked_by=done.asked_by)


def _number(row: Any) -> str:
    if row.complaint is not None:
        return "" if row.restricted else str(row.complaint)
    return f"{row.title}, {Period(row.period_from, row.period_to).words()}" if row.title is not None else ""
