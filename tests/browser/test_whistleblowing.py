"""The way of a whistleblower on a phone and at a desk: sound for axe, without a script, and answered."""

from __future__ import annotations

import pytest

from tests.browser.conftest import NewPage
from tests.browser.test_every_page import _check
from tests.support.demo import log_in

pytestmark = pytest.mark.browser

HOME = "/belitung-timur/"


def test_from_the_first_page_to_the_tracking_page(open_page: NewPage) -> None:
    page = open_page()
    page.goto(HOME)
    page.get_by_role("link", name="Laporkan dugaan korupsi").click()
    faults = _check(page, "wbs")
    page.get_by_role("button", name="Buat laporan").click()
    faults += _check(page, "isi")
    page.get_by_role("button", name="Lanjut").click()
    faults += _check(page, "isi yang kurang")
    page.get_by_label("Uraian").fill("Meja dibayar lunas pada bulan Mei tetapi tidak pernah datang.")
    page.get_by_label("Telah terjadi").check()
    page.get_by_role("button", name="Lanjut").click()
    faults += _check(page, "menyebut nama")
    page.get_by_role("button", name="Lanjut").click()
    faults += _check(page, "berkas")
    page.get_by_role("button", name="Lanjut").click()
    faults += _check(page, "periksa")
    page.get_by_role("button", name="Kirim laporan").click()
    faults += _check(page, "tanda terima")
    page.get_by_role("button", name="Lacak laporan ini").click()
    faults += _check(page, "lacak")
    assert page.get_by_role("heading", level=1).inner_text().startswith("Pelapor ")
    assert faults == []


@pytest.mark.parametrize(
    ("username", "path"),
    [
        ("wbs.belitung-timur", "/petugas/wbs/baru"),
        ("wbs.belitung-timur", "/petugas/berkas"),
        ("wbs.belitung-timur", "/petugas/kunci-wbs"),
        ("apip.belitung-timur", "/petugas/tugas"),
    ],
)
def test_the_pages_of_those_who_handle_it(open_page: NewPage, username: str, path: str) -> None:
    page = open_page()
    log_in(page, username)
    page.goto(path)
    assert _check(page, path) == []


def test_apip_reads_the_report_under_its_pseudonym(open_page: NewPage) -> None:
    page = open_page()
    log_in(page, "apip.belitung-timur")
    page.goto("/petugas/tugas")
    page.get_by_role("link", name="Periksa lanjutan laporan").first.click()
    assert "Pelapor " in page.locator("main").inner_text()
    assert _check(page, page.url) == []
