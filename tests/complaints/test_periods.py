"""The period that an activity is about, in dates and in words."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints.decrees.periods import PERIODS, Period

CASES = [
    ("bulan_lalu", "2026-01-01", "2025-12-01", "2025-12-31", "Desember 2025"),
    ("bulan_lalu", "2026-03-31", "2026-02-01", "2026-02-28", "Februari 2026"),
    ("bulan_lalu", "2028-03-01", "2028-02-01", "2028-02-29", "Februari 2028"),
    ("bulan_ini", "2028-02-29", "2028-02-01", "2028-02-29", "Februari 2028"),
    ("bulan_ini", "2026-12-31", "2026-12-01", "2026-12-31", "Desember 2026"),
    ("triwulan_ini", "2026-01-31", "2026-01-01", "2026-03-31", "triwulan I 2026"),
    ("triwulan_ini", "2026-06-30", "2026-04-01", "2026-06-30", "triwulan II 2026"),
    ("triwulan_ini", "2026-12-01", "2026-10-01", "2026-12-31", "triwulan IV 2026"),
    ("enam_bulan_lalu", "2026-07-01", "2026-01-01", "2026-06-30", "Januari–Juni 2026"),
    ("enam_bulan_lalu", "2026-03-15", "2025-09-01", "2026-02-28", "September 2025–Februari 2026"),
    ("tahun_lalu", "2026-01-01", "2025-01-01", "2025-12-31", "tahun 2025"),
    ("tahun_lalu", "2026-12-31", "2025-01-01", "2025-12-31", "tahun 2025"),
    ("tahun_ini", "2028-02-29", "2028-01-01", "2028-12-31", "tahun 2028"),
]


@pytest.mark.parametrize(("name", "day", "first", "last", "words"), CASES)
def test_periods(name: str, day: str, first: str, last: str, words: str) -> None:
    period = PERIODS[name](date.fromisoformat(day))
    assert (period.first.isoformat(), period.last.isoformat()) == (first, last)
    assert period.words() == words


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("2026-05-01", "2026-05-01", "1 Mei 2026"),
        ("2026-05-04", "2026-06-03", "4 Mei 2026–3 Juni 2026"),
        ("2026-02-01", "2026-04-30", "Februari–April 2026"),
        ("2025-07-01", "2026-06-30", "Juli 2025–Juni 2026"),
    ],
)
def test_other_periods_in_words(first: str, last: str, words: str) -> None:
    assert Period(date.fromisoformat(first), date.fromisoformat(last)).words() == words


days = st.dates(date(2000, 1, 1), date(2100, 1, 1))


@given(days, st.sampled_from(sorted(PERIODS)))
def test_a_period_is_whole_months_and_lies_where_its_name_says(day: date, name: str) -> None:
    period = PERIODS[name](day)
    assert period.first.day == 1
    assert (period.last + timedelta(days=1)).day == 1
    if name.endswith("_ini"):
        assert period.first <= day <= period.last
    else:
        assert period.last < day


@given(days)
def test_six_months_before_end_with_the_month_before(day: date) -> None:
    half, month = PERIODS["enam_bulan_lalu"](day), PERIODS["bulan_lalu"](day)
    assert half.last == month.last
    assert (half.last - half.first).days in range(180, 185)
