"""Who acts: a person with roles and units, a party outside that the domain names, or the system itself."""

from __future__ import annotations

from dataclasses import dataclass, field, replace


@dataclass(frozen=True)
class StandIn:
    """The right to do the work of an absent person: that of one of their roles, in cases of these processes alone."""

    role: str
    unit: str
    processes: frozenset[str]
    of: str
    """Id of the absent person."""
    name: str = ""
    """How that person is called."""

    def covers(self, *, role: str, unit: str, process: str) -> bool:
        """As `Actor.may_do` for a membership, in these processes."""
        return role == self.role and (unit == "" or self.unit in ("", unit)) and process in self.processes


@dataclass(frozen=True)
class Headship:
    """Heads a unit ("" = all) by this role: may direct who does its work, in cases of these processes alone."""

    role: str
    unit: str
    processes: frozenset[str]

    def covers(self, *, unit: str, process: str) -> bool:
        """Whether work of this unit in a case of this process is theirs to direct."""
        return self.unit in ("", unit) and process in self.processes


@dataclass(frozen=True)
class Actor:
    """The author of a command. `memberships` holds (role, unit) pairs, unit "" meaning the whole instansi.

    What a person may do beside their own roles is named by processes: where none is named, it does not exist.
    """

    id: str
    name: str
    memberships: frozenset[tuple[str, str]] = field(default_factory=frozenset)
    role: str = ""
    unit: str = ""
    on_behalf_of: str = ""
    stands_in: tuple[StandIn, ...] = ()
    heads: tuple[Headship, ...] = ()

    def may_do(self, *, role: str, unit: str) -> bool:
        """Whether one of the memberships covers work of this role in this unit ("" = any unit may do it)."""
        return (
            (role, unit) in self.memberships
            or (role, "") in self.memberships
            or (unit == "" and any(held == role for held, _ in self.memberships))
        )

    def stand_in_for(self, *, role: str, unit: str, process: str) -> StandIn | None:
        """Which absent person's work this is to them, when it is not their own."""
        return next((each for each in self.stands_in if each.covers(role=role, unit=unit, process=process)), None)

    def headship_of(self, *, unit: str, process: str) -> Headship | None:
        """By which role they direct work of this unit in cases of this process."""
        return next((each for each in self.heads if each.covers(unit=unit, process=process)), None)

    def acting_as(self, *, role: str, unit: str) -> Actor:
        """The same person, wearing the role and unit of the work at hand."""
        return replace(self, role=role, unit=unit)


SISTEM = Actor(id="sistem", name="Sistem")
