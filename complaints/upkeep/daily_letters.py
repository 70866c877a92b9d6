"""What the worker does each working morning: one letter for each officer, with how much is new, nearly due and late."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from complaints.casework import follow_ups
from complaints.casework.inbox import COUNT_LIMIT, Outlook, outlook
from complaints.decrees.calendar import calendar_for
from complaints.models import Absence, DailyLetter, Instansi, User
from complaints.notices.hours import digest_begins, quiet_begins
from complaints.notices.notice import digest
from complaints.people import units
from complaints.people.instansi import open_processes
from complaints.people.rights import rights_of
from complaints.people.roles import WorkScope, stand_in_scopes, work_scopes
from complaints.upkeep.rounds import Rounds
from engine.catalogue import _
from engine.clock import Clock
from engine.db import SessionFactory, reading, unit_of_work

EVERY = timedelta(minutes=1)
AT_ONCE = 20
"""People that one turn of the worker looks after."""
FIRST_LOOK_BACK = timedelta(days=1)


class DailyLetters(Rounds):
    """A chore of the worker. Nobody is told twice of a day, also with several workers; nobody of nothing."""

    def __init__(self, factory: SessionFactory, clock: Clock) -> None:
        super().__init__(factory, clock, every=EVERY)
        self._done: dict[str, date] = {}
        """The day whose letters are all written, by government."""

    def turn(self, home: str) -> int:
        """Looks after some officers of this government; gives how many."""
        now = self._clock.now()
        with reading(self._factory, home) as session:
            own = session.get_one(Instansi, home)
            calendar, begins, quiet = calendar_for(session, home), digest_begins(own, now), quiet_begins(own, now)
            today = begins.date()
            if self._done.get(home) == today or not begins <= now < quiet or not calendar.work.is_working(today):
                return 0
            people = _not_yet(session, home, today)
        # Another worker that writes to the same people at the same moment has done the work.
        with suppress(IntegrityError), unit_of_work(self._factory, home) as session:
            for person in people:
                if (since := _turn(session, person, today=today, now=now)) is not None:
                    _write(session, person, since=since, now=now)
        if not people:
            self._done[home] = today
        return len(people)


class _Addressee(NamedTuple):
    """An officer who may be told."""

    instansi_id: str
    id: UUID
    name: str
    email: str


def _not_yet(session: Session, home: str, today: date) -> list[_Addressee]:
    """Some active people with an address whose turn it was not yet today."""
    looked = DailyLetter.looked_on < today
    query = (
        select(User.instansi_id, User.id, User.name, User.email)
        .outerjoin(DailyLetter, (DailyLetter.instansi_id == User.instansi_id) & (DailyLetter.user_id == User.id))
        .where(User.instansi_id == home, User.active, User.email != "", or_(DailyLetter.user_id.is_(None), looked))
    )
    return [_Addressee(*row) for row in session.execute(query.order_by(User.id).limit(AT_ONCE))]


def _turn(session: Session, person: _Addressee, *, today: date, now: datetime) -> datetime | None:
    """Takes the turn of a person for today. Gives from when on work is new to them; None where another worker was
    first, or while they are away. Raises IntegrityError where another worker is at it."""
    key = (person.instansi_id, person.id)
    away = session.scalar(
        select(Absence.id)
        .where(
            Absence.instansi_id == person.instansi_id,
            Absence.user_id == person.id,
            Absence.begins_at <= now,
            Absence.ends_at > now,
        )
        .limit(1)
    )
    row = session.get(DailyLetter, key)
    since = now - FIRST_LOOK_BACK if row is None else row.told_at
    if row is None:
        told = since if away else now
        session.add(DailyLetter(instansi_id=person.instansi_id, user_id=person.id, looked_on=today, told_at=told))
        session.flush()
        return None if away else since
    mine = (DailyLetter.instansi_id == person.instansi_id) & (DailyLetter.user_id == person.id)
    taken = (
        update(DailyLetter)
        .where(mine, DailyLetter.looked_on < today)
        .values(looked_on=today, told_at=since if away else now)
    )
    first = session.connection().execute(taken).rowcount == 1
    return since if first and not away else None


def _write(session: Session, person: _Addressee, *, since: datetime, now: datetime) -> None:
    home = session.get_one(Instansi, person.instansi_id)
    calendar = calendar_for(session, home.id)
    until, last = calendar.due(1, "hari_kerja", now).moment, calendar.local_date(since)
    wanted = follow_ups.due(home.id, person.id, until=calendar.local_date(now), after=last)
    reminders = session.scalar(select(wanted)) or 0
    found = outlook(
        session, instansi_id=home.id, scopes=_scopes(session, home, person, now), since=since, now=now, until=until
    )
    if found != Outlook(0, 0, 0) or reminders:
        told = _sentence(found) + (_(" Pengingat untuk Anda: %(n)s.", n=reminders) if reminders else "")
        digest(session, instansi_id=home.id, address=person.email, told=told, now=now)


def _scopes(session: Session, home: Instansi, person: _Addressee, now: datetime) -> list[WorkScope]:
    rights = rights_of(session, instansi_id=home.id, user_id=person.id, now=now, processes=open_processes(home))
    actor, known = rights.actor(str(person.id), person.name), units.units(session, instansi_id=home.id)
    return [*work_scopes(actor, units=known), *stand_in_scopes(actor, units=known)]


def _sentence(found: Outlook) -> str:
    return _(
        "Tugas Anda: %(baru)s baru, %(segera)s jatuh tempo sampai hari kerja berikutnya, %(terlambat)s terlambat.",
        baru=_bounded(found.new),
        segera=_bounded(found.soon),
        terlambat=_bounded(found.late),
    )


def _bounded(count: int) -> str:
    return f"{count}+" if count >= COUNT_LIMIT else str(count)
