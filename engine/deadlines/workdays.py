"""Which days are working days, counted by bisection over the days that differ from Monday to Friday."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from datetime import date

from engine.deadlines.days import DayEntry, DayKind, decisive, is_weekend


def _weekdays_until(ordinal: int) -> int:
    """Mondays to Fridays from 0001-01-01 (a Monday, ordinal 1) up to and with this day."""
    weeks, rest = divmod(ordinal, 7)
    return 5 * weeks + min(rest, 5)


def _nth_weekday(number: int) -> int:
    """The ordinal of the n-th Monday-to-Friday day since 0001-01-01."""
    weeks, rest = divmod(number - 1, 5)
    return 7 * weeks + rest + 1


class WorkCalendar:
    """The working days of one place: Monday to Friday, less holidays, plus make-up days. Immutable once built.

    The table holds only exceptions (weekdays off, weekend days worked) with the working days counted up to each, so
    that any day of any year is found by one bisection, years without any entry included.
    """

    def __init__(
        self, entries: Iterable[DayEntry] = (), decreed_years: Iterable[int] = (), *, cuti_bersama_stops: bool = True
    ) -> None:
        """`decreed_years`: years whose national holidays a decree has fixed; a count through others is provisional."""
        self.cuti_bersama_stops = cuti_bersama_stops
        self.decreed_years = frozenset(decreed_years)
        by_day: dict[date, list[DayEntry]] = {}
        for entry in entries:
            by_day.setdefault(entry.date, []).append(entry)
        self._entries = {day: tuple(found) for day, found in by_day.items()}
        self._prepare()

    def _prepare(self) -> None:
        exceptions: list[int] = []
        counted: list[int] = []
        shifts = [0]
        for day in sorted(self._entries):
            works = self.is_working(day)
            if works is not is_weekend(day):
                continue
            exceptions.append(day.toordinal())
            shifts.append(shifts[-1] + (1 if works else -1))
            counted.append(_weekdays_until(exceptions[-1]) + shifts[-1])
        self._exceptions, self._counted, self._shifts = exceptions, counted, shifts

    def entries_on(self, day: date) -> tuple[DayEntry, ...]:
        """What decrees say of a day, in their order."""
        return self._entries.get(day, ())

    def decisive_on(self, day: date) -> DayEntry | None:
        """The decree's day that makes this day what it is; None when it is an ordinary weekday or weekend."""
        return decisive(self._entries.get(day, ()), self.cuti_bersama_stops)

    def is_working(self, day: date) -> bool:
        """Whether a day counts as a working day."""
        entry = self.decisive_on(day)
        return not is_weekend(day) if entry is None else entry.kind is DayKind.HARI_KERJA_PENGGANTI

    def working_days_until(self, day: date) -> int:
        """Working days from 0001-01-01 up to and with this day: differences of it count any period."""
        ordinal = day.toordinal()
        return _weekdays_until(ordinal) + self._shifts[bisect_right(self._exceptions, ordinal)]

    def nth_after(self, day: date, count: int) -> date:
        """The count-th working day after `day`, which itself is day 0. `count` >= 1."""
        return self._at(self.working_days_until(day) + count)

    def nth_before(self, day: date, count: int) -> date:
        """The count-th working day before `day`, which itself is not counted. `count` >= 1."""
        ordinal = day.toordinal() - 1
        until = _weekdays_until(ordinal) + self._shifts[bisect_right(self._exceptions, ordinal)]
        return self._at(until - count + 1)

    def _at(self, number: int) -> date:
        """The day on which the running number of working days first reaches `number`."""
        index = bisect_left(self._counted, number)
        ordinal = _nth_weekday(number - self._shifts[index])
        if index < len(self._counted) and self._counted[index] == number:
            # A weekend day that is worked may itself be the one, before the next Monday to Friday day.
            ordinal = min(ordinal, self._exceptions[index])
        return date.fromordinal(ordinal)

    def is_provisional(self, first: date, last: date) -> bool:
        """Whether these days touch a year whose national holidays no decree has fixed."""
        return any(year not in self.decreed_years for year in range(first.year, last.year + 1))
