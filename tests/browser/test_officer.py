"""The officer in a real Chromium: by keyboard alone, on a small phone, and on the pages that no link leads to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import NewPage
from tests.support.demo import log_in

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

REACHED = """text => {
    const found = document.activeElement;
    return found !== document.body && (found.innerText || found.value || '').includes(text);
}"""

VERIFIED = {
    "sesuai_kewenangan": "ya", "lengkap": "ya", "layak": "ya", "rumusan": "bukan_keduanya", "jenis": "pengaduan",
    "penyalahgunaan_wewenang": "tidak", "bersifat_normatif": "tidak", "berkadar_pengawasan": "tidak",
    "perlu_pemeriksaan_lapangan": "tidak",
}  # fmt: skip
"""What Admin Instansi answers to a complaint that goes on to a unit, in the order of the form."""


def sound(page: Page) -> None:
    """Axe finds nothing, and the page does not scroll sideways."""
    found = [f"{each['id']} {each['nodes'][0]['html'][:160]}" for each in Axe().run(page).response["violations"]]
    assert found == [], page.url
    assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"), page.url


def tab_to(page: Page, text: str, *, most: int = 80) -> None:
    """Presses Tab until the control with this text has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate(REACHED, text):
            return
    raise AssertionError(f"not reached by keyboard: {text}")


def follow(page: Page) -> None:
    """Presses Enter on what has the focus and waits for the next page."""
    with page.expect_navigation():
        page.keyboard.press("Enter")


def first_task(page: Page) -> str:
    """Opens the most urgent task; gives its address."""
    page.goto("/petugas/tugas")
    page.locator("main tbody a").first.click()
    return page.url


def test_a_task_is_taken_kept_and_completed_by_keyboard_alone(open_page: NewPage) -> None:
    page = open_page(javascript=True)
    log_in(page, "nasional")
    page.goto("/petugas/tugas")
    page.keyboard.press("Tab")
    assert page.evaluate(REACHED, "Langsung ke isi")
    page.keyboard.press("Enter")
    tab_to(page, "Verifikasi pengaduan")
    follow(page)
    tab_to(page, "Ambil tugas ini")
    follow(page)
    page.get_by_text("Anda yang mengerjakan tugas ini").wait_for()
    tab_to(page, "Langsung ke isian")
    page.keyboard.press("Enter")
    page.locator("[name=lengkap][value=tidak]").focus()
    page.keyboard.press("Space")
    page.locator("[name=data_diminta]").focus()
    page.keyboard.type("Mohon foto kejadian.")
    tab_to(page, "Simpan draf")
    follow(page)
    page.get_by_text("Draf disimpan.").wait_for()
    assert page.locator("[name=data_diminta]").input_value() == "Mohon foto kejadian."
    page.locator("[name=data_diminta]").focus()
    tab_to(page, "Selesaikan")
    follow(page)
    page.get_by_text("Tugas selesai").wait_for()
    assert page.locator("main").get_by_text("Menunggu kabar").is_visible()


@pytest.mark.parametrize("width", [320, 1280])
def test_a_refused_form_leads_to_its_first_fault(open_page: NewPage, width: int) -> None:
    page = open_page(width=width)
    log_in(page, "instansi")
    first_task(page)
    page.get_by_role("button", name="Selesaikan").last.click()
    sound(page)
    summary = page.locator(".govuk-error-summary")
    summary.get_by_role("link").first.click()
    focused = page.evaluate("document.activeElement.name")
    assert focused
    assert page.locator(f'[name="{focused}"]').first.is_visible()


@pytest.mark.parametrize("width", [320, 1280])
def test_pages_that_no_link_leads_to(open_page: NewPage, width: int) -> None:
    page = open_page(width=width)
    log_in(page, "instansi")
    for address in (
        "/petugas/tugas?q=tidak-ada-kata-ini",
        "/petugas/tugas?milik=saya",
        "/petugas/berkas?nomor=TL-1999",
    ):
        page.goto(address)
        page.locator(".alur-empty").wait_for()
        sound(page)
    page.goto("/petugas/pengaduan/baru?kanal=surat")
    page.get_by_role("button", name="Catat dan beri nomor").click()
    assert page.locator(".govuk-error-summary li").count() >= 5
    sound(page)
    first_task(page)
    page.get_by_role("link", name="Alihkan ke rekan").click()
    button = page.get_by_role("button", name="Alihkan tugas")
    if button.count():
        button.click()
    sound(page)


def test_a_letter_becomes_a_receipt_for_the_printer(open_page: NewPage) -> None:
    page = open_page(width=320)
    log_in(page, "penghubung.pupr")
    page.get_by_role("link", name="Catat pengaduan").click()
    page.check('[name="kanal"][value="surat"]')
    sound(page)
    page.get_by_role("button", name="Lanjut").click()
    for name, value in (("jenis", "pengaduan"), ("minta_anonim", "ya")):
        page.check(f'[name="{name}"][value="{value}"]')
    page.fill("[name=tanggal_terima]", "2026-11-18")
    page.fill("[name=judul]", "Drainase tersumbat di Jalan Pancasila")
    page.fill("[name=uraian]", "Air meluap ke jalan setiap hujan sejak drainase tersumbat.")
    page.get_by_role("button", name="Catat dan beri nomor").click()
    codes = page.locator(".alur-handout__code").all_inner_texts()
    assert [len(code) for code in codes] == [14, 19]
    sound(page)
    page.emulate_media(media="print")
    assert page.locator(".alur-handout__code").last.is_visible()
    assert not page.locator(".alur-nav").is_visible()
    assert not page.locator("text=Catat pengaduan lain").is_visible()


def test_long_names_stay_on_a_small_phone(open_page: NewPage) -> None:
    page = open_page(width=320)
    log_in(page, "instansi")
    page.goto("/petugas/tugas")
    page.evaluate(
        """() => {
            document.querySelector('.alur-tasks__judul').textContent = 'Pertanggungjawabannya'.repeat(12);
            document.querySelector('.alur-tasks__name').textContent = 'Mengadministrasikan'.repeat(9);
        }"""
    )
    sound(page)


def test_a_copied_unit_reads_the_complaint_in_its_list(open_page: NewPage) -> None:
    page = open_page()
    log_in(page, "instansi")
    page.goto("/petugas/tugas")
    page.locator("main tbody a", has_text="Verifikasi pengaduan").first.click()
    number = page.locator(".alur-code").first.inner_text()
    if page.get_by_role("button", name="Ambil tugas ini").count():
        page.get_by_role("button", name="Ambil tugas ini").click()
    for name, value in VERIFIED.items():
        page.check(f'[name="{name}"][value="{value}"]')
    page.fill("[name=subjek]", "Dinas Pekerjaan Umum")
    page.fill("[name=objek]", "Jalan")
    page.select_option("[name=kategori]", "infrastruktur")
    for recipient in ("dinas-kesehatan", "pln"):
        page.check(f'[name="tembusan"][value="{recipient}"]')
    sound(page)
    page.get_by_role("button", name="Selesaikan").last.click()
    page.get_by_text("Tugas selesai").wait_for()
    page.get_by_role("link", name="Tembusan").click()
    assert page.locator("main").get_by_text("Untuk diserahkan").is_visible()
    page.get_by_role("link", name=number).click()
    with page.expect_download() as got:
        page.get_by_role("link", name="Unduh berkas untuk diserahkan").click()
    assert got.value.suggested_filename == f"berkas-{number}.zip"
    reader = open_page(width=320)
    log_in(reader, "penghubung.kesehatan")
    reader.goto("/petugas/tembusan")
    sound(reader)
    reader.get_by_role("link", name=number).click()
    assert reader.get_by_role("heading", name="Tembusan").is_visible()
    assert reader.locator(".alur-judul").inner_text()
    sound(reader)
