"""The demo as `make run` fills it, on a day that does not change, and people who use it in a browser."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from complaints.console.tables import prepare
from complaints.console.tools import Tools
from complaints.demo import fill
from complaints.demo.government import PASSWORD
from complaints.settings import Settings
from engine.clock import FixedClock

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
    from app import make_services, make_tools
    from web import create_app

    settings = Settings(
        database_url=f"sqlite:///{folder}/alur.sqlite", data_dir=folder, secret_key="kunci-uji-" * 5, demo=True
    )
    tools = make_tools(settings, FixedClock(TODAY))
    prepare(tools)
    fill.fill(tools)
    services = make_services(settings, session_factory=tools.session_factory, clock=tools.clock, runtime=tools.runtime)
    try:
        yield Demo(tools, create_app(services), fill.receipts(tools))
    finally:
        tools.engine.dispose()


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
