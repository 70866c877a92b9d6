"""Reports for everybody and for officers: who may read which, and the files read back."""

from __future__ import annotations

import csv
import io
import uuid
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest
from flask import render_template_string
from lxml import etree
from pypdf import PdfReader

from complaints.law.bundles import PROCESS_ROLE_NAMES, bundle_files
from complaints.models import Report
from complaints.people.roles import Role
from complaints.reports.activities.operations import ACTIVITY_OPERATIONS
from complaints.reports.figures import Column, Table
from engine.actors import SISTEM
from engine.db import SessionFactory, unit_of_work
from engine.definition.diagram import Element
from engine.running import commands
from engine.running.runtime import Runtime
from tests.support.deploying import deploy
from tests.support.government import TANAH_LAUT, Government
from tests.support.year import FILES

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient

COLUMNS = (
    Column("unit_kerja", "Unit kerja"),
    Column("selesai", "Selesai"),
    Column("rtl", "RTL (hari)", "hari"),
    Column("rhp", "RHP", "nilai"),
    Column("terakhir_dilihat", "Terakhir dilihat", "saat"),
)
TABLE = Table(
    "Rekapitulasi kinerja unit",
    COLUMNS,
    [
        {"unit_kerja": "Dinas Sosial", "selesai": 5, "rtl": 0.0, "rhp": None, "terakhir_dilihat": "-"},
        {
            "unit_kerja": '=HYPERLINK("http://contoh.id")',
            "selesai": 1,
            "rtl": 5.7,
            "rhp": 3.5,
            "terakhir_dilihat": "2024-07-15 12:37:34",
        },
    ],
    ["RTL = rata-rata hari; “–” berarti belum ada."],
)
MADE_AT = datetime(2024, 1, 2, 1, tzinfo=UTC)
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
Reports = Callable[..., uuid.UUID]


@pytest.fixture
def session_factory(sqlite_factory: SessionFactory) -> SessionFactory:
    """Pages do not depend on the kind of database."""
    return sqlite_factory


@pytest.fixture
def activity(session_factory: SessionFactory, runtime: Runtime, instansi: Government) -> uuid.UUID:
    """A running activity of the real monitoring process."""
    case_id = uuid.uuid4()
    with unit_of_work(session_factory, TANAH_LAUT) as session:
        deploy(
            session,
            runtime,
            instansi_id=instansi.id,
            process_id="pemantauan_tanah_laut",
            files=bundle_files(FILES, "pemantauan_tanah_laut"),
            roles=PROCESS_ROLE_NAMES,
            by=SISTEM,
        )
        commands.start_case(
            session,
            runtime,
            instansi_id=instansi.id,
            process_id="pemantauan_tanah_laut",
            case_id=case_id,
            start_element="Start_pembinaan",
            variables={},
            by=SISTEM,
        )
    return case_id


@pytest.fixture
def report(session_factory: SessionFactory, instansi: Government, activity: uuid.UUID) -> Reports:
    """Stores a report of the year 2023."""

    def make(kind: str = "kinerja_unit", *, published: bool = True) -> uuid.UUID:
        report_id = uuid.uuid4()
        with unit_of_work(session_factory, TANAH_LAUT) as session:
            session.add(
                Report(
                    instansi_id=instansi.id,
                    id=report_id,
                    activity_id=activity,
                    kind=kind,
                    unit="",
                    period_from=date(2023, 1, 1),
                    period_to=date(2023, 12, 31),
                    tables=[TABLE.stored()],
                    texts=[["Tindakan korektif", "Jadwal piket <ditambah>."]],
                    made_at=MADE_AT,
                    published_at=MADE_AT if published else None,
                )
            )
        return report_id

    return make


def test_the_home_page_links_to_reports_only_when_there_are_any(client: FlaskClient, report: Reports) -> None:
    assert "/tanah-laut/laporan" not in client.get("/tanah-laut/").text
    report(published=False)
    assert "/tanah-laut/laporan" not in client.get("/tanah-laut/").text
    report()
    assert "/tanah-laut/laporan" in client.get("/tanah-laut/").text


def test_the_list_names_period_and_kind(client: FlaskClient, report: Reports) -> None:
    assert "Belum ada laporan" in client.get("/tanah-laut/laporan").text
    report_id = report()
    page = client.get("/tanah-laut/laporan").text
    assert "Tahun 2023" in page
    assert f'/tanah-laut/laporan/{report_id}"' in page


def test_a_number_that_names_a_row_stands_under_its_heading(flask_app: Flask) -> None:
    table = Table("Saldo", (Column("awal", "Saldo awal"), Column("masuk", "Masuk")), [{"awal": 7, "masuk": 3}])
    with flask_app.test_request_context():
        page = render_template_string(
            "{% from 'components/figures.html' import figures %}{{ figures(table, 1) }}", table=table
        )
    assert '<th scope="row" class="govuk-table__header govuk-table__header--numeric">7</th>' in page


def test_a_published_report_is_a_page_with_named_rows_and_formulas(client: FlaskClient, report: Reports) -> None:
    page = client.get(f"/tanah-laut/laporan/{report()}").text
    assert '<th scope="row" class="govuk-table__header">Dinas Sosial</th>' in page
    assert ">0,0<" in page
    assert ">–<" in page, "no value is a dash, apart from nought"
    assert "RTL = rata-rata hari" in page
    assert "Jadwal piket &lt;ditambah&gt;." in page
    assert "Dihitung 2 Januari 2024 09.00 WITA" in page


@pytest.mark.parametrize("kind", ["csv", "xlsx", "pdf"])
def test_files_are_the_same_bytes_each_time(client: FlaskClient, report: Reports, kind: str) -> None:
    address = f"/tanah-laut/laporan/{report()}.{kind}"
    first, second = client.get(address), client.get(address)
    assert first.status_code == 200
    assert first.data == second.data
    name = f"rekapitulasi-kinerja-unit-tahun-2023-kabupaten-tanah-laut.{kind}"
    assert first.headers["Content-Disposition"] == f"attachment; filename={name}"


def test_the_csv_opens_in_excel_and_holds_no_formula(client: FlaskClient, report: Reports) -> None:
    answer = client.get(f"/tanah-laut/laporan/{report()}.csv")
    assert answer.content_type == "text/csv; charset=utf-8"
    assert answer.data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))
    assert ["Dinas Sosial", "5", "0,0", "", "-"] in rows
    assert ['\'=HYPERLINK("http://contoh.id")', "1", "5,7", "3,50", "2024-07-15 12:37:34"] in rows


def test_the_workbook_holds_numbers_texts_and_notes(client: FlaskClient, report: Reports) -> None:
    answer = client.get(f"/tanah-laut/laporan/{report()}.xlsx")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as book:
        names = [sheet.get("name") for sheet in etree.fromstring(book.read("xl/workbook.xml")).iter(f"{SHEET}sheet")]
        sheet = etree.fromstring(book.read("xl/worksheets/sheet1.xml"))
        texts = ["".join(each.itertext()) for each in etree.fromstring(book.read("xl/sharedStrings.xml"))]
    assert names == ["Rekapitulasi kinerja unit", "Catatan"]
    cells = {cell.get("r"): (cell.get("t"), cell.findtext(f"{SHEET}v")) for cell in sheet.iter(f"{SHEET}c")}
    assert cells["B2"] == (None, "5")
    assert cells["C3"] == (None, "5.7")
    assert cells["D2"] == (None, None), "no value is an empty cell, apart from nought"
    assert cells["A3"][0] == "s"
    assert list(sheet.iter(f"{SHEET}f")) == []
    assert '=HYPERLINK("http://contoh.id")' in texts
    assert "Jadwal piket <ditambah>." in texts


def test_the_pdf_has_title_language_pages_and_every_value(client: FlaskClient, report: Reports) -> None:
    answer = client.get(f"/tanah-laut/laporan/{report()}.pdf")
    book = PdfReader(io.BytesIO(answer.data))
    text = " ".join(book.pages[0].extract_text().split())
    assert book.metadata is not None
    assert book.metadata.title == "Rekapitulasi kinerja unit, tahun 2023"
    assert book.root_object["/Lang"] == "id"
    assert (float(book.pages[0].mediabox.width), len(book.pages)) == (pytest.approx(595.3, abs=0.1), 1)
    for wanted in ("Kabupaten Tanah Laut", "tahun 2023", "2 Januari 2024 09.00 WITA", "Dinas Sosial", "5,7", "3,50"):
        assert wanted in text
    assert "Halaman 1 dari 1" in text


def test_what_is_not_published_is_not_there(client: FlaskClient, report: Reports) -> None:
    hidden = report(published=False)
    for address in (f"/{hidden}", f"/{hidden}.pdf", f"/{uuid.uuid4()}"):
        assert client.get(f"/tanah-laut/laporan{address}").status_code == 404


def test_a_list_of_cases_is_never_public(client: FlaskClient, report: Reports) -> None:
    cases = report("kasus")
    assert "/laporan" not in client.get("/tanah-laut/").text
    assert client.get(f"/tanah-laut/laporan/{cases}").status_code == 404
    assert client.get(f"/tanah-laut/laporan/{cases}.csv").status_code == 404


def test_a_diagram_that_would_publish_cases_is_refused() -> None:
    element = Element("Task_terbit", "serviceTask", "Terbitkan", "p", "p", properties={"param.laporan": "kasus"})
    assert "tidak boleh dipublikasikan" in ACTIVITY_OPERATIONS["publikasikan_laporan"].problem(element)


def test_a_report_belongs_to_its_own_government(client: FlaskClient, report: Reports) -> None:
    assert client.get(f"/kota-tetangga/laporan/{report()}").status_code == 404


def test_other_formats_do_not_exist(client: FlaskClient, report: Reports) -> None:
    assert client.get(f"/tanah-laut/laporan/{report()}.docx").status_code == 404


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.PENANGGUNG_JAWAB, Role.PEMBINA, Role.ADMIN_INSTANSI])
def test_who_answers_for_the_whole_reads_every_report(
    as_officer: Callable[..., FlaskClient], report: Reports, role: Role
) -> None:
    officer = as_officer("siti", (role, ""))
    assert officer.get(f"/petugas/laporan/{report('kasus', published=False)}.csv").status_code == 200


def test_an_officer_without_a_task_in_the_activity_reads_none(
    as_officer: Callable[..., FlaskClient], report: Reports
) -> None:
    officer = as_officer("budi", (Role.PEJABAT_PENGHUBUNG, "dinas-kesehatan"))
    assert officer.get(f"/petugas/laporan/{report(published=False)}.pdf").status_code == 404


def test_strangers_log_in_first(client: FlaskClient, report: Reports) -> None:
    answer = client.get(f"/petugas/laporan/{report()}.pdf")
    assert "/petugas/masuk" in answer.headers["Location"]
