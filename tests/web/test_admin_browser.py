"""An administrator takes a newcomer in and lets somebody go, in a real Chromium, narrow and wide."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe

from complaints.people.roles import Role
from engine.db import SessionFactory
from tests.support.accounts import PASSWORD, Account

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

LIST = b"nama,nama_pengguna,peran,unit\nTika Sari,tika,admin_upp,dinas-kesehatan\nRina Lain,rina,apip,\n"


@pytest.fixture
def session_factory(sqlite_factory: SessionFactory) -> SessionFactory:
    return sqlite_factory


@pytest.fixture(params=[320, 1280])
def screen(request: pytest.FixtureRequest, chromium: Browser, live_server: str) -> Iterator[Page]:
    size = {"width": request.param, "height": 800}
    context = chromium.new_context(base_url=live_server, viewport=size, locale="id-ID")
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


def sound(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert page.locator("script").count() == 0


def test_a_newcomer_comes_and_somebody_leaves(screen: Page, account: Callable[..., Account]) -> None:
    account("rina", (Role.ADMIN, ""))
    screen.goto("/petugas/masuk")
    screen.fill("#nama_pengguna", "rina")
    screen.fill("#kata_sandi", PASSWORD)
    screen.click("button:has-text('Masuk')")
    sound(screen)
    screen.click("text=Tambah orang")
    screen.fill("#nama", "Siti Rahma")
    screen.fill("#nama_pengguna", "siti.rahma")
    screen.fill("#surel", "siti@contoh.go.id")
    sound(screen)
    screen.click("button:has-text('Tambahkan')")
    screen.select_option("#peran", "pejabat_penghubung")
    screen.select_option("#unit", "dinas-kesehatan")
    screen.click("button:has-text('Beri peran')")
    assert screen.locator("th:has-text('Pejabat Penghubung, Dinas Kesehatan')").count() == 1
    for summary in screen.locator("summary").all():
        summary.click()
    sound(screen)
    screen.click("text=Nonaktifkan orang ini")
    screen.click("button:has-text('Nonaktifkan')")
    sound(screen)
    screen.fill("#alasan", "mutasi ke provinsi")
    screen.click("button:has-text('Nonaktifkan')")
    assert "tidak aktif lagi" in screen.inner_text("main")
    screen.goto("/admin/orang/impor")
    screen.set_input_files("#berkas", {"name": "orang.csv", "mimeType": "text/csv", "buffer": LIST})
    screen.click("button:has-text('Periksa berkas')")
    sound(screen)
    screen.click("button:has-text('Terapkan')")
    assert "1 baris diterapkan" in screen.inner_text("main")
    screen.goto("/admin/tindakan")
    assert "mutasi ke provinsi" in screen.inner_text("main")
    for page in ("tindakan", "unit", "pemerintah", "kalender", "sso", "persetujuan"):
        screen.goto(f"/admin/{page}")
        sound(screen)
