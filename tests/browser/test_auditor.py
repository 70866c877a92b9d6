"""The auditor in a real Chromium, without JavaScript: from the search to the reason of a date, by keyboard too."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import NewPage
from tests.support.demo import Demo, log_in

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

OUTSIDE = """() => [...document.querySelectorAll('.diagram-node')].flatMap(node => {
    const shape = node.querySelector('rect'), text = node.querySelector('text:not(.diagram-label)');
    if (!shape || !text || text.closest('[transform]') || shape.getAttribute('rx') !== '10') return [];
    const box = shape.getBBox(), name = text.getBBox();
    const inside = name.x >= box.x - 1 && name.y >= box.y - 1 && name.x + name.width <= box.x + box.width + 1
        && name.y + name.height <= box.y + box.height + 1;  // to the unit: letters of a drawing made smaller are rounded
    return inside ? [] : [text.textContent];
})"""


def enter(page: Page, demo: Demo, judul: str) -> None:
    """Logs in and finds the case by its number."""
    log_in(page, "auditor")
    page.get_by_label("Nomor pengaduan").fill(demo.receipt(judul)["number"])
    page.get_by_role("button", name="Terapkan").click()
    page.locator("th a").click()
    page.wait_for_url("**/audit/pengaduan/*-*")


def test_from_the_search_to_the_reason_of_a_date(demo: Demo, open_page: NewPage) -> None:
    page = open_page(javascript=False)
    enter(page, demo, "Jalan berlubang")
    assert page.get_by_text("Riwayat utuh.").is_visible()
    assert page.get_by_text("Jalur dalam kata-kata").first.is_visible()
    page.locator("summary", has_text="penunjuk waktu").click()
    page.get_by_role("link", name="Mengapa tanggal ini? Batas akhir penyelesaian").click()
    page.wait_for_url("**/tenggat/*")
    assert "Penunjuk waktu “Batas akhir penyelesaian lewat”" in page.get_by_role("heading", level=1).inner_text()
    assert page.get_by_role("row", name="dilewati").count() > 2
    assert page.get_by_text("14 hari kerja sesudah").is_visible()


def test_a_step_of_the_drawing_leads_to_its_row(demo: Demo, open_page: NewPage) -> None:
    page = open_page(width=320, javascript=False)
    enter(page, demo, "Jalan berlubang")
    page.locator("summary", has_text="Telaah dan verifikasi nasional").click()
    region = page.get_by_role("region", name="Diagram Telaah dan verifikasi nasional, seluruhnya")
    region.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert "#elemen-telaah_nasional-" in page.url
    row = page.locator(":target")
    assert row.is_visible()
    assert "awal" in row.inner_text()


def test_the_drawings_fit_the_window_of_a_phone(demo: Demo, open_page: NewPage) -> None:
    page = open_page(width=320)
    enter(page, demo, "Jalan berlubang")
    region = page.locator(".alur-diagram").first
    assert region.evaluate("box => box.scrollWidth <= box.clientWidth")
    assert region.evaluate("box => box.tabIndex") == 0
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_twelve_events_are_at_most_five_screens(demo: Demo, open_page: NewPage) -> None:
    page = open_page(width=1280, javascript=True)
    page.set_viewport_size({"width": 1280, "height": 800})
    enter(page, demo, "Jalan berlubang")
    assert page.locator(".alur-timeline__item").count() >= 12
    assert page.evaluate("document.documentElement.scrollHeight") <= 5 * 800
    assert page.evaluate("document.documentElement.scrollWidth") == 1280


@pytest.mark.parametrize("javascript", [False, True])
def test_from_the_search_to_the_replay(demo: Demo, open_page: NewPage, javascript: bool) -> None:
    page = open_page(width=1280, javascript=javascript)
    enter(page, demo, "Jalan berlubang")
    page.get_by_role("link", name="Putar ulang dari awal").click()
    page.wait_for_url("**/putar/1")
    assert page.get_by_text("Pertama", exact=True).evaluate("here => here.tagName") == "SPAN"
    if javascript:
        page.keyboard.press("ArrowRight")
    else:
        page.get_by_role("link", name="Berikutnya").click()
    page.wait_for_url("**/putar/2")
    assert "Tugas diselesaikan: Verifikasi pengaduan" in page.get_by_role("heading", level=1).inner_text()
    flag = page.locator(".alur-drawing[open] .diagram-flag").first
    assert flag.text_content() == "Di sini sesudah langkah ini"
    assert flag.is_visible()
    slider = page.get_by_role("slider", name="Langkah")
    slider.fill("5")
    if not javascript:
        page.get_by_role("button", name="Buka langkah").click()
    page.wait_for_url("**/putar/5")
    page.get_by_role("link", name="Terakhir").click()
    assert page.get_by_role("link", name="Berikutnya").count() == 0
    page.get_by_role("link", name="diagram, formulir, beda dengan hari ini").click()
    assert page.get_by_text("Sidik isinya").is_visible()


@pytest.mark.parametrize(("chosen", "inside"), [
    ("Paket bagi badan lain (ZIP)", {"pengaduan.pdf", "kasus.zip", "SHA256SUMS.txt"}),
    ("Riwayat kasus dengan buktinya (ZIP)", {"riwayat.jsonl"}),
])  # fmt: skip
def test_a_case_is_taken_along_with_a_reason(demo: Demo, open_page: NewPage, chosen: str, inside: set[str]) -> None:
    page = open_page(width=320, javascript=False)
    enter(page, demo, "Jalan berlubang")
    page.get_by_role("link", name="Bawa kasus ini").click()
    page.get_by_label(chosen).check()
    page.get_by_role("button", name="Catat dan unduh").click()
    assert page.get_by_role("link", name="Pilih alasannya.").is_visible()
    assert page.get_by_label(chosen).is_checked()
    page.get_by_label("Mengawasi penanganannya").check()
    with page.expect_download() as taken:
        page.get_by_role("button", name="Catat dan unduh").click()
    assert inside <= {*zipfile.ZipFile(taken.value.path()).namelist()}


@pytest.mark.parametrize("judul", ["Jalan berlubang", "Obat hipertensi"])
def test_every_name_stays_inside_its_shape(demo: Demo, open_page: NewPage, judul: str) -> None:
    page = open_page()
    enter(page, demo, judul)
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
    assert page.locator(".diagram-node rect").count() > 40
    assert page.evaluate(OUTSIDE) == []


def test_a_running_case_is_flagged_where_it_stands(demo: Demo, open_page: NewPage) -> None:
    page = open_page(javascript=False)
    enter(page, demo, "Obat hipertensi")
    closed = page.locator(".alur-drawing:not([open]) > summary", has_text="sekarang di sini")
    while closed.count():
        closed.first.click()
    flags = page.locator(".diagram-flag")
    assert flags.count() >= 2
    assert set(flags.all_text_contents()) == {"Sekarang di sini"}
    link = page.get_by_role("link", name="Buka diagram Tindak lanjut sendiri")
    answer = page.request.get(link.get_attribute("href") or "")
    assert answer.headers["content-type"].startswith("image/svg+xml")
    assert "diagram-here" in answer.text()
