"""Who reads a protected report, in a real Chromium: the reason, the keeper of the identity, the record, the reporter's sum."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest

from complaints.demo.government import PASSWORD
from complaints.people import accounts
from complaints.people.roles import Role
from engine.db import SessionFactory, unit_of_work
from tests.browser.test_officer import sound
from tests.support.citizen import deploy_process
from tests.support.demo import log_in, track
from tests.support.desk import NATIONAL, REGENCY, completed, lodged, open_task
from tests.support.government import Government

if TYPE_CHECKING:
    from flask import Flask
    from playwright.sync_api import Browser, Page

    from complaints.intake.lodging import Receipt
    from engine.running.runtime import Runtime

pytestmark = pytest.mark.browser
UMUM = "dinas-pekerjaan-umum"
NAME = "Kenari Namawati"
PEOPLE: dict[str, tuple[Role, str]] = {
    "nasional": (Role.ADMIN_NASIONAL, ""),
    "instansi": (Role.ADMIN_INSTANSI, ""),
    "pengawas": (Role.ADMIN_NASIONAL, ""),
    "pejabat": (Role.PEJABAT_PENGHUBUNG, UMUM),
    "kepala": (Role.PENANGGUNG_JAWAB, ""),
    "auditor": (Role.AUDITOR, ""),
}


@pytest.fixture
def session_factory(sqlite_factory: SessionFactory) -> SessionFactory:
    return sqlite_factory


@pytest.fixture
def receipt(session_factory: SessionFactory, instansi: Government, runtime: Runtime, flask_app: Flask) -> Receipt:
    """A secret report whose reporter asked for a hidden name, with the unit."""
    with unit_of_work(session_factory, instansi.id) as session:
        for username, (role, unit) in PEOPLE.items():
            person = accounts.add_user(session, instansi_id=instansi.id, username=username, name=username.title(),
                                       password=PASSWORD, must_change_password=False)  # fmt: skip
            accounts.grant(session, instansi_id=instansi.id, user_id=person, role=role, unit=unit)
    deploy_process(session_factory, runtime)
    found = lodged(session_factory, runtime, nama=NAME, minta_rahasia="ya", minta_nama_tersembunyi="true")
    disposed = {"arah_disposisi": "disposisi", "skpd": UMUM, "catatan_disposisi": "Segera"}
    for username, step in (("nasional", NATIONAL), ("instansi", REGENCY), ("instansi", disposed)):
        client = flask_app.test_client()
        token = client.get("/petugas/masuk").text.partition('name="csrf_token" value="')[2].partition('"')[0]
        form = {"csrf_token": token, "nama_pengguna": username, "kata_sandi": PASSWORD}
        assert client.post("/petugas/masuk", data=form).status_code == 302
        assert completed(client, open_task(session_factory, found), **step).status_code == 302
    return found


@pytest.fixture
def person(chromium: Browser, live_server: str) -> Iterator[Callable[..., Page]]:
    """A browser of one's own, logged in."""
    contexts = []

    def opened(username: str = "", *, width: int = 1280) -> Page:
        context = chromium.new_context(base_url=live_server, locale="id-ID", viewport={"width": width, "height": 900})
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        if username:
            log_in(page, username)
        return page

    yield opened
    for context in contexts:
        context.close()


def test_reason_keeper_record_and_sum(person: Callable[..., Page], receipt: Receipt) -> None:
    officer = person("pejabat", width=320)
    officer.goto("/petugas/tugas")
    officer.locator("main tbody a").first.click()
    officer.get_by_role("button", name="Ambil tugas ini").click()
    officer.get_by_text("Pembukaan laporan ini dicatat atas nama Anda.").wait_for()
    assert NAME not in officer.content()
    officer.get_by_role("link", name="Minta identitas pelapor dibuka").click()
    officer.get_by_label("Menjawab pertanyaan pelapor").check()
    sound(officer)
    officer.get_by_role("button", name="Minta persetujuan").click()
    officer.get_by_text("menunggu penjaga identitas").wait_for()

    keeper = person("instansi")
    keeper.goto("/petugas/identitas")
    keeper.get_by_label("Alasan putusan Anda").fill("Pelapor minta ditelepon")
    sound(keeper)
    keeper.get_by_role("button", name="Setujui").click()
    keeper.get_by_text("Identitas dibuka 3 hari; tercatat.").wait_for()
    officer.reload()
    officer.get_by_text("Dibuka untuk Anda oleh Instansi").wait_for()
    officer.get_by_role("link", name="Buka berkasnya").click()
    officer.get_by_text(NAME).first.wait_for()

    national = person("pengawas")
    national.goto(f"/petugas/berkas/{receipt.complaint_id}")
    national.get_by_role("heading", name="Mengapa Anda membuka laporan ini?").wait_for()
    sound(national)
    national.get_by_role("button", name="Catat dan buka").click()
    national.get_by_role("link", name="Pilih alasannya.").wait_for()
    national.get_by_label("Alasan lain", exact=True).check()
    national.get_by_label("Keterangan").fill("Ditanya Ombudsman")
    national.get_by_role("button", name="Catat dan buka").click()
    national.get_by_role("heading", name=receipt.number).wait_for()

    for username, place in (("auditor", "/audit/pembacaan"), ("kepala", "/petugas/pembacaan")):
        page = person(username, width=320 if username == "kepala" else 1280)
        page.goto(place)
        for text in ("Alasan lain: Ditanya Ombudsman", "Identitas diminta", "Pelapor minta ditelepon"):
            page.get_by_text(text).first.wait_for()
        sound(page)

    citizen = person(width=320)
    track(citizen, {"instansi": "tanah-laut", "number": receipt.number, "secret": receipt.secret})
    citizen.get_by_text("Dibaca oleh 4 petugas berwenang").wait_for()
    sound(citizen)
