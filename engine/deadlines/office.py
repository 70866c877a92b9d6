"""The calendar of one office: its working days, its time zone and the hour at which it reminds its officers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any

from engine.catalogue import _
from engine.deadlines.days import Unit
from engine.deadlines.explanation import ExplainedDay, explain_days
from engine.deadlines.rules import Deadline, Function, checked_count, checked_moment, checked_unit, read_rule
from engine.deadlines.workdays import WorkCalendar
from engine.errors import DeadlineRefusedError

END_OF_DAY = time.max
"""A day lasts until its end: the last moment of the day itself, so that a deadline keeps the date of its day."""


@dataclass(frozen=True)
class OfficeCalendar:
    """Counts deadlines as this office does. The day of the act, in the office's own zone, is day 0.

    A deadline is the end of its day, for `hari` as for `hari_kerja`: no regulation names an hour, so a day lasts until
    24:00 for everybody (`END_OF_DAY`). A count of 0 is the end of the day of the act itself. A warning (`before`) only
    reminds officers, and comes at the hour that the government chose.
    """

    work: WorkCalendar
    zone: tzinfo
    reminds_at: time = time(16, 0)

    @property
    def cuti_bersama_stops(self) -> bool:
        """Whether days of joint leave are no working days."""
        return self.work.cuti_bersama_stops

    def local_date(self, moment: datetime) -> date:
        """The day of this moment in the office's zone. Raises DeadlineRefusedError for a bare or naive moment."""
        return checked_moment(moment).astimezone(self.zone).date()

    def due(self, count: int, unit: Unit, since: datetime | Deadline) -> Deadline:
        """The end of the count-th day after the day of the act. Raises DeadlineRefusedError for odd input."""
        return self._deadline("due", count, unit, since)

    def before(self, count: int, unit: Unit, deadline: datetime | Deadline) -> Deadline:
        """A warning at `reminds_at` of the count-th day before that of a deadline, e.g. 3 days before 5 are up."""
        return self._deadline("before", count, unit, deadline)

    def recompute(self, rule: Mapping[str, Any]) -> Deadline:
        """Count a stored rule (`Deadline.to_rule`) anew with this calendar, nested rules first."""
        read = read_rule(rule)
        anchor = read.anchor if isinstance(read.anchor, datetime) else self.recompute(read.anchor)
        return self._deadline(read.function, read.count, read.unit, anchor)

    def explain(self, since: datetime | Deadline, count: int, unit: Unit) -> list[ExplainedDay]:
        """Each day from the one after the act to the due day, counted or skipped, with its decree."""
        return self._explain(self.due(count, unit, since))

    def explain_rule(self, rule: Mapping[str, Any]) -> list[ExplainedDay]:
        """The same for a stored rule; a warning is explained from its deadline backwards."""
        return self._explain(self.recompute(rule))

    def remaining(self, now: datetime, due: datetime | Deadline, unit: Unit = "hari_kerja") -> int:
        """Days of the unit left: 0 on the due day itself, negative (-1 or less) once the moment has passed."""
        moment = _moment(due)
        if checked_unit(unit) == "hari":
            left = (self.local_date(moment) - self.local_date(now)).days
        else:
            until = self.work.working_days_until
            left = until(self.local_date(moment)) - until(self.local_date(now))
        return left if now <= moment else min(left, -1)

    def _deadline(self, function: Function, count: int, unit: Unit, anchor: datetime | Deadline) -> Deadline:
        checked_count(count)
        unit = checked_unit(unit)
        day = self.local_date(_moment(anchor))
        try:
            last = self._last_day(function, count, unit, day)
            moment = datetime.combine(last, END_OF_DAY if function == "due" else self.reminds_at, self.zone)
        except (OverflowError, ValueError) as error:
            raise DeadlineRefusedError(
                _(
                    "%(count)s %(value)s dari %(day)s melampaui kalender",
                    count=count,
                    value=unit.replace("_", " "),
                    day=day,
                )
            ) from error
        provisional = unit == "hari_kerja" and count > 0 and self.work.is_provisional(*_days_counted(day, last))
        if isinstance(anchor, Deadline):
            provisional = provisional or anchor.provisional
        return Deadline(moment, provisional, function, unit, count, anchor)

    def _last_day(self, function: Function, count: int, unit: Unit, day: date) -> date:
        if count == 0:
            return day
        if unit == "hari":
            return day + timedelta(days=count if function == "due" else -count)
        return self.work.nth_after(day, count) if function == "due" else self.work.nth_before(day, count)

    def _explain(self, deadline: Deadline) -> list[ExplainedDay]:
        day_zero = self.local_date(_moment(deadline.anchor))
        return list(explain_days(self.work, day_zero, deadline.date, deadline.unit))


def _moment(value: datetime | Deadline) -> datetime:
    return value.moment if isinstance(value, Deadline) else value


def _days_counted(day_zero: date, last: date) -> tuple[date, date]:
    """First and last day that took part: day zero itself never did."""
    if last > day_zero:
        return day_zero + timedelta(days=1), last
    return last, day_zero - timedelta(days=1)
