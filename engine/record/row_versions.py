"""The rows of a history, each with the version on which it was written: a case may change it on its way."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy.orm import Session

from engine.definition.bundle import Bundle
from engine.definition.versions import bundle_of
from engine.models import Case
from engine.record.advance import HistoryEvent
from engine.record.events import CaseMigrated
from engine.record.payload import read


def with_versions(session: Session, case: Case, rows: Sequence[Any]) -> Iterator[tuple[Any, Bundle]]:
    """Each row with its bundle. `rows` are the events of the case in order; the row of a move itself counts as new."""
    for row, version_id in versions(case.version_id, rows):
        yield row, bundle_of(session, case.instansi_id, version_id)


def versions(newest: uuid.UUID, rows: Sequence[Any]) -> Iterator[tuple[Any, uuid.UUID]]:
    """Each row of a case with the id of the version that it was written on; on `newest` the case stands now."""
    current = newest
    found: list[uuid.UUID] = []
    for row in reversed(rows):
        found.append(current)
        if row.kind == CaseMigrated.KIND:
            current = _version_before(read(row.kind, row.payload)) or current
    yield from zip(rows, reversed(found), strict=True)


def _version_before(event: HistoryEvent) -> uuid.UUID | None:
    """None when the row cannot be read: verification tells who changed it, and the case can still be looked at."""
    try:
        return uuid.UUID(event.from_) if isinstance(event, CaseMigrated) else None
    except ValueError:
        return None
