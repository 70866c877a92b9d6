"""Number and code: typed anyhow, told apart by nobody else, guessed by nobody."""

from __future__ import annotations

import uuid
from datetime import datetime

import pytest

from complaints.intake.lodging import Receipt, lodge
from complaints.intake.numbers import new_secret
from complaints.tracking import progress
from complaints.tracking.progress import CODES_PER_NUMBER
from engine.clock import FixedClock
from engine.db import SessionFactory, unit_of_work
from engine.running.runtime import Runtime
from tests.support.citizen import answers, deploy_process
from tests.support.government import TANAH_LAUT, TETANGGA, Government

KEY = "kunci-uji-" * 5


@pytest.fixture
def receipt(session_factory: SessionFactory, runtime: Runtime, instansi: Government) -> Receipt:
    deploy_process(session_factory, runtime)
    with unit_of_work(session_factory, TANAH_LAUT) as session:
        return lodge(
            session, runtime, instansi_id=TANAH_LAUT, answers=answers(runtime), submission_token=uuid.uuid4().hex
        )


def try_code(
    factory: SessionFactory,
    clock: FixedClock,
    number: str,
    secret: str,
    *,
    source: str = "10.0.0.1",
    at: str = TANAH_LAUT,
) -> uuid.UUID | datetime | None:
    with unit_of_work(factory, at) as session:
        return progress.try_code(
            session, instansi_id=at, number=number, secret=secret, source=source, key=KEY, now=clock.now()
        )


def test_number_and_code_open_the_complaint_however_they_are_typed(
    session_factory: SessionFactory, clock: FixedClock, receipt: Receipt
) -> None:
    assert receipt.secret is not None
    number, secret = receipt.number.lower().replace("-", " "), receipt.secret.lower().replace("-", " ")
    assert try_code(session_factory, clock, number, secret) == receipt.complaint_id


def test_a_wrong_code_an_unknown_number_and_a_neighbours_number_say_the_same(
    session_factory: SessionFactory, clock: FixedClock, receipt: Receipt
) -> None:
    assert receipt.secret is not None
    assert try_code(session_factory, clock, receipt.number, new_secret()) is None
    assert try_code(session_factory, clock, "TL-2026-AAAAAA", receipt.secret) is None
    assert try_code(session_factory, clock, receipt.number, receipt.secret, at=TETANGGA) is None


def test_an_unknown_number_costs_the_same_hashing(
    session_factory: SessionFactory, clock: FixedClock, receipt: Receipt, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed: list[bool] = []
    real = progress.numbers.secret_fits
    monkeypatch.setattr(
        progress.numbers, "secret_fits", lambda stored, typed: hashed.append(stored is None) or real(stored, typed)
    )
    try_code(session_factory, clock, receipt.number, "salah")
    try_code(session_factory, clock, "TL-2026-AAAAAA", "salah")
    assert hashed == [False, True]


@pytest.mark.parametrize("known", [True, False])
def test_guessing_is_stopped_for_a_while_for_known_and_unknown_numbers_alike(
    session_factory: SessionFactory, clock: FixedClock, receipt: Receipt, known: bool
) -> None:
    number = receipt.number if known else "TL-2026-AAAAAA"
    tries = [try_code(session_factory, clock, number, new_secret()) for _ in range(6)]
    assert tries == [None] * 5 + [clock.now() + CODES_PER_NUMBER.period]


def test_a_stranger_who_knows_the_number_locks_nobody_out(
    session_factory: SessionFactory, clock: FixedClock, receipt: Receipt
) -> None:
    assert receipt.secret is not None
    for at in range(12):
        try_code(session_factory, clock, receipt.number, new_secret(), source=f"10.6.6.{at % 2}")
    assert isinstance(try_code(session_factory, clock, receipt.number, receipt.secret, source="10.6.6.0"), datetime)
    assert try_code(session_factory, clock, receipt.number, receipt.secret) == receipt.complaint_id


def test_the_right_code_waits_too_and_then_opens(
    session_factory: SessionFactory, clock: FixedClock, receipt: Receipt
) -> None:
    assert receipt.secret is not None
    for _ in range(5):
        try_code(session_factory, clock, receipt.number, new_secret())
    assert isinstance(try_code(session_factory, clock, receipt.number, receipt.secret), datetime)
    clock.advance(CODES_PER_NUMBER.period)
    assert try_code(session_factory, clock, receipt.number, receipt.secret) == receipt.complaint_id


def test_one_source_cannot_try_all_numbers(
    session_factory: SessionFactory, clock: FixedClock, receipt: Receipt
) -> None:
    limit = progress.CODES_PER_SOURCE.count
    tries = [try_code(session_factory, clock, f"TL-2026-AAAA{at:02}", "x") for at in range(limit + 1)]
    assert tries[:limit] == [None] * limit
    assert isinstance(tries[limit], datetime)
    assert try_code(session_factory, clock, receipt.number, "x", source="10.9.9.9") is None
