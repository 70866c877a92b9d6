"""The citizen in a real Chromium: the whole way without JavaScript, and every state of a page sound for axe."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import NewPage
from tests.complaints.test_attachments import photo
from tests.support.demo import Demo, track

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

WIDTHS = (320, 1280)
OTHER_SCRIPTS = 'script:not([src$="/build/report.js"])'
LONG = "Pelayanankesehatanmasyarakatterpencil" * 4
RTL = "نص عربي من اليمين إلى اليسار 🚧"


def fill_substance(page: Page, *, judul: str = "Lampu jalan mati", uraian: str = "") -> None:
    page.goto("/tanah-laut/lapor")
    page.get_by_label("Pengaduan").check()
    page.get_by_label("Judul").fill(judul)
    page.get_by_label("Uraian").fill(uraian or "Lampu jalan di depan puskesmas mati sejak dua minggu lalu.")
    page.get_by_role("button", name="Lanjut").click()
    page.get_by_label("Kecamatan").select_option("Takisung")
    page.get_by_label("Desa atau kelurahan").fill("Tabanio")
    page.get_by_role("button", name="Lanjut").click()


def fill_reporter(page: Page, *, nama: str = "Rahmad Hidayat") -> None:
    page.get_by_role("radio", name="Dengan nama").check()
    page.get_by_role("button", name="Lanjut").click()
    page.get_by_label("Nama lengkap").fill(nama)
    page.get_by_label("Nomor telepon").fill("0812 3456 7890")
    page.get_by_role("button", name="Lanjut").click()


def assert_sound(page: Page) -> None:
    """axe finds nothing, nothing sticks out of the screen, nothing runs but what the device adds to a report."""
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert page.locator(OTHER_SCRIPTS).count() == 0


@pytest.mark.parametrize("width", WIDTHS)
def test_the_whole_way_without_javascript(open_page: NewPage, width: int, tmp_path: Path) -> None:
    page = open_page(width=width, javascript=False)
    page.goto("/tanah-laut/")
    page.get_by_role("button", name="Lapor").click()
    fill_substance(page)
    fill_reporter(page)
    picture = tmp_path / "lampu jalan.jpg"
    picture.write_bytes(photo(size=(400, 300)))
    page.get_by_label("Foto atau dokumen").set_input_files(picture)
    page.get_by_role("button", name="Lanjut").click()
    assert "lampu jalan.jpg" in page.inner_text("main")
    page.get_by_role("link", name="Ubah Judul").click()
    page.get_by_label("Judul").fill("Lampu jalan padam")
    page.get_by_role("button", name="Simpan dan periksa").click()
    assert "Lampu jalan padam" in page.inner_text("main")
    page.get_by_role("button", name="Kirim laporan").click()
    number, secret = page.locator(".alur-receipt .alur-code").all_inner_texts()
    page.goto("/tanah-laut/")
    page.get_by_role("button", name="Lacak").click()
    page.get_by_label("Nomor pengaduan").fill(number.lower())
    page.get_by_label("Kode rahasia").fill(secret.replace("-", " "))
    page.get_by_role("button", name="Lihat laporan").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Lampu jalan padam"
    assert "Anda di sini" in page.locator('[aria-current="step"]').inner_text()
    file = page.request.get(page.get_by_role("link", name="lampu jalan.jpg").get_attribute("href") or "")
    assert file.headers["content-type"] == "image/jpeg"


@pytest.mark.parametrize("width", WIDTHS)
def test_pages_with_errors_are_sound_and_lead_to_the_field(open_page: NewPage, width: int) -> None:
    page = open_page(width=width)
    page.goto("/tanah-laut/lapor")
    page.get_by_role("button", name="Lanjut").click()
    assert_sound(page)
    page.get_by_role("link", name="“Judul” wajib diisi.").click()
    assert page.evaluate("document.activeElement.id") == "judul"
    fill_substance(page)
    page.get_by_role("button", name="Lanjut").click()
    assert_sound(page)
    page.goto(page.url.rpartition("/")[0] + "/periksa")
    page.get_by_role("button", name="Kirim laporan").click()
    assert "Pilih satu jawaban untuk “Melapor dengan nama?”." in page.inner_text("main")
    assert_sound(page)
    page.goto("/tanah-laut/lacak")
    page.get_by_role("button", name="Lihat laporan").click()
    assert_sound(page)


@pytest.mark.parametrize("width", WIDTHS)
def test_long_words_and_other_scripts_break_no_page(open_page: NewPage, width: int, tmp_path: Path) -> None:
    page = open_page(width=width)
    fill_substance(page, judul=LONG[:150], uraian=f"{RTL}\n{LONG * 5}\n\nKedua.")
    fill_reporter(page, nama=f"{RTL} {LONG}"[:160])
    picture = tmp_path / f"{LONG[:100]}.jpg"
    picture.write_bytes(photo())
    wrong = tmp_path / "surat.docx"
    wrong.write_bytes(b"PK\3\4 bukan foto")
    page.get_by_label("Foto atau dokumen").set_input_files([picture, wrong])
    page.get_by_role("button", name="Simpan dan tambah lagi").click()
    assert_sound(page)
    page.get_by_role("button", name="Lanjut").click()
    assert_sound(page)
    page.get_by_role("button", name="Kirim laporan").click()
    assert_sound(page)
    page.get_by_role("button", name="Lacak laporan ini").click()
    assert_sound(page)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("judul", ["Air leding", "Sampah menumpuk", "Lampu jalan menuju", "Obat hipertensi"])
def test_a_complaint_in_any_state_is_sound(demo: Demo, open_page: NewPage, width: int, judul: str) -> None:
    page = open_page(width=width)
    track(page, demo.receipt(judul))
    assert page.get_by_role("heading", level=1).inner_text().startswith(judul)
    assert_sound(page)


def test_an_answer_that_says_nothing_is_asked_for_again(demo: Demo, open_page: NewPage) -> None:
    page = open_page(width=320)
    track(page, demo.receipt("Sampah menumpuk"))
    form = page.locator(".alur-ask")
    form.get_by_role("button").last.click()
    assert page.locator(".govuk-error-summary").is_visible()
    assert_sound(page)


def test_a_printed_receipt_has_the_codes_and_no_buttons(open_page: NewPage) -> None:
    page = open_page()
    fill_substance(page)
    fill_reporter(page)
    page.get_by_role("button", name="Lanjut").click()
    page.get_by_role("button", name="Kirim laporan").click()
    page.emulate_media(media="print")
    assert page.locator(".alur-receipt .alur-code").nth(1).is_visible()
    assert not page.get_by_role("button", name="Buat laporan lain").is_visible()


def test_two_tabs_send_two_reports(open_page: NewPage) -> None:
    first = open_page(javascript=False)
    second = first.context.new_page()
    for tab in (first, second):
        tab.goto("/tanah-laut/lapor")
    for tab, judul in ((first, "Pohon tumbang"), (second, "Parit mampet")):
        tab.get_by_label("Pengaduan").check()
        tab.get_by_label("Judul").fill(judul)
        tab.get_by_label("Uraian").fill("Sudah tiga hari dan belum ada yang datang menanganinya.")
        tab.get_by_role("button", name="Lanjut").click()
    for tab in (first, second):
        tab.get_by_role("button", name="Lanjut").click()
        tab.get_by_label("Tanpa nama").check()
        tab.get_by_role("button", name="Lanjut").click()
        tab.get_by_role("button", name="Lanjut").click()
    sent = []
    for tab, own, other in ((first, "Pohon tumbang", "Parit"), (second, "Parit mampet", "Pohon")):
        assert own in tab.inner_text("main")
        assert other not in tab.inner_text("main")
        tab.get_by_role("button", name="Kirim laporan").click()
        sent.append(tab.locator(".alur-receipt .alur-code").first.inner_text())
    assert len(set(sent)) == 2
    second.get_by_role("button", name="Lacak laporan ini").click()
    assert second.get_by_role("heading", level=1).inner_text() == "Parit mampet"
