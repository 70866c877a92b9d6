"""The demo's bar jumps the clock ahead; elsewhere there is no such thing."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from unittest.mock import patch

import pytest

from complaints.demo.clock import DemoClock
from complaints.people.roles import Role
from engine.clock import FixedClock
from engine.db import SessionFactory
from tests.support.accounts import Account, log_in, token_in
from tests.support.citizen import deploy_process
from tests.support.desk import lodged, open_task, words
from tests.support.government import Government
from tests.web.conftest import NewAccount

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient

    from engine.running.runtime import Runtime
    from web.services import Services

MONDAY = datetime.fromisoformat("2026-03-09T09:00+08:00")


@pytest.fixture
def session_factory(sqlite_factory: SessionFactory) -> SessionFactory:
    return sqlite_factory


@pytest.fixture
def demo_clock(session_factory: SessionFactory, clock: FixedClock) -> DemoClock:
    return DemoClock(clock, session_factory)


@pytest.fixture
def demo(services: Services, demo_clock: DemoClock, instansi: Government) -> Flask:
    """The application of a demo, with the real process deployed."""
    from web import create_app

    runtime = replace(services.runtime, clock=demo_clock)
    deploy_process(services.session_factory, runtime)
    settings = replace(services.settings, demo=True)
    application = create_app(replace(services, settings=settings, clock=demo_clock, runtime=runtime))
    application.config["TESTING"] = True
    return application


@pytest.fixture
def ani(account: NewAccount) -> Account:
    return account("ani", (Role.ADMIN_NASIONAL, ""))


def jumped(client: FlaskClient, days: str, to: str = "/petugas/tugas") -> str:
    page = client.get("/petugas/tugas", follow_redirects=True).text
    answer = client.post("/demo/jam", data={"csrf_token": token_in(page), "maju": days, "lanjut": to})
    assert answer.status_code == 302, answer.text
    return client.get(answer.location).text


def test_the_bar_stands_on_every_page_of_a_demo(demo: Flask, ani: Account) -> None:
    client = demo.test_client()
    assert "+10" in client.get("/petugas/masuk").text
    log_in(client, ani)
    page = words(client.get("/petugas/tugas").text)
    assert "Demo Senin, 9 Maret 2026 pukul 09.00 WITA" in page


def test_jumping_counts_working_days_rings_timers_and_keeps_people_logged_in(
    demo: Flask, ani: Account, services: Services, demo_clock: DemoClock, runtime: Runtime
) -> None:
    receipt = lodged(services.session_factory, replace(runtime, clock=demo_clock))
    task = open_task(services.session_factory, receipt)
    client = demo.test_client()
    log_in(client, ani)
    page = words(jumped(client, "3"))
    assert "Jam demo maju 3 hari kerja. Sekarang Kamis, 12 Maret 2026 pukul 09.00 WITA." in page
    assert "jatuh tempo hari ini" in page
    page = words(jumped(client, "1", f"/petugas/tugas/{task.id}"))
    assert "terlambat 1 hari kerja" in page
    assert "Batas telaah lewat" in page
    assert demo_clock.now() == MONDAY + timedelta(days=4)


def test_a_jump_over_idul_fitri_skips_its_days(demo: Flask, ani: Account, demo_clock: DemoClock) -> None:
    client = demo.test_client()
    log_in(client, ani)
    jumped(client, "10")
    assert demo_clock.now().date() > (MONDAY + timedelta(days=14)).date()


def test_odd_steps_are_refused_and_addresses_of_others_are_not_followed(
    demo: Flask, ani: Account, demo_clock: DemoClock
) -> None:
    client = demo.test_client()
    log_in(client, ani)
    token = token_in(client.get("/petugas/tugas").text)
    for steps in ("", "2", "-1", "1000000", "x"):
        assert client.post("/demo/jam", data={"csrf_token": token, "maju": steps}).status_code == 400
    away = client.post("/demo/jam", data={"csrf_token": token, "maju": "1", "lanjut": "//jahat.example/"})
    assert away.location == "/petugas/masuk"
    assert client.post("/demo/jam", data={"maju": "1"}).status_code == 400


def test_a_real_installation_has_no_such_clock(client: FlaskClient, ani: Account) -> None:
    log_in(client, ani)
    page = client.get("/petugas/tugas").text
    assert "alur-demo" not in page
    assert client.post("/demo/jam", data={"csrf_token": token_in(page), "maju": "1"}).status_code == 404


def test_the_page_that_says_the_database_is_gone_needs_no_clock(demo: Flask) -> None:
    from sqlalchemy.exc import OperationalError

    gone = OperationalError("SELECT", {}, Exception("hilang"))
    with patch.object(DemoClock, "now", side_effect=gone):
        assert demo.test_client().get("/petugas/tugas").status_code in (302, 503)
