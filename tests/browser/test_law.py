"""The law's pages as people meet them: on a phone, with a keyboard, on paper, and from a drawing to its article."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe

from engine.db import SessionFactory
from engine.running.runtime import Runtime
from tests.support.citizen import deploy_process
from tests.support.government import Government

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

PATHS = [
    "/hukum",
    "/hukum/keputusan",
    "/hukum/tanah-laut",
    "/hukum/tanah-laut/bagian/bab-vi",
    "/hukum/tanah-laut/diagram/telaah_instansi",
    "/hukum/tanah-laut/formulir/verifikasi_instansi",
    "/hukum/tanah-laut/keputusan/tenggat_penyelesaian",
]
DIAGRAM = PATHS[4]


@pytest.fixture
def session_factory(sqlite_factory: SessionFactory) -> SessionFactory:
    return sqlite_factory


@pytest.fixture
def reader(page: Page, session_factory: SessionFactory, runtime: Runtime, instansi: Government) -> Page:
    """A browser where Tanah Laut runs its process."""
    deploy_process(session_factory, runtime)
    return page


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("width", [320, 1280])
def test_a_page_is_sound_and_does_not_scroll_sideways(reader: Page, path: str, width: int) -> None:
    reader.set_viewport_size({"width": width, "height": 900})
    reader.goto(path)
    violations = Axe().run(reader).response["violations"]
    assert [(each["id"], each["nodes"][0]["html"][:120]) for each in violations] == []
    assert not reader.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


def test_from_the_drawing_to_the_row_to_the_article_and_back(reader: Page) -> None:
    reader.goto(DIAGRAM)
    reader.locator("svg a[href='#elemen-Task_verifikasi_instansi']").focus()
    reader.keyboard.press("Enter")
    row = reader.locator("#elemen-Task_verifikasi_instansi")
    assert row.evaluate("row => row.matches(':target')")
    article = row.locator("a[href*='/bagian/']").first
    norm = article.inner_text()
    article.click()
    target = reader.locator(":target")
    assert target.get_attribute("id") == norm
    assert target.locator("blockquote").inner_text()
    target.get_by_role("link", name="Verifikasi pengaduan", exact=True).last.click()
    assert reader.url.endswith(f"{DIAGRAM}#elemen-Task_verifikasi_instansi")


def test_on_paper_the_drawing_is_whole(reader: Page) -> None:
    reader.goto(DIAGRAM)
    reader.emulate_media(media="print")
    reader.set_viewport_size({"width": 1040, "height": 720})
    box = reader.locator("svg.diagram").bounding_box()
    assert box is not None
    assert box["width"] <= 1040
    assert reader.locator(".alur-diagram").evaluate("each => each.scrollHeight <= each.clientHeight + 1")
