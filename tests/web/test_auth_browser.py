"""Log-in, password and fault pages in a real Chromium: reachable without JavaScript, sound for axe, narrow and wide."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask

from complaints.people.roles import Role
from engine.db import SessionFactory
from tests.support.accounts import PASSWORD, Account
from web.guards import public

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

WIDTHS = (320, 1280)


@pytest.fixture
def session_factory(sqlite_factory: SessionFactory) -> SessionFactory:
    return sqlite_factory


@pytest.fixture
def flask_app(flask_app: Flask) -> Flask:
    flask_app.config["PROPAGATE_EXCEPTIONS"] = False

    @flask_app.get("/uji/rusak")
    @public
    def broken() -> str:
        raise RuntimeError

    return flask_app


@pytest.fixture(params=WIDTHS)
def screen(request: pytest.FixtureRequest, chromium: Browser, live_server: str) -> Iterator[Page]:
    """A page of this width that notes whatever breaks the policy."""
    context = chromium.new_context(base_url=live_server, viewport={"width": request.param, "height": 800})
    context.set_default_timeout(10_000)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if "Content Security" in message.text else None)
    yield page
    context.close()
    assert complaints == []


def assert_sound(page: Page) -> None:
    """axe finds nothing, and nothing sticks out of the screen."""
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert page.locator("script").count() == 0


def submit(page: Page, **fields: str) -> None:
    for name, value in fields.items():
        page.fill(f"#{name}", value)
    with page.expect_navigation():
        page.click("main button")


def test_log_in_and_first_password(screen: Page, account: Callable[..., Account]) -> None:
    account("siti", (Role.ADMIN_INSTANSI, ""), (Role.AUDITOR, ""), must_change_password=True)
    screen.goto("/petugas/masuk")
    assert_sound(screen)
    submit(screen)
    assert screen.title().startswith("Galat: ")
    assert_sound(screen)
    submit(screen, nama_pengguna="siti", kata_sandi="salah")
    assert "Nama pengguna atau kata sandi salah." in screen.inner_text("main")
    submit(screen, kata_sandi=PASSWORD)
    assert "Ganti kata sandi" in screen.title()
    assert_sound(screen)
    submit(screen, sandi_lama=PASSWORD, sandi_baru="pendek", sandi_ulang="pendek")
    assert_sound(screen)
    submit(screen, sandi_lama=PASSWORD, sandi_baru="kopi hangat di teras", sandi_ulang="kopi hangat di teras")
    assert "/petugas/tugas" in screen.url
    screen.goto("/petugas/sandi")
    assert screen.locator("nav >> text=Jejak pengaduan").count() == 1
    assert_sound(screen)
    screen.click("text=Keluar")
    assert "Anda sudah keluar." in screen.inner_text("main")
    assert_sound(screen)


@pytest.mark.parametrize("address", ["/tidak/ada", "/petugas/keluar", "/uji/rusak"])
def test_fault_pages(screen: Page, address: str) -> None:
    screen.goto(address)
    assert_sound(screen)


def test_a_worn_out_form_is_sent_again_by_one_press(screen: Page, account: Callable[..., Account]) -> None:
    account("siti", (Role.ADMIN_INSTANSI, ""))
    screen.goto("/petugas/masuk")
    submit(screen, nama_pengguna="siti", kata_sandi=PASSWORD)
    screen.goto("/petugas/sandi")
    screen.context.clear_cookies()
    screen.click("text=Keluar")
    assert "Isian Anda masih ada" in screen.inner_text("h1")
    assert_sound(screen)
    submit(screen)
    assert "Anda sudah keluar." in screen.inner_text("main")


def test_the_keyboard_reaches_the_content_first(screen: Page) -> None:
    screen.goto("/petugas/masuk")
    screen.keyboard.press("Tab")
    assert screen.evaluate("document.activeElement.textContent") == "Langsung ke isi"
    screen.keyboard.press("Enter")
    assert screen.url.endswith("#isi-halaman")
