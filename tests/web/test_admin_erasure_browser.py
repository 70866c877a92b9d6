"""Two administrators have erased what is due, in a real Chromium: asked on a phone, agreed to on a desk, done, and told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe

from complaints.people.roles import Role
from complaints.upkeep.erasing import GONE, Erasing
from engine.db import SessionFactory
from engine.running import commands
from tests.support.accounts import PASSWORD, Account
from tests.support.citizen import Desk, deploy_process
from tests.support.desk import lodged

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from complaints.intake.lodging import Receipt
    from engine.clock import FixedClock
    from engine.running.runtime import Runtime
    from web.services import Services

pytestmark = pytest.mark.browser

RULE = "Perbup 7/2026 tentang JRA"
TYPED = "Lubang sedalam lutut di depan pasar kenari."


@pytest.fixture
def session_factory(sqlite_factory: SessionFactory) -> SessionFactory:
    return sqlite_factory


@pytest.fixture
def due(session_factory: SessionFactory, instansi: object, runtime: Runtime, clock: FixedClock) -> Receipt:
    """A complaint whose author never answered, so that it ended by itself, eleven years ago."""
    deploy_process(session_factory, runtime)
    receipt = lodged(session_factory, runtime, uraian=TYPED)
    desk = Desk(session_factory, runtime, clock, receipt.complaint_id)
    desk.complete("Task_verifikasi_nasional", lengkap="tidak", data_diminta="Di desa mana?")
    for days in (22, 200):
        clock.advance(timedelta(days=days))
        while commands.fire_due(session_factory, runtime, limit=1):
            pass
    assert desk.case().ended_at is not None
    clock.advance(timedelta(days=11 * 366))
    return receipt


@pytest.fixture
def enter(chromium: Browser, live_server: str, account: Callable[..., Account]) -> Iterator[Callable[..., Page]]:
    """`enter("rina", Role.ADMIN, width=320)`: somebody at a browser of their own, logged in."""
    contexts = []

    def entered(name: str, role: Role, *, width: int) -> Page:
        account(name, (role, ""))
        contexts.append(
            chromium.new_context(base_url=live_server, viewport={"width": width, "height": 800}, locale="id-ID")
        )
        contexts[-1].set_default_timeout(10_000)
        page = contexts[-1].new_page()
        page.goto("/petugas/masuk")
        page.fill("#nama_pengguna", name)
        page.fill("#kata_sandi", PASSWORD)
        page.click("button:has-text('Masuk')")
        return page

    yield entered
    for context in contexts:
        context.close()


def sound(page: Page) -> str:
    """The page keeps to its width and hinders nobody; gives what stands on it."""
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    return str(page.inner_text("main"))


def test_what_is_due_is_asked_for_agreed_to_erased_and_told(
    due: Receipt, enter: Callable[..., Page], services: Services
) -> None:
    rina, budi = enter("rina", Role.ADMIN, width=320), enter("budi", Role.ADMIN, width=1280)
    auditor = enter("inspektorat", Role.AUDITOR, width=1280)
    case = f"/audit/pengaduan/{due.complaint_id}"
    auditor.goto(case)
    assert TYPED in auditor.inner_text("main")

    rina.goto("/admin/masa-simpan")
    rina.fill("#kept_years", "10")
    rina.fill("#kept_ground", RULE)
    rina.click("button:has-text('Simpan')")
    assert due.number in sound(rina)
    rina.click("button:has-text('Minta penghapusan')")
    assert "1 pengaduan menunggu persetujuan administrator kedua" in rina.inner_text("main")
    rina.goto("/admin/persetujuan")
    assert rina.locator("button:has-text('Setuju')").count() == 0, "nobody agrees to what they asked for"

    budi.goto("/admin/persetujuan")
    assert RULE in sound(budi)
    budi.click("button:has-text('Setuju')")
    budi.goto("/admin/masa-simpan")
    assert "Sedang dihapus oleh pekerja" in sound(budi)
    assert budi.locator("button:has-text('Minta penghapusan')").count() == 0, "it is ordered already"
    assert sum(iter(Erasing(services.session_factory, services.runtime, services.files), 0)) > 0

    rina.goto("/admin/masa-simpan")
    assert "Tidak ada yang habis masa simpannya" in rina.inner_text("main")
    budi.goto("/admin/tindakan")
    acts = budi.inner_text("main")
    assert "Isi pengaduan lama dihapus" in acts
    assert "Penghapusan isi pengaduan lama diperintahkan" in acts

    auditor.goto(case)
    told = auditor.inner_text("main")
    assert TYPED not in told
    assert GONE in told
    assert "Teks dihapus sesudah masa simpannya" in told
    assert RULE in told
    assert "hilang tanpa catatan" not in told
