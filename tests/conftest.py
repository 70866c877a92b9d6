"""Fixtures for all tests. Whatever touches a database runs on SQLite and on a real PostgreSQL."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings
from sqlalchemy import Engine

from engine.clock import FixedClock
from engine.db import SessionFactory, make_engine, make_session_factory
from tests.support import browser, databases, government, snapshots
from tests.support.addresses import compiled_when_built
from tests.support.compiled import compiled_once
from tests.support.hashes import cheap_hashes
from tests.support.live import serving
from tests.support.page_cache import share_templates

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient
    from playwright.sync_api import Browser, Page, Playwright

    from engine.running.runtime import Runtime
    from web.services import Services

TESTS = Path(__file__).parent
LONGEST_FIRST = ("browser", "web", "processes", "complaints", "engine", "properties", "house")
MONDAY_MORNING = datetime.fromisoformat("2026-03-09T09:00+08:00")


def pytest_configure(config: pytest.Config) -> None:
    settings.register_profile("alur", settings(), deadline=None)  # of a machine's speed no property tells
    settings.load_profile("alur")
    gc.disable()  # all that is loaded stays: looking through it while it grows would find nothing
    if not hasattr(config, "workerinput"):
        databases.reserve_server_dir()
        snapshots.reserve()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files that take long come first: near the end each worker has something short left to do."""
    rank = {folder: place for place, folder in enumerate(LONGEST_FIRST)}
    items.sort(key=lambda item: rank.get(item.path.relative_to(TESTS).parts[0], 0))


def pytest_runtestloop() -> None:
    """What is loaded by now stays until the end: the collector looks only at what the tests make."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)
    gc.enable()


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        databases.drop_server_dir()
        snapshots.drop()


# Databases


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    with databases.postgresql_server() as url:
        yield url


@pytest.fixture(scope="session")
def postgresql_url(postgresql_server: str) -> Iterator[str]:
    """A PostgreSQL database of this worker, with our tables. Emptied before each test that asks for a factory."""
    with databases.postgresql_database(postgresql_server) as url:
        yield url


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return databases.sqlite_template(tmp_path_factory.mktemp("sqlite"))


def sqlite_engine(template: Path, folder: Path) -> Engine:
    path = shutil.copyfile(template, folder / "alur.sqlite")
    return make_engine(f"sqlite:///{path}")


@pytest.fixture
def sqlite_factory(sqlite_template: Path, tmp_path: Path) -> Iterator[SessionFactory]:
    """Only SQLite: for what does not depend on the database, e.g. the looks of a page."""
    engine = sqlite_engine(sqlite_template, tmp_path)
    yield make_session_factory(engine)
    engine.dispose()


@pytest.fixture(scope="session")
def kept_connection(postgresql_url: str) -> Iterator[databases.KeptConnection]:
    kept = databases.KeptConnection()
    yield kept
    kept.close()


@pytest.fixture
def postgresql_factory(postgresql_url: str, kept_connection: databases.KeptConnection) -> Iterator[SessionFactory]:
    """Only PostgreSQL: for what SQLite cannot do, e.g. several workers at once."""
    with kept_connection.engine(postgresql_url) as engine:
        databases.empty(engine)
        yield make_session_factory(engine)


@pytest.fixture(params=["sqlite", "postgresql"])
def session_factory(request: pytest.FixtureRequest) -> SessionFactory:
    """An empty database, once of each kind."""
    factory: SessionFactory = request.getfixturevalue(f"{request.param}_factory")
    return factory


# What a command needs


@pytest.fixture
def clock() -> FixedClock:
    """Monday 9 March 2026, 09:00 WITA, and standing still."""
    return FixedClock(MONDAY_MORNING)


@pytest.fixture
def instansi(session_factory: SessionFactory) -> government.Government:
    """Tanah Laut with three units, beside a neighbour with the same ones."""
    return government.seed(session_factory)


@pytest.fixture
def runtime(clock: FixedClock, tmp_path: Path) -> Runtime:
    """The runtime of the real application over the test's clock."""
    from app import make_runtime

    return make_runtime(clock=clock, data_dir=tmp_path)


@pytest.fixture
def services(session_factory: SessionFactory, runtime: Runtime, clock: FixedClock, tmp_path: Path) -> Services:
    from app import make_services
    from complaints.settings import Settings

    settings = Settings(data_dir=tmp_path, secret_key="kunci-uji-" * 5, demo=False)
    return make_services(settings, session_factory=session_factory, clock=clock, runtime=runtime)


@pytest.fixture
def flask_app(services: Services) -> Flask:
    from web import create_app

    application = share_templates(create_app(services))
    application.config["TESTING"] = True
    return application


@pytest.fixture
def client(flask_app: Flask) -> FlaskClient:
    return flask_app.test_client()


# Browser


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with browser.driver() as running:
        yield running


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """One Chromium per worker. Fails, never skips, where there is none."""
    running = browser.launch(playwright)
    yield running
    running.close()


@pytest.fixture
def live_server(flask_app: Flask) -> Iterator[str]:
    """Address of the application, served for this test."""
    with serving(flask_app) as address:
        yield address


@pytest.fixture
def page(chromium: Browser, live_server: str) -> Iterator[Page]:
    """A page of a fresh browser profile, in Indonesian, at the live server."""
    context = chromium.new_context(base_url=live_server, locale="id-ID", timezone_id="Asia/Makassar")
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """A developer's environment must not change what a test sees."""
    for name in [name for name in os.environ if name.startswith("ALUR_") and not name.startswith("ALUR_TEST_")]:
        monkeypatch.delenv(name)


@pytest.fixture(scope="session", autouse=True)
def _cheap() -> Iterator[None]:
    """What costs time in every test and shows in none."""
    with cheap_hashes(), compiled_when_built(), compiled_once(), databases.without_waiting_for_the_disk():
        yield
