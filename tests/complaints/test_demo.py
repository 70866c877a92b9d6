"""The demo's clock jumps ahead by working days, for every process that shares the database."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from complaints.decrees import seed_decrees
from complaints.demo.clock import DemoClock, jump
from engine.clock import FixedClock
from engine.db import SessionFactory, unit_of_work
from tests.support.government import TANAH_LAUT, Government


@pytest.fixture
def wall(session_factory: SessionFactory, instansi: Government) -> FixedClock:
    clock = FixedClock(datetime.fromisoformat("2026-03-17T09:30+08:00"))
    with unit_of_work(session_factory, TANAH_LAUT) as session:
        seed_decrees(session, at=clock.now())
    return clock


def test_a_jump_lands_at_the_same_time_of_day_after_the_holidays(
    session_factory: SessionFactory, instansi: Government, wall: FixedClock
) -> None:
    clock = DemoClock(wall, session_factory)
    with unit_of_work(session_factory, TANAH_LAUT) as session:
        jump(session, clock, instansi_id=instansi.id, working_days=1)
    clock.look_again()
    assert clock.now() == datetime.fromisoformat("2026-03-25T09:30+08:00")


def test_jumps_add_up_and_time_goes_on(session_factory: SessionFactory, instansi: Government, wall: FixedClock) -> None:
    clock = DemoClock(wall, session_factory)
    for days in (1, 3):
        with unit_of_work(session_factory, TANAH_LAUT) as session:
            jump(session, clock, instansi_id=instansi.id, working_days=days)
        clock.look_again()
    wall.advance(timedelta(minutes=5))
    assert clock.now() == datetime.fromisoformat("2026-03-30T09:35+08:00")


def test_another_process_sees_the_jump(session_factory: SessionFactory, instansi: Government, wall: FixedClock) -> None:
    with unit_of_work(session_factory, TANAH_LAUT) as session:
        jump(session, wall, instansi_id=instansi.id, working_days=10)
    assert DemoClock(wall, session_factory).now() > wall.now() + timedelta(days=14)


@pytest.mark.parametrize("days", [0, -1])
def test_the_clock_never_goes_back(
    session_factory: SessionFactory, instansi: Government, wall: FixedClock, days: int
) -> None:
    with unit_of_work(session_factory, TANAH_LAUT) as session, pytest.raises(ValueError, match="ahead"):
        jump(session, wall, instansi_id=instansi.id, working_days=days)
