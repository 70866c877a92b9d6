"""Why this date: each day on the way, counted or skipped, with the decree that decides about it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from engine.deadlines.days import DayEntry, DayKind, Unit, is_weekend
from engine.deadlines.workdays import WorkCalendar


@dataclass(frozen=True, slots=True)
class ExplainedDay:
    """One day: its number when it was counted (1, 2 …; -1, -2 … counting back), None when it was skipped.

    Joint leave that does not stop the clock is counted and still named. `decree` is "" for an ordinary weekday or
    weekend, and for a holiday that is only estimated so far (`estimated`).
    """

    date: date
    number: int | None
    kind: DayKind
    name: str = ""
    decree: str = ""
    scope: str = ""

    @property
    def counted(self) -> bool:
        """Whether the day is one of the days of the period."""
        return self.number is not None

    @property
    def estimated(self) -> bool:
        """Whether the day is known for its place only, by no decree yet."""
        return bool(self.scope) and not self.decree


def explain_days(calendar: WorkCalendar, day_zero: date, last: date, unit: Unit) -> Iterator[ExplainedDay]:
    """Every day after day zero up to and with the last one; backwards when the last lies before day zero."""
    step = 1 if last >= day_zero else -1
    number = 0
    for offset in range(1, abs((last - day_zero).days) + 1):
        day = day_zero + timedelta(days=step * offset)
        counts = unit == "hari" or calendar.is_working(day)
        number += step if counts else 0
        yield _explained(calendar, day, number if counts else None)


def _explained(calendar: WorkCalendar, day: date, number: int | None) -> ExplainedDay:
    entry = calendar.decisive_on(day) or _silent_entry(calendar, day)
    if entry is None:
        return ExplainedDay(day, number, DayKind.AKHIR_PEKAN if is_weekend(day) else DayKind.HARI_KERJA)
    return ExplainedDay(day, number, entry.kind, entry.name, entry.decree, entry.scope)


def _silent_entry(calendar: WorkCalendar, day: date) -> DayEntry | None:
    """Joint leave without effect on a weekday: named all the same, so that nobody thinks it was forgotten."""
    return None if is_weekend(day) else next(iter(calendar.entries_on(day)), None)
