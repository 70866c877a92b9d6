"""Past cases on a version that is not deployed yet: which would have gone another way, been late, or got stuck."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints.models import Complaint
from complaints.workshop.start_values import start_values
from engine.deadlines import OfficeCalendar
from engine.definition.bundle import Bundle
from engine.definition.graph import Place
from engine.definition.versions import bundle_of
from engine.models import Case, Event
from engine.workshop.replay import Replay, record, replay


@dataclass(frozen=True)
class Compared:
    """One past case on its own version and on the new one."""

    case_id: uuid.UUID
    number: str
    version_id: uuid.UUID
    verdict: str
    """`same`, `other_way` (another path or end), `stuck` (work that nobody's record answers) or `broken`."""
    newly_late: tuple[Place, ...]
    no_longer_late: tuple[Place, ...]
    left_out: tuple[Place, ...]
    """Places that it would not have come to any more."""
    added: tuple[Place, ...]
    waits: tuple[Place, ...]
    end: tuple[str, str]
    """(end before, end now)."""
    error: str = ""


def candidates(session: Session, *, instansi_id: str, process_id: str, since: datetime, limit: int) -> list[uuid.UUID]:
    """The newest cases of a process that began after `since`."""
    query = (
        select(Case.id)
        .where(Case.instansi_id == instansi_id, Case.process_id == process_id, Case.started_at >= since)
        .order_by(Case.started_at.desc(), Case.id)
        .limit(limit)
    )
    return list(session.scalars(query))


def compare(
    session: Session,
    *,
    instansi_id: str,
    case_ids: Sequence[uuid.UUID],
    bundle: Bundle,
    calendar: OfficeCalendar,
    now: datetime,
) -> Iterator[Compared]:
    """Each case in turn: three statements for all of them together. Writes nothing."""
    keys = Case.instansi_id == instansi_id, Case.id.in_(list(case_ids))
    cases = session.execute(select(Case.id, Case.version_id, Case.process_id, Case.ended_at).where(*keys)).all()
    rows: dict[uuid.UUID, list[Event]] = {}
    for event in session.scalars(
        select(Event)
        .where(Event.instansi_id == instansi_id, Event.case_id.in_(list(case_ids)))
        .order_by(Event.case_id, Event.number)
    ):
        rows.setdefault(event.case_id, []).append(event)
    complaints = {
        row.id: row
        for row in session.scalars(
            select(Complaint).where(Complaint.instansi_id == instansi_id, Complaint.id.in_(list(case_ids)))
        )
    }
    for case in cases:
        own = bundle_of(session, instansi_id, case.version_id)
        complaint = complaints.get(case.id)
        recorded = record(rows.get(case.id, []))
        given = start_values(complaint) if complaint else {}
        until = case.ended_at or now
        again = partial(
            replay, process_id=case.process_id, recorded=recorded, calendar=calendar, given=given, until=until
        )
        before, after = again(own), again(bundle, fresh=_fresh(own, bundle))
        number = complaint.number if complaint and not complaint.restricted else ""
        yield _compared(case.id, number, case.version_id, before, after)


def _fresh(old: Bundle, new: Bundle) -> frozenset[Place]:
    return frozenset(
        (diagram.process_id, element.id)
        for diagram in new.diagrams.values()
        for element in diagram.elements.values()
        if old.element(diagram.process_id, element.id) is None
    )


def _compared(case_id: uuid.UUID, number: str, version_id: uuid.UUID, before: Replay, after: Replay) -> Compared:
    was, now = dict.fromkeys(before.places), dict.fromkeys(after.places)
    added = tuple(place for place in now if place not in was)
    left_out = tuple(place for place in was if place not in now)
    waits = tuple(place for place in after.waits if place not in before.waits)
    if after.error:
        verdict = "broken"
    elif waits:
        verdict = "stuck"
    elif before.places != after.places:
        verdict = "other_way"
    else:
        verdict = "same"
    return Compared(
        case_id=case_id,
        number=number,
        version_id=version_id,
        verdict=verdict,
        newly_late=tuple(sorted(after.late - before.late)),
        no_longer_late=tuple(sorted(before.late - after.late)),
        left_out=left_out,
        added=added,
        waits=waits,
        end=(before.end_element, after.end_element),
        error=after.error,
    )
