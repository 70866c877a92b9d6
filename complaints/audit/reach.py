"""Whose complaints somebody examines: all of the government, or those that their units lead."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement

from complaints.models import Complaint
from complaints.people.roles import EXAMINER_ROLES, Role, roles_of
from engine.actors import Actor


@dataclass(frozen=True)
class Reach:
    """What lists and figures may tell a person of."""

    units: frozenset[str] | None = None
    """Those whose complaints count; None: of every unit, and those that no unit leads yet."""
    restricted: bool = False
    """Whether it is told that a whistleblower's report exists."""
    among: frozenset[UUID] | None = None
    """Few cases, none of the others; None: all that satisfy the conditions."""

    def conditions(self) -> list[ColumnElement[bool]]:
        """On complaints; a case without one satisfies those alone that name no unit."""
        found: list[ColumnElement[bool]] = [] if self.restricted else [Complaint.restricted.is_not(True)]
        return found if self.units is None else [*found, Complaint.unit.in_(sorted(self.units))]

    def on_activities(self) -> list[ColumnElement[bool]]:
        """On activities: who examines reads all of them."""
        return []


EVERYTHING = Reach(restricted=True)
"""The auditor's."""


def reach_of(actor: Actor) -> Reach:
    """Auditors: everything. Supervisors: their units, all when one of their roles is held for none."""
    if Role.AUDITOR in roles_of(actor):
        return EVERYTHING
    units = frozenset(unit for role, unit in actor.memberships if role in EXAMINER_ROLES)
    return Reach(None if "" in units else units)
