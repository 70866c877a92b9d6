"""What filters of lists are asked for in an address: days, moments, ids. What cannot be read is None."""

from __future__ import annotations

from datetime import date, datetime, time
from uuid import UUID

from web.phrases.moments import time_zone

FIRST_YEAR, LAST_YEAR = 1990, 2200
"""Between them a day is shifted and compared without leaving what dates can say."""


def day_asked(text: str) -> date | None:
    """A day as an address carries it, e.g. `2026-03-09`."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None


def midnight(day: date) -> datetime:
    """When a day begins in the time zone of the government."""
    return datetime.combine(day, time(), time_zone())


def id_asked(text: str) -> UUID | None:
    """An id as an address or a form carries it."""
    try:
        return UUID(text)
    except ValueError:
        return None
