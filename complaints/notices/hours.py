"""When letters to officers leave: once on each working day, and what is urgent at any hour but the quiet ones."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from complaints.decrees.calendar import calendar_for
from complaints.models import Instansi
from complaints.people.governments.limits import DIGEST_HOUR, QUIET_HOUR, limit_of
from engine.deadlines import OfficeCalendar

GATHERED_FOR = timedelta(minutes=5)
"""How long mail to an officer waits for more: what comes meanwhile leaves in the same letter."""
URGENT = frozenset({"terlambat", "batas_mendekat", "peringatan_tenggat", "minta_identitas"})
"""Kinds of notices that do not wait for the next morning: a deadline is near or over, somebody is held up."""


def leaves_at(session: Session, home: Instansi, *, now: datetime, urgent: bool) -> datetime:
    """The moment from which a letter to an officer of this government may leave.

    What is urgent leaves soon, in the quiet hours at their end; all else with the letter of the next working day.
    """
    if urgent:
        return _out_of_quiet_hours(home, now + GATHERED_FOR)
    return next_digest(calendar_for(session, home.id), home, after=now)


def digest_begins(home: Instansi, on: datetime) -> datetime:
    """When the daily letters of this government leave on the local day of a moment."""
    local = on.astimezone(ZoneInfo(home.time_zone))
    return datetime.combine(local.date(), time(limit_of(home.limits, DIGEST_HOUR)), local.tzinfo)


def quiet_begins(home: Instansi, on: datetime) -> datetime:
    """When the quiet hours of this government begin on the local day of a moment."""
    local = on.astimezone(ZoneInfo(home.time_zone))
    return datetime.combine(local.date(), time(limit_of(home.limits, QUIET_HOUR)), local.tzinfo)


def next_digest(calendar: OfficeCalendar, home: Instansi, *, after: datetime) -> datetime:
    """When the next daily letter leaves, and with it what waited: a little after its hour, so that it is written by
    then."""
    today = digest_begins(home, after)
    if after < today and calendar.work.is_working(today.date()):
        return today + GATHERED_FOR
    day = calendar.work.nth_after(today.date(), 1)
    return datetime.combine(day, today.timetz()) + GATHERED_FOR


def _out_of_quiet_hours(home: Instansi, moment: datetime) -> datetime:
    if moment < digest_begins(home, moment):
        return digest_begins(home, moment)
    if moment < quiet_begins(home, moment):
        return moment
    return digest_begins(home, moment + timedelta(days=1))
