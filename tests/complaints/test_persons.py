"""What administrators do with persons: recorded, refused where nobody would be left, and by two where it is grave."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from sqlalchemy import select

from complaints.models import Invitation, User
from complaints.people import (
    accounts,
    entrance,
    invitations,
    person_list,
    persons,
)
from complaints.people.accounts import PasswordRefusedError, RoleRefusedError
from complaints.people.acts import ReasonMissingError
from complaints.people.entrance import Visitor
from complaints.people.person_list import PersonFilter
from complaints.people.persons import LastAdminError
from complaints.people.role_turns import settle_due
from complaints.people.roles import Role
from complaints.settings import Settings
from engine.actors import Actor
from engine.clock import FixedClock
from engine.db import SessionFactory, reading, unit_of_work
from engine.errors import AnswersRefusedError, NotFoundError
from engine.models import OutboxMessage
from tests.support.government import Government
from tests.support.two_admins import PASSWORD, Office

if TYPE_CHECKING:
    from engine.running.runtime import Runtime

HEALTH, WORKS = "dinas-kesehatan", "dinas-pekerjaan-umum"
KEY = "kunci-uji-" * 5


@pytest.fixture
def office(session_factory: SessionFactory, runtime: Runtime, instansi: Government) -> Office:
    return Office(session_factory, runtime, instansi)


@pytest.mark.parametrize(
    ("values", "fields"),
    [
        ({"username": "S i", "name": "Siti", "email": ""}, {"username"}),
        ({"username": "rina", "name": "Siti", "email": ""}, {"username"}),
        ({"username": "siti", "name": "", "email": "salah@"}, {"name", "email"}),
        ({"username": "siti@tanah-laut", "name": "S" * 121, "email": "a@b.id,c@d.id"}, {"username", "name", "email"}),
    ],
)
def test_what_is_odd_is_said_field_by_field(office: Office, values: dict[str, str], fields: set[str]) -> None:
    with pytest.raises(AnswersRefusedError) as refused:
        office.do(persons.add_person, **values)
    assert set(refused.value.errors) == fields
    assert office.acts() == []


def test_a_name_is_one_person_s_in_a_government_and_another_s_in_the_next(office: Office) -> None:
    here = office.add("siti")
    with unit_of_work(office.factory, office.neighbour) as session:
        there = accounts.add_user(
            session, instansi_id=office.neighbour, username="siti", name="Siti Lain", password=PASSWORD
        )
    with unit_of_work(office.factory, office.id) as session:
        accounts.reset_password(session, instansi_id=office.id, user_id=here, password=PASSWORD)

    def entered(name: str) -> UUID | None:
        settings = Settings(secret_key=KEY)
        visitor = Visitor("10.0.0.1", office.runtime.clock.now())
        found = entrance.log_in(
            office.factory, settings, office.runtime, username=name, password=PASSWORD, visitor=visitor
        )
        return found.user_id if isinstance(found, entrance.LoggedIn) else None

    assert entered(f"Siti@{office.id}") == here
    assert entered(f"siti@{office.neighbour}") == there
    assert entered("siti") is None
    assert entered("siti@bukan-siapa-siapa") is None
    assert entered("rina") == UUID(office.rina.id)


def test_a_role_counts_from_its_day_until_the_end_of_its_day(office: Office, clock: FixedClock) -> None:
    siti = office.add()
    days = {"begins_on": date(2026, 3, 11), "ends_on": date(2026, 3, 12)}
    office.do(persons.grant_role, user_id=siti, role="admin_upp", unit=HEALTH, **days)
    assert office.roles(siti) == set()
    assert [(role.role, role.begins_at is not None) for role in office.file(siti).row.roles] == [("admin_upp", True)]
    clock.advance(timedelta(days=2))
    assert settle_due(office.factory, office.runtime) == 1
    assert office.roles(siti) == {("admin_upp", HEALTH)}
    clock.advance(timedelta(days=1))
    assert office.roles(siti) == {("admin_upp", HEALTH)}
    clock.advance(timedelta(hours=16))
    assert office.roles(siti) == set(), "even before the worker takes it away"
    assert settle_due(office.factory, office.runtime) == 1
    assert settle_due(office.factory, office.runtime) == 0


@pytest.mark.parametrize(
    "given",
    [
        {"role": "petinju"},
        {"role": "auditor", "unit": HEALTH},
        {"role": "apip", "unit": "dinas-sulap"},
        {"role": "apip", "ends_on": date(2026, 3, 8)},
        {"role": "apip", "begins_on": date(2026, 4, 2), "ends_on": date(2026, 4, 1)},
    ],
)
def test_a_role_that_cannot_be_held_so_is_refused(office: Office, given: dict[str, Any]) -> None:
    with pytest.raises(RoleRefusedError):
        office.do(persons.grant_role, user_id=office.add(), **given)


def test_a_move_takes_every_role_along(office: Office, clock: FixedClock) -> None:
    siti = office.add()
    for role in ("admin_upp", "pejabat_penghubung"):
        office.do(persons.grant_role, user_id=siti, role=role, unit=HEALTH)
    office.do(persons.grant_role, user_id=siti, role="sekda")
    move = {"user_id": siti, "unit": HEALTH, "to": WORKS, "on": date(2026, 3, 10), "reason": "mutasi"}
    office.do(persons.move_to_unit, **move)
    assert office.roles(siti) == {("admin_upp", HEALTH), ("pejabat_penghubung", HEALTH), ("sekda", "")}
    clock.advance(timedelta(days=1))
    settle_due(office.factory, office.runtime)
    assert office.roles(siti) == {("admin_upp", WORKS), ("pejabat_penghubung", WORKS), ("sekda", "")}
    with pytest.raises(NotFoundError):
        office.do(persons.move_to_unit, **move)


def test_a_move_takes_the_end_of_a_role_along(office: Office) -> None:
    siti = office.add()
    office.do(persons.grant_role, user_id=siti, role="admin_upp", unit=HEALTH, ends_on=date(2026, 3, 20))
    (held,) = office.file(siti).row.roles
    office.do(persons.move_to_unit, user_id=siti, unit=HEALTH, to=WORKS, reason="mutasi")
    (moved,) = office.file(siti).row.roles
    assert (moved.unit, moved.ends_at) == (WORKS, held.ends_at)


def test_nobody_is_called_as_the_system_or_as_an_administrator(office: Office) -> None:
    siti = office.add()
    for user_id, name in ((UUID(office.rina.id), "Sistem"), (siti, "budi"), (UUID(office.rina.id), "Siti Rahma")):
        with pytest.raises(AnswersRefusedError) as refused:
            office.do(persons.change_person, user_id=user_id, name=name)
        assert set(refused.value.errors) == {"name"}
    office.do(persons.change_person, user_id=siti, name="Siti R.")


def test_what_takes_something_away_needs_a_reason(office: Office) -> None:
    siti = office.add()
    office.do(persons.grant_role, user_id=siti, role="sekda")
    for command, more in (
        (persons.end_role, {"role": "sekda"}),
        (persons.deactivate, {}),
        (persons.reset_password, {}),
        (persons.end_sessions, {}),
    ):
        with pytest.raises(ReasonMissingError):
            office.do(command, user_id=siti, reason=" ", **more)
    assert (office.roles(siti), office.file(siti).row.active) == ({("sekda", "")}, True)
    office.do(persons.end_role, user_id=siti, role="sekda", reason="pindah")
    office.do(persons.deactivate, user_id=siti, reason="pensiun")
    assert (office.roles(siti), office.file(siti).row.active) == (set(), False)
    assert office.acts() == ["person_added", "role_granted", "role_ended", "person_deactivated"]


def test_the_last_administrator_cannot_go(office: Office) -> None:
    rina, budi = UUID(office.rina.id), UUID(office.budi.id)
    office.do(persons.end_role, by=office.budi, user_id=rina, role="admin", reason="mutasi")
    for command, more in ((persons.end_role, {"role": "admin", "ends_on": date(2027, 1, 1)}), (persons.deactivate, {})):
        with pytest.raises(LastAdminError):
            office.do(command, by=office.budi, user_id=budi, reason="mutasi", **more)
    assert office.roles(budi) == {("admin", "")}


def test_the_last_administrator_gets_no_end_by_a_grant_either(office: Office) -> None:
    def ends(person: Actor, asker: Actor, second: Actor) -> None:
        given = {"user_id": UUID(person.id), "role": Role.ADMIN, "ends_on": date(2026, 12, 31)}
        office.do(persons.grant_role, by=asker, **given)
        office.do(persons.confirm, by=second, request_id=office.waiting()[0].id)

    third = office.admin("cici")
    ends(office.budi, third, office.rina)
    ends(third, office.budi, office.rina)
    with pytest.raises(LastAdminError):
        ends(office.rina, office.budi, third)


def test_ending_a_role_never_makes_it_longer(office: Office) -> None:
    siti = office.add()
    office.do(persons.grant_role, user_id=siti, role="sekda", ends_on=date(2026, 3, 20))
    office.do(persons.end_role, user_id=siti, role="sekda", ends_on=date(2027, 3, 20), reason="lebih lama")
    (held,) = office.file(siti).row.roles
    assert held.ends_at is not None
    assert held.ends_at.year == 2026


def test_a_link_is_opened_once_until_it_expires_and_its_secret_is_nowhere(office: Office, clock: FixedClock) -> None:
    siti = office.add()
    office.do(persons.invite, user_id=siti)
    with unit_of_work(office.factory, office.id) as session:
        row = session.scalars(select(Invitation).where(Invitation.instansi_id == office.id)).one()
        mail = session.scalars(select(OutboxMessage).where(OutboxMessage.instansi_id == office.id)).one()
    assert (mail.recipient, mail.body) == ("siti@contoh.go.id", {"template": "undangan", "invitation": str(row.id)})
    path = invitations.path_of(KEY, instansi_id=office.id, invitation=str(row.id))
    proof = path.rpartition("/")[2]
    assert re.fullmatch(r"[0-9a-f]{40}", proof)

    def opened(proof: str = proof, password: str = "") -> bool:
        with unit_of_work(office.factory, office.id) as session:
            now = clock.now()
            person = invitations.find(session, KEY, instansi_id=office.id, invitation_id=row.id, proof=proof, now=now)
            if person is not None and password:
                invitations.accept(session, office.runtime, invitation_id=row.id, person=person, password=password)
            return person is not None

    assert opened()
    assert not opened("0" * 40)
    assert not opened("é")
    with pytest.raises(PasswordRefusedError):
        opened(password="pendek")
    assert opened(password=PASSWORD)
    assert not opened()
    with reading(office.factory, office.id) as session:
        assert not session.get_one(User, (office.id, siti)).must_change_password


def test_a_link_dies_with_time_with_the_next_one_and_with_the_address(office: Office, clock: FixedClock) -> None:
    siti = office.add()
    office.do(persons.invite, user_id=siti)
    assert office.file(siti).invited_until == clock.now() + timedelta(days=3)
    office.do(persons.invite, user_id=siti)
    with unit_of_work(office.factory, office.id) as session:
        first, second = session.scalars(
            select(Invitation).where(Invitation.instansi_id == office.id).order_by(Invitation.expires_at)
        ).all()
        proofs = {
            each.id: invitations.path_of(KEY, instansi_id=office.id, invitation=str(each.id)).rpartition("/")[2]
            for each in (first, second)
        }

    def opens(invitation_id: UUID) -> bool:
        with reading(office.factory, office.id) as session:
            return (
                invitations.find(
                    session,
                    KEY,
                    instansi_id=office.id,
                    invitation_id=invitation_id,
                    proof=proofs[invitation_id],
                    now=clock.now(),
                )
                is not None
            )

    assert (opens(first.id), opens(second.id)) == (False, True)
    office.do(persons.change_person, user_id=siti, email="lain@contoh.go.id")
    assert not opens(second.id)
    office.do(persons.invite, user_id=siti)
    clock.advance(timedelta(days=3))
    assert office.file(siti).invited_until is None


def test_the_list_is_searched_narrowed_and_paged(office: Office) -> None:
    for number in range(5):
        office.add(f"orang{number}", email=f"o{number}@contoh.go.id")
    gone = office.add("mantan")
    office.do(persons.deactivate, user_id=gone, reason="pensiun")

    def found(size: int = 3, number: int = 1, **asked: str) -> tuple[list[str], int, int]:
        with reading(office.factory, office.id) as session:
            page = person_list.people(
                session, instansi_id=office.id, filters=PersonFilter(**asked), now=office.runtime.clock.now(),
                number=number, size=size,
            )  # fmt: skip
            return [row.username for row in page.rows], page.total, page.last

    assert found()[1:] == (7, 3)
    assert found(number=99)[0] == found(number=3)[0]
    assert found(text="O3@CONTOH") == (["orang3"], 1, 1)
    assert found(text="%")[1] == 0
    assert found(role="admin") == (["budi", "rina"], 2, 1)
    assert found(state="nonaktif") == (["mantan"], 1, 1)
    assert found(unit=HEALTH)[1] == 0
