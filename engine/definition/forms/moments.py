"""Dates and times of day as browsers send them, and as people type them where the browser has no picker."""

from __future__ import annotations

import re
from datetime import date, time

from engine.definition.forms.messages import MONTHS

ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
WRITTEN = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})", re.ASCII)
NAMED = re.compile(r"(\d{1,2}) ([a-z]{3,9}) (\d{4})", re.ASCII)
CLOCK = re.compile(r"(\d{1,2})[:.](\d{2})(?:[:.]00(?:\.0+)?)?", re.ASCII)
BESIDES = {
    "agt": "agustus", "agst": "agustus", "ags": "agustus", "sept": "september", "nop": "november",
    "nopember": "november", "pebruari": "februari", "peb": "februari", "djuni": "juni", "djuli": "juli",
}  # fmt: skip
"""Old spellings and other short forms of months."""
FIRST_YEAR, LAST_YEAR = 1900, 2199
"""Outside of these a year is a slip of the keyboard."""


def parse_date(text: str) -> date | None:
    """`2026-03-16`, `16-03-2026`, `16/3/2026`, `16 Maret 2026`, between 1900 and 2199; None for anything else."""
    text = " ".join(text.split())
    if len(text) > 20:
        return None
    if match := ISO.fullmatch(text):
        year, month, day = map(int, match.groups())
    elif match := WRITTEN.fullmatch(text):
        day, month, year = map(int, match.groups())
    elif match := NAMED.fullmatch(text.lower()):
        day, month, year = int(match[1]), _month(match[2]), int(match[3])
    else:
        return None
    try:
        return date(year, month, day) if FIRST_YEAR <= year <= LAST_YEAR else None
    except ValueError:
        return None


def parse_time(text: str) -> time | None:
    """`14:30`, `14.30`; None for anything else."""
    match = CLOCK.fullmatch(text.strip()[:20])
    if match is None:
        return None
    hour, minute = int(match[1]), int(match[2])
    return time(hour, minute) if hour < 24 and minute < 60 else None


def format_date(value: date) -> str:
    """`16 Maret 2026`."""
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def format_time(value: time) -> str:
    """`14.30`."""
    return f"{value:%H.%M}"


def _month(name: str) -> int:
    """1 to 12 by a name, its first three letters, or as people write them besides; 0 when there is none."""
    name = BESIDES.get(name, name)
    return next((number for number, month in enumerate(MONTHS, 1) if name in (month.lower(), month.lower()[:3])), 0)
