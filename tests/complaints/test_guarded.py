"""What no administrator does alone: guarded roles, and acts on the accounts of who has one or is to have one."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from complaints.models import Instansi, SecondFactor, SessionRow, User
from complaints.people import accounts, guarded, helping, passwords, persons, second_factor, sessions
from complaints.people.accounts import RoleRefusedError
from complaints.people.guarded import Effect, SecondPersonError
from complaints.people.roles import Role
from complaints.settings import Settings
from engine.actors import Actor
from engine.clock import FixedClock
from engine.db import SessionFactory, reading, unit_of_work
from engine.errors import EngineError, NotFoundError
from tests.support.government import Government
from tests.support.restricted import PROCESS, deploy_restricted, reported
from tests.support.two_admins import PASSWORD, Office

if TYPE_CHECKING:
    from engine.running.runtime import Runtime

KEY = "kunci-uji-" * 5


@pytest.fixture
def office(session_factory: SessionFactory, runtime: Runtime, instansi: Government) -> Office:
    return Office(session_factory, runtime, instansi)


@pytest.mark.parametrize("role", [Role.PETUGAS_WBS, Role.APIP, Role.ADMIN, Role.AUDITOR, Role.PEMILIK_PROSES])
def test_a_guarded_role_needs_two_whoever_asks(office: Office, role: Role) -> None:
    siti = office.add()
    assert office.do(persons.grant_role, user_id=siti, role=role) is Effect.WAITS
    assert office.roles(siti) == set()
    (asked,) = office.waiting()
    for by in (office.rina, Actor(str(siti), "Siti", office.rina.memberships)):
        with pytest.raises(SecondPersonError):
            office.do(persons.confirm, by=by, request_id=asked.id)
    office.do(persons.confirm, by=office.budi, request_id=asked.id)
    assert office.roles(siti) == {(role.value, "")}
    assert office.acts() == ["person_added", "second_person_asked", "role_granted"]
    with pytest.raises(NotFoundError):
        office.do(persons.confirm, by=office.budi, request_id=asked.id)


def test_an_operator_is_made_on_the_command_line_alone(office: Office) -> None:
    with pytest.raises(RoleRefusedError, match="baris perintah"):
        office.do(persons.grant_role, user_id=office.add(), role=Role.OPERATOR)
    assert office.waiting() == []


def test_the_roles_of_former_versions_and_former_processes_of_reports_stay_guarded(office: Office) -> None:
    deploy_restricted(office.factory, office.runtime)
    reported(office.factory, office.runtime)
    with unit_of_work(office.factory, office.id) as session:
        session.get_one(Instansi, office.id).restricted_process_id = ""
    with reading(office.factory, office.id) as session:
        assert guarded.restricted_processes(session, instansi_id=office.id) == {PROCESS}
        assert guarded.guarded_roles(session, instansi_id=office.id) >= {"petugas_wbs", "apip", "admin"}


def test_the_account_does_not_change_hands_while_a_guarded_role_waits(office: Office) -> None:
    siti = office.add()
    office.do(persons.grant_role, user_id=siti, role=Role.PETUGAS_WBS)
    (asked,) = office.waiting()
    assert asked.values["email"] == "siti@contoh.go.id", "the second person sees where the link will go"
    for values in ({"email": "rina@pribadi.id"}, {"username": "rina.lain"}):
        assert office.do(persons.change_person, user_id=siti, **values) is Effect.WAITS
    assert office.do(persons.reset_password, user_id=siti, reason="lupa") == "", "a link, no password to read"
    with unit_of_work(office.factory, office.id) as session:
        session.get_one(User, (office.id, siti)).email = "lain@contoh.go.id"
    with pytest.raises(SecondPersonError, match="surelnya berubah"):
        office.do(persons.confirm, by=office.budi, request_id=asked.id)


def test_with_the_first_guarded_role_the_account_is_opened_anew(office: Office) -> None:
    siti = office.add()
    with unit_of_work(office.factory, office.id) as session:
        accounts.reset_password(session, instansi_id=office.id, user_id=siti, password=PASSWORD)
        sessions.open_session(
            session, instansi_id=office.id, user_id=siti, now=office.runtime.clock.now(), lifetime=timedelta(hours=8)
        )
        second_factor.begin(
            session, Settings(secret_key=KEY), instansi_id=office.id, user_id=siti, now=office.runtime.clock.now()
        )
    office.do(persons.grant_role, user_id=siti, role=Role.PETUGAS_WBS)
    office.do(persons.confirm, by=office.budi, request_id=office.waiting()[0].id)
    with reading(office.factory, office.id) as session:
        person = session.get_one(User, (office.id, siti))
        assert not passwords.matches(person.password_hash, PASSWORD)
        assert session.scalars(select(SessionRow).where(SessionRow.instansi_id == office.id)).all() == []
        assert session.get(SecondFactor, (office.id, siti)) is None
    assert office.file(siti).invited_until is not None
    first = office.file(siti).invited_until
    office.do(persons.grant_role, user_id=siti, role=Role.APIP)
    office.do(persons.confirm, by=office.budi, request_id=office.waiting()[0].id)
    assert office.file(siti).invited_until == first, "who has one already keeps the account"


def test_one_request_for_one_role_however_often_it_is_asked(office: Office, clock: FixedClock) -> None:
    siti = office.add()
    for day in (1, 2, 3):
        office.do(persons.grant_role, user_id=siti, role=Role.APIP, ends_on=date(2026, 5, day))
    clock.advance(timedelta(minutes=1))
    office.do(persons.grant_role, user_id=siti, role=Role.ADMIN)
    assert [each.values["until"] for each in office.waiting()] == ["2026-05-03", ""]


def test_the_second_factor_of_a_guarded_role_is_reset_by_two(office: Office) -> None:
    siti = office.add()
    office.do(persons.grant_role, user_id=siti, role=Role.PETUGAS_WBS, confirmed=True)
    with unit_of_work(office.factory, office.id) as session:
        second_factor.begin(
            session, Settings(secret_key=KEY), instansi_id=office.id, user_id=siti, now=office.runtime.clock.now()
        )

    def has_one() -> bool:
        with reading(office.factory, office.id) as session:
            return session.get(SecondFactor, (office.id, siti)) is not None

    assert office.do(helping.reset_second_factor, user_id=siti, reason="ponsel hilang") is Effect.WAITS
    assert has_one()
    office.do(persons.confirm, by=office.budi, request_id=office.waiting()[0].id)
    assert not has_one()


def test_an_administrator_cannot_take_over_an_account_with_a_guarded_role(office: Office, clock: FixedClock) -> None:
    siti = office.add()
    office.do(persons.grant_role, user_id=siti, role=Role.PETUGAS_WBS)
    office.do(persons.confirm, by=office.budi, request_id=office.waiting()[0].id)
    assert office.do(persons.reset_password, user_id=siti, reason="lupa") == "", "a link, no password to read"
    assert office.do(persons.change_person, user_id=siti, email="rina@pribadi.id") is Effect.WAITS
    assert office.file(siti).row.email == "siti@contoh.go.id"
    (asked,) = office.waiting()
    office.do(guarded.decline, by=office.budi, request_id=asked.id)
    assert office.waiting() == []
    office.do(persons.change_person, user_id=siti, email="baru@contoh.go.id")
    clock.advance(timedelta(days=15))
    assert office.waiting() == []


def test_somebody_with_a_guarded_role_and_no_address_gets_no_password_from_anybody(office: Office) -> None:
    bare = office.add("tanpa.surel", email="")
    assert len(office.do(persons.reset_password, user_id=bare, reason="lupa")) >= 12
    with pytest.raises(EngineError, match="alamat surelnya"):
        office.do(persons.grant_role, user_id=bare, role=Role.PETUGAS_WBS)
    office.do(persons.grant_role, user_id=bare, role=Role.PETUGAS_WBS, confirmed=True)
    with pytest.raises(EngineError):
        office.do(persons.reset_password, user_id=bare, reason="lupa")
