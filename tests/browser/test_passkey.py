"""A passkey from the first one to the next log-in, with the virtual authenticator of a real Chromium."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from sqlalchemy import select

from complaints.models import Passkey
from complaints.people import accounts
from complaints.people.roles import Role
from engine.clock import FixedClock
from engine.db import SessionFactory, reading, unit_of_work
from tests.browser.conftest import is_fault
from tests.support.accounts import PASSWORD
from tests.support.government import Government
from web.services import Services

if TYPE_CHECKING:
    from flask import Flask
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
NewPage = Callable[[], "Page"]


@pytest.fixture
def session_factory(sqlite_factory: SessionFactory) -> SessionFactory:
    """The keys are the same on every database."""
    return sqlite_factory


@pytest.fixture
def desk(chromium: Browser, flask_app: Flask, services: Services, live_server: str) -> Iterator[NewPage]:
    """Pages at `localhost` (keys are bound to no bare number) that share one device with its keys. Second factors are
    asked for, and nothing may break the content policy."""
    address = live_server.replace("127.0.0.1", "localhost")
    settings = dataclasses.replace(services.settings, base_url=address, second_factor=True)
    flask_app.extensions["alur"] = dataclasses.replace(services, settings=settings)
    context = chromium.new_context(base_url=address, locale="id-ID", viewport={"width": 320, "height": 800})
    context.set_default_timeout(10_000)
    broken: list[str] = []

    def new() -> Page:
        page = context.new_page()
        page.on("pageerror", lambda error: broken.append(str(error)))
        page.on("console", lambda message: broken.append(message.text) if is_fault(message) else None)
        return page

    yield new
    context.close()
    assert [each for each in broken if "status of 40" not in each] == []


def log_in(page: Page) -> None:
    page.goto("/petugas/masuk")
    page.get_by_label("Nama pengguna").fill("audi")
    page.get_by_label("Kata sandi").fill(PASSWORD)
    page.get_by_role("button", name="Masuk").click()


def sound(page: Page) -> None:
    assert Axe().run(page).response["violations"] == []
    assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


def test_a_passkey_is_added_used_alone_and_as_the_second_proof(
    desk: NewPage, session_factory: SessionFactory, instansi: Government, clock: FixedClock
) -> None:
    with unit_of_work(session_factory, instansi.id) as session:
        audi = accounts.add_user(
            session,
            instansi_id=instansi.id,
            username="audi",
            name="Audi",
            password=PASSWORD,
            must_change_password=False,
        )
        accounts.grant(session, instansi_id=instansi.id, user_id=audi, role=Role.AUDITOR)
    page = desk()
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    authenticator = device.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})["authenticatorId"]

    log_in(page)
    page.goto("/audit/pengaduan")
    page.get_by_role("link", name=re.compile("Atau pakai kunci sandi")).click()
    sound(page)
    page.get_by_label("Nama perangkat").fill("Ponsel kantor")
    page.get_by_role("button", name="Tambahkan kunci sandi").click()
    page.get_by_text("Kunci sandi ditambahkan.").wait_for()
    sound(page)
    page.goto("/audit/pengaduan")
    assert page.url.endswith("/audit/pengaduan"), "a passkey is a second factor"

    page.get_by_role("button", name="Keluar").click()
    log_in(page)
    assert page.get_by_role("heading", name="Kode dari ponsel").is_visible(), "the password alone opens no more"
    page.get_by_role("link", name="Pakai kunci sandi").click()
    sound(page)
    page.get_by_role("button", name="Pakai kunci sandi").click()
    page.wait_for_url("**/audit/pengaduan")
    page.goto("/petugas/akun")
    assert page.get_by_text("kunci sandi", exact=True).count() >= 1
    with reading(session_factory, instansi.id) as session:
        kept = session.scalars(select(Passkey).where(Passkey.instansi_id == instansi.id)).one()
        assert kept.last_used_at == clock.now()
        assert kept.sign_count >= 1

    page.get_by_role("button", name="Keluar").click()
    page.goto("/petugas/masuk/kunci")
    clock.advance(timedelta(minutes=6))
    page.get_by_role("button", name="Pakai kunci sandi").click()
    page.get_by_text("terlalu lama terbuka").wait_for()
    device.send("WebAuthn.setUserVerified", {"authenticatorId": authenticator, "isUserVerified": False})
    page.get_by_role("button", name="Pakai kunci sandi").click()
    page.get_by_text("Perangkat tidak memberi kunci sandi").wait_for()
    device.send("WebAuthn.setUserVerified", {"authenticatorId": authenticator, "isUserVerified": True})
    page.get_by_role("button", name="Pakai kunci sandi").click()
    page.wait_for_url("**/audit/pengaduan")
    page.goto("/petugas/akun/kunci")
    page.get_by_role("button", name="Hapus Ponsel kantor").click()
    page.get_by_text("Kunci sandi dihapus.").wait_for()
    page.get_by_role("button", name="Keluar").click()
    page.goto("/petugas/masuk/kunci")
    page.get_by_role("button", name="Pakai kunci sandi").click()
    page.get_by_text("tidak dikenal di sini").wait_for()
