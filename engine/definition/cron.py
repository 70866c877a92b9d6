"""Rhythms as clocks of machines write them: `0 8 * * MON-FRI` is eight o'clock of the government on its weekdays.

Minute, hour, day of the month, month, weekday; with a sixth field in front, for seconds, which must be 0. Weekdays have
names, since their numbers begin on Sunday for some and on Monday for others.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from engine.catalogue import _
from engine.errors import ExpressionError

LIKE_CRON = re.compile(r"^[\d*?/,A-Z-]+(?: +[\d*?/,A-Z-]+){4,6}$")
LAST = "L"
MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
WEEKDAYS = ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")
FARTHEST = 366 * 8
"""Days within which the 29th of February comes again, also around a year that has none in 1900 and 2100."""
_PART = re.compile(r"^(?:\*|(\w+)(?:-(\w+))?)(?:/(\d+))?$")


@dataclass(frozen=True)
class Cron:
    """The moments of one line, on a wall clock."""

    minute: int
    hours: frozenset[int]
    days: frozenset[int]
    last_day: bool
    months: frozenset[int]
    weekdays: frozenset[int]
    """0 is Monday."""

    def after(self, moment: datetime, zone: tzinfo) -> datetime:
        """The first moment later than `moment`, on the clock of a zone. Raises ExpressionError when none ever comes."""
        local = moment.astimezone(zone)
        for number in range(FARTHEST):
            day = local.date() + timedelta(days=number)
            for hour in sorted(self.hours) if self._on(day) else ():
                found = datetime.combine(day, time(hour, self.minute), zone)
                if found > moment:
                    return found
        raise ExpressionError(_("siklus ini tidak pernah tiba"))

    def _on(self, day: date) -> bool:
        last = self.last_day and day.day == calendar.monthrange(day.year, day.month)[1]
        return day.month in self.months and day.weekday() in self.weekdays and (day.day in self.days or last)


def cron_of(text: str) -> Cron | None:
    """The line that a text is, None when it is another kind of text. Raises ExpressionError for one that says none."""
    if not LIKE_CRON.match(text):
        return None
    fields = text.split()
    if len(fields) == 6 and fields[0] != "0":
        raise ExpressionError(_("siklus '%(text)s': detiknya 0", text=text))
    if len(fields) > 6:
        raise ExpressionError(_("siklus '%(text)s' tidak menyebut tahun", text=text))
    minute, hour, day, month, weekday = fields[-5:]
    if not minute.isdigit() or int(minute) > 59:
        once = _("siklus '%(text)s': menitnya satu angka, 0 sampai 59; paling sering satu jam sekali", text=text)
        raise ExpressionError(once)
    if day not in "*?" and weekday not in "*?":
        raise ExpressionError(_("siklus '%(text)s' menyebut tanggal dan hari; sebut salah satu saja", text=text))
    if re.search(r"\d", weekday.partition("/")[0]):
        raise ExpressionError(_("siklus '%(text)s': tulis nama hari, MON sampai SUN", text=text))
    found = Cron(
        minute=int(minute),
        hours=_values(text, hour, 0, 23),
        days=frozenset() if day == LAST else _values(text, day, 1, 31),
        last_day=day == LAST,
        months=_values(text, month, 1, 12, MONTHS),
        weekdays=_values(text, weekday, 0, 6, WEEKDAYS),
    )
    found.after(datetime(2026, 1, 1, tzinfo=UTC), UTC)
    return found


def _values(text: str, field: str, low: int, high: int, names: tuple[str, ...] = ()) -> frozenset[int]:
    if field == "?":
        return frozenset(range(low, high + 1))
    found: set[int] = set()
    for part in field.split(","):
        match = _PART.match(part)
        if match is None or (match[3] is not None and not 1 <= int(match[3]) <= high):
            raise ExpressionError(_("siklus '%(text)s': '%(part)s' tidak dapat dibaca", text=text, part=part))
        first = _number(text, match[1], low, high, names) if match[1] else low
        until = _number(text, match[2], low, high, names) if match[2] else high if not match[1] or match[3] else first
        if until < first:
            raise ExpressionError(_("siklus '%(text)s': '%(part)s' berakhir sebelum mulai", text=text, part=part))
        found |= set(range(first, until + 1, int(match[3] or 1)))
    return frozenset(found)


def _number(text: str, word: str, low: int, high: int, names: tuple[str, ...]) -> int:
    number = names.index(word) + low if word in names else int(word) if word.isdigit() else -1
    if not low <= number <= high:
        raise ExpressionError(_("siklus '%(text)s': '%(word)s' di luar batasnya", text=text, word=word))
    return number
