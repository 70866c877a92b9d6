"""The task page in a browser without JavaScript: fields under a condition come and go while one answers."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from complaints.people.roles import Role
from engine.db import SessionFactory
from tests.support.accounts import PASSWORD, Account
from tests.support.citizen import deploy_process
from tests.support.desk import lodged, open_task
from tests.support.government import Government

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from playwright.sync_api import Browser

    from engine.running.runtime import Runtime

ADMIN = (Role.ADMIN_NASIONAL, "")


@pytest.fixture
def session_factory(sqlite_factory: SessionFactory) -> SessionFactory:
    return sqlite_factory


@pytest.fixture
def task(session_factory: SessionFactory, instansi: Government, runtime: Runtime) -> str:
    deploy_process(session_factory, runtime)
    return f"/petugas/tugas/{open_task(session_factory, lodged(session_factory, runtime)).id}"


def test_style_sheet_is_linked_private_and_found_only_by_its_officers(
    task: str, as_officer: Callable[..., FlaskClient], client: FlaskClient
) -> None:
    officer = as_officer("ani", ADMIN)
    match = re.search(r'<link rel="stylesheet" href="(/petugas/formulir/[^"]+\.css)">', officer.get(task).text)
    assert match is not None
    sheet = officer.get(match[1])
    assert (sheet.status_code, sheet.mimetype) == (200, "text/css")
    assert sheet.headers["Cache-Control"] == "private, max-age=3600"
    assert officer.get(match[1].replace("verifikasi_nasional", "tidak_ada")).status_code == 404
    other = match[1].replace(match[1].split("/")[3], "018f3b1e-7c1a-7b0e-9d67-0242ac120002")
    assert officer.get(other).status_code == 404
    assert client.get(match[1]).status_code == 302


@pytest.mark.browser
def test_fields_come_and_go_without_javascript(
    task: str, account: Callable[..., Account], chromium: Browser, live_server: str
) -> None:
    account("ani", ADMIN)
    context = chromium.new_context(base_url=live_server, java_script_enabled=False)
    context.set_default_timeout(10_000)
    page = context.new_page()
    page.goto("/petugas/masuk")
    page.get_by_label("Nama pengguna").fill("ani")
    page.get_by_label("Kata sandi").fill(PASSWORD)
    page.get_by_role("button", name="Masuk").click()
    page.goto(task)
    asked, layak = page.locator("[name=data_diminta]"), page.locator("[name=layak]").first
    assert not asked.is_visible()
    assert not layak.is_visible()
    complete = page.get_by_role("group", name="Apakah data pengaduan sudah lengkap?", exact=True)
    complete.get_by_label("Tidak").check()
    asked.fill("Lokasi kejadian")
    assert not layak.is_visible()
    complete.get_by_label("Ya").check()
    assert layak.is_visible()
    assert not asked.is_visible()
    page.get_by_role("button", name="Simpan draf").click()
    assert page.locator("[name=data_diminta]").input_value() == "Lokasi kejadian"
    context.close()
