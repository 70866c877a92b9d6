"""What is typed in an editor is kept: a moment later, over a broken line, while leaving, never over somebody else's."""

from __future__ import annotations

import gzip
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import NewPage
from tests.support.demo import log_in
from tests.support.editors import begin_draft, kept_once, open_editor, put_file
from tests.support.foreign import large_diagram

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

BUILD = Path(__file__).parents[2] / "web" / "static" / "build"
EDITORS = ("pengaduan_ngawi.bpmn", "tenggat_ngawi.dmn", "kelengkapan_pengadu.form")
TASK = "Task_sampaikan_tanggapan_ng"
SAVED = re.compile(r"Tersimpan pukul")


def _rename(page: Page, name: str) -> None:
    """Selects a task and types its name into the panel."""
    page.evaluate(
        "(id) => alurModeler.get('selection').select(alurModeler.get('elementRegistry').get(id))",
        TASK,
    )
    group = page.locator('[data-group-id="group-general"] .bio-properties-panel-group-header')
    if "open" not in (group.get_attribute("class") or ""):
        group.click()
    page.get_by_label("Nama", exact=True).fill(name)


def _saved(page: Page) -> None:
    page.locator("#keadaan", has_text=SAVED).wait_for()


def _kept(page: Page, draft: str, name: str = EDITORS[0]) -> str:
    return page.request.get(f"{draft}/unduh/{name}").text()


def _opened(open_page: NewPage, name: str = EDITORS[0], *, width: int = 1440) -> tuple[Page, str]:
    page = open_page(width=width)
    draft = begin_draft(page, "pengaduan_ngawi")
    open_editor(page, draft, name)
    return page, draft


def test_typing_is_saved_and_found_again(open_page: NewPage) -> None:
    page, draft = _opened(open_page)
    _rename(page, "Teruskan lekas")
    _saved(page)
    assert 'name="Teruskan lekas"' in _kept(page, draft)
    page.reload()
    page.wait_for_selector("html[data-ready=true]")
    assert "Teruskan lekas" in page.locator("#kanvas").inner_text().replace("\n", " ")


def test_what_is_refused_is_told_and_loses_nothing(open_page: NewPage, monkeypatch: pytest.MonkeyPatch) -> None:
    """A draft that is full: the page says so, gives what was typed, and saves again as soon as there is room."""
    page, draft = _opened(open_page)
    with monkeypatch.context() as full:
        full.setattr("engine.workshop.drafts.MOST_SAVED", -1)
        _rename(page, "Teruskan tertunda")
        banner = page.get_by_role("alert").filter(has_text="Belum tersimpan: Simpanan konsep ini sudah penuh")
        banner.wait_for()
        assert page.locator("#keadaan").inner_text() == "Belum tersimpan."
        with page.expect_download() as taken:
            banner.get_by_role("button", name="Unduh ketikan saya").click()
        assert "Teruskan tertunda" in taken.value.path().read_text()
    assert "tertunda" not in _kept(page, draft)
    _rename(page, "Teruskan sesudahnya")
    _saved(page)
    assert not banner.is_visible()
    assert "Teruskan sesudahnya" in _kept(page, draft)


@pytest.mark.parametrize("name", EDITORS)
def test_a_check_that_fails_is_told_loses_nothing_and_is_asked_again(
    chromium: Browser, address: str, name: str
) -> None:
    """The server breaks, then the network; then both are back. The browser complains of both, the page handles them."""
    context = chromium.new_context(base_url=address, viewport={"width": 1440, "height": 900}, locale="id-ID")
    context.set_default_timeout(10_000)
    unhandled: list[str] = []
    context.on("weberror", lambda error: unhandled.append(str(error.error)))
    page, draft = _opened(lambda **_size: context.new_page(), name)
    page.locator("#jumlah-temuan", has_text="temuan").wait_for()
    findings, text = page.locator("#temuan > li"), _kept(page, draft, name)
    before, check = findings.count(), re.compile(r"/periksa/")
    page.route(check, lambda route: route.fulfill(status=500, body="rusak"))
    page.reload()
    told = page.locator("[data-unexamined]")
    told.filter(has_text="Pemeriksaan tidak dapat dijalankan: server menjawab 500.").wait_for()
    page.unroute(check)
    page.route(check, lambda route: route.abort())
    told.get_by_role("button", name="Periksa lagi").click()
    told.filter(has_text="server tidak dapat dihubungi").wait_for()
    assert (findings.count(), page.locator("#jumlah-temuan").inner_text()) == (1, "Belum diperiksa")
    assert not page.locator(".alur-editor__status--wrong").count()
    page.unroute(check)
    told.get_by_role("button", name="Periksa lagi").click()
    page.locator("#jumlah-temuan", has_text=re.compile("temuan", re.IGNORECASE)).wait_for()
    assert (findings.count(), told.count()) == (before, 0)
    assert _kept(page, draft, name) == text
    context.close()
    assert unhandled == []


def test_what_the_editor_cannot_wholly_read_it_never_saves(open_page: NewPage) -> None:
    page = open_page(width=1440)
    draft = begin_draft(page, "pengaduan_ngawi")
    before = _kept(page, draft, EDITORS[0])
    lost = f'<bpmn:association id="Ke_catatan" sourceRef="{TASK}" targetRef="Catatan_hilang" />'
    put_file(page, draft, EDITORS[0], before.replace("</bpmn:process>", f"{lost}</bpmn:process>", 1))
    broken = _kept(page, draft, EDITORS[0])
    open_editor(page, draft, EDITORS[0])
    assert "(“Catatan_hilang” tidak ada dalam berkas)" in page.locator("#keadaan").inner_text()
    page.evaluate(
        "alurModeler.get('modeling').removeElements([alurModeler.get('elementRegistry').get('Flow_terverifikasi_ke_diarsipkan_ng')])"
    )
    assert page.evaluate("Boolean(alurModeler.get('elementRegistry').get('Flow_terverifikasi_ke_diarsipkan_ng'))")
    assert page.locator("#keadaan").inner_text().startswith("Penyunting tidak dapat membaca")
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(draft)
    assert _kept(page, draft, EDITORS[0]) == broken


def test_leaving_saves_what_was_typed_last(open_page: NewPage) -> None:
    page, draft = _opened(open_page, "penanganan_ngawi.bpmn")
    page.on("dialog", lambda dialog: dialog.accept())
    element = page.evaluate(
        """() => {
          const task = alurModeler.get("elementRegistry").find((one) => one.type === "bpmn:UserTask");
          alurModeler.get("modeling").updateLabel(task, "Diketik sesaat sebelum pergi");
          return task.id;
        }"""
    )
    open_editor(page, draft, EDITORS[1])
    kept_once(page, f"{draft}/unduh/penanganan_ngawi.bpmn", "Diketik sesaat sebelum pergi")
    assert element in _kept(page, draft, "penanganan_ngawi.bpmn")


def test_after_the_session_ended_the_page_says_so_and_keeps_the_text(chromium: Browser, address: str) -> None:
    context = chromium.new_context(base_url=address, viewport={"width": 1440, "height": 900})
    page = context.new_page()
    draft = begin_draft(page, "pengaduan_ngawi")
    open_editor(page, draft, EDITORS[0])
    cookies = context.cookies()
    context.clear_cookies()
    _rename(page, "Teruskan nanti")
    page.locator("#keadaan", has_text="Belum tersimpan: sesi Anda").wait_for()
    context.add_cookies(cookies)  # type: ignore[arg-type]
    page.evaluate("dispatchEvent(new Event('online'))")
    _saved(page)
    assert "Teruskan nanti" in _kept(page, draft)
    context.close()


def test_the_second_owner_is_told_and_takes_the_text_along(open_page: NewPage) -> None:
    first, draft = _opened(open_page)
    second = open_page(width=1440)
    log_in(second, "proses2.ngawi")
    open_editor(second, draft, EDITORS[0])
    _rename(first, "Dari yang pertama")
    _saved(first)
    _rename(second, "Dari yang kedua")
    banner = second.get_by_role("alert").filter(has_text="menyimpan berkas ini pukul")
    banner.wait_for()
    assert "Dari yang pertama" in _kept(first, draft)
    with second.expect_download() as taken:
        banner.get_by_role("button", name="Unduh ketikan saya").click()
    assert taken.value.suggested_filename == EDITORS[0]
    assert "Dari yang kedua" in taken.value.path().read_text()
    second.on("dialog", lambda dialog: dialog.accept())
    open_editor(second, draft, EDITORS[0])
    _rename(second, "Sesudah muat ulang")
    _saved(second)
    assert "Sesudah muat ulang" in _kept(first, draft)


@pytest.mark.parametrize("name", EDITORS)
def test_a_closed_draft_is_only_read(open_page: NewPage, name: str) -> None:
    page = open_page(width=1440)
    draft = begin_draft(page, "pengaduan_ngawi")
    before = _kept(page, draft, name)
    page.get_by_role("button", name="Tarik konsep").click()
    open_editor(page, draft, name)
    assert page.get_by_text("Konsep ini sudah ditutup: isinya dapat dibaca").is_visible()
    if name.endswith(".bpmn"):
        page.evaluate(
            """(id) => {
              const task = alurModeler.get("elementRegistry").get(id);
              alurModeler.get("selection").select(task);
              alurModeler.get("modeling").removeShape(task);
            }""",
            TASK,
        )
        page.locator('[data-group-id="group-general"] .bio-properties-panel-group-header').click()
        assert page.get_by_label("Nama", exact=True).is_disabled()
        assert page.evaluate("(id) => Boolean(alurModeler.get('elementRegistry').get(id))", TASK)
        assert not page.locator(".djs-palette").is_visible()
    else:
        assert page.locator('.alur-editor [contenteditable="true"]').count() == 0
        assert not page.locator(".fjs-palette-container, .add-rule").first.is_visible()
    assert _kept(page, draft, name) == before


def test_keys_undo_redo_search_and_delete(open_page: NewPage) -> None:
    page, _draft = _opened(open_page)
    there = "(id) => Boolean(alurModeler.get('elementRegistry').get(id))"
    page.evaluate(
        """(id) => {
          alurModeler.get("canvas").focus();
          alurModeler.get("selection").select(alurModeler.get("elementRegistry").get(id));
        }""",
        TASK,
    )
    page.keyboard.press("Delete")
    assert not page.evaluate(there, TASK)
    page.keyboard.press("Control+z")
    assert page.evaluate(there, TASK)
    page.keyboard.press("Control+y")
    assert not page.evaluate(there, TASK)
    page.get_by_role("button", name="Urungkan").click()
    assert page.evaluate(there, TASK)
    page.evaluate("alurModeler.get('canvas').focus()")
    page.keyboard.press("Control+f")
    page.locator(".djs-search-container input").press_sequentially("arsip")
    page.locator(".djs-search-result", has_text="Diarsipkan").first.wait_for()


@pytest.mark.parametrize("name", EDITORS)
def test_on_a_phone_it_can_be_read(open_page: NewPage, name: str) -> None:
    page, _draft = _opened(open_page, name, width=320)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert page.locator("#kanvas").bounding_box()["height"] > 200  # type: ignore[index]


@pytest.mark.parametrize("name", EDITORS)
def test_what_is_ours_on_the_page_is_accessible(open_page: NewPage, name: str) -> None:
    page, _draft = _opened(open_page, name)
    found = Axe().run(page, options={"exclude": [["#kanvas"], ["#panel"]]}).response["violations"]
    serious = [f"{each['id']}: {node['html'][:120]}" for each in found for node in each["nodes"] if not _theirs(node)]
    assert serious == []
    nameless = page.evaluate(
        """() => [...document.querySelectorAll(".alur-editor button, .alur-editor-bar button, .djs-palette .entry")]
          .filter((one) => one.checkVisibility() && !(one.textContent.trim() || one.title || one.ariaLabel)).map((one) => one.outerHTML)"""
    )
    assert nameless == []


def _theirs(node: dict[str, object]) -> bool:
    """Whether it is drawn by the bundled editor itself."""
    return bool(re.search(r"#kanvas|#panel|djs-|fjs-|bio-|tjs-|dmn-|bjs-|svg", str(node["target"]) + str(node["html"])))


def test_it_is_ready_within_two_seconds(open_page: NewPage) -> None:
    page, draft = _opened(open_page)
    took = []
    for _ in range(3):
        page.reload()
        page.wait_for_selector("html[data-ready=true]")
        took.append(int(page.evaluate("document.documentElement.dataset.readyMs")))
    assert min(took) <= 2_000, took
    put_file(page, draft, "besar.bpmn", large_diagram(5_000))
    page.goto(f"{draft}/berkas/besar.bpmn")
    page.wait_for_selector("html[data-ready=true]", timeout=60_000)
    assert "Dibuka" in page.locator("#keadaan").inner_text()


def test_the_bundle_of_the_diagram_editor_stays_small() -> None:
    packed = sum((BUILD / f"modeler.{kind}.gz").stat().st_size for kind in ("js", "css"))
    assert packed <= 600 * 1024


def test_licences_travel_with_the_bundles(open_page: NewPage) -> None:
    page, _draft = _opened(open_page)
    link = page.get_by_role("link", name="lisensi").get_attribute("href")
    text = page.request.get(link or "").text()
    assert text == gzip.decompress((BUILD / "LICENSES.txt.gz").read_bytes()).decode()
    for package in ("bpmn-js", "dmn-js", "@bpmn-io/form-js-editor", "diagram-js-minimap", "preact", "govuk-frontend"):
        assert re.search(rf"^{re.escape(package)} \d", text, re.M), package
    assert "The source code responsible for displaying the bpmn.io project watermark" in " ".join(text.split())
