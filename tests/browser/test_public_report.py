"""Lombok Tengah's table of 2023 as everybody reads it: on a phone and a desktop, and taken along."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from pypdf import PdfReader

from app import make_services
from complaints.models import Report
from complaints.settings import Settings
from engine.db import make_session_factory, unit_of_work
from tests.conftest import sqlite_engine
from tests.support.live import serving
from tests.support.lombok_tengah import WITA, play
from tests.support.year import Town
from web import create_app

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The year played, its table published, the application served."""
    folder = tmp_path_factory.mktemp("lombok")
    engine = sqlite_engine(sqlite_template, folder)
    town = Town(make_session_factory(engine), "lombok_tengah", datetime(2023, 1, 2, 8, tzinfo=WITA), folder)
    play(town)
    publish(town)
    settings = Settings(data_dir=folder, secret_key="kunci-uji-" * 5)
    services = make_services(settings, session_factory=town.factory, clock=town.clock, runtime=town.runtime)
    with serving(create_app(services)) as served:
        yield served
    engine.dispose()


def publish(town: Town) -> None:
    """The table of units, open to everybody."""
    activity = town.begin("Start_pembinaan")
    tables = town.report(activity, "kinerja_unit", year=2023)
    with unit_of_work(town.factory, town.id) as session:
        session.add(
            Report(
                instansi_id=town.id,
                activity_id=activity,
                kind="kinerja_unit",
                unit="",
                period_from=datetime(2023, 1, 1, tzinfo=WITA).date(),
                period_to=datetime(2023, 12, 31, tzinfo=WITA).date(),
                tables=[table.stored() for table in tables],
                texts=[["Tindakan korektif", "Unit yang tidak aktif dihubungi Admin Instansi."]],
                made_at=town.clock.now(),
                published_at=town.clock.now(),
            )
        )


@pytest.fixture(params=[320, 1280])
def page(chromium: Browser, address: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    context = chromium.new_context(
        base_url=address, viewport={"width": request.param, "height": 900}, locale="id-ID", timezone_id="Asia/Makassar"
    )
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


def sound(page: Page) -> None:
    """No fault for axe, and only the table scrolls sideways."""
    assert Axe().run(page).response["violations"] == []
    assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


def test_from_the_home_page_to_the_table_and_its_files(page: Page) -> None:
    page.goto("/lombok-tengah/")
    page.get_by_role("link", name="Laporan pengelolaan pengaduan").click()
    sound(page)
    page.get_by_role("link", name="Rekapitulasi kinerja unit").click()
    sound(page)
    first = page.get_by_role("row").nth(1)
    assert first.get_by_role("rowheader").inner_text() == "Pemerintah Kabupaten Lombok Tengah"
    assert first.get_by_role("cell").all_inner_texts()[4:6] == ["18", "100\N{NO-BREAK SPACE}%"]
    with page.expect_download() as waiting:
        page.get_by_role("link", name="PDF").click()
    book = PdfReader(io.BytesIO(Path(waiting.value.path()).read_bytes()))
    assert waiting.value.suggested_filename.endswith(".pdf")
    assert "Dinas Ketahanan Pangan" in book.pages[0].extract_text()
