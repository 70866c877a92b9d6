"""A government lives: what administrators and the operator do, in a real Chromium on a phone, over PostgreSQL."""

from __future__ import annotations

import dataclasses
import re
import uuid
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pyotp
import pytest

from complaints.notices.mail import SmtpSender
from complaints.people import sign_on
from complaints.people.decree_acts import recount_due
from complaints.people.roles import Role
from complaints.people.sign_on import SignOnTerms
from engine.actors import SISTEM
from engine.clock import FixedClock, SystemClock
from engine.db import SessionFactory, unit_of_work
from engine.models import OutboxMessage
from engine.running.outbox import deliver_due
from tests.support.accounts import PASSWORD, Account
from tests.support.citizen import deploy_process
from tests.support.desk import lodged
from tests.support.government import TANAH_LAUT
from tests.support.identity_server import CLIENT, SECRET, identity_server
from tests.support.postbox import Postbox

if TYPE_CHECKING:
    from flask import Flask
    from playwright.sync_api import Browser, Page

    from web.services import Services

pytestmark = pytest.mark.browser
NewAccount = Callable[..., Account]
NewPage = Callable[[], "Page"]


@pytest.fixture
def session_factory(postgresql_factory: SessionFactory) -> SessionFactory:
    return postgresql_factory


@pytest.fixture
def clock() -> FixedClock:
    """Now: servers of identity and phones tell the time of this machine."""
    return FixedClock(SystemClock().now())


@pytest.fixture
def phone(chromium: Browser, flask_app: Flask, services: Services, live_server: str) -> Iterator[NewPage]:
    """Pages of fresh browser profiles; the installation knows its own address."""
    settings = dataclasses.replace(services.settings, base_url=live_server)
    flask_app.extensions["alur"] = dataclasses.replace(services, settings=settings)
    contexts = []

    def new() -> Page:
        contexts.append(
            chromium.new_context(base_url=live_server, viewport={"width": 320, "height": 800}, locale="id-ID")
        )
        contexts[-1].set_default_timeout(10_000)
        return contexts[-1].new_page()

    yield new
    for context in contexts:
        context.close()


def enter(page: Page, username: str) -> None:
    page.goto("/petugas/masuk")
    page.fill("#nama_pengguna", username)
    page.fill("#kata_sandi", PASSWORD)
    press(page, "Masuk")


def press(page: Page, button: str) -> None:
    page.get_by_role("button", name=button, exact=True).click()


def says(page: Page, *words: str) -> None:
    """The page as it is has these words and fits the phone."""
    told = page.inner_text("main")
    assert [each for each in words if each not in told] == [], told
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_an_officer_departs_and_a_colleague_has_the_work(
    phone: NewPage, account: NewAccount, services: Services
) -> None:
    account("rina", (Role.ADMIN, ""))
    for name in ("budi", "sari"):
        account(name, (Role.ADMIN_NASIONAL, ""))
    deploy_process(services.session_factory, services.runtime)
    lodged(services.session_factory, services.runtime)
    leaving, admin, colleague = phone(), phone(), phone()
    enter(leaving, "budi")
    leaving.locator("a.alur-tasks__name").click()
    press(leaving, "Ambil tugas ini")
    enter(admin, "rina")
    admin.get_by_role("link", name="Orang", exact=True).click()
    admin.get_by_role("link", name="Budi", exact=True).click()
    admin.get_by_text("Nonaktifkan orang ini").click()
    press(admin, "Nonaktifkan")
    says(admin, "Memegang 1 tugas sebagai Admin Nasional", "1 sesi terbuka berakhir")
    admin.select_option("#rekan", label="Sari")
    admin.fill("#alasan", "pensiun")
    press(admin, "Nonaktifkan")
    says(admin, "tidak aktif lagi")
    leaving.reload()
    assert "/petugas/masuk" in leaving.url, "the session ended at once"
    enter(colleague, "sari")
    colleague.locator("a.alur-tasks__name").click()
    says(colleague, "Anda yang mengerjakan tugas ini")


def test_a_second_factor_is_set_up_and_asked_for(phone: NewPage, account: NewAccount, clock: FixedClock) -> None:
    account("budi", (Role.ADMIN_NASIONAL, ""))
    page = phone()
    enter(page, "budi")
    page.goto("/petugas/akun/faktor-kedua")
    press(page, "Pasang faktor kedua")
    says(page, "Pindai kode ini")
    secret = "".join(page.locator("p .alur-code").all_inner_texts()).replace(" ", "")
    page.fill("#kode", pyotp.TOTP(secret).at(clock.now()))
    press(page, "Aktifkan")
    says(page, "Kode ini hanya tampil sekali")
    spare = page.locator("li.alur-code").first.inner_text()
    clock.advance(timedelta(minutes=1))
    for code in (pyotp.TOTP(secret).at(clock.now()), spare):
        page = phone()
        enter(page, "budi")
        says(page, "Kata sandi Anda benar")
        page.fill("#kode", code)
        press(page, "Masuk")
        assert "/masuk" not in page.url


def test_the_server_of_the_government_lets_its_people_in(
    phone: NewPage, account: NewAccount, services: Services
) -> None:
    person = account("siti", (Role.ADMIN_NASIONAL, ""))
    with identity_server() as server:
        terms = SignOnTerms(label="SSO Uji", issuer=server.address, client_id=CLIENT, client_secret=SECRET)
        with unit_of_work(services.session_factory, TANAH_LAUT) as session:
            given = (session, services.runtime)
            sign_on.configure(*given, services.settings, instansi_id=TANAH_LAUT, terms=terms, by=SISTEM)
            sign_on.link(*given, instansi_id=TANAH_LAUT, user_id=person.id, by=SISTEM, subject="sub-siti")
        page = phone()
        page.goto("/petugas/masuk")
        page.get_by_text("SSO Uji").click()
        page.wait_for_url(re.compile("/petugas/"))
        assert "/masuk" not in page.url
        says(page, "Tugas")
        server.person.sub = "sub-orang-lain"
        stranger = phone()
        stranger.goto("/petugas/masuk")
        stranger.get_by_text("SSO Uji").click()
        says(stranger, "Masuk lewat SSO tidak berhasil")


def test_a_decree_is_looked_at_before_it_moves_what_waits(
    phone: NewPage, account: NewAccount, services: Services, clock: FixedClock
) -> None:
    clock.set(datetime.fromisoformat("2026-03-09T09:00+08:00"))
    account("rina", (Role.ADMIN, ""))
    deploy_process(services.session_factory, services.runtime)
    lodged(services.session_factory, services.runtime)
    page = phone()
    enter(page, "rina")
    page.goto("/admin/kalender")
    page.fill("#keputusan", "SK Bupati 5/2026")
    page.fill("#tanggal_1", "2026-03-10")
    page.select_option("#jenis_1", "libur_daerah")
    page.fill("#nama_1", "Hari Jadi")
    press(page, "Lihat tenggat yang akan bergeser")
    says(page, "2 tenggat akan bergeser")
    press(page, "Catat keputusan")
    says(page, "Keputusan dicatat", "Hari Jadi")
    assert recount_due(services.session_factory, services.runtime) == 1
    page.goto("/admin/tindakan")
    says(page, "SK Bupati 5/2026")


def test_a_letter_that_failed_is_sent_again_from_the_desk(
    phone: NewPage, account: NewAccount, services: Services, clock: FixedClock
) -> None:
    account("hendra", (Role.OPERATOR, ""))
    with unit_of_work(services.session_factory, TANAH_LAUT) as session:
        session.add(
            OutboxMessage(
                instansi_id=TANAH_LAUT, id=uuid.uuid4(), channel="email", recipient="siti@example.org", subject="Kabar",
                body={"template": "petugas_tugas"}, created_at=clock.now(), available_at=clock.now(),
            )
        )  # fmt: skip
    postbox = Postbox()
    postbox.start()
    try:
        send = SmtpSender(postbox.url, "alur@example.org", "https://alur.example.org")
        postbox.broken = True
        assert deliver_due(services.session_factory, clock, send) == 0
        page = phone()
        enter(page, "hendra")
        says(page, "SMTPDataError")
        assert "siti@example.org" not in page.content()
        postbox.broken = False
        page.get_by_role("button", name="Kirim sekarang, surat 1").click()
        says(page, "Surat itu dikirim lagi")
        assert deliver_due(services.session_factory, clock, send) == 1
        assert [mail["To"] for mail in postbox.received] == ["siti@example.org"]
        page.reload()
        assert page.get_by_role("button", name="Kirim sekarang").count() == 0
    finally:
        postbox.stop()
