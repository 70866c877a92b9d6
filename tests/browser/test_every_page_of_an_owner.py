"""Every page of the workshop, with something on it and empty: sound for axe, and no scrolling sideways on a phone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import LOOSE_LABELS, NewPage
from tests.support.demo import Demo, empty_demo, log_in
from tests.support.live import serving

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

SCENARIO = "pengaduan_08_tidak_dilengkapi.yaml"
STEPS = ("", "/perbedaan", "/pemeriksaan", "/dampak", "/kasus-lalu", "/skenario", f"/skenario/{SCENARIO}", "/coba")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    with empty_demo(tmp_path_factory.mktemp("ngawi"), "ngawi") as demo:
        yield demo


@pytest.fixture(scope="module")
def address(demo: Demo) -> Iterator[str]:
    with serving(demo.app) as address:
        yield address


def _faults(page: Page, address: str) -> list[str]:
    page.goto(address)
    found = []
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        found += [
            f"{address} at {width}: {violation['id']} {violation['nodes'][0]['html'][:160]}"
            for violation in Axe().run(page).response["violations"]
        ]
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            found.append(f"{address} at {width}: scrolls sideways")
    found += [f"{address}: label of no field: {label}" for label in page.evaluate(LOOSE_LABELS)]
    if page.locator("h1").count() != 1:
        found.append(f"{address}: {page.locator('h1').count()} headings of the first level")
    return found


def test_every_page_of_the_workshop(open_page: NewPage) -> None:
    page = open_page()
    log_in(page, "proses.ngawi")
    process = "/pemilik/proses/pengaduan_ngawi"
    faults = [each for path in ("/pemilik/proses", process, f"{process}/versi/1") for each in _faults(page, path)]
    page.goto(process)
    page.get_by_label("Judul konsep baru").fill("Konsep yang dilihat")
    page.get_by_role("button", name="Buat konsep").click()
    page.wait_for_url(re.compile("/pemilik/konsep/"))
    draft = page.url
    faults += [each for step in STEPS for each in _faults(page, draft + step)]
    page.goto(f"{draft}/coba")
    page.get_by_role("button", name="Mulai kasus simulasi").click()
    faults += _faults(page, f"{draft}/coba")
    page.get_by_role("button", name="Maju 1 hari kerja").click()
    page.get_by_label("Nama skenario").fill("Sehari kemudian")
    page.get_by_role("button", name="Simpan", exact=True).click()
    faults += [*_faults(page, f"{draft}/coba"), *_faults(page, f"{draft}/skenario"), *_faults(page, process)]
    page.get_by_role("heading", name="Konsep").first.wait_for()
    assert faults == []


def test_what_auditors_read_of_versions(open_page: NewPage) -> None:
    page = open_page()
    log_in(page, "auditor.ngawi")
    assert _faults(page, "/audit/versi") == []
