"""Guessing at passwords is slow, and nobody who guesses can shut an officer out."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from complaints.people import accounts, entrance, guesses
from complaints.people.entrance import LoggedIn, LogInRefused, SecondStep, Visitor
from complaints.settings import Settings
from engine.actors import Actor
from engine.clock import FixedClock
from engine.db import SessionFactory, reading, unit_of_work
from tests.support.bare import bare_runtime
from tests.support.government import Government

PASSWORD = "pelangi kertas 42"
Outcome = LoggedIn | SecondStep | LogInRefused
SETTINGS = Settings(secret_key="kunci-uji-" * 5)
HOME = "10.1.2.3"
WRONG = entrance.LogInRefused()


@pytest.fixture
def siti(session_factory: SessionFactory, instansi: Government) -> UUID:
    with unit_of_work(session_factory, instansi.id) as session:
        return accounts.add_user(
            session, instansi_id=instansi.id, username="siti", name="Siti Rahmawati", password=PASSWORD
        )


class Door:
    """Tries to log in, as siti unless told otherwise."""

    def __init__(self, factory: SessionFactory, clock: FixedClock) -> None:
        self.factory = factory
        self.clock = clock

    def __call__(
        self, password: str = "salah", *, username: str = "siti", source: str = HOME, device: str = ""
    ) -> Outcome:
        return entrance.log_in(
            self.factory,
            SETTINGS,
            bare_runtime(self.clock),
            username=username,
            password=password,
            visitor=Visitor(source, self.clock.now(), device),
        )


@pytest.fixture
def door(session_factory: SessionFactory, clock: FixedClock, siti: UUID) -> Door:
    return Door(session_factory, clock)


def source(number: int) -> str:
    return f"203.0.{number // 250}.{number % 250 + 1}"


def test_who_guesses_is_stopped_and_the_officer_elsewhere_is_not(door: Door) -> None:
    assert [door(source="203.0.113.9") for _ in range(6)][:5] == [WRONG] * 5
    assert door(PASSWORD, source="203.0.113.9") != WRONG
    assert isinstance(door(PASSWORD), entrance.LoggedIn)


def test_a_botnet_meets_a_brake_and_the_officer_waits_seconds(door: Door, clock: FixedClock) -> None:
    """The attack of the finding: three addresses and 110 requests locked a government; here a hundred sources do not."""
    tried = [door(source=source(number)) for number in range(100)]
    assert tried.count(WRONG) == guesses.BRAKE_AFTER + 1
    held_up = door(PASSWORD)
    assert isinstance(held_up, entrance.LogInRefused)
    assert held_up.until is not None
    assert held_up.until - clock.now() <= guesses.ONE_TRY_EACH
    clock.set(held_up.until)
    assert isinstance(door(PASSWORD), entrance.LoggedIn)


def test_the_brake_lets_one_guess_through_at_a_time(door: Door, clock: FixedClock) -> None:
    for number in range(guesses.BRAKE_AFTER):
        door(source=source(number))
    let_through = 0
    for number in range(300, 420):
        let_through += door(source=source(number)) == WRONG
        clock.advance(timedelta(milliseconds=250))
    assert let_through == 30 / guesses.ONE_TRY_EACH.total_seconds()


def test_a_known_device_passes_whatever_others_do(door: Door) -> None:
    for number in range(60):
        door(source=source(number))
    for number in range(60):
        door(username=f"nama{number}")
    assert isinstance(door(PASSWORD, device="milik-siti"), entrance.LoggedIn)


def test_a_known_device_guesses_no_more_often_than_others(door: Door, clock: FixedClock) -> None:
    assert [door(device="dicuri") for _ in range(6)][:5] == [WRONG] * 5
    waits = door(PASSWORD, device="dicuri", source="198.51.100.7")
    assert isinstance(waits, entrance.LogInRefused)
    assert waits.until == clock.now() + SETTINGS.lockout_for
    assert isinstance(door(PASSWORD), entrance.LoggedIn)


@pytest.mark.parametrize("username", ["siti", "tidak-ada"], ids=["known", "unknown"])
def test_the_brake_tells_nobody_which_names_exist(door: Door, clock: FixedClock, username: str) -> None:
    tried = [door(username=username, source=source(number)) for number in range(30)]
    assert tried.count(WRONG) == guesses.BRAKE_AFTER + 1


def test_an_admin_unlocks_a_name_and_no_other(door: Door, session_factory: SessionFactory, clock: FixedClock) -> None:
    for _ in range(5):
        door()
        door(username="sari")
    with reading(session_factory) as session:
        assert guesses.stopped(session, SETTINGS, "siti", now=clock.now())
        assert not guesses.stopped(session, SETTINGS, "budi", now=clock.now())
    assert door(PASSWORD) != WRONG
    with unit_of_work(session_factory) as session:
        guesses.unlock(session, SETTINGS, "siti")
    assert isinstance(door(PASSWORD), entrance.LoggedIn)
    with reading(session_factory) as session:
        assert guesses.stopped(session, SETTINGS, "sari", now=clock.now())
        clock.advance(SETTINGS.lockout_for)
        assert not guesses.stopped(session, SETTINGS, "sari", now=clock.now())


def test_the_present_password_cannot_be_guessed_in_an_open_session(
    door: Door, session_factory: SessionFactory, clock: FixedClock, siti: UUID, instansi: Government
) -> None:
    here, elsewhere = (door(PASSWORD, source=HOME) for _ in range(2))
    assert isinstance(here, entrance.LoggedIn)
    assert isinstance(elsewhere, entrance.LoggedIn)

    def change(present: str, token: str) -> None:
        accounts.change_password(
            session_factory,
            SETTINGS,
            bare_runtime(clock),
            instansi_id=instansi.id,
            by=Actor(str(siti), "Siti"),
            present=present,
            new="kopi hangat di teras",
            token=token,
        )

    for _ in range(5):
        with pytest.raises(accounts.WrongPasswordError):
            change("salah", here.token)
    with pytest.raises(accounts.TooManyGuessesError) as refused:
        change(PASSWORD, here.token)
    assert refused.value.until == clock.now() + SETTINGS.lockout_for
    change(PASSWORD, elsewhere.token)
