"""The second proof: sealed at rest, taken once, few tries; recovery codes; what ends sessions."""

from __future__ import annotations

import json
from datetime import timedelta
from uuid import UUID

import pyotp
import pytest
from sqlalchemy import select

from complaints.models import RecoveryCode, SecondFactor
from complaints.people import accounts, entrance, helping, log_ins, second_factor, sessions
from complaints.people.acts import ReasonMissingError
from complaints.people.entrance import LoggedIn, LogInRefused, SecondStep, Visitor
from complaints.people.sealing import SealBrokenError, seal, unseal
from complaints.settings import Settings
from engine.actors import Actor
from engine.clock import FixedClock
from engine.db import SessionFactory, reading, unit_of_work
from engine.models import LedgerEvent
from engine.running.runtime import Runtime
from tests.support.acts import OF_ACTS
from tests.support.bare import bare_runtime
from tests.support.government import Government

PASSWORD = "pelangi kertas 42"
SETTINGS = Settings(secret_key="kunci-uji-" * 5)
BOSS = Actor("admin-uji", "Admin Uji", frozenset({("admin", "")}))
STEP = timedelta(seconds=30)


class Phone:
    """An officer with an authenticator: sets up, logs in, makes codes of the moment."""

    def __init__(self, factory: SessionFactory, clock: FixedClock, home: str) -> None:
        self.factory, self.clock, self.home = factory, clock, home
        with unit_of_work(factory, home) as session:
            self.id = accounts.add_user(
                session, instansi_id=home, username="siti", name="Siti Rahmawati", password=PASSWORD
            )
        self.secret = ""
        self.recovery: list[str] = []

    def begin(self) -> None:
        with unit_of_work(self.factory, self.home) as session:
            second_factor.begin(session, SETTINGS, instansi_id=self.home, user_id=self.id, now=self.clock.now())
            self.secret = (
                second_factor.secret_to_set_up(session, SETTINGS, instansi_id=self.home, user_id=self.id) or ""
            )

    def confirm(self, code: str, token: str = "") -> bool:
        with unit_of_work(self.factory, self.home) as session:
            codes = second_factor.confirm(
                session,
                SETTINGS,
                instansi_id=self.home,
                user_id=self.id,
                code=code,
                token=token,
                now=self.clock.now(),
            )
        self.recovery = codes or []
        return codes is not None

    def code(self, shift: timedelta = timedelta()) -> str:
        return pyotp.TOTP(self.secret).at(int((self.clock.now() + shift).timestamp()))

    def visitor(self, source: str = "10.1.2.3") -> Visitor:
        return Visitor(source, self.clock.now(), browser="Chrome di Android")

    def first(self) -> LoggedIn | SecondStep | LogInRefused:
        return self.tried(PASSWORD)

    def tried(self, password: str) -> LoggedIn | SecondStep | LogInRefused:
        given = {"username": "siti", "password": password, "visitor": self.visitor()}
        return entrance.log_in(self.factory, SETTINGS, bare_runtime(self.clock), **given)

    def second(self, code: str, source: str = "10.1.2.3") -> LoggedIn | LogInRefused:
        return entrance.second_step(
            self.factory,
            SETTINGS,
            step=SecondStep(self.home, self.id),
            code=code,
            visitor=self.visitor(source),
            wall=self.clock.now(),
        )


@pytest.fixture
def beginner(session_factory: SessionFactory, clock: FixedClock, instansi: Government) -> Phone:
    return Phone(session_factory, clock, instansi.id)


@pytest.fixture
def phone(beginner: Phone, clock: FixedClock) -> Phone:
    """Set up, and half a minute later."""
    beginner.begin()
    assert beginner.confirm(beginner.code())
    clock.advance(STEP)
    return beginner


def test_it_counts_only_after_a_first_code(beginner: Phone) -> None:
    assert isinstance(beginner.first(), LoggedIn)
    beginner.begin()
    assert isinstance(beginner.first(), LoggedIn)
    assert not beginner.confirm("000000" if beginner.code() != "000000" else "111111")
    assert isinstance(beginner.first(), LoggedIn)
    assert beginner.confirm(f" {beginner.code()[:3]} {beginner.code()[3:]} ")
    assert beginner.first() == SecondStep(beginner.home, beginner.id)


def test_password_and_code_open_a_session(phone: Phone, session_factory: SessionFactory) -> None:
    assert isinstance(phone.first(), SecondStep)
    entered = phone.second(phone.code())
    assert isinstance(entered, LoggedIn)
    with reading(session_factory, phone.home) as session:
        officer = sessions.resume(session, token=entered.token, now=phone.clock.now(), idle=SETTINGS.session_idle)
        rows = log_ins.of_person(session, instansi_id=phone.home, user_id=phone.id)
        assert [(row.way, row.device, row.failures) for row in rows] == [("sandi_kode", "Chrome di Android", 0)]
    assert officer is not None
    assert officer.second_factor


def test_a_code_is_taken_once_and_none_from_before_it(phone: Phone, clock: FixedClock) -> None:
    seen = phone.code()
    assert isinstance(phone.second(seen), LoggedIn)
    assert phone.second(seen) == LogInRefused()
    assert phone.second(phone.code(-STEP)) == LogInRefused()
    clock.advance(STEP)
    assert isinstance(phone.second(phone.code()), LoggedIn)


def test_the_code_that_confirmed_is_used_up(beginner: Phone) -> None:
    beginner.begin()
    code = beginner.code()
    assert beginner.confirm(code)
    assert beginner.second(code) == LogInRefused()


@pytest.mark.parametrize(("steps", "taken"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_phone_may_be_half_a_minute_off(phone: Phone, clock: FixedClock, steps: int, taken: bool) -> None:
    clock.advance(10 * STEP)
    assert isinstance(phone.second(phone.code(steps * STEP)), LoggedIn) is taken


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "１２３４５６", "' OR 1=1 --", "0" * 5000])
def test_what_is_no_code_is_refused(phone: Phone, code: str) -> None:
    assert phone.second(code) == LogInRefused()


def test_recovery_codes_open_once_each_and_lie_there_as_hashes(phone: Phone, session_factory: SessionFactory) -> None:
    assert len(set(phone.recovery)) == 10
    assert isinstance(phone.second(phone.recovery[0].lower().replace("-", " ")), LoggedIn)
    assert phone.second(phone.recovery[0]) == LogInRefused()
    with reading(session_factory, phone.home) as session:
        assert second_factor.state(session, instansi_id=phone.home, user_id=phone.id).codes_left == 9
        kept = session.scalars(select(RecoveryCode).where(RecoveryCode.instansi_id == phone.home)).all()
        row = session.get_one(SecondFactor, (phone.home, phone.id))
        assert not any(code.replace("-", "") in each.code_hash.upper() for code in phone.recovery for each in kept)
        assert phone.secret not in row.sealed_secret
        assert len(row.sealed_secret) <= 300


def test_fresh_recovery_codes_replace_the_former(phone: Phone, session_factory: SessionFactory) -> None:
    with unit_of_work(session_factory, phone.home) as session:
        fresh = second_factor.renew_codes(session, SETTINGS, instansi_id=phone.home, user_id=phone.id)
    assert phone.second(phone.recovery[0]) == LogInRefused()
    assert isinstance(phone.second(fresh[0]), LoggedIn)


def test_codes_cannot_be_guessed(phone: Phone, clock: FixedClock) -> None:
    wrong = next(code for code in ("000000", "111111") if code not in {phone.code(step * STEP) for step in (-1, 0, 1)})
    assert [phone.second(wrong) for _ in range(6)][:5] == [LogInRefused()] * 5
    assert phone.second(phone.code()) == LogInRefused(clock.now() + SETTINGS.lockout_for)
    for number in range(30):
        phone.second(wrong, source=f"203.0.113.{number + 1}")
    stopped = phone.second(phone.code(), source="198.51.100.1")
    assert stopped == LogInRefused(clock.now() + timedelta(hours=1))
    clock.advance(timedelta(hours=1))
    assert isinstance(phone.second(phone.code()), LoggedIn)


def test_setting_it_up_ends_the_sessions_opened_without_it(beginner: Phone, session_factory: SessionFactory) -> None:
    here, elsewhere = beginner.first(), beginner.first()
    assert isinstance(here, LoggedIn)
    assert isinstance(elsewhere, LoggedIn)
    beginner.begin()
    beginner.confirm(beginner.code(), here.token)
    assert _resumes(beginner, here.token)
    assert not _resumes(beginner, elsewhere.token)


def test_a_reset_by_an_administrator_ends_every_session_and_asks_anew(phone: Phone, runtime: Runtime) -> None:
    entered = phone.second(phone.code())
    assert isinstance(entered, LoggedIn)
    with unit_of_work(phone.factory, phone.home) as session:
        helping.reset_second_factor(
            session, runtime, instansi_id=phone.home, user_id=phone.id, by=BOSS, reason="Ponsel hilang."
        )
    assert not _resumes(phone, entered.token)
    assert isinstance(phone.first(), LoggedIn)
    assert phone.second(phone.recovery[0]) == LogInRefused()
    assert _acts(phone) == ["second_factor_reset"]


def test_a_reset_without_a_reason_changes_nothing(phone: Phone, runtime: Runtime) -> None:
    with pytest.raises(ReasonMissingError), unit_of_work(phone.factory, phone.home) as session:
        helping.reset_second_factor(session, runtime, instansi_id=phone.home, user_id=phone.id, by=BOSS, reason=" ")
    assert isinstance(phone.first(), SecondStep)
    assert _acts(phone) == []


def test_an_administrator_ends_the_wait_of_a_person(phone: Phone, runtime: Runtime) -> None:
    for _ in range(5):
        phone.second("salah")
    assert phone.second(phone.code()) != LogInRefused()
    with unit_of_work(phone.factory, phone.home) as session:
        helping.unlock(session, runtime, SETTINGS, instansi_id=phone.home, user_id=phone.id, by=BOSS)
    assert isinstance(phone.second(phone.code()), LoggedIn)
    assert _acts(phone) == ["wait_ended"]


def test_a_confirmed_secret_is_shown_and_replaced_never_again(phone: Phone, session_factory: SessionFactory) -> None:
    former = phone.secret
    phone.begin()
    assert phone.secret == ""
    phone.secret = former
    assert isinstance(phone.second(phone.code()), LoggedIn)


def test_who_left_is_refused_at_the_second_step_too(phone: Phone) -> None:
    with unit_of_work(phone.factory, phone.home) as session:
        accounts.deactivate(session, instansi_id=phone.home, user_id=phone.id)
    assert phone.second(phone.code()) == LogInRefused()


def test_another_key_of_the_installation_takes_recovery_codes_neither(phone: Phone) -> None:
    with unit_of_work(phone.factory, phone.home) as session:
        other = Settings(secret_key="kunci-lain" * 5)
        for code in (phone.code(), phone.recovery[0]):
            assert not second_factor.accepts(
                session, other, instansi_id=phone.home, user_id=phone.id, code=code, now=phone.clock.now()
            )


def test_a_sealed_text_belongs_to_its_owner_and_purpose() -> None:
    sealed = seal("k" * 40, "rahasia", purpose="satu", owner="a")
    assert unseal("k" * 40, sealed, purpose="satu", owner="a") == "rahasia"
    for key, purpose, owner, text in (
        ("x" * 40, "satu", "a", sealed),
        ("k" * 40, "dua", "a", sealed),
        ("k" * 40, "satu", "b", sealed),
        ("k" * 40, "satu", "a", "bukan segel"),
        ("k" * 40, "satu", "a", ""),
    ):
        with pytest.raises(SealBrokenError):
            unseal(key, text, purpose=purpose, owner=owner)


def test_failures_of_an_hour_are_one_row(phone: Phone, clock: FixedClock) -> None:
    for _ in range(3):
        phone.tried("salah")
        clock.advance(timedelta(minutes=1))
    phone.second("000000" if phone.code() != "000000" else "111111")
    clock.advance(timedelta(hours=2))
    phone.tried("salah")
    with reading(phone.factory, phone.home) as session:
        rows = log_ins.of_person(session, instansi_id=phone.home, user_id=phone.id)
        assert [(row.way, row.failures) for row in rows] == [("sandi", 1), ("sandi_kode", 1), ("sandi", 3)]


def _acts(phone: Phone) -> list[str]:
    with reading(phone.factory, phone.home) as session:
        rows = session.scalars(
            select(LedgerEvent.payload).where(OF_ACTS).where(LedgerEvent.instansi_id == phone.home)
        ).all()
    return [json.loads(row)["act"] for row in rows]


def _resumes(phone: Phone, token: str) -> UUID | None:
    with reading(phone.factory, phone.home) as session:
        officer = sessions.resume(session, token=token, now=phone.clock.now(), idle=SETTINGS.session_idle)
    return officer.id if officer else None


def test_who_shares_the_name_elsewhere_waits_for_nobody_else_s_codes(phone: Phone, instansi: Government) -> None:
    with unit_of_work(phone.factory, instansi.neighbour) as session:
        other = accounts.add_user(
            session, instansi_id=instansi.neighbour, username="siti", name="Siti Lain", password=PASSWORD
        )
    there = SecondStep(instansi.neighbour, other)
    for _ in range(6):
        waits = entrance.second_step(
            phone.factory, SETTINGS, step=there, code="x", visitor=phone.visitor(), wall=phone.clock.now()
        )
    assert waits != LogInRefused()
    assert isinstance(phone.second(phone.code()), LoggedIn)
