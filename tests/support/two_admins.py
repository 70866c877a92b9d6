"""A government with two administrators, and commands on its persons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from complaints.people import accounts, guarded, person_list, persons
from complaints.people.act_list import ActFilter, acts
from complaints.people.rights import rights_of
from complaints.people.roles import Role
from engine.actors import Actor
from engine.db import SessionFactory, reading, unit_of_work
from tests.support.government import Government

if TYPE_CHECKING:
    from engine.running.runtime import Runtime

PASSWORD = "pelangi kertas 42"


class Office:
    """A government with two administrators, and commands on its persons."""

    def __init__(self, factory: SessionFactory, runtime: Runtime, home: Government) -> None:
        self.factory, self.runtime, self.id, self.neighbour = factory, runtime, home.id, home.neighbour
        self.rina, self.budi = self.admin("rina"), self.admin("budi")

    def admin(self, username: str) -> Actor:
        with unit_of_work(self.factory, self.id) as session:
            user_id = accounts.add_user(
                session, instansi_id=self.id, username=username, name=username.title(), password=PASSWORD
            )
            accounts.grant(session, instansi_id=self.id, user_id=user_id, role=Role.ADMIN)
        return Actor(str(user_id), username.title(), frozenset({(Role.ADMIN.value, "")}))

    def do(self, command: Any, by: Actor | None = None, **values: Any) -> Any:
        with unit_of_work(self.factory, self.id) as session:
            return command(session, self.runtime, instansi_id=self.id, by=by or self.rina, **values)

    def add(self, username: str = "siti.rahma", email: str = "siti@contoh.go.id") -> UUID:
        found: UUID = self.do(persons.add_person, username=username, name="Siti Rahma", email=email)
        return found

    def roles(self, user_id: UUID) -> set[tuple[str, str]]:
        """What counts when the person asks for a page."""
        with reading(self.factory, self.id) as session:
            now = self.runtime.clock.now()
            found = rights_of(session, instansi_id=self.id, user_id=user_id, now=now, processes=frozenset())
        return set(found.memberships)

    def acts(self) -> list[str]:
        with reading(self.factory, self.id) as session:
            page = acts(session, instansi_id=self.id, filters=ActFilter(), before=None, limit=50)
            return [row.act for row in reversed(page.rows)]

    def file(self, user_id: UUID) -> person_list.PersonFile:
        with reading(self.factory, self.id) as session:
            found = person_list.person(session, instansi_id=self.id, user_id=user_id, now=self.runtime.clock.now())
        assert found is not None
        return found

    def waiting(self) -> list[guarded.WaitingAct]:
        with reading(self.factory, self.id) as session:
            return guarded.waiting(session, instansi_id=self.id, now=self.runtime.clock.now())
