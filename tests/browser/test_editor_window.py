"""The window of an editor: as much of it as there is for the drawing, findings beside it, every button does its work."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import NewPage
from tests.support.editors import begin_draft, foreign, open_editor, vocabulary

if TYPE_CHECKING:
    from playwright.sync_api import Locator

pytestmark = pytest.mark.browser

DIAGRAM, FORM = "pengaduan_ngawi.bpmn", "verifikasi_ngawi.form"


def _box(found: Locator) -> tuple[float, float, float, float]:
    """Left, top, right, bottom."""
    box = found.bounding_box()
    assert box is not None
    return box["x"], box["y"], box["x"] + box["width"], box["y"] + box["height"]


def _within(found: Locator, outer: Locator) -> bool:
    (left, top, right, bottom), (x, y, to_x, to_y) = _box(found), _box(outer)
    return x <= left and y <= top and right <= to_x and bottom <= to_y


@pytest.mark.parametrize("width", [1280, 1440])
def test_the_drawing_has_the_window_and_findings_stand_beside_it(open_page: NewPage, width: int) -> None:
    page = open_page(width=width)
    draft = begin_draft(page, "pengaduan_ngawi")
    open_editor(page, draft, DIAGRAM)
    left, top, right, bottom = _box(page.locator("#kanvas"))
    assert bottom - top >= 780
    assert right - left >= width - 400
    page.get_by_role("heading", name="1 temuan").wait_for()
    assert _box(page.locator("#temuan"))[3] <= 900
    drawn = page.locator('.djs-element[data-element-id="Peserta_pengaduan_ngawi"] .djs-visual')
    assert _within(drawn, page.locator("#kanvas"))


def test_search_zoom_and_the_token_game_by_their_buttons(open_page: NewPage) -> None:
    page = open_page(width=1280)
    draft = begin_draft(page, "pengaduan_ngawi")
    open_editor(page, draft, DIAGRAM)
    known = vocabulary(page, page.request.get(f"{draft}/unduh/{DIAGRAM}").text())
    page.get_by_role("button", name="Cari", exact=True).click()
    page.keyboard.type("arsip")
    page.locator(".djs-search-result", has_text="Diarsipkan").first.click()
    assert page.evaluate("alurModeler.get('selection').get()[0].businessObject.name") == "Diarsipkan"
    before = page.evaluate("alurModeler.get('canvas').zoom()")
    page.get_by_role("button", name="Perbesar").click()
    assert page.evaluate("alurModeler.get('canvas').zoom()") > before
    page.get_by_role("button", name="Perkecil").click()
    page.get_by_role("button", name="Tampilkan semua").click()

    page.get_by_role("button", name="Simulasi token").click()
    begin = page.locator(".bts-context-pad").first
    begin.wait_for()
    start = page.get_by_title("Picu peristiwa").first
    assert _within(start, page.locator("#kanvas"))
    start.click()
    page.get_by_title("Catatan simulasi").first.click()
    page.locator(".bts-log .bts-entry").nth(2).wait_for()
    runs = {one.inner_text() for one in page.locator(".bts-scope").all()}  # drawn as its colour
    assert sorted(foreign(page, known) - runs) == []


def test_a_form_is_tried_as_on_the_desk(open_page: NewPage) -> None:
    """Fields under a condition come and go while one answers."""
    page = open_page(width=1280)
    draft = begin_draft(page, "pengaduan_ngawi")
    open_editor(page, draft, FORM)
    shown = page.locator("#pratinjau")
    reason = shown.get_by_text("Alasan diarsipkan", exact=True)
    assert not reason.is_visible()
    shown.get_by_label("Diarsipkan", exact=True).check()
    assert reason.is_visible()
    assert not shown.get_by_text("Bentuk laporan", exact=True).is_visible()
    shown.get_by_role("radio", name="Pengaduan berulang").check()
    shown.get_by_label("Nomor pengaduan yang sama").press("Enter")
    assert page.url.endswith(FORM)
