"""What every view of the desk starts from: who is here, which work is theirs, which day it is at the office."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from flask import request

from complaints.casework.readings import GIVEN_FOR, GIVEN_FOR_A_FORM, Opening, What
from complaints.people import units
from complaints.people.instansi import keep_authorities
from complaints.people.roles import PROCESS_ROLES, WorkScope, stand_in_scopes, work_scopes
from complaints.people.sessions import Officer
from complaints.people.units import UnitName
from engine.actors import Actor, StandIn
from engine.db import Session
from engine.deadlines import OfficeCalendar, Unit, unit_of
from web.guards import role
from web.identity import current_officer
from web.services import services
from web.transactions import page_session

worker = role(*sorted(PROCESS_ROLES))
"""Guard: anybody with a role in the process. Auditors and operators have pages of their own."""


class TimeLeft(NamedTuple):
    """How much of a period is left, counted as the period itself is counted."""

    days: int
    unit: Unit


@dataclass(frozen=True)
class Desk:
    """One request of one officer."""

    officer: Officer
    units: dict[str, UnitName]
    scopes: list[WorkScope]
    """Their own work, and that of absent persons whose place they take."""
    now: datetime

    @property
    def session(self) -> Session:
        """Only looks; another one after each command."""
        session = page_session()
        self.share(session)
        return session

    def share(self, session: Session) -> None:
        """Another session of this request need not read the units, and authorities outside, again."""
        units.keep_units(session, instansi_id=self.instansi_id, known=self.units)
        keep_authorities(session, instansi_id=self.instansi_id, known=self.officer.authorities)

    @property
    def reader(self) -> Mapping[str, Any]:
        """Who reads, as functions that read a case ask it."""
        return {"instansi_id": self.instansi_id, "actor": self.actor, "scopes": self.scopes}

    def opening(self, what: What = What.CONTENT) -> Opening:
        """How this request opens a case: what a form sends needs no new reason."""
        return Opening(self.now, what, GIVEN_FOR if request.method in ("GET", "HEAD") else GIVEN_FOR_A_FORM)

    @property
    def instansi_id(self) -> str:
        return self.officer.instansi_id

    @property
    def actor(self) -> Actor:
        return self.officer.actor

    def stand_in_for(self, role: str, unit: str, process: str) -> StandIn | None:
        """Whose place they take in work of this role and unit in a case of this process; None for work of their own."""
        if self.actor.may_do(role=role, unit=unit):
            return None
        return self.actor.stand_in_for(role=role, unit=unit, process=process)

    @property
    def calendar(self) -> OfficeCalendar:
        """Working days of this office."""
        return services().runtime.calendar_for(self.session, self.instansi_id)

    def unit_name(self, unit: str) -> str:
        """A unit as people read it; "" for work without a unit."""
        known = self.units.get(unit)
        return known.name if known is not None else unit

    def time_left(self, due: datetime | None, rule: Mapping[str, Any] | None) -> TimeLeft | None:
        """Days until a due moment in the unit of its rule: 0 today, negative when it is past; None without one."""
        if due is None:
            return None
        unit = unit_of(rule)
        return TimeLeft(self.calendar.remaining(self.now, due, unit), unit)


def current_desk() -> Desk:
    """The desk of the present request. Only behind a guard."""
    officer = current_officer()
    known = units.units(page_session(), instansi_id=officer.instansi_id)
    return Desk(
        officer=officer,
        units=known,
        scopes=[*work_scopes(officer.actor, units=known), *stand_in_scopes(officer.actor, units=known)],
        now=services().clock.now(),
    )
