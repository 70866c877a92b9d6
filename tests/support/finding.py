"""What an officer finds by a number."""

from __future__ import annotations

from typing import Any

from complaints import finding
from complaints.audit import CaseFilter
from complaints.casework import HandledCase
from complaints.casework.words import NUMBER, Sought
from engine.db import Session
from tests.complaints.desk_rows import NOW


def by_number(session: Session, *, beginning: str, **reader: Any) -> list[HandledCase]:
    """The first page, as rows of lists."""
    filters = CaseFilter(sought=Sought(beginning, NUMBER))
    return [row.case for row in finding.find(session, now=NOW, filters=filters, limit=200, **reader).rows]
