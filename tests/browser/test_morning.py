"""A morning of an officer in a real Chromium: chosen by keys, taken and sent together and called back, a draft that keeps
itself, a template, a note for a colleague, and the task handed on."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from complaints.casework import reply_templates
from complaints.casework.reply_templates import Template
from complaints.people import accounts
from complaints.people.roles import Role
from engine.actors import Actor
from engine.db import unit_of_work
from engine.models import new_id
from tests.browser.conftest import NewPage
from tests.browser.test_officer import sound
from tests.browser.test_pictures import KEEP
from tests.support.accounts import PASSWORD as FIRST
from tests.support.demo import Demo, empty_demo, log_in
from tests.support.desk import NATIONAL, lodged
from tests.support.government import TANAH_LAUT
from tests.support.live import serving

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Demo]:
    """Three complaints for Admin Nasional, a colleague, and a template."""
    with empty_demo(tmp_path, TANAH_LAUT) as demo:
        factory, runtime = demo.tools.session_factory, demo.tools.runtime
        for judul in ("Jalan berlubang", "Lampu jalan padam", "Sampah menumpuk"):
            lodged(factory, runtime, judul=judul)
        with unit_of_work(factory, TANAH_LAUT) as session:
            rina = accounts.add_user(
                session, instansi_id=TANAH_LAUT, username="rina", name="Rina", password=FIRST, email="rina@contoh.id"
            )
            accounts.grant(session, instansi_id=TANAH_LAUT, user_id=rina, role=Role.ADMIN_NASIONAL, unit="")
            given = Template(new_id(), "Kalimat baku", "Pengaduan {nomor} tidak dapat kami teruskan.", "", "", "")
            admin = Actor("admin", "Admin", frozenset({(Role.ADMIN.value, "")}))
            reply_templates.save(session, runtime, instansi_id=TANAH_LAUT, by=admin, given=given, new=True)
        yield demo


@pytest.fixture
def address(office: Demo) -> Iterator[str]:
    with serving(office.app) as address:
        yield address


def fill(page: Page) -> None:
    for name, value in NATIONAL.items():
        asked = page.locator(f'[name="{name}"]')
        if asked.first.get_attribute("type") in ("radio", "checkbox"):
            page.check(f'[name="{name}"][value="{value}"]')
        elif asked.first.evaluate("each => each.tagName") == "SELECT":
            asked.select_option(value)
        else:
            asked.fill(value)


def test_a_morning(open_page: NewPage, tmp_path: Path) -> None:
    gallery, page = Path(os.environ.get(KEEP, tmp_path)), open_page()
    log_in(page, "nasional")
    page.goto("/petugas/tugas")
    page.keyboard.press("?")
    page.get_by_role("heading", name="Pintasan papan ketik").wait_for()
    sound(page)
    page.keyboard.press("Escape")
    for key in ("j", "x", "j", "x"):
        page.keyboard.press(key)
    assert page.locator("[name=tugas]:checked").count() == 2
    page.screenshot(path=gallery / "petugas-bersama.png")
    page.get_by_role("button", name="Ambil", exact=True).click()
    sound(page)
    page.get_by_role("button", name="Ambil 2 tugas").click()
    page.get_by_text("2 tugas kini Anda kerjakan.").wait_for()

    for box in page.locator("[name=tugas]").all():
        box.check()
    page.get_by_role("button", name="Isi formulir yang sama").click()
    fill(page)
    page.get_by_role("button", name="Periksa").click()
    page.get_by_text("Sudah diperiksa: 3 tugas").wait_for()
    sound(page)
    page.get_by_role("button", name="Selesaikan 3 tugas").click()
    page.get_by_text("dalam 60 detik").wait_for()
    sound(page)
    page.goto("/petugas/tugas")
    page.get_by_text("Akan dikirim dalam 60 detik").first.wait_for()
    sound(page)
    page.set_viewport_size({"width": 320, "height": 900})
    sound(page)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_role("button", name="Batalkan").click()
    page.get_by_text("3 tugas batal dikirim.").wait_for()

    page.goto("/petugas/tugas")
    page.locator("main tbody a").first.click()
    page.check("[name=layak][value=tidak]")
    reason = page.locator("[name=alasan_tidak_layak]")
    reason.fill("jjj xxx ???")
    page.get_by_text("Tersimpan pukul").wait_for()
    assert reason.input_value() == "jjj xxx ???", "no key acts while one types"
    assert not page.locator("dialog").is_visible()
    page.get_by_role("button", name="Sisipkan templat").click()
    page.get_by_label("Kalimat baku").check()
    page.get_by_label("Alasan tidak layak").check()
    sound(page)
    page.get_by_role("button", name="Sisipkan", exact=True).click()
    assert "tidak dapat kami teruskan" in reason.input_value()
    page.get_by_role("button", name="Catatan untuk rekan").click()
    page.get_by_label("Catatan", exact=True).fill("Mohon periksa alasannya, @rina.")
    sound(page)
    page.get_by_role("button", name="Tambah catatan").click()
    note = page.locator(".alur-note").first
    note.scroll_into_view_if_needed()
    assert note.get_by_text("Hanya petugas").is_visible()
    assert note.get_by_text("Mohon periksa alasannya, @rina.").is_visible()
    page.screenshot(path=gallery / "petugas-catatan.png")
    sound(page)
    page.get_by_role("link", name="Alihkan ke rekan").click()
    page.get_by_label("Rina").check()
    page.get_by_role("button", name="Alihkan tugas").click()
    page.get_by_text("dialihkan kepada Rina").wait_for()
