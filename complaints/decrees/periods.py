"""The period that an activity or a report is about: whole months, quarters, half years or years of the calendar."""

from __future__ import annotations

import calendar
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from engine.definition.forms.messages import MONTHS

ROMAN = ("I", "II", "III", "IV")


@dataclass(frozen=True)
class Period:
    """From one day to another, both included."""

    first: date
    last: date

    def words(self) -> str:
        """As people name it: "Oktober 2026", "triwulan IV 2026", "Mei–Oktober 2026", "tahun 2026"."""
        if not self._whole_months():
            return f"{_day(self.first)}–{_day(self.last)}" if self.first != self.last else _day(self.first)
        months = _index(self.last) - _index(self.first) + 1
        if months == 1:
            return _month(self.first)
        if months == 12 and self.first.month == 1:
            return f"tahun {self.first.year}"
        if months == 3 and self.first.month % 3 == 1:
            return f"triwulan {ROMAN[self.first.month // 3]} {self.first.year}"
        begin = MONTHS[self.first.month - 1] if self.first.year == self.last.year else _month(self.first)
        return f"{begin}–{_month(self.last)}"

    def _whole_months(self) -> bool:
        return self.first.day == 1 and (self.last + timedelta(days=1)).day == 1


def months(day: date, *, start: int, count: int) -> Period:
    """`count` whole months, the first of them `start` months from the one of `day` (-1: the month before)."""
    first, last = _index(day) + start, _index(day) + start + count - 1
    end = calendar.monthrange(last // 12, last % 12 + 1)[1]
    return Period(date(first // 12, first % 12 + 1, 1), date(last // 12, last % 12 + 1, end))


PERIODS: dict[str, Callable[[date], Period]] = {
    "bulan_lalu": lambda day: months(day, start=-1, count=1),
    "bulan_ini": lambda day: months(day, start=0, count=1),
    "triwulan_ini": lambda day: months(day, start=-((day.month - 1) % 3), count=3),
    "enam_bulan_lalu": lambda day: months(day, start=-6, count=6),
    "tahun_lalu": lambda day: months(day, start=-(day.month - 1) - 12, count=12),
    "tahun_ini": lambda day: months(day, start=-(day.month - 1), count=12),
}
"""Names that a diagram may use -> the period as seen from a day at the office."""


def _index(day: date) -> int:
    return day.year * 12 + day.month - 1


def _month(day: date) -> str:
    return f"{MONTHS[day.month - 1]} {day.year}"


def _day(day: date) -> str:
    return f"{day.day} {_month(day)}"
