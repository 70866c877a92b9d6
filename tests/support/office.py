"""A government with people who come and go, over the test's clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from complaints.people import absences, accounts, held_work
from complaints.people.rights import rights_of
from engine.actors import Actor
from engine.clock import FixedClock
from engine.db import SessionFactory, reading, unit_of_work
from engine.running import queries
from engine.running.queries import TaskView
from engine.running.runtime import Runtime
from tests.support.government import TANAH_LAUT

COMPLAINTS = "pengaduan_tanah_laut"
MONDAY = date(2026, 3, 9)


class Office:
    """A government with people, over the test's clock."""

    def __init__(self, factory: SessionFactory, runtime: Runtime, clock: FixedClock) -> None:
        self.factory, self.runtime, self.clock = factory, runtime, clock
        self.processes = frozenset({COMPLAINTS})

    def person(self, name: str, *roles: tuple[str, str], email: str = "") -> UUID:
        with unit_of_work(self.factory, TANAH_LAUT) as session:
            user = accounts.add_user(
                session, instansi_id=TANAH_LAUT, username=name, name=name.title(), password="x" * 12, email=email
            )
            for role, unit in roles:
                accounts.grant(session, instansi_id=TANAH_LAUT, user_id=user, role=role, unit=unit)
        return user

    def actor(self, user: UUID) -> Actor:
        """With the rights of this moment."""
        with reading(self.factory, TANAH_LAUT) as session:
            now = self.clock.now()
            found = rights_of(session, instansi_id=TANAH_LAUT, user_id=user, now=now, processes=self.processes)
        return found.actor(str(user), "Nama")

    def do(self, command: Callable[..., Any], **arguments: Any) -> Any:
        with unit_of_work(self.factory, TANAH_LAUT) as session:
            return command(session, instansi_id=TANAH_LAUT, **arguments)

    def run(self, command: Callable[..., Any], task: TaskView, by: UUID, **arguments: Any) -> None:
        with unit_of_work(self.factory, TANAH_LAUT) as session:
            command(session, self.runtime, instansi_id=TANAH_LAUT, task_id=task.id, by=self.actor(by), **arguments)

    def away(self, person: UUID, first: date = MONDAY, last: date = MONDAY, by: UUID | None = None) -> UUID:
        with unit_of_work(self.factory, TANAH_LAUT) as session:
            calendar = self.runtime.calendar_for(session, TANAH_LAUT)
            arranger = self.actor(by or person)
            return absences.add_absence(
                session, calendar, instansi_id=TANAH_LAUT, by=arranger, person_id=person, first=first, last=last,
                now=self.clock.now(),
            )  # fmt: skip

    def substitute(self, absence: UUID, person: UUID, by: UUID, *lent: tuple[str, str], process: str = "") -> None:
        self.do(
            absences.add_substitute, by=self.actor(by), absence_id=absence, substitute_id=person, lent=lent,
            process_id=process, now=self.clock.now(),
        )  # fmt: skip

    def at(self, moment: str) -> int:
        self.clock.set(datetime.fromisoformat(moment))
        return held_work.settle_due(self.factory, self.runtime)

    def task(self, task: TaskView) -> TaskView:
        with reading(self.factory, TANAH_LAUT) as session:
            return queries.task(session, instansi_id=TANAH_LAUT, task_id=task.id)

    def listed(self, person: UUID) -> list[absences.AbsenceView]:
        with reading(self.factory, TANAH_LAUT) as session:
            calendar = self.runtime.calendar_for(session, TANAH_LAUT)
            return absences.absences(session, calendar, instansi_id=TANAH_LAUT, people=[person], now=self.clock.now())
