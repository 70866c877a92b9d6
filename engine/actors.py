"""Who acts: a person with roles and units, a party outside that the domain names, or the system itself."""

from __future__ import annotations

from dataclasses import dataclass, field, replace


@dataclass(frozen=True)
class Actor:
    """The author of a command. `memberships` holds (role, unit) pairs, unit "" meaning the whole instansi."""

    id: str
    name: str
    memberships: frozenset[tuple[str, str]] = field(default_factory=frozenset)
    role: str = ""
    unit: str = ""
    on_behalf_of: str = ""

    def may_do(self, *, role: str, unit: str) -> bool:
        """Whether one of the memberships covers work of this role in this unit ("" = any unit may do it)."""
        return (
            (role, unit) in self.memberships
            or (role, "") in self.memberships
            or (unit == "" and any(held == role for held, _ in self.memberships))
        )

    def acting_as(self, *, role: str, unit: str) -> Actor:
        """The same person, wearing the role and unit of the work at hand."""
        return replace(self, role=role, unit=unit)


SISTEM = Actor(id="sistem", name="Sistem")
