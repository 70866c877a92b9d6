"""A running report of a whistleblower against every role and every address of the program: looked for by canaries.

The addresses come from the routes themselves, so that a page that is added later is tried too.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from sqlalchemy import select

from complaints.files.file_store import FileStore
from complaints.intake.drafts import store_file
from complaints.models import Attachment, Complaint
from complaints.people import arranging
from complaints.people.roles import SYSTEM_ROLES, Role
from engine.actors import Actor
from engine.db import SessionFactory, unit_of_work
from tests.complaints.test_attachments import photo
from tests.support.accounts import Account, log_in
from tests.support.citizen import deploy_process
from tests.support.desk import with_reason, words
from tests.support.everywhere import everywhere
from tests.support.files import check
from tests.support.government import TANAH_LAUT, UNITS, Government
from tests.support.restricted import CANARIES, OFFICER, deploy_restricted, do, open_task, reported

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient

    from engine.running.runtime import Runtime
    from web.services import Services

READERS = {Role.PETUGAS_WBS, Role.APIP}
WRITTEN = "CATATAN-TELAAH merpatibiru untuk pemeriksa"
PLACE = re.compile(r"<(?:(\w+):)?(\w+)>")
OWN_PAGES = ("static", "assets.file", "auth.log_out")


@pytest.fixture
def session_factory(sqlite_factory: SessionFactory) -> SessionFactory:
    """One database is enough for pages: the reading functions are tried on both."""
    return sqlite_factory


@dataclass(frozen=True)
class Report:
    """What there is to find of it."""

    case_id: UUID
    number: str
    secret: str
    pseudonym: str
    task_id: UUID
    file_id: UUID

    @property
    def canaries(self) -> tuple[str, ...]:
        return (*CANARIES, "CATATAN-TELAAH", self.number, self.pseudonym, "bukti-merpatibiru")


@pytest.fixture
def report(session_factory: SessionFactory, instansi: Government, runtime: Runtime, services: Services) -> Report:
    """Examined by APIP now, after the WBS officer wrote something down; its reporter gave a name and a file."""
    deploy_process(session_factory, runtime)
    deploy_restricted(session_factory, runtime)
    store: FileStore = services.files
    with unit_of_work(session_factory, TANAH_LAUT) as session:
        file = store_file(session, store, check(photo(), name="bukti-merpatibiru.jpg"))
    receipt = reported(session_factory, runtime, files=[file])
    do(session_factory, runtime, receipt.complaint_id, OFFICER, hasil_telaah_wbs="periksa", catatan_wbs=WRITTEN)
    with everywhere(session_factory) as session:
        pseudonym = session.scalars(select(Complaint.pseudonym)).one()
        file_id = session.scalars(select(Attachment.id)).one()
    task = open_task(session_factory, receipt.complaint_id)
    assert receipt.secret is not None
    return Report(receipt.complaint_id, receipt.number, receipt.secret, pseudonym, task.id, file_id)


def addresses(app: Flask, report: Report) -> Iterator[str]:
    """Every address that can be looked at, with the report's ids in their places, and the searches for it."""
    ids = {"case_id": report.case_id, "task_id": report.task_id, "file_id": report.file_id}
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or set()) or rule.endpoint in OWN_PAGES:
            continue
        for process in ("wbs_belitung_timur", "keterangan_wbs_belitung_timur"):

            def filled(match: re.Match[str], process: str = process) -> str:
                kind, name = match.groups()
                if name in ids:
                    return str(ids[name])
                if name == "instansi_id":
                    return TANAH_LAUT
                if name == "process_id":
                    return process
                return str(report.case_id) if kind == "uuid" else "1-0" if name == "key" else "x"

            yield PLACE.sub(filled, str(rule))
    case = f"/petugas/berkas/{report.case_id}"
    yield f"{case}/lampiran/{report.file_id}?asli=1"
    for text in (report.number, report.number[:8], "TL-", "merpatibiru", report.pseudonym, "CATATAN", "bukti"):
        yield f"/petugas/tugas?q={text}"
        yield f"/petugas/berkas?nomor={text}"
        yield f"/audit/pengaduan?nomor={text}"
        yield f"/audit/pengaduan?q={text}"


def asked_for(text: str, address: str) -> str:
    """The page without what it only repeats from the address."""
    typed = address.partition("=")[2]
    return text.replace(typed, "") if typed else text


def seen(client: FlaskClient, app: Flask, report: Report) -> dict[str, set[str]]:
    """Which canaries this person meets, by address."""
    found = {}
    for address in dict.fromkeys(addresses(app, report)):
        answer = client.get(address)
        if answer.status_code >= 400 or not answer.data:
            continue
        text = asked_for(answer.get_data(as_text=True) if answer.is_json or "text" in answer.content_type
                         or "svg" in answer.content_type else repr(answer.data), address)  # fmt: skip
        told = {canary for canary in report.canaries if canary in text or canary in words(text)}
        if told or (answer.content_type.startswith("image/jpeg")):
            found[address] = told
    return found


@pytest.mark.parametrize("role", sorted(set(Role) - READERS))
def test_no_other_role_meets_a_word_of_it_anywhere(
    report: Report, flask_app: Flask, account: Callable[..., Account], role: Role
) -> None:
    client = flask_app.test_client()
    units = () if role in SYSTEM_ROLES else UNITS
    log_in(client, account("orang", (role, ""), *((role, unit) for unit in units)))
    assert seen(client, flask_app, report) == {}


def test_all_other_roles_together_open_no_more(
    report: Report, flask_app: Flask, account: Callable[..., Account], capsys: pytest.CaptureFixture[str]
) -> None:
    client = flask_app.test_client()
    log_in(client, account("semua", *((role, "") for role in sorted(set(Role) - READERS))))
    assert seen(client, flask_app, report) == {}
    for address in (f"/petugas/berkas/{report.case_id}", f"/petugas/tugas/{report.task_id}"):
        assert client.get(address).status_code == 404
    logged = capsys.readouterr()
    assert not any(canary in logged.out + logged.err for canary in report.canaries)


def test_who_takes_the_place_of_its_readers_meets_nothing(
    report: Report,
    flask_app: Flask,
    account: Callable[..., Account],
    session_factory: SessionFactory,
    runtime: Runtime,
) -> None:
    apip, client = account("pembaca", (Role.APIP, "")), flask_app.test_client()
    substitute = account("pengganti", (Role.ADMIN_NASIONAL, ""), (Role.PENANGGUNG_JAWAB, ""))
    today = runtime.clock.now().date()
    with unit_of_work(session_factory, TANAH_LAUT) as session:
        arranging.arrange(
            session, runtime, instansi_id=TANAH_LAUT, by=Actor(str(apip.id), "Pembaca"), person_id=apip.id, first=today,
            last=today, substitute_id=substitute.id,
        )  # fmt: skip
    log_in(client, substitute)
    assert "Anda sedang menggantikan" in client.get("/petugas/pengganti").text
    assert seen(client, flask_app, report) == {}


def test_a_stranger_meets_nothing(report: Report, flask_app: Flask) -> None:
    assert seen(flask_app.test_client(), flask_app, report) == {}


def test_the_readers_read_what_is_theirs(report: Report, flask_app: Flask, account: Callable[..., Account]) -> None:
    case = f"/petugas/berkas/{report.case_id}"
    for role in sorted(READERS):
        client = flask_app.test_client()
        log_in(client, account(f"pembaca-{role}", (role, "")))
        if f"{case}/alasan" in client.get(case).headers.get("Location", ""):
            with_reason(client, report.case_id)  # its task is done, or in other hands
        page = words(client.get(case).text)
        assert "Kepala bagian merpatibiru" in page
        assert report.pseudonym in page
        assert "Namawati" not in page  # neither has the task in hand
        assert client.get(f"{case}/lampiran/{report.file_id}").status_code == 200
        assert client.get(f"{case}/lampiran/{report.file_id}?asli=1").status_code == 404
        found = set().union(*seen(client, flask_app, report).values())
        assert {"merpatibiru", "CATATAN-TELAAH", report.pseudonym} <= found  # the search for canaries does find them


def test_auditors_verify_the_way_and_the_seal_and_read_no_answer(
    report: Report, flask_app: Flask, account: Callable[..., Account]
) -> None:
    client = flask_app.test_client()
    log_in(client, account("auditor", (Role.AUDITOR, "")))
    assert "Laporan terbatas" in client.get("/audit/pengaduan").text
    with_reason(client, report.case_id)
    page = words(client.get(f"/audit/pengaduan/{report.case_id}").text)
    assert "Laporan whistleblower" in page
    assert "Catat dan telaah laporan" in page
    assert "Riwayat utuh." in page
    rows = client.get(f"/audit/pengaduan/{report.case_id}/jejak.csv").get_data(as_text=True)
    assert len(rows.splitlines()) >= 3
    for choice in ("Dugaan korupsi, dapat diperiksa", "catatan_wbs", "Catatan untuk APIP", "Situs web"):
        assert choice not in page
        assert choice not in rows


def test_taking_the_reports_task_is_for_its_role_alone(
    report: Report, flask_app: Flask, account: Callable[..., Account], session_factory: SessionFactory
) -> None:
    client = flask_app.test_client()
    log_in(client, account("admin", (Role.ADMIN_INSTANSI, ""), (Role.AUDITOR, "")))
    flask_app.config["WTF_CSRF_ENABLED"] = False
    for action in ("", "/ambil", "/lepas", "/simpan", "/alihkan"):
        answer = client.post(f"/petugas/tugas/{report.task_id}{action}", data={"token": "a" * 32})
        assert answer.status_code in (403, 404), action
    upload = {"token": "a" * 32, "bukti_apip": (io.BytesIO(photo()), "b.jpg")}
    assert client.post(f"/petugas/tugas/{report.task_id}", data=upload).status_code in (403, 404)
    assert open_task(session_factory, report.case_id).claimed_by in (None, "")


def test_apip_reads_nothing_before_the_report_is_handed_over(
    report: Report,
    flask_app: Flask,
    account: Callable[..., Account],
    session_factory: SessionFactory,
    runtime: Runtime,
) -> None:
    fresh = reported(session_factory, runtime, typed={"uraian": "Laporan kedua yang belum ditelaah siapa pun."})
    client = flask_app.test_client()
    log_in(client, account("pemeriksa", (Role.APIP, "")))
    assert client.get(f"/petugas/berkas/{fresh.complaint_id}").status_code == 404
    assert fresh.number not in client.get("/petugas/berkas?nomor=TL-").text
    assert report.number in client.get("/petugas/berkas?nomor=TL-").text
    do(session_factory, runtime, fresh.complaint_id, OFFICER, hasil_telaah_wbs="periksa")
    assert "Laporan kedua" in client.get(f"/petugas/berkas/{fresh.complaint_id}").text
