"""What of a span an office is at work: a readable table."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.deadlines import DayEntry, DayKind, OfficeCalendar, WorkCalendar
from engine.deadlines.hours import working_time

WITA = ZoneInfo("Asia/Makassar")
HOLIDAY = DayEntry(date(2026, 3, 19), DayKind.LIBUR_NASIONAL, "Nyepi", "SKB", "nasional")
CALENDAR = OfficeCalendar(WorkCalendar([HOLIDAY], [2026]), WITA)


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-03-{text}").replace(tzinfo=WITA)


moments = st.integers(0, 31 * 24 * 60).map(lambda minutes: at("01 00:00") + timedelta(minutes=minutes))


@pytest.mark.parametrize(
    ("since", "until", "hours"),
    [
        ("09 09:00", "09 11:30", 2.5),
        ("09 06:00", "09 20:00", 8),
        ("09 15:00", "10 09:00", 2),
        ("13 15:00", "16 09:00", 2),  # over a weekend
        ("18 15:00", "20 09:00", 2),  # over Nyepi
        ("14 10:00", "15 12:00", 0),  # within a weekend
        ("09 17:00", "10 07:00", 0),
        ("10 09:00", "09 09:00", 0),
        ("02 08:00", "31 16:00", 8 * 21),
    ],
)
def test_only_office_hours_of_working_days_count(since: str, until: str, hours: float) -> None:
    assert working_time(CALENDAR, at(since), at(until)) == timedelta(hours=hours)


@given(st.lists(moments, min_size=3, max_size=3).map(sorted))
def test_parts_of_a_span_add_up(three: list[datetime]) -> None:
    first, second, third = three
    parts = working_time(CALENDAR, first, second) + working_time(CALENDAR, second, third)
    assert parts == working_time(CALENDAR, first, third)
