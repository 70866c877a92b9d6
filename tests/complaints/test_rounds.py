"""The worker goes round the governments: one that always has something to do holds up no other."""

from __future__ import annotations

from datetime import timedelta

from complaints.upkeep.rounds import Rounds
from engine.clock import Clock, FixedClock
from engine.db import SessionFactory
from tests.support.government import Government


class Told(Rounds):
    """A chore with so many turns to do for each government."""

    def __init__(self, factory: SessionFactory, clock: Clock, left: dict[str, int]) -> None:
        super().__init__(factory, clock, every=timedelta(minutes=10))
        self.left = left
        self.turns: list[str] = []

    def turn(self, home: str) -> int:
        if not self.left.get(home):
            return 0
        self.left[home] -= 1
        self.turns.append(home)
        return 1


def test_a_government_with_much_to_do_lets_the_others_have_their_turns(
    session_factory: SessionFactory, instansi: Government, clock: FixedClock
) -> None:
    busy, other = sorted((instansi.id, instansi.neighbour))
    chore = Told(session_factory, clock, {busy: 1_000, other: 2})
    assert [chore() for _ in range(5)] == [1] * 5
    assert chore.turns == [busy, other, busy, other, busy]


def test_when_nobody_has_anything_left_it_rests_until_its_time(
    session_factory: SessionFactory, instansi: Government, clock: FixedClock
) -> None:
    chore = Told(session_factory, clock, {instansi.id: 1})
    assert [chore(), chore()] == [1, 0]
    chore.left[instansi.id] = 1
    clock.advance(timedelta(minutes=9))
    assert chore() == 0
    clock.advance(timedelta(minutes=1))
    assert [chore(), chore()] == [1, 0]


def test_a_clock_set_back_does_not_make_it_rest_for_longer(
    session_factory: SessionFactory, instansi: Government, clock: FixedClock
) -> None:
    chore = Told(session_factory, clock, {})
    assert chore() == 0
    clock.advance(-timedelta(days=30))
    chore.left[instansi.id] = 1
    assert chore() == 1
