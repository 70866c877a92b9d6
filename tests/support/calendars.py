"""Calendars for tests that need no database, and Hypothesis strategies that draw others."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from complaints.decrees import read_seed, wider_scopes, work_calendar
from engine.deadlines import DayEntry, DayKind, OfficeCalendar, WorkCalendar

WIB, WITA = ZoneInfo("Asia/Jakarta"), ZoneInfo("Asia/Makassar")
FIRST, LAST = date(2026, 1, 1), date(2027, 12, 31)

HOLIDAYS = (DayKind.LIBUR_NASIONAL, DayKind.CUTI_BERSAMA, DayKind.LIBUR_DAERAH)


def seeded(scope: str = "ID", *, zone: ZoneInfo = WITA, cuti_bersama_stops: bool = True) -> OfficeCalendar:
    """The calendar of the decrees that come with the program."""
    scopes = wider_scopes(scope)
    entries = [entry for entry in read_seed() if entry.scope in scopes]
    return OfficeCalendar(work_calendar(entries, cuti_bersama_stops=cuti_bersama_stops), zone)


def office(entries: Iterable[DayEntry], *, cuti_bersama_stops: bool = True) -> OfficeCalendar:
    return OfficeCalendar(WorkCalendar(entries, (2026, 2027), cuti_bersama_stops=cuti_bersama_stops), WITA)


def slowly(work: WorkCalendar, day: date, count: int) -> date:
    """The same by walking day by day: what the fast arithmetic must agree with."""
    step = timedelta(days=1 if count > 0 else -1)
    left = abs(count)
    while left:
        day += step
        left -= work.is_working(day)
    return day


days = st.dates(FIRST, LAST)
counts = st.integers(1, 80)
units = st.sampled_from(["hari_kerja", "hari"])
moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
ranks = st.integers(0, 3)
holidays = st.builds(DayEntry, days, st.sampled_from(HOLIDAYS), rank=ranks)
make_up_days = st.builds(DayEntry, days, st.just(DayKind.HARI_KERJA_PENGGANTI), rank=ranks)
entry_lists = st.lists(st.one_of(holidays, make_up_days), max_size=60)
calendars = st.builds(office, entry_lists, cuti_bersama_stops=st.booleans())
