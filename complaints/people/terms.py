"""From when until when a role counts: one condition for whoever reads rights.

`membership` holds the roles of now. A role that begins later waits in `planned_role`; one whose end has come counts no
more from that moment on (`in_force`), and the worker takes it away (`complaints.people.role_turns`).
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import BindParameter, ColumnElement, or_

from complaints.models import Membership


def in_force(now: datetime | BindParameter[datetime]) -> ColumnElement[bool]:
    """The condition on `Membership` that the role still counts. Beginnings need none: see the module."""
    return or_(Membership.ends_at.is_(None), Membership.ends_at > now)


def beginning_of(day: date, zone: str) -> datetime:
    """The first moment of a day at the office (IANA name of its zone)."""
    return datetime.combine(day, time(), ZoneInfo(zone))


def end_of(day: date, zone: str) -> datetime:
    """The moment at which a day at the office is over."""
    return beginning_of(day + timedelta(days=1), zone)


def last_day_of(moment: datetime | None, zone: str) -> date | None:
    """The day at the office that is over at this moment: what `end_of` was given. None for no end."""
    return None if moment is None else (moment.astimezone(ZoneInfo(zone)) - timedelta(microseconds=1)).date()
