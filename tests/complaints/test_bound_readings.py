"""What was read on a day is bound by the government's own history: no row is changed, taken away or put in unseen."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import delete, func, select, update

from complaints.casework.readings import note_search
from complaints.models import Reading
from complaints.people.acts import Act
from complaints.upkeep.bound_readings import BindingReadings, verify_readings
from engine.actors import Actor
from engine.clock import FixedClock
from engine.db import SessionFactory, unit_of_work
from engine.models import LedgerEvent
from tests.complaints.desk_rows import NOW
from tests.support.acts import OF_ACTS
from tests.support.everywhere import everywhere, seen_everywhere
from tests.support.government import Government

if TYPE_CHECKING:
    from engine.running.runtime import Runtime

ANI = Actor("ani", "Ani", frozenset({("admin_instansi", "")}))


@pytest.fixture
def bound(session_factory: SessionFactory, instansi: Government, runtime: Runtime, clock: FixedClock) -> SessionFactory:
    """Two days with readings in two governments, over and bound."""
    for days, found in ((0, 3), (0, 4), (1, 5)):
        for home in (instansi.id, instansi.neighbour):
            with unit_of_work(session_factory, home) as session:
                note_search(session, instansi_id=home, actor=ANI, now=NOW + timedelta(days=days), found=found)
    chore = BindingReadings(session_factory, runtime)
    assert chore() == 0  # the day is not over
    clock.set(NOW + timedelta(days=3))
    chore = BindingReadings(session_factory, runtime)
    assert [chore() for _ in range(6)] == [1, 1, 1, 1, 0, 0]
    return session_factory


def _verdict(factory: SessionFactory) -> tuple[int, int, list[str]]:
    with seen_everywhere(factory) as session:
        found = verify_readings(session)
    return found.days, found.rows, [f"{each.instansi_id} {each.number} {each.reason}" for each in found.breaks]


def test_each_day_is_bound_once_by_how_many_and_their_digest(bound: SessionFactory, instansi: Government) -> None:
    assert _verdict(bound) == (4, 6, [])
    with seen_everywhere(bound) as session:
        acts = session.scalars(
            select(LedgerEvent.payload).where(OF_ACTS).where(LedgerEvent.instansi_id == instansi.id)
        ).all()
    assert [Act.READINGS_BOUND in each and "Ani" not in each for each in acts] == [True, True]
    with unit_of_work(bound, instansi.id) as session:
        assert verify_readings(session, instansi_id=instansi.id).days == 2


CHANGES: dict[str, Any] = {
    "changed": lambda one: update(Reading).where(Reading.id == one).values(actor_name="Budi"),
    "removed": lambda one: delete(Reading).where(Reading.id == one),
    "moved": lambda one: update(Reading).where(Reading.id == one).values(at=NOW + timedelta(hours=1)),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_row_that_is_not_as_it_was_is_found_with_its_day(
    bound: SessionFactory, instansi: Government, change: str
) -> None:
    with everywhere(bound) as session:
        mine = Reading.instansi_id == instansi.id
        one = session.scalars(select(Reading.id).where(mine).order_by(Reading.at).limit(1)).one()
        session.execute(CHANGES[change](one))
    days, _rows, breaks = _verdict(bound)
    assert days == 4
    assert len(breaks) == 1
    assert breaks[0].startswith(f"{instansi.id} 1 catatan pembacaan hari itu tidak seperti yang diikat")


def test_a_row_put_in_afterwards_is_found_and_a_new_day_is_none(bound: SessionFactory, instansi: Government) -> None:
    for days in (4, 0):
        with unit_of_work(bound, instansi.id) as session:
            note_search(session, instansi_id=instansi.id, actor=ANI, now=NOW + timedelta(days=days), found=1)
        assert len(_verdict(bound)[2]) == (days == 0)
    with everywhere(bound) as session:
        assert session.scalar(select(func.count()).select_from(Reading)) == 8


def test_a_row_put_into_a_day_that_had_none_is_found(bound: SessionFactory, instansi: Government) -> None:
    with unit_of_work(bound, instansi.id) as session:
        note_search(session, instansi_id=instansi.id, actor=ANI, now=NOW - timedelta(days=3), found=1)
    _days, _rows, breaks = _verdict(bound)
    assert len(breaks) == 1
    assert "pada hari yang waktu itu kosong" in breaks[0]
