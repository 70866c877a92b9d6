"""Working hours between two moments: what of a span an office is at work."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from engine.deadlines.office import OfficeCalendar

OPENS, CLOSES = time(8), time(16)
"""No regulation names hours (deadlines last until the end of their day): figures count eight of each working day."""
DAY = timedelta(hours=CLOSES.hour - OPENS.hour)


def working_time(calendar: OfficeCalendar, since: datetime, until: datetime) -> timedelta:
    """The time from one moment to a later one that lies on working days between `OPENS` and `CLOSES`; 0 backwards."""
    return max(_worked_until(calendar, until) - _worked_until(calendar, since), timedelta())


def _worked_until(calendar: OfficeCalendar, moment: datetime) -> timedelta:
    local = moment.astimezone(calendar.zone)
    day = local.date()
    whole = DAY * calendar.work.working_days_until(day)
    if not calendar.work.is_working(day):
        return whole
    opened = datetime.combine(day, OPENS, local.tzinfo)
    return whole - DAY + min(max(local - opened, timedelta()), DAY)
