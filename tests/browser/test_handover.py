"""A complaint leaves for the Ombudsman in a real browser: the officer takes the package along, and later its author."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from complaints.reports.handover import SUMS
from tests.browser.conftest import NewPage
from tests.browser.test_walk import take
from tests.complaints.test_attachments import geotagged
from tests.support.demo import empty_demo, log_in, track
from tests.support.handing_over import HOME, Lodged, ready, unpacked
from tests.support.live import serving

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

PHOTO = geotagged()
ENCLOSED = ["pengaduan.pdf", "berkas/01_foto_jembatan.jpg", SUMS]


@pytest.fixture
def lodged(tmp_path: Path) -> Iterator[Lodged]:
    with empty_demo(tmp_path, HOME) as demo:
        yield ready(demo, photo=PHOTO, name="foto jembatan.jpg")


@pytest.fixture
def address(lodged: Lodged) -> Iterator[str]:
    with serving(lodged.demo.app) as address:
        yield address


def package(page: Page, words: str) -> dict[str, bytes]:
    """What lies in the ZIP behind a link."""
    with page.expect_download() as waiting:
        page.get_by_role("link", name=words).click()
    assert waiting.value.suggested_filename.endswith(".zip")
    return unpacked(Path(waiting.value.path()).read_bytes())


def test_the_package_goes_from_the_officer_to_the_author(lodged: Lodged, open_page: NewPage) -> None:
    number = lodged.receipt.number
    officer = open_page(javascript=False)
    log_in(officer, f"admin.{HOME}")
    officer.goto("/petugas/tugas")
    officer.locator("main tr, main li").filter(has_text=number).get_by_role("link").first.click()
    prepared = package(officer, "Unduh berkas penyerahan")
    assert list(prepared) == ENCLOSED
    assert prepared[ENCLOSED[1]] == PHOTO

    author = open_page(width=320, javascript=False)
    receipt = {"instansi": HOME, "number": number, "secret": lodged.receipt.secret or ""}
    track(author, receipt)
    assert author.get_by_role("link", name="Unduh berkas yang kami serahkan").count() == 0
    answers = {
        "ringkasan_laporan": "Enam puluh hari tanpa tanggapan.",
        "nomor_surat_ombudsman": "480/7",
        "tanggal_surat_ombudsman": "2026-11-20",
        "pemberitahuan_ombudsman": "Laporan Anda kami salurkan.",
    }
    take(officer, number, "Susun berkas penyerahan", answers)
    author.reload()
    given = package(author, "Unduh berkas yang kami serahkan")
    assert list(given) == ENCLOSED
    assert given[ENCLOSED[1]] != PHOTO
