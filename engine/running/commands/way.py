"""The way of a case so far, with its moments: since when it stands where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.definition.bundle import Bundle
from engine.definition.graph import Place
from engine.models import Case, Event
from engine.record import row_versions
from engine.record.events import CaseIntervened
from engine.record.path import Passed, path_of
from engine.record.payload import read

Reached = tuple[datetime, Passed]
"""When an element was passed, and which."""


def way_of(session: Session, case: Case) -> Iterator[Reached]:
    """The way of the case so far, each stretch read with the version it was walked on."""
    rows = session.execute(
        select(Event.at, Event.kind, Event.payload)
        .where(Event.instansi_id == case.instansi_id, Event.case_id == case.id)
        .order_by(Event.number)
    ).all()
    for row, bundle in row_versions.with_versions(session, case, rows):
        event = read(row.kind, row.payload)
        if isinstance(event, CaseIntervened) and event.to:
            yield row.at, Passed(event.process, event.to, ())
        for passed in path_of(event, bundle):
            yield row.at, passed


def reached(passed: list[Reached], bundle: Bundle, place: Place) -> datetime | None:
    """When the case last came to a place: the moment of the flow that led there."""
    for at, (process_id, element, flows) in reversed(passed):
        diagram = bundle.diagrams.get(process_id)
        if process_id != place[0] or diagram is None:
            continue
        if element == place[1] or any(f in diagram.flows and diagram.flows[f].target == place[1] for f in flows):
            return at
    return None
