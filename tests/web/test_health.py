"""What a monitor is told: JSON and figures always, 503 as soon as deadlines stop or nothing can be stored."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from complaints.people.roles import Role
from complaints.upkeep import Upkeep
from engine.clock import FixedClock
from engine.db import SessionFactory, make_engine, make_session_factory
from engine.running.commands import fire_due
from tests.support.accounts import token_in
from tests.support.citizen import deploy_process
from tests.support.desk import lodged
from tests.support.government import Government
from web import create_app

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient

    from engine.running.runtime import Runtime
    from web.services import Services

YEAR = timedelta(days=365)
TOKEN = "kunci-pemantau-2026"


@pytest.fixture
def late(session_factory: SessionFactory, instansi: Government, runtime: Runtime, clock: FixedClock) -> None:
    """A complaint with a deadline, and a year in which nobody worked."""
    deploy_process(session_factory, runtime)
    lodged(session_factory, runtime)
    clock.advance(YEAR)


def asked(client: FlaskClient) -> tuple[int, list[str]]:
    answer = client.get("/sehat")
    assert answer.mimetype == "application/json"
    assert answer.status_code == 200 or answer.headers["Retry-After"] == "10"
    return answer.status_code, answer.get_json()["gangguan"]


def test_deadlines_that_stopped_are_a_fault_until_a_worker_has_come(
    client: FlaskClient, session_factory: SessionFactory, clock: FixedClock, runtime: Runtime, late: None
) -> None:
    assert asked(client) == (503, ["tenggat_berhenti"])
    Upkeep(session_factory, clock)()
    assert asked(client) == (200, [])
    assert client.get("/sehat").get_json()["tenggat_tertunda"] == 1
    clock.advance(timedelta(minutes=6))
    assert asked(client) == (503, ["tenggat_berhenti"])
    while fire_due(session_factory, runtime):
        pass
    assert asked(client) == (200, [])


def test_no_worker_is_no_fault_while_nothing_is_due(client: FlaskClient) -> None:
    assert client.get("/sehat").get_json() == {
        "basis_data": "baik", "pekerja": "belum", "pekerja_terlihat": None, "tenggat_tertunda": 0, "gangguan": [],
    }  # fmt: skip


def test_a_clock_that_was_set_back_is_a_fault_until_somebody_says_that_it_is_right(
    as_officer: Callable[..., FlaskClient], session_factory: SessionFactory, clock: FixedClock,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    client = as_officer("hendra", (Role.OPERATOR, ""))
    worker = Upkeep(session_factory, clock)
    worker()
    assert asked(client) == (200, [])
    clock.advance(-timedelta(minutes=6))
    assert asked(client) == (503, ["jam_mundur"])
    worker()
    said = [record.getMessage() for record in caplog.records if record.name == "alur.worker"]
    assert [each[:17] for each in said] == ["jam mesin mundur:"]
    clock.advance(timedelta(minutes=8))
    worker()
    assert asked(client) == (503, ["jam_mundur"])
    form = {"csrf_token": token_in(client.get("/operator").text)}
    assert client.post("/operator/jam", data=form).status_code == 422
    assert client.post("/operator/jam", data=form | {"alasan": "Baterai jam mesin diganti"}).status_code == 302
    assert asked(client) == (200, [])
    assert client.post("/operator/jam", data=form | {"alasan": "x"}).status_code == 404


def test_a_disk_with_too_little_left_is_a_fault(services: Services) -> None:
    more_than_any_disk = replace(services.settings, min_free_bytes=1 << 62)
    client = create_app(replace(services, settings=more_than_any_disk)).test_client()
    assert asked(client) == (503, ["disk_penuh"])


def test_a_file_that_is_no_database_any_more_is_told_as_json(services: Services, tmp_path: Path) -> None:
    broken = tmp_path / "rusak.sqlite"
    broken.write_bytes(b"bukan basis data" * 1000)
    engine = make_engine(f"sqlite:///{broken}")
    settings = replace(services.settings, metrics_token=TOKEN)
    app = create_app(replace(services, settings=settings, session_factory=make_session_factory(engine)))
    client = app.test_client()
    assert asked(client) == (503, ["basis_data"])
    assert client.get("/sehat").get_json()["basis_data"] == "rusak"
    assert client.get("/sehat/hidup").get_json() == {"web": "baik"}
    figures = client.get("/metrik", headers={"Authorization": f"Bearer {TOKEN}"})
    assert (figures.status_code, figures.text) == (503, "alur_up 0\n")
    engine.dispose()


@pytest.fixture
def monitored(services: Services) -> FlaskClient:
    return create_app(replace(services, settings=replace(services.settings, metrics_token=TOKEN))).test_client()


def test_figures_are_for_the_monitor_alone(client: FlaskClient, monitored: FlaskClient) -> None:
    for given in ({}, {"Authorization": "Bearer "}, {"Authorization": "Bearer salah"}, {"Authorization": TOKEN}):
        assert monitored.get("/metrik", headers=given).status_code == 401
        assert client.get("/metrik", headers=given).status_code == 401
    assert client.get("/metrik", headers={"Authorization": f"Bearer {TOKEN}"}).status_code == 401


def test_figures_follow_what_happens(
    monitored: FlaskClient, session_factory: SessionFactory, clock: FixedClock, late: None
) -> None:
    Upkeep(session_factory, clock)()
    clock.advance(timedelta(seconds=90))
    answer = monitored.get("/metrik", headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer.content_type == "text/plain; version=0.0.4; charset=utf-8"
    lines = answer.text.splitlines()
    found = {name: float(value) for name, value in (line.split() for line in lines if not line.startswith("#"))}
    assert found["alur_up"] == 1
    assert found["alur_worker_silent_seconds"] == 90
    assert (found["alur_timers_due"], found["alur_incidents_open"], found["alur_faults"]) == (1, 0, 0)
    assert found["alur_timers_oldest_seconds"] > 300 * 24 * 3600
    assert found["alur_database_bytes"] > 10_000
    assert found["alur_disk_free_bytes"] > 0
    assert len(found) == sum(line.startswith("# TYPE") for line in lines) == sum("# HELP" in line for line in lines)


def test_each_worker_is_seen_by_itself_and_forgotten_after_a_day(
    as_officer: Callable[..., FlaskClient], session_factory: SessionFactory, clock: FixedClock, flask_app: Flask
) -> None:
    from complaints.upkeep import workers

    first, second = (Upkeep(session_factory, clock, name=name) for name in ("a-1", "b-2"))
    first()
    clock.advance(timedelta(minutes=10))
    second()
    with session_factory() as session:
        assert [(each.name, each.silent) for each in workers(session, now=clock.now())] == [
            ("b-2", False),
            ("a-1", True),
        ]
    clock.advance(timedelta(days=1))
    second()
    with session_factory() as session:
        assert [each.name for each in workers(session, now=clock.now())] == ["b-2"]
