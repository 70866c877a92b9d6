"""Leave with a substitute, and the head's view of the unit, in a real Chromium on a phone and on a desk."""

from __future__ import annotations

import pytest

from tests.browser.conftest import NewPage
from tests.browser.test_officer import sound
from tests.support.demo import log_in

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [320, 1280])
def test_leave_is_arranged_seen_by_the_substitute_and_ended(open_page: NewPage, width: int) -> None:
    page = open_page(width=width)
    log_in(page, "berwenang.pupr")
    page.get_by_role("link", name="Pengganti dan cuti").click()
    sound(page)
    page.get_by_role("button", name="Catat cuti").click()
    page.get_by_text("Isi hari terakhir.").first.wait_for()
    sound(page)
    page.fill("[name=sampai]", "2026-11-23")
    page.select_option("[name=pengganti]", label="Bambang Suryadi")
    page.get_by_role("button", name="Catat cuti").click()
    page.get_by_text("Cuti dicatat.").wait_for()
    sound(page)
    substitute = open_page(width=width)
    log_in(substitute, "apip")
    substitute.goto("/petugas/tugas")
    substitute.get_by_text("menggantikan Ir. Gusti Rizali").first.wait_for()
    sound(substitute)
    page.get_by_role("button", name="Akhiri cuti sekarang").click()
    page.get_by_text("Cuti diakhiri.").wait_for()
    substitute.reload()
    assert substitute.get_by_text("menggantikan Ir. Gusti Rizali").count() == 0


@pytest.mark.parametrize("width", [320, 1280])
def test_a_head_reads_who_has_what_and_gives_a_task_away(open_page: NewPage, width: int) -> None:
    page = open_page(width=width)
    log_in(page, "penanggungjawab")
    page.get_by_role("link", name="Tugas unit").click()
    sound(page)
    page.get_by_role("link", name="Verifikasi pengaduan").first.click()
    sound(page)
    page.get_by_role("button", name="Lakukan").click()
    page.get_by_text("Pilih apa yang dilakukan dengan tugas ini.").first.wait_for()
    sound(page)
    page.get_by_label("Alihkan kepada rekan").check()
    page.locator("[name=rekan]").select_option(index=1)
    page.get_by_role("button", name="Lakukan").click()
    page.get_by_text("dialihkan kepada").wait_for()
    page.get_by_role("link", name="Verifikasi pengaduan").first.click()
    page.get_by_label("Kembalikan ke daftar").check()
    page.get_by_role("button", name="Lakukan").click()
    page.get_by_text("dikembalikan ke daftar").wait_for()
    page.goto("/petugas/tim")
    page.get_by_role("link", name="Beban kerja").click()
    page.get_by_role("heading", name="Menurut orang").wait_for()
    sound(page)
