"""An officer finds a case by what somebody remembers, on a phone without JavaScript and on a desk, and keeps filters."""

from __future__ import annotations

import re

import pytest

from tests.browser.conftest import NewPage
from tests.browser.test_officer import sound
from tests.support.demo import log_in

pytestmark = pytest.mark.browser
NUMBER = re.compile(r"[A-Z]{2}-\d{4}-\w{6}")


@pytest.mark.parametrize(("width", "javascript"), [(320, True), (320, False), (1280, True)])
def test_a_case_is_found_and_filters_are_kept(open_page: NewPage, width: int, javascript: bool) -> None:
    page = open_page(width=width, javascript=javascript)
    # What looks a page over is a script itself.
    looked = sound if javascript else str
    log_in(page, "instansi")
    page.goto("/petugas/berkas?urutan=lama")
    looked(page)
    first = page.locator("tbody tr").first
    number = NUMBER.search(first.inner_text())
    assert number is not None
    if javascript:  # somebody's title without a space
        page.locator("tbody tr td").first.evaluate("cell => { cell.firstChild.textContent = 'x'.repeat(200); }")
        looked(page)
    part = number[0][-5:]
    page.goto("/petugas/berkas")
    page.fill("[name=cari]", part)
    page.select_option("[name=dalam]", "nomor")
    page.get_by_role("button", name="Cari", exact=True).click()
    page.get_by_role("link", name=number[0]).wait_for()
    page.fill("[name=cari]", "jalan")
    page.select_option("[name=dalam]", "")
    page.get_by_role("button", name="Cari", exact=True).click()
    page.get_by_text("pengaduan ditemukan").wait_for()
    assert "jalan" not in page.url
    looked(page)
    page.fill("[name=cari]", "tidakadakata")
    page.get_by_role("button", name="Cari", exact=True).click()
    page.get_by_text("Tidak ditemukan").wait_for()
    looked(page)
    name = f"Berjalan {width} {javascript}"
    page.goto("/petugas/berkas?status=running")
    page.get_by_text("Simpan saringan ini").click()
    page.fill("[name=nama]", name)
    page.get_by_role("button", name="Simpan").click()
    page.goto("/petugas/berkas")
    looked(page)
    page.get_by_role("link", name=name).click()
    page.get_by_text("pengaduan ditemukan").wait_for()
