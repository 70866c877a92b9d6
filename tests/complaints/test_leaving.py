"""What a person had in hand when a role ends or the account is closed: to a colleague who may do it, or to the list."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from complaints.people import accounts, persons
from complaints.people.act_list import ActFilter, acts
from complaints.people.held_work import PassedOn
from complaints.people.role_turns import settle_due
from complaints.people.roles import Role
from engine.actors import Actor
from engine.clock import FixedClock
from engine.db import SessionFactory, reading, unit_of_work
from engine.running import commands
from engine.running.queries import TaskView
from engine.running.runtime import Runtime
from tests.support.citizen import deploy_process
from tests.support.desk import lodged, open_task
from tests.support.government import TANAH_LAUT, Government
from tests.support.office import Office

ADMIN = Actor("admin", "Rina", frozenset({(Role.ADMIN.value, "")}))
NATIONAL = (Role.ADMIN_NASIONAL, "")


@pytest.fixture
def office(session_factory: SessionFactory, instansi: Government, runtime: Runtime, clock: FixedClock) -> Office:
    deploy_process(session_factory, runtime)
    return Office(session_factory, runtime, clock)


@pytest.fixture
def ani(office: Office) -> UUID:
    return office.person("ani", NATIONAL)


@pytest.fixture
def task(office: Office, ani: UUID) -> TaskView:
    """In Ani's hands."""
    found = open_task(office.factory, lodged(office.factory, office.runtime))
    office.run(commands.claim, found, ani)
    return found


def do(office: Office, command: Any, **values: Any) -> Any:
    with unit_of_work(office.factory, TANAH_LAUT) as session:
        return command(session, office.runtime, instansi_id=TANAH_LAUT, by=ADMIN, **values)


def test_a_closed_account_gives_to_a_colleague_who_may(office: Office, ani: UUID, task: TaskView) -> None:
    budi = office.person("budi", NATIONAL)
    assert do(office, persons.deactivate, user_id=ani, reason="mutasi", to=budi) == PassedOn(1, 0)
    assert office.task(task).claimed_by == str(budi)
    assert do(office, persons.deactivate, user_id=ani, reason="mutasi") == PassedOn(0, 0)
    with reading(office.factory, TANAH_LAUT) as session:
        (row,) = acts(session, instansi_id=TANAH_LAUT, filters=ActFilter(), before=None, limit=9).rows
    assert row.changes == [("active", True, False), ("to_colleague", None, 1), ("to_list", None, 0)]


def test_and_to_the_list_what_nobody_was_named_for(office: Office, ani: UUID, task: TaskView) -> None:
    assert do(office, persons.deactivate, user_id=ani, reason="mutasi") == PassedOn(0, 1)
    assert office.task(task).claimed_by is None


def test_a_role_that_ends_now_lets_go(office: Office, ani: UUID, task: TaskView) -> None:
    with unit_of_work(office.factory, TANAH_LAUT) as session:
        accounts.grant(session, instansi_id=TANAH_LAUT, user_id=ani, role=Role.APIP)
    do(office, persons.end_role, user_id=ani, role=Role.APIP, reason="keliru")
    assert office.task(task).claimed_by == str(ani)
    do(office, persons.end_role, user_id=ani, role=Role.ADMIN_NASIONAL, reason="mutasi")
    assert office.task(task).claimed_by is None


def test_a_role_that_ends_with_its_day_lets_go_then(
    office: Office, ani: UUID, task: TaskView, clock: FixedClock
) -> None:
    do(office, persons.end_role, user_id=ani, role=Role.ADMIN_NASIONAL, ends_on=date(2026, 3, 10), reason="mutasi")
    settle_due(office.factory, office.runtime)
    assert office.task(task).claimed_by == str(ani)
    clock.advance(timedelta(days=2))
    assert settle_due(office.factory, office.runtime) == 1
    assert office.task(task).claimed_by is None
