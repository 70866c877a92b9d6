"""The pages of figures: who enters, what they say, that they tell their age and formula, and what they cost."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from lxml import html
from openpyxl import load_workbook

from complaints.audit.mining import on_time
from complaints.people.roles import SUPERVISOR_ROLES, Role
from complaints.reports.exports import rows
from complaints.upkeep.mining import Mining
from engine.db import SessionFactory
from tests.support.audited import disposed
from tests.support.citizen import Desk, deploy_process
from tests.support.desk import lodged, words
from tests.support.government import Government
from tests.support.restricted import deploy_restricted, reported
from tests.support.statements import statements

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from engine.clock import FixedClock
    from engine.running.runtime import Runtime

ON_TIME = "/audit/ketepatan"
FLOW, WAYS, GIVEN, COMPARED = (f"/audit/alur{rest}" for rest in ("", "/varian", "/serah-terima", "/banding"))
HELD, HELD_CASES = "/audit/kesesuaian", "/audit/kesesuaian/kasus"
PAGES = [ON_TIME, FLOW, WAYS, GIVEN, COMPARED, HELD, HELD_CASES]
UNIT, OTHER = "dinas-pekerjaan-umum", "dinas-kesehatan"
Clients = Callable[..., "FlaskClient"]


@pytest.fixture
def session_factory(sqlite_factory: SessionFactory) -> SessionFactory:
    """What is counted is tested apart; here it is about the pages."""
    return sqlite_factory


@pytest.fixture
def desk(session_factory: SessionFactory, runtime: Runtime, clock: FixedClock, instansi: Government) -> Desk:
    """A complaint that a unit has in hand."""
    deploy_process(session_factory, runtime)
    found = Desk(session_factory, runtime, clock, lodged(session_factory, runtime).complaint_id)
    disposed(found)
    count(found)
    return found


def count(desk: Desk) -> None:
    mining = Mining(desk.factory, desk.runtime)
    while mining():
        pass


@pytest.fixture
def auditor(as_officer: Clients) -> FlaskClient:
    return as_officer("lia", (Role.AUDITOR, ""))


def test_auditors_and_supervisors_enter(desk: Desk, flask_app: object, as_officer: Clients) -> None:
    stranger = flask_app.test_client()  # type: ignore[attr-defined]
    officer = as_officer("ani", (Role.ADMIN_INSTANSI, ""))
    people = [as_officer(role, (role, "")) for role in (*sorted(SUPERVISOR_ROLES), Role.AUDITOR)]
    for path in PAGES:
        assert stranger.get(path).status_code == 302
        assert officer.get(path).status_code == 403
        assert [each.get(path).status_code for each in people] == [200] * len(people), path


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(
    "query", ["sejak=kemarin", "sejak=", "unit=%00x", "versi=x", "golongan=<script>", "sampai=0000-01", "kanal=antah"]
)
def test_odd_filters_narrow_nothing_and_break_nothing(desk: Desk, auditor: FlaskClient, path: str, query: str) -> None:
    answer = auditor.get(f"{path}?{query}")
    assert answer.status_code == 200
    assert "<script>" not in answer.text
    assert ("tidak dapat dibaca" in answer.text) == (query == "sejak=kemarin" and path != COMPARED)


def test_age_and_formula_stand_beside_the_figures(desk: Desk, auditor: FlaskClient) -> None:
    page = words(auditor.get(ON_TIME).text)
    assert "Dihitung otomatis dari riwayat, terakhir lengkap" in page
    assert "diperbarui tiap sepuluh menit" in page
    assert "÷ (semua yang selesai + yang masih terbuka dan lewat tenggat) = 0 ÷ (0 + 0 + 0)" in page


def test_what_is_late_is_counted_and_what_comes_next_is_listed(
    desk: Desk, auditor: FlaskClient, as_officer: Clients, clock: FixedClock
) -> None:
    before = auditor.get(ON_TIME).text
    assert f"/audit/pengaduan/{desk.case_id}" in before
    clock.set(clock.now() + timedelta(days=60))
    count(desk)
    page = as_officer("rina", (Role.AUDITOR, "")).get(f"{ON_TIME}?sejak=").text
    assert "0 ÷ (0 + 0 + 1)" in words(page)
    assert "Dinas Pekerjaan Umum" in page
    assert f"/audit/pengaduan/{desk.case_id}" not in page


def test_a_chief_of_one_unit_sees_its_figures_alone(desk: Desk, as_officer: Clients, clock: FixedClock) -> None:
    clock.set(clock.now() + timedelta(days=60))
    own, other = (as_officer(unit, (Role.PENANGGUNG_JAWAB, unit)) for unit in (UNIT, OTHER))
    assert "0 ÷ (0 + 0 + 1)" in words(own.get(f"{ON_TIME}?sejak=").text)
    assert "0 ÷ (0 + 0 + 0)" in words(other.get(f"{ON_TIME}?sejak=").text)
    assert "0 ÷ (0 + 0 + 0)" in words(other.get(f"{ON_TIME}?sejak=&unit={UNIT}").text)


def test_reports_of_whistleblowers_count_nowhere(
    session_factory: SessionFactory, runtime: Runtime, desk: Desk, auditor: FlaskClient
) -> None:
    deploy_restricted(session_factory, runtime)
    report = reported(session_factory, runtime)
    before = [auditor.get(path).text for path in PAGES]
    count(desk)
    after = [auditor.get(path).text for path in PAGES]
    assert [words(page) for page in after] == [words(page) for page in before]
    assert str(report.complaint_id) not in "".join(after)


@pytest.mark.parametrize(("path", "limit"), list(zip(PAGES, (17, 16, 18, 15, 21, 13, 13), strict=True)))
def test_statements_per_page(desk: Desk, auditor: FlaskClient, path: str, limit: int) -> None:
    auditor.get(path)
    with statements(desk.factory) as found:
        auditor.get(path)
    assert len(found) <= limit, len(found)


def test_the_map_shows_waiting_and_working_on_the_diagram_and_as_a_table(desk: Desk, auditor: FlaskClient) -> None:
    page = html.fromstring(auditor.get(FLOW).text)
    drawing = page.xpath("//*[local-name()='svg' and @class='diagram']")[0]
    marks = ["".join(mark.itertext()) for mark in drawing.xpath(".//*[@class='diagram-mark']")]
    assert any("di dalamnya" in mark for mark in marks)
    table = words(auditor.get(FLOW).text)
    assert "Tunggu dan kerja, tak terpisah" in table
    part = page.xpath("//main//li/a[contains(@href, 'proses=')]/@href")
    assert part
    inner = auditor.get(part[0]).text
    assert "tunggu" in inner


def test_a_way_that_is_no_way_is_not_found(desk: Desk, auditor: FlaskClient) -> None:
    assert auditor.get(f"{WAYS}?jalur=antah").status_code == 404
    assert auditor.get(f"{FLOW}?proses=antah").status_code == 200


def test_two_units_stand_side_by_side(desk: Desk, auditor: FlaskClient) -> None:
    page = words(auditor.get(f"{COMPARED}?a-unit={UNIT}&b-unit={OTHER}").text)
    assert "Diterima 1 0" in page
    assert "tidak dapat dibaca" in auditor.get(f"{COMPARED}?b-sejak=kemarin").text


def test_handovers_name_units_and_persons(desk: Desk, auditor: FlaskClient) -> None:
    page = words(auditor.get(GIVEN).text)
    assert "Antarunit" in page
    assert "Antarorang" in page


def test_more_late_tasks_than_are_counted_are_told(
    desk: Desk, clock: FixedClock, as_officer: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock.set(clock.now() + timedelta(days=60))
    reader = as_officer("rina", (Role.AUDITOR, ""))
    assert "Lebih dari" not in words(reader.get(f"{ON_TIME}?sejak=").text)
    monkeypatch.setattr(on_time, "MOST_LATE", 0)
    assert "Lebih dari 0 tugas terbuka lewat tenggat" in words(reader.get(f"{ON_TIME}?sejak=").text)


def test_a_sheet_that_is_full_goes_on_in_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "MOST_ROWS", 2)
    book = load_workbook(io.BytesIO(b"".join(rows.xlsx_of([["nomor"], *([str(n)] for n in range(5))]))))
    read = [[cell for (cell,) in sheet.iter_rows(values_only=True)] for sheet in book.worksheets]
    assert read == [["nomor", "0", "1"], ["nomor", "2", "3"], ["nomor", "4"]]
