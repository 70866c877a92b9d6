"""What was put right is a list for auditors and supervisors: filters, pages, a file, and a place in every event log."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from lxml import etree
from openpyxl import load_workbook
from sqlalchemy import select, update

from complaints.intake.lodging import Receipt
from complaints.models import Complaint, Reading
from complaints.people.roles import Role
from engine.clock import FixedClock
from engine.db import SessionFactory
from tests.support.accounts import token_in
from tests.support.desk import open_task, words
from tests.support.everywhere import everywhere, seen_everywhere
from tests.web.test_interventions import ani, budi, decided, first_target, given, place, receipt, request_id, tried
from web.audit import interventions as intervention_pages

if TYPE_CHECKING:
    from flask.testing import FlaskClient

__all__ = ["ani", "budi", "receipt"]
AsOfficer = Callable[..., "FlaskClient"]
LIST = "/audit/pembetulan"


@pytest.fixture
def mended(
    ani: FlaskClient, budi: FlaskClient, as_officer: AsOfficer, receipt: Receipt, session_factory: SessionFactory,
    clock: FixedClock,
) -> tuple[str, str]:  # fmt: skip
    """A task given to Nasional by Ani alone, and a little later a token moved by Ani and Budi; names of step and target."""
    as_officer("nasional", (Role.ADMIN_NASIONAL, ""))
    task = open_task(session_factory, receipt)
    person = re.search(r'<option value="([0-9a-f-]{36})">Nasional</option>', ani.get(place(receipt)).text)
    assert person is not None
    preview = tried(ani, receipt, "task_reassigned", **{"perintah-token": str(task.id), "perintah-tujuan": person[1]})
    assert given(ani, receipt, preview.text, reason="Ani cuti.").status_code == 303
    clock.advance(timedelta(minutes=5))
    target = first_target(ani, receipt, task.id)
    preview = tried(ani, receipt, "token_moved", **{"perintah-token": str(task.id), "perintah-tujuan": target})
    given(ani, receipt, preview.text)
    assert decided(budi, request_id(session_factory), "setuju").status_code == 303
    return task.name, open_task(session_factory, receipt).name


def test_auditors_and_supervisors_have_a_list_of_what_was_put_right(
    mended: tuple[str, str], as_officer: AsOfficer, receipt: Receipt, budi: FlaskClient, clock: FixedClock
) -> None:
    auditor = as_officer("auditor", (Role.AUDITOR, ""))
    page = auditor.get(LIST)
    told = words(page.text)
    moved, given_on = (
        told.index("Token dipindahkan", told.index("Yang terbaru")),
        told.index("semula daftar tugas, kini Nasional"),
    )
    assert moved < given_on, "newest first"
    for said in (
        f"Token dipindahkan {mended[0]} → ", f"Tugas ditarik: {mended[0]}", "Salah disposisi.", "diminta Ani", "Ani cuti.",
        "tanpa orang kedua",
    ):  # fmt: skip
        assert said in told, said
    assert re.search(rf'href="/audit/pengaduan/{receipt.complaint_id}/putar/\d+">{receipt.number}<', page.text)
    for query, count in {
        "jenis=token_moved": 1, "jenis=task_reassigned": 1, "jenis=step_retried": 0, "jenis=antah": 2, "orang=Ani": 2,
        "orang=Budi": 1, "orang=Nasional": 0, "orang=tidak+ada": 0, "sejak=kemarin": 2,
        f"sejak={clock.now().date()}": 2, f"sampai={clock.now().date()}": 2,
        f"sejak={(clock.now() + timedelta(days=2)).date()}": 0, "sampai=2020-01-01": 0, "orang=%00%25": 0,
    }.items():  # fmt: skip
        assert auditor.get(f"{LIST}?{query}").text.count("/putar/") == count, query
    head = as_officer("kepala", (Role.PENANGGUNG_JAWAB, ""))
    assert head.get(LIST).text.count("/putar/") == 2
    unit = as_officer("kepala2", (Role.PENANGGUNG_JAWAB, "dinas-kesehatan"))
    assert unit.get(LIST).text.count("/putar/") == 0, "of complaints that their unit leads"
    for each in (LIST, f"{LIST}/unduh"):
        assert budi.get(each).status_code == 403


def test_the_list_is_paged_and_taken_along_and_that_is_noted(
    mended: tuple[str, str],
    as_officer: AsOfficer,
    receipt: Receipt,
    session_factory: SessionFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    auditor = as_officer("auditor", (Role.AUDITOR, ""))
    monkeypatch.setattr(intervention_pages, "PAGE", 1)
    monkeypatch.setattr(intervention_pages, "AT_ONCE", 1)
    first = auditor.get(LIST).text
    assert (first.count("/putar/"), "Token dipindahkan</td>" in first) == (1, False)
    following = re.search(r'href="([^"]*sesudah=[^"]*)" rel="next"', first)
    assert following is not None
    second = auditor.get(following[1].replace("&amp;", "&")).text
    assert second.count("/putar/") == 1
    assert "semula daftar tugas" in second
    assert 'rel="next"' not in second
    rows = list(csv.reader(io.StringIO(auditor.get(f"{LIST}/unduh").data.decode("utf-8-sig")), delimiter=";"))
    assert [len(row) for row in rows] == [9, 9, 9]
    assert [row[3] for row in rows[1:]] == ["Token dipindahkan", "Tugas dialihkan"]
    assert (rows[1][0], rows[1][5:8]) == (receipt.number, ["Budi", "Ani", "Salah disposisi."])
    sheet = load_workbook(io.BytesIO(auditor.get(f"{LIST}/unduh?bentuk=xlsx&orang=Budi").data), read_only=True).active
    assert sheet.max_row == 2
    with seen_everywhere(session_factory) as session:
        noted = session.execute(select(Reading.what, Reading.part).where(Reading.what == "daftar")).all()
    assert sorted(tuple(row) for row in noted) == [("daftar", "pembetulan csv"), ("daftar", "pembetulan xlsx")]


def test_of_a_secret_complaint_the_list_tells_neither_reason_nor_values(
    mended: tuple[str, str], as_officer: AsOfficer, session_factory: SessionFactory
) -> None:
    with everywhere(session_factory) as session:
        session.execute(update(Complaint).values(rahasia=True))
    auditor = as_officer("auditor", (Role.AUDITOR, ""))
    for text in (auditor.get(LIST).text, auditor.get(f"{LIST}/unduh").text):
        assert "Salah disposisi." not in text
        assert "pada jejaknya" in text
    with everywhere(session_factory) as session:
        session.execute(update(Complaint).values(restricted=True))
    assert "Laporan terbatas" in auditor.get(LIST).text
    assert "/putar/" not in as_officer("kepala", (Role.PENANGGUNG_JAWAB, "")).get(LIST).text


def test_what_was_put_right_is_in_every_form_of_the_event_log(
    mended: tuple[str, str], as_officer: AsOfficer, receipt: Receipt
) -> None:
    auditor = as_officer("auditor", (Role.AUDITOR, ""))
    files = {}
    for kind in ("xes", "ocel", "csv", "xlsx"):
        token = token_in(auditor.get("/audit/log").text)
        files[kind] = auditor.post("/audit/log", data={"csrf_token": token, "format": kind}).data
    xes = [
        {each.get("key"): each.get("value") for each in event}
        for event in etree.fromstring(files["xes"]).iter("{http://www.xes-standard.org/}event")
    ]
    ocel = [
        {"concept:name": each["type"], **{value["name"]: value["value"] for value in each["attributes"]}}
        for each in json.loads(files["ocel"])["events"]
    ]
    csv_rows = list(csv.DictReader(io.StringIO(files["csv"].decode("utf-8-sig")), delimiter=";"))
    sheet = [
        list(row) for row in load_workbook(io.BytesIO(files["xlsx"]), read_only=True).active.iter_rows(values_only=True)
    ]
    tables = [csv_rows, [dict(zip(sheet[0], row, strict=True)) for row in sheet[1:]]]
    for rows in (xes, ocel):
        found = [row["pembetulan"] for row in rows if row.get("pembetulan")]
        assert found == ["task_reassigned", "token_moved"]
    for rows in tables:
        found = [row for row in rows if row["Pembetulan"]]
        assert [row["Pembetulan"] for row in found] == ["task_reassigned", "token_moved"]
        assert [row["Nama"] for row in found] == [mended[0]] * 2
        assert all(row["Pelaku"].startswith("petugas-") and row["Peran"] == "operator_kasus" for row in found)
    assert b"Salah disposisi" not in b"".join(files.values())
