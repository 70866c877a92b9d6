"""A reader who chose English lodges, follows and works in it; what stays Indonesian is marked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import NewPage
from tests.browser.test_walk import SECRET, VERIFIED, fill_in
from tests.support.demo import PASSWORD
from web.translations import texts_in

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

JUDUL = "Street light leans over the footpath"


def said(text: str) -> str:
    return str(texts_in("en").gettext(text))


def press(page: Page, text: str) -> None:
    page.locator("main").get_by_role("button", name=said(text), exact=True).first.click()


def sound(page: Page) -> None:
    assert page.locator("html").get_attribute("lang") == "en"
    assert [each["id"] for each in Axe().run(page).response["violations"]] == []
    assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


def test_a_complaint_is_lodged_followed_and_worked_on_in_english(open_page: NewPage) -> None:
    citizen = open_page(width=320)
    citizen.goto("/tanah-laut/lapor")
    citizen.get_by_role("button", name="English").click()
    assert citizen.url.endswith("/tanah-laut/lapor")
    sound(citizen)
    assert citizen.locator('main [lang="id"] [name="judul"]').count() == 1
    press(citizen, "Lanjut")
    assert citizen.get_by_role("alert").get_by_text(said("Ada yang perlu diperbaiki")).is_visible()
    sound(citizen)
    fill_in(
        citizen,
        {"jenis": "pengaduan", "judul": JUDUL, "uraian": "It has leaned over the path to the school for a week."},
    )
    press(citizen, "Lanjut")
    fill_in(citizen, {"kecamatan": "Pelaihari", "lokasi": "Gang Amanah RT 2"})
    press(citizen, "Lanjut")
    fill_in(citizen, {"minta_anonim": "tidak"})
    press(citizen, "Lanjut")
    fill_in(citizen, {"nama": "Jane Doe", "telepon": "081250001234"})
    press(citizen, "Lanjut")
    press(citizen, "Lanjut")
    sound(citizen)
    press(citizen, "Kirim laporan")
    codes = citizen.locator("main .alur-code").all_inner_texts()
    number = next(code for code in codes if code.startswith("TL-"))
    sound(citizen)

    officer = open_page(width=1280)
    officer.goto("/petugas/masuk")
    officer.get_by_role("button", name="English").click()
    officer.get_by_label(said("Nama pengguna")).fill("nasional")
    officer.get_by_label(said("Kata sandi")).fill(PASSWORD)
    press(officer, "Masuk")
    sound(officer)
    officer.goto(f"/petugas/tugas?q={number}")
    officer.locator("main tbody").get_by_role("link").first.click()
    press(officer, "Ambil tugas ini")
    sound(officer)
    fill_in(officer, VERIFIED | {"tujuan": "instansi_ini"})
    officer.locator("main form[novalidate] .govuk-button").first.click()
    assert officer.get_by_text(said("Tugas selesai")).first.is_visible()
    sound(officer)

    citizen.goto("/tanah-laut/lacak")
    citizen.get_by_label(said("Nomor pengaduan")).first.fill(number)
    citizen.get_by_label(said("Kode rahasia")).first.fill(next(code for code in codes if SECRET.fullmatch(code)))
    citizen.locator("main").get_by_role("button").first.click()
    assert citizen.get_by_text(said("Keadaan sekarang")).is_visible()
    sound(citizen)
