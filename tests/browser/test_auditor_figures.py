"""The auditor's figures in a real Chromium: from a share to the case behind it, two units and two periods, the dossier."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

import pytest
from pypdf import PdfReader

from complaints.upkeep.mining import Mining
from tests.browser.conftest import NewPage
from tests.support.demo import Demo, log_in

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

pytestmark = pytest.mark.browser
NUMBER = re.compile(r"\d+")


@pytest.fixture
def counted(demo: Demo) -> Demo:
    mining = Mining(demo.tools.session_factory, demo.tools.runtime)
    while mining.turn("ngawi"):
        pass
    return demo


def fits(page: Page) -> None:
    """As wide as it is, and on a tablet, where tables have most to hold."""
    size = page.viewport_size
    assert size is not None
    for width in (700, 900, size["width"]):
        page.set_viewport_size({"width": width, "height": size["height"]})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def figure(cell: Locator) -> int:
    """The number that a cell begins with."""
    found = NUMBER.search(cell.inner_text())
    assert found is not None
    return int(found[0])


@pytest.mark.parametrize("width", [320, 1280])
def test_from_a_share_to_the_conformance_of_a_case(counted: Demo, open_page: NewPage, width: int) -> None:
    page = open_page(width=width, javascript=False)
    log_in(page, "auditor.ngawi")
    page.goto("/audit/kesesuaian?sejak=")
    formula = page.get_by_text("Tanpa penyimpangan ÷ semua yang berakhir dan dinilai").inner_text()
    judged = int(NUMBER.findall(formula)[-1])
    assert judged > 0
    assert page.get_by_text("Dihitung otomatis dari riwayat").is_visible()
    fits(page)
    by_unit = page.locator("table", has=page.get_by_text("Menurut unit yang memimpin", exact=True))
    rows = by_unit.locator("tbody tr")
    assert sum(figure(rows.nth(n).locator("td").first) for n in range(rows.count())) == judged
    first = rows.first.locator("td").first.locator("a")
    number = int(first.inner_text())
    first.click()
    page.wait_for_url("**/audit/kesesuaian/kasus?*")
    fits(page)
    cases = page.locator("main tbody tr")
    assert cases.count() == min(number, 25)
    name = cases.first.locator("th a").inner_text()
    cases.first.locator("th a").click()
    page.wait_for_url("**/kesesuaian")
    assert name in page.get_by_role("heading", level=1).inner_text()
    assert page.get_by_text("Pelaksanaan yang sesuai").is_visible()
    fits(page)
    page.get_by_label("Dibandingkan dengan").select_option(index=1)
    page.get_by_role("button", name="Terapkan").click()
    page.wait_for_url("**versi=*")
    assert page.get_by_text("Pelaksanaan yang sesuai").is_visible()


@pytest.mark.parametrize("javascript", [False, True])
def test_two_units_and_two_periods_are_compared(counted: Demo, open_page: NewPage, javascript: bool) -> None:
    page = open_page(width=1280, javascript=javascript)
    log_in(page, "auditor.ngawi")
    page.goto("/audit/alur")
    page.get_by_role("link", name="Bandingkan").click()
    a, b = (page.get_by_role("group", name=name, exact=True) for name in "AB")
    units = a.get_by_label("Unit yang memimpin").locator("option").all_inner_texts()
    assert len(units) > 3, units
    for group, unit in ((a, units[1]), (b, units[2])):
        group.get_by_label("Unit yang memimpin").select_option(label=unit)
    page.get_by_role("button", name="Terapkan").click()
    page.wait_for_url("**a-unit=*")
    assert a.get_by_label("Unit yang memimpin").locator("option:checked").inner_text() == units[1]
    assert b.get_by_label("Unit yang memimpin").locator("option:checked").inner_text() == units[2]
    received = page.get_by_role("row", name=re.compile("^Diterima ")).locator("td")
    of_units = [figure(received.nth(n)) for n in range(2)]
    assert all(of_units), "both have complaints"
    page.get_by_role("link", name="Hapus saringan").click()
    whole = page.get_by_role("row", name=re.compile("^Diterima ")).locator("td")
    assert figure(whole.first) >= sum(of_units)
    a.get_by_label("Sampai bulan").fill("2026-09")
    b.get_by_label("Diterima sejak bulan").fill("2026-10")
    total = figure(whole.first)
    page.get_by_role("button", name="Terapkan").click()
    page.wait_for_url("**a-sampai=2026-09*")
    halves = page.get_by_role("row", name=re.compile("^Diterima ")).locator("td")
    assert figure(halves.nth(0)) + figure(halves.nth(1)) == total
    fits(page)


def test_the_dossier_is_taken_along(demo: Demo, open_page: NewPage) -> None:
    page = open_page(width=1280, javascript=False)
    log_in(page, "auditor")
    number = demo.receipt("Jalan berlubang")["number"]
    page.get_by_label("Nomor pengaduan").fill(number)
    page.get_by_role("button", name="Terapkan").click()
    page.locator("th a").click()
    address = page.get_by_role("link", name="Berkas perkara (PDF)").get_attribute("href") or ""
    answer = page.request.get(address)
    assert answer.headers["content-type"] == "application/pdf"
    text = " ".join(each.extract_text() for each in PdfReader(io.BytesIO(answer.body())).pages)
    assert number in text
    assert "Siapa berbuat apa" in text
    page.goto("/audit/pembacaan")
    assert page.locator("main tbody tr").first.is_visible()
