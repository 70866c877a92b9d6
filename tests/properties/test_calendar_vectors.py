"""The calendar against known dates: published vectors, Idul Fitri 2026, zones, years without a decree."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest

from engine.deadlines import DayEntry, DayKind, OfficeCalendar, WorkCalendar
from engine.errors import DeadlineRefusedError
from tests.support.calendars import WIB, WITA, office, seeded

VECTORS = json.loads((Path(__file__).parents[1] / "data" / "workday_vectors.json").read_text(encoding="utf-8"))
CASES = [
    pytest.param(vector["scope"], vector["start"], int(count), due, id=f"{vector['scope']}-{vector['start']}-{count}")
    for vector in VECTORS
    for count, due in vector["due"].items()
]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(("scope", "start", "count", "due"), CASES)
def test_the_vectors(scope: str, start: str, count: int, due: str) -> None:
    deadline = seeded(scope).due(count, "hari_kerja", at(f"{start}T09:00+08:00"))
    assert deadline.date.isoformat() == due
    assert deadline.moment.isoformat() == f"{due}T23:59:59.999999+08:00"
    assert deadline.provisional is start.startswith("2027")


@pytest.mark.parametrize(
    ("period", "warning", "working_day"), [(5, 3, 2), (14, 8, 6), (60, 35, 25)], ids=["5", "14", "60"]
)
def test_a_warning_stands_on_the_working_day_that_the_regulation_means(
    period: int, warning: int, working_day: int
) -> None:
    calendar, received = seeded(), at("2026-03-13T09:00+08:00")
    deadline = calendar.due(period, "hari_kerja", received)
    expected = calendar.due(working_day, "hari_kerja", received).date
    assert calendar.before(warning, "hari_kerja", deadline).date == expected
    assert calendar.before(warning, "hari_kerja", deadline.moment).date == expected


def test_idul_fitri_2026_is_explained_day_by_day() -> None:
    days = seeded().explain(at("2026-03-16T10:00+08:00"), 3, "hari_kerja")
    assert [(day.date.isoformat()[5:], day.number, day.kind.value) for day in days] == [
        ("03-17", 1, "hari_kerja"),
        ("03-18", None, "cuti_bersama"),
        ("03-19", None, "libur_nasional"),
        ("03-20", None, "cuti_bersama"),
        ("03-21", None, "libur_nasional"),
        ("03-22", None, "libur_nasional"),
        ("03-23", None, "cuti_bersama"),
        ("03-24", None, "cuti_bersama"),
        ("03-25", 2, "hari_kerja"),
        ("03-26", 3, "hari_kerja"),
    ]
    assert (days[2].name, days[2].decree) == ("Hari Suci Nyepi", "SKB 1497/2025")


def test_where_joint_leave_does_not_stop_the_clock_it_is_counted_and_still_named() -> None:
    days = seeded(cuti_bersama_stops=False).explain(at("2026-03-16T10:00+08:00"), 3, "hari_kerja")
    assert [(day.date.day, day.number) for day in days] == [(17, 1), (18, 2), (19, None), (20, 3)]
    assert days[1].kind is DayKind.CUTI_BERSAMA
    assert days[1].decree == "SKB 1497/2025"


def test_calendar_days_count_every_day_and_end_with_their_day() -> None:
    deadline = seeded().due(5, "hari", at("2026-03-16T10:00+08:00"))
    assert deadline.moment.isoformat() == "2026-03-21T23:59:59.999999+08:00"
    assert deadline.provisional is False


def test_the_day_of_the_act_is_the_day_in_the_office() -> None:
    moment = at("2026-03-09T16:30+00:00")  # Tuesday 00:30 in WITA, still Monday 23:30 in WIB
    assert seeded(zone=WITA).due(1, "hari_kerja", moment).date == date(2026, 3, 11)
    assert seeded(zone=WIB).due(1, "hari_kerja", moment).date == date(2026, 3, 10)


@pytest.mark.parametrize(
    ("moment", "due"),
    [
        ("2026-03-09T23:30+00:00", date(2026, 3, 11)),  # Tuesday 07:30 in WITA
        ("2026-03-09T15:59+00:00", date(2026, 3, 10)),  # Monday 23:59 in WITA
        ("2026-03-09T16:00+00:00", date(2026, 3, 11)),  # Tuesday 00:00 in WITA
        ("2026-03-13T23:30+00:00", date(2026, 3, 16)),  # a Saturday is never day 1
        ("2026-03-13T20:00+08:00", date(2026, 3, 16)),  # Friday evening: still day 0
    ],
)
def test_day_zero_around_midnight(moment: str, due: date) -> None:
    assert seeded().due(1, "hari_kerja", at(moment)).date == due


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "America/Los_Angeles", "UTC"])
def test_the_zone_of_the_server_does_not_matter(zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import time as clock

    expected = seeded().due(3, "hari_kerja", at("2026-03-09T15:59+00:00"))
    monkeypatch.setenv("TZ", zone)
    clock.tzset()
    try:
        assert seeded().due(3, "hari_kerja", at("2026-03-09T15:59+00:00")) == expected
    finally:
        monkeypatch.undo()
        clock.tzset()


@pytest.mark.parametrize(
    ("start", "count", "provisional"),
    [
        ("2026-12-01", 5, False),
        ("2026-12-28", 3, False),  # ends on 31 December
        ("2026-12-28", 4, True),  # ends in 2027, whose holidays are only estimated
        ("2026-12-31", 1, True),
        ("2028-05-01", 1, True),
        ("2025-12-29", 10, False),
    ],
)
def test_a_year_without_decree_makes_a_deadline_provisional(start: str, count: int, provisional: bool) -> None:
    assert seeded().due(count, "hari_kerja", at(f"{start}T09:00+08:00")).provisional is provisional


def test_counting_back_is_provisional_by_the_days_it_counts() -> None:
    calendar = seeded()
    assert calendar.before(1, "hari_kerja", at("2027-01-01T16:00+08:00")).provisional is False
    assert calendar.before(1, "hari_kerja", at("2027-01-04T16:00+08:00")).provisional is True
    late = calendar.due(3, "hari_kerja", at("2026-12-31T09:00+08:00"))
    assert calendar.before(20, "hari_kerja", late).provisional is True


PANCASILA = date(2026, 6, 1)  # a Monday
SATURDAY = date(2026, 6, 6)


@pytest.mark.parametrize(
    ("day", "kinds", "works"),
    [
        (PANCASILA, {}, True),
        (PANCASILA, {DayKind.LIBUR_NASIONAL: 0}, False),
        (PANCASILA, {DayKind.LIBUR_NASIONAL: 0, DayKind.HARI_KERJA_PENGGANTI: 0}, True),
        (PANCASILA, {DayKind.LIBUR_NASIONAL: 0, DayKind.HARI_KERJA_PENGGANTI: 1}, True),
        (PANCASILA, {DayKind.LIBUR_DAERAH: 2, DayKind.HARI_KERJA_PENGGANTI: 1}, False),
        (PANCASILA, {DayKind.CUTI_BERSAMA: 0, DayKind.LIBUR_DAERAH: 3, DayKind.HARI_KERJA_PENGGANTI: 2}, False),
        (SATURDAY, {}, False),
        (SATURDAY, {DayKind.HARI_KERJA_PENGGANTI: 0}, True),
        (SATURDAY, {DayKind.HARI_KERJA_PENGGANTI: 0, DayKind.LIBUR_DAERAH: 1}, False),
    ],
)
def test_a_make_up_day_beats_the_week_and_holidays_of_its_own_or_a_wider_scope(
    day: date, kinds: dict[DayKind, int], works: bool
) -> None:
    assert WorkCalendar([DayEntry(day, kind, rank=rank) for kind, rank in kinds.items()]).is_working(day) is works


def test_remaining_counts_down_to_the_due_day_and_below_zero_after_it() -> None:
    calendar = seeded()
    due = calendar.due(5, "hari_kerja", at("2026-03-09T09:00+08:00"))  # Monday 16 March, until its end
    moments = ["03-09T09:00", "03-10T08:00", "03-14T08:00", "03-16T16:30", "03-16T23:59", "03-17T00:00", "03-17T08:00"]
    left = [calendar.remaining(at(f"2026-{moment}+08:00"), due) for moment in moments]
    assert left == [5, 4, 1, 0, 0, -1, -1]
    assert calendar.remaining(at("2026-03-18T08:00+08:00"), due.moment) == -1  # joint leave: no day more
    assert calendar.remaining(at("2026-03-26T08:00+08:00"), due) == -3


def test_what_is_left_of_calendar_days_is_counted_in_calendar_days() -> None:
    """Of the fourteen days after 13 March 2026 only five are working days."""
    calendar = seeded()
    due = calendar.due(14, "hari", at("2026-03-13T09:00+08:00"))  # Friday 27 March, behind Nyepi and Idul Fitri
    moments = ["03-13T09:00", "03-21T09:00", "03-26T09:00", "03-27T23:59", "03-28T00:00", "03-30T08:00"]
    assert [calendar.remaining(at(f"2026-{each}+08:00"), due, "hari") for each in moments] == [14, 6, 1, 0, -1, -3]


def test_a_warning_comes_at_the_hour_of_the_office_and_a_deadline_never_does() -> None:
    calendar = OfficeCalendar(WorkCalendar(), WITA, time(15, 30))
    deadline = calendar.due(2, "hari_kerja", at("2026-03-09T09:00+08:00"))
    assert deadline.moment.isoformat() == "2026-03-11T23:59:59.999999+08:00"
    assert calendar.before(1, "hari_kerja", deadline).moment.isoformat() == "2026-03-10T15:30:00+08:00"


def test_no_days_at_all_is_the_end_of_the_day_of_the_act() -> None:
    saturday = at("2026-03-14T10:00+08:00")
    deadline = seeded().due(0, "hari_kerja", saturday)
    assert deadline.moment.isoformat() == "2026-03-14T23:59:59.999999+08:00"
    assert seeded().before(0, "hari_kerja", deadline).date == deadline.date
    assert seeded().explain(saturday, 0, "hari_kerja") == []


@pytest.mark.parametrize("since", [datetime(2026, 3, 9, 9), date(2026, 3, 9), "2026-03-09T09:00+08:00", None])  # noqa: DTZ001
def test_only_an_aware_moment_is_a_start(since: object) -> None:
    calendar = seeded()
    for refused in (
        lambda: calendar.due(3, "hari_kerja", since),  # type: ignore[arg-type]
        lambda: calendar.before(3, "hari", since),  # type: ignore[arg-type]
        lambda: calendar.remaining(since, at("2026-03-09T09:00+08:00")),  # type: ignore[arg-type]
        lambda: calendar.remaining(at("2026-03-09T09:00+08:00"), since),  # type: ignore[arg-type]
    ):
        with pytest.raises(DeadlineRefusedError, match="zona"):
            refused()


@pytest.mark.parametrize(
    ("count", "unit"), [(-1, "hari"), (10_001, "hari"), (1.5, "hari"), (True, "hari"), (1, "minggu"), (1, None)]
)
def test_odd_periods_are_refused(count: int, unit: str) -> None:
    with pytest.raises(DeadlineRefusedError):
        seeded().due(count, unit, at("2026-03-09T09:00+08:00"))  # type: ignore[arg-type]


def test_the_end_of_the_calendar_is_a_refusal_and_no_crash() -> None:
    last, first = datetime(9999, 12, 30, tzinfo=UTC), datetime(1, 1, 2, tzinfo=UTC)
    for unit in ("hari", "hari_kerja"):
        with pytest.raises(DeadlineRefusedError):
            office([]).due(50, unit, last)  # type: ignore[arg-type]
        with pytest.raises(DeadlineRefusedError):
            office([]).before(50, unit, first)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "rule",
    [
        {},
        {"function": "after", "unit": "hari", "count": 1, "since": "2026-03-09T09:00+08:00"},
        {"function": "due", "unit": "hari", "count": 1},
        {"function": "due", "unit": "hari", "count": 1, "since": "besok"},
        {"function": "due", "unit": "hari", "count": 1, "since": "2026-03-09T09:00"},
        {"function": "before", "unit": "hari", "count": 1, "since": "2026-03-09T09:00+08:00"},
        {"function": "before", "unit": "hari", "count": 1, "before": {"function": "due"}},
    ],
)
def test_a_broken_rule_is_refused(rule: dict[str, object]) -> None:
    with pytest.raises(DeadlineRefusedError):
        seeded().recompute(rule)
