"""A token is moved with a second person, in a real Chromium: seen beforehand, asked for, approved, found by the auditor."""

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
from tests.support.demo import log_in
from tests.support.desk import lodged, open_task, open_tasks
from tests.support.government import Government

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from complaints.intake.lodging import Receipt
    from engine.running.runtime import Runtime

pytestmark = pytest.mark.browser
PEOPLE = {"ani": Role.CASE_OPERATOR, "budi": Role.CASE_OPERATOR, "auditor": Role.AUDITOR}


@pytest.fixture
def session_factory(sqlite_factory: SessionFactory) -> SessionFactory:
    return sqlite_factory


@pytest.fixture
def receipt(session_factory: SessionFactory, instansi: Government, runtime: Runtime) -> Receipt:
    with unit_of_work(session_factory, instansi.id) as session:
        for username, role in PEOPLE.items():
            person = accounts.add_user(session, instansi_id=instansi.id, username=username, name=username.title(),
                                       password=PASSWORD, must_change_password=False)  # fmt: skip
            accounts.grant(session, instansi_id=instansi.id, user_id=person, role=role, unit="")
    deploy_process(session_factory, runtime)
    return lodged(session_factory, runtime)


@pytest.fixture
def person(chromium: Browser, live_server: str) -> Iterator[Callable[..., Page]]:
    """A browser of one's own, logged in."""
    contexts = []

    def opened(username: str, *, width: int = 1280) -> Page:
        context = chromium.new_context(base_url=live_server, locale="id-ID", viewport={"width": width, "height": 900})
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        log_in(page, username)
        return page

    yield opened
    for context in contexts:
        context.close()


def test_a_token_is_moved_by_two(
    person: Callable[..., Page], receipt: Receipt, session_factory: SessionFactory
) -> None:
    task = open_task(session_factory, receipt)
    ani = person("ani", width=320)
    ani.goto("/operator/kasus")
    ani.get_by_label("Nomor pengaduan").fill(receipt.number)
    ani.get_by_role("button", name="Terapkan").click()
    ani.get_by_text(f"Betulkan: {task.name}", exact=True).click()
    sound(ani)
    form = ani.locator(f'form:has(input[value="{task.id}"]):has(input[value="token_moved"])')
    form.locator("select").select_option(index=0)
    form.get_by_role("button", name="Pratinjau pemindahan").click()
    assert ani.get_by_text(f"Tugas ditarik: {task.name}").count()
    sound(ani)
    ani.get_by_label("Mengapa ini dilakukan").fill("Salah alamat, diulang.")
    ani.get_by_role("button", name="Minta persetujuan orang kedua").click()
    assert ani.get_by_text("Menunggu persetujuan orang kedua.").count()
    assert open_task(session_factory, receipt) == task

    budi = person("budi")
    budi.goto("/operator/kasus")
    budi.get_by_role("link", name=receipt.number).click()
    assert budi.get_by_text("Alasan: Salah alamat, diulang.").count()
    budi.get_by_role("button", name="Setujui dan lakukan").click()
    assert budi.get_by_text("Disetujui dan dilakukan.").count()
    assert task.id not in {each.id for each in open_tasks(session_factory, receipt)}

    auditor = person("auditor")
    auditor.goto("/admin/tindakan?tentang=case")
    auditor.get_by_role("link", name="Sebelum dan sesudahnya, pada jejaknya").first.click()
    assert auditor.get_by_text("diminta Ani").count()
    auditor.set_viewport_size({"width": 320, "height": 900})
    auditor.goto("/audit/pembetulan")
    sound(auditor)
    auditor.get_by_label("Nama yang meminta, menyetujui, atau melakukan").fill("ani")
    auditor.get_by_role("button", name="Terapkan").click()
    auditor.wait_for_url("**orang=ani*")
    row = auditor.locator("main tbody tr")
    assert row.count() == 1
    assert "Token dipindahkan" in row.inner_text()
    assert "Salah alamat, diulang." in row.inner_text()
    row.get_by_role("link", name=receipt.number).click()
    auditor.wait_for_url("**/putar/*")
    assert "Dibetulkan oleh operator kasus" in auditor.get_by_role("heading", level=1).inner_text()
