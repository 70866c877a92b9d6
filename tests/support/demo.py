"""The demo as `make run` fills it, on a day that does not change, and people who use it in a browser."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from complaints.demo.government import PASSWORD, add_demo_government, demo_government
from complaints.settings import Settings
from console import demo_fill
from console.processes import deploy_for
from console.tables import prepare
from console.tools import Tools
from engine.clock import FixedClock
from engine.db import unit_of_work
from tests.support import snapshots
from tests.support.page_cache import share_templates
from tests.support.shipped import shipped

if TYPE_CHECKING:
    from flask import Flask
    from playwright.sync_api import Page

TODAY = datetime.fromisoformat("2026-11-20T10:05+08:00")
"""A Friday morning in Pelaihari."""


@dataclass(frozen=True)
class Demo:
    """A filled demo: its tools, its application, and what some citizens hold in their hands."""

    tools: Tools
    app: Flask
    receipts: list[dict[str, str]]

    def receipt(self, judul: str) -> dict[str, str]:
        return next(each for each in self.receipts if judul in each["judul"])


@contextmanager
def filled_demo(folder: Path) -> Iterator[Demo]:
    """A demo in this folder, on SQLite, at `TODAY`."""
    snapshots.copied("demo", _fill, folder)
    with _tools(folder, demo=True) as tools:
        yield Demo(tools, _application(tools), demo_fill.receipts(tools))


@contextmanager
def empty_demo(folder: Path, instansi_id: str) -> Iterator[Demo]:
    """One government of the demo with its people and processes, no complaint yet, and a clock that a test moves."""
    snapshots.copied(instansi_id, lambda place: _settle(place, instansi_id), folder)
    with _tools(folder, demo=False) as tools:
        yield Demo(tools, _application(tools), [])


def _fill(folder: Path) -> None:
    with _tools(folder, demo=True) as tools:
        prepare(tools)
        demo_fill.fill(tools)


def _settle(folder: Path, instansi_id: str) -> None:
    with _tools(folder, demo=False) as tools:
        prepare(tools)
        with unit_of_work(tools.session_factory, instansi_id) as session:
            add_demo_government(session, tools.runtime, demo_government(instansi_id))
        deploy_for(tools, instansi_id, shipped())


@contextmanager
def _tools(folder: Path, *, demo: bool) -> Iterator[Tools]:
    """The tools of an installation whose database and files lie in this folder."""
    from app import make_tools

    settings = Settings(
        database_url=f"sqlite:///{folder}/alur.sqlite", data_dir=folder, secret_key="kunci-uji-" * 5, demo=demo
    )
    tools = make_tools(settings, FixedClock(TODAY))
    try:
        yield tools
    finally:
        tools.engine.dispose()


def _application(tools: Tools) -> Flask:
    from app import make_services
    from web import create_app

    services = make_services(
        tools.settings, session_factory=tools.session_factory, clock=tools.clock, runtime=tools.runtime
    )
    return share_templates(create_app(services))


def log_in(page: Page, username: str) -> None:
    """Logs in by the form."""
    page.goto("/petugas/masuk")
    page.get_by_label("Nama pengguna").fill(username)
    page.get_by_label("Kata sandi").fill(PASSWORD)
    page.get_by_role("button", name="Masuk").click()


def track(page: Page, receipt: dict[str, str]) -> None:
    """Opens a complaint with its number and secret code."""
    page.goto(f"/{receipt['instansi']}/lacak")
    page.get_by_label("Nomor").fill(receipt["number"])
    page.get_by_label("Kode rahasia").fill(receipt["secret"])
    page.locator("main").get_by_role("button").first.click()
