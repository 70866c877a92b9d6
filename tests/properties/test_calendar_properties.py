"""What must hold for any calendar whatsoever."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from engine.deadlines import END_OF_DAY, DayEntry, OfficeCalendar, Unit
from tests.support.calendars import (
    calendars,
    counts,
    days,
    entry_lists,
    holidays,
    make_up_days,
    moments,
    office,
    slowly,
    units,
)


@given(calendars, days, counts)
def test_the_fast_count_is_the_count_on_the_fingers(calendar: OfficeCalendar, day: date, count: int) -> None:
    assert calendar.work.nth_after(day, count) == slowly(calendar.work, day, count)
    assert calendar.work.nth_before(day, count) == slowly(calendar.work, day, -count)


@given(calendars, days, days)
def test_differences_count_working_days(calendar: OfficeCalendar, one: date, other: date) -> None:
    first, last = sorted((one, other))
    between = (first + timedelta(days=step) for step in range(1, (last - first).days + 1))
    counted = calendar.work.working_days_until(last) - calendar.work.working_days_until(first)
    assert counted == sum(calendar.work.is_working(day) for day in between)


@given(calendars, moments, counts, units)
def test_one_day_more_ends_later(calendar: OfficeCalendar, since: datetime, count: int, unit: Unit) -> None:
    assert calendar.due(count, unit, since).moment < calendar.due(count + 1, unit, since).moment


@given(calendars, moments, moments, counts, units)
def test_who_starts_later_never_ends_earlier(
    calendar: OfficeCalendar, one: datetime, other: datetime, count: int, unit: Unit
) -> None:
    first, second = sorted((one, other))
    assert calendar.due(count, unit, first).moment <= calendar.due(count, unit, second).moment


@given(calendars, moments, counts)
def test_it_is_due_at_the_end_of_a_working_day_after_the_day_of_the_act(
    calendar: OfficeCalendar, since: datetime, count: int
) -> None:
    deadline = calendar.due(count, "hari_kerja", since)
    assert calendar.work.is_working(deadline.date)
    assert deadline.moment.timetz().replace(tzinfo=None) == END_OF_DAY
    assert deadline.date > calendar.local_date(since)
    assert deadline.moment.utcoffset() == timedelta(hours=8)


@given(entry_lists, st.booleans(), holidays, moments, counts)
def test_a_further_holiday_never_makes_a_deadline_earlier(
    entries: list[DayEntry], stops: bool, holiday: DayEntry, since: datetime, count: int
) -> None:
    before = office(entries, cuti_bersama_stops=stops).due(count, "hari_kerja", since)
    after = office([*entries, holiday], cuti_bersama_stops=stops).due(count, "hari_kerja", since)
    assert after.moment >= before.moment


@given(entry_lists, st.booleans(), make_up_days, moments, counts)
def test_a_further_make_up_day_never_makes_a_deadline_later(
    entries: list[DayEntry], stops: bool, make_up_day: DayEntry, since: datetime, count: int
) -> None:
    before = office(entries, cuti_bersama_stops=stops).due(count, "hari_kerja", since)
    after = office([*entries, make_up_day], cuti_bersama_stops=stops).due(count, "hari_kerja", since)
    assert after.moment <= before.moment


@given(entry_lists, moments, counts)
def test_joint_leave_that_stops_the_clock_only_gives_time(entries: list[DayEntry], since: datetime, count: int) -> None:
    strict = office(entries, cuti_bersama_stops=False).due(count, "hari_kerja", since)
    assert strict.moment <= office(entries, cuti_bersama_stops=True).due(count, "hari_kerja", since).moment


@given(entry_lists, moments, counts)
def test_the_order_of_the_decrees_does_not_matter(entries: list[DayEntry], since: datetime, count: int) -> None:
    assert office(entries).due(count, "hari_kerja", since) == office(entries[::-1]).due(count, "hari_kerja", since)


@given(calendars, moments, counts, units)
def test_the_explanation_agrees_with_the_deadline(
    calendar: OfficeCalendar, since: datetime, count: int, unit: Unit
) -> None:
    deadline = calendar.due(count, unit, since)
    explained = calendar.explain(since, count, unit)
    assert [day.number for day in explained if day.counted] == list(range(1, count + 1))
    assert explained[-1].date == deadline.date
    assert explained[-1].number == count
    first = calendar.local_date(since) + timedelta(days=1)
    assert [day.date for day in explained] == [first + timedelta(days=step) for step in range(len(explained))]
    assert explained == calendar.explain_rule(deadline.to_rule())
    if unit == "hari_kerja":
        assert all(day.counted is calendar.work.is_working(day.date) for day in explained)


@given(calendars, moments, counts, units)
def test_a_warning_is_explained_backwards(calendar: OfficeCalendar, since: datetime, count: int, unit: Unit) -> None:
    warning = calendar.before(count, unit, since)
    explained = calendar.explain_rule(warning.to_rule())
    assert explained[-1].date == warning.date
    assert [day.number for day in explained if day.counted] == list(range(-1, -count - 1, -1))


@given(calendars, moments, counts, st.integers(1, 80), units)
def test_a_warning_stands_where_the_rest_of_the_period_begins(
    calendar: OfficeCalendar, since: datetime, count: int, warning: int, unit: Unit
) -> None:
    deadline = calendar.due(count + warning, unit, since)
    assert calendar.before(warning, unit, deadline).date == calendar.due(count, unit, since).date


@given(calendars, moments, counts, st.integers(0, 80), units)
def test_a_stored_rule_counts_to_the_same_deadline(
    calendar: OfficeCalendar, since: datetime, count: int, warning: int, unit: Unit
) -> None:
    deadline = calendar.due(count, unit, since)
    for counted in (deadline, calendar.before(warning, unit, deadline), calendar.before(warning, unit, since)):
        assert calendar.recompute(json.loads(json.dumps(counted.to_rule()))) == counted


@given(entry_lists, holidays, moments, counts, counts)
def test_a_warning_moves_with_its_deadline(
    entries: list[DayEntry], holiday: DayEntry, since: datetime, count: int, warning: int
) -> None:
    old, new = office(entries), office([*entries, holiday])
    rule = old.before(warning, "hari_kerja", old.due(count, "hari_kerja", since)).to_rule()
    expected = new.before(warning, "hari_kerja", new.due(count, "hari_kerja", since))
    assert new.recompute(rule) == expected


@given(calendars, moments, counts, units, st.integers(-14, 14))
def test_the_offset_in_which_a_moment_is_written_does_not_matter(
    calendar: OfficeCalendar, since: datetime, count: int, unit: Unit, hours: int
) -> None:
    elsewhere = since.astimezone(timezone(timedelta(hours=hours)))
    assert calendar.due(count, unit, elsewhere) == calendar.due(count, unit, since)


@given(calendars, moments, counts)
def test_at_the_start_all_working_days_are_left(calendar: OfficeCalendar, since: datetime, count: int) -> None:
    deadline = calendar.due(count, "hari_kerja", since)
    assert calendar.remaining(since, deadline) == count
    assert calendar.remaining(deadline.moment, deadline) == 0
    assert calendar.remaining(deadline.moment + timedelta(seconds=1), deadline) == -1


@given(calendars, moments, moments, moments)
def test_what_is_left_never_grows_and_tells_overdue_by_its_sign(
    calendar: OfficeCalendar, due: datetime, one: datetime, other: datetime
) -> None:
    first, second = sorted((one, other))
    assert calendar.remaining(first, due) >= calendar.remaining(second, due)
    assert (calendar.remaining(one, due) < 0) is (one > due)


@given(st.integers(1900, 2200), st.integers(1, 10_000))
def test_any_year_can_be_counted(year: int, count: int) -> None:
    calendar = office([])
    since = datetime(year, 6, 1, tzinfo=UTC)
    deadline = calendar.due(count, "hari_kerja", since)
    assert calendar.remaining(since, deadline) == count
    assert calendar.before(count, "hari_kerja", deadline).date <= calendar.local_date(since)
