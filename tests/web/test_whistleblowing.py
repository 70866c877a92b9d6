"""The pages of whistleblowers, from the first one to the result under a pseudonym; and who may open them at the desk."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from complaints.models import Complaint, LodgingDraft, Reporter, User
from complaints.people.roles import Role
from engine.db import SessionFactory
from engine.models import OutboxMessage
from tests.complaints.test_attachments import photo
from tests.support.accounts import token_in
from tests.support.citizen import deploy_process
from tests.support.desk import FIELD, words
from tests.support.everywhere import everywhere
from tests.support.government import TANAH_LAUT, TETANGGA, Government
from tests.support.restricted import APIP, OFFICER, TYPED, deploy_restricted, do, open_task
from tests.web.citizen import CODE, Citizen

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient

    from engine.running.runtime import Runtime

PAGES = SUBSTANCE, WHO, PERSON, FILE = 2, 3, 4, 5
"""Numbers of the pages; the first is for officers only."""


@pytest.fixture
def session_factory(sqlite_factory: SessionFactory) -> SessionFactory:
    """One database is enough for pages."""
    return sqlite_factory


@pytest.fixture(autouse=True)
def _deployed(session_factory: SessionFactory, runtime: Runtime, instansi: Government) -> None:
    deploy_process(session_factory, runtime)
    deploy_restricted(session_factory, runtime)


class Whistleblower(Citizen):
    """A browser on the way of whistleblowers."""

    def __init__(self, app: Flask) -> None:
        super().__init__(app, way="/wbs/lapor")

    def fill_report(self, **typed: str) -> None:
        self.fill(**{**TYPED, "minta_anonim": "ya", **typed})

    def report(self, **typed: str) -> tuple[str, str]:
        self.fill_report(**typed)
        assert self.send().headers["Location"].endswith("/terima")
        number, secret = CODE.findall(self.get(self.at).text)
        return number, secret

    def read(self, number: str, secret: str) -> str:
        assert self.track(number, secret).status_code == 302
        return self.get("/lacak/pengaduan").text


@pytest.fixture
def person(flask_app: Flask) -> Whistleblower:
    return Whistleblower(flask_app)


def the_complaint(factory: SessionFactory) -> Complaint:
    with everywhere(factory) as session:
        found = session.scalars(select(Complaint).where(Complaint.restricted)).one()
        session.expunge(found)
        return found


def test_the_first_page_tells_who_reads_it_and_the_home_page_leads_there(person: Whistleblower) -> None:
    assert 'href="/tanah-laut/wbs"' in person.get("/").text
    page = words(person.get("/wbs").text)
    for promise in ("Tidak dibaca admin pengaduan", "tanpa nama", "1708", "Surat:", "komputer, ponsel, atau jaringan"):
        assert promise in page


@pytest.mark.parametrize("path", ["/wbs", "/wbs/lapor", "/wbs/lapor/0123456789ab/2", "/wbs/lapor/0123456789ab/periksa"])
def test_a_government_without_it_has_no_such_page(flask_app: Flask, path: str) -> None:
    client = flask_app.test_client()
    assert client.get(f"/{TETANGGA}{path}").status_code == 404
    assert "/wbs" not in client.get(f"/{TETANGGA}/").text


def test_a_report_without_a_name_leaves_no_row_about_the_person(
    person: Whistleblower, session_factory: SessionFactory
) -> None:
    person.report()
    complaint = the_complaint(session_factory)
    assert (complaint.anonim, complaint.restricted, complaint.uraian) == (True, True, TYPED["uraian"])
    assert complaint.judul == complaint.pseudonym
    assert re.fullmatch(r"Pelapor [A-Z][A-Za-z ]+ \d{2,3}", complaint.pseudonym)
    with everywhere(session_factory) as session:
        assert session.scalars(select(Reporter)).all() == []


def test_what_is_missing_is_said_and_nothing_typed_is_lost(person: Whistleblower) -> None:
    answer = person.submit({"uraian": TYPED["uraian"], "lokasi": TYPED["lokasi"], "waktu_kejadian": ""})
    assert answer.status_code == 422
    assert "Pilih satu jawaban untuk “Kapan?”." in answer.text
    assert TYPED["uraian"] in answer.text


def test_the_two_forms_do_not_know_each_other(
    person: Whistleblower, session_factory: SessionFactory, flask_app: Flask
) -> None:
    person.fill_report()
    unsent = person.at
    other = Citizen(flask_app, client=person.client)
    assert "belum terkirim" not in other.get("/lapor").text
    assert other.get(unsent.removeprefix("/wbs")).status_code == 302
    other.fill(uraian="Jalan berlubang di depan sekolah kami.")
    assert "Jalan berlubang" not in person.get(unsent).text
    assert other.send().status_code == 302
    with everywhere(session_factory) as session:
        assert [row.restricted for row in session.scalars(select(Complaint))] == [False]


def test_an_unsent_report_cannot_be_read_in_the_database(
    person: Whistleblower, session_factory: SessionFactory
) -> None:
    person.fill_report()
    with everywhere(session_factory) as session:
        answers = session.scalars(select(LodgingDraft.answers)).one()
    assert "enari" not in str(answers)


def test_a_file_comes_along_and_the_receipt_can_be_taken_from_the_browser(
    person: Whistleblower, session_factory: SessionFactory
) -> None:
    person.fill_report()
    person.at = person.page(FILE)
    assert person.submit({"berkas": [(io.BytesIO(photo()), "bukti.jpg")]}).status_code == 302
    assert "bukti.jpg" in person.get(person.at).text
    assert person.send().status_code == 302
    receipt = person.at
    number, _secret = CODE.findall(person.get(receipt).text)
    person.post(f"{person.draft}/hapus", page=receipt)
    assert number not in person.client.get("/tanah-laut" + receipt, follow_redirects=True).text


def test_the_reporter_reads_three_stages_a_date_and_no_office(
    person: Whistleblower, session_factory: SessionFactory, runtime: Runtime
) -> None:
    number, secret = person.report()
    pseudonym = the_complaint(session_factory).pseudonym
    page = words(person.read(number, secret))
    assert pseudonym in page
    for stage in ("Laporan diterima", "Laporan sedang diperiksa", "Selesai"):
        assert stage in page
    for inner in ("APIP", "telaah", "Petugas WBS", "Sekarang di:"):
        assert inner not in page
    assert "Laporan sedang diperiksa paling lambat" in page
    case_id = the_complaint(session_factory).id
    do(session_factory, runtime, case_id, OFFICER, hasil_telaah_wbs="periksa")
    later = words(person.get("/lacak/pengaduan").text)
    assert "Laporan sedang diperiksa Anda di sini" in later
    assert "APIP" not in later
    assert "nspektorat" not in later


def test_questions_and_the_result_reach_the_reporter_under_the_pseudonym(
    person: Whistleblower, session_factory: SessionFactory, runtime: Runtime
) -> None:
    number, secret = person.report()
    case_id = the_complaint(session_factory).id
    asked = {"hasil_telaah_wbs": "keterangan", "data_diminta": "Sebutkan bulannya."}
    do(session_factory, runtime, case_id, OFFICER, **asked)
    page = person.read(number, secret)
    assert "Sebutkan bulannya." in page
    step = re.search(r'name="langkah" value="([^"]+)"', page)
    assert step is not None
    data = {"csrf_token": token_in(page), "langkah": step[1], "kelengkapan": "Bulan Mei tahun lalu."}
    assert person.client.post("/tanah-laut/lacak/pengaduan", data=data).status_code == 302
    do(session_factory, runtime, case_id, OFFICER, hasil_telaah_wbs="periksa")
    do(session_factory, runtime, case_id, APIP, hasil_pemeriksaan_wbs="terbukti", hasil_apip="CATATAN-DALAM")
    do(session_factory, runtime, case_id, OFFICER, umpan_balik="Laporan Anda terbukti.")
    page = person.get("/lacak/pengaduan").text
    assert "Laporan Anda terbukti." in page
    assert "CATATAN-DALAM" not in page


def test_the_reporter_adds_proof_at_any_time_and_nobody_else_reads_it(
    person: Whistleblower, session_factory: SessionFactory, account: Callable[..., object]
) -> None:
    number, secret = person.report()
    account("wbs", (Role.PETUGAS_WBS, ""))
    with everywhere(session_factory) as session:
        session.scalars(select(User)).one().email = "wbs@contoh.id"
    page = person.read(number, secret)
    assert "Tambahkan keterangan atau bukti" in page
    data = {"csrf_token": token_in(page), "langkah": "Start_tambahan_wbs_bt", "tambahan": "BUKTI-BARU"}
    for _twice in range(2):
        assert person.client.post("/tanah-laut/lacak/pengaduan", data=data).status_code == 302
    assert person.get("/lacak/pengaduan").text.count("BUKTI-BARU") == 1
    with everywhere(session_factory) as session:
        (sent,) = session.scalars(select(OutboxMessage)).all()
        assert (sent.recipient, sent.subject) == ("wbs@contoh.id", "Ada tugas untuk Anda")


def test_a_complaint_that_is_no_corruption_is_offered_and_carried_over_by_its_author_alone(
    person: Whistleblower, session_factory: SessionFactory, runtime: Runtime
) -> None:
    number, secret = person.report(minta_anonim="tidak", nama="Kenari Namawati")
    case_id = the_complaint(session_factory).id
    do(session_factory, runtime, case_id, OFFICER, hasil_telaah_wbs="bukan_korupsi", alasan_wbs="Ini soal layanan.")
    page = person.read(number, secret)
    assert "Tidak ada yang dipindahkan" in page
    assert person.post("/lacak/pengaduan-biasa", page="/lacak/pengaduan").status_code == 404
    data = {"csrf_token": token_in(page), "langkah": "Task_tunggu_kesediaan_wbs_bt", "bersedia": "ya"}
    assert person.client.post("/tanah-laut/lacak/pengaduan", data=data).status_code == 302
    assert "Buka formulir pengaduan" in person.get("/lacak/pengaduan").text
    with everywhere(session_factory) as session:
        assert len(session.scalars(select(Complaint)).all()) == 1
    person.follow(person.post("/lacak/pengaduan-biasa", page="/lacak/pengaduan"))
    assert person.at.startswith("/lapor/")
    assert TYPED["uraian"] in person.get(person.at).text
    check = person.get(f"{person.draft}/periksa").text
    assert "Tanpa nama" in check
    assert "Namawati" not in check
    with everywhere(session_factory) as session:
        assert len(session.scalars(select(Complaint)).all()) == 1


def test_mail_says_that_there_is_work_and_the_reporter_gets_none(
    person: Whistleblower,
    session_factory: SessionFactory,
    runtime: Runtime,
    account: Callable[..., object],
) -> None:
    number, secret = person.report(minta_anonim="tidak", nama="Kenari Namawati")
    account("apip", (Role.APIP, ""))
    case_id = the_complaint(session_factory).id
    with everywhere(session_factory) as session:
        session.scalars(select(User)).one().email = "apip@contoh.id"
        session.get_one(Reporter, (TANAH_LAUT, case_id)).email = "kenari@contoh.id"
    do(session_factory, runtime, case_id, OFFICER, hasil_telaah_wbs="keterangan", data_diminta="Bulan apa?")
    with everywhere(session_factory) as session:
        assert session.scalars(select(OutboxMessage)).all() == []
    page = person.read(number, secret)
    answered = {"csrf_token": token_in(page), "langkah": "Task_tunggu_keterangan_wbs_bt", "kelengkapan": "Bulan Mei."}
    assert person.client.post("/tanah-laut/lacak/pengaduan", data=answered).status_code == 302
    do(session_factory, runtime, case_id, OFFICER, hasil_telaah_wbs="periksa")
    with everywhere(session_factory) as session:
        (sent,) = session.scalars(select(OutboxMessage)).all()
        told = (sent.recipient, sent.subject, sent.body)
    assert told == ("apip@contoh.id", "Ada tugas untuk Anda", {"template": "petugas_tugas"})


# The desk


def entered(client: FlaskClient, kanal: str = "surat", **typed: str) -> tuple[int, str]:
    page = client.get(f"/petugas/wbs/baru?kanal={kanal}").text
    token = FIELD.search(page)
    if token is None:
        return 422, page
    answers = {**TYPED, "minta_anonim": "ya", "kanal": kanal, "tanggal_terima": "2026-03-06", **typed}
    answer = client.post("/petugas/wbs/baru", data={"csrf_token": token_in(page), "token": token[1], **answers})
    return answer.status_code, answer.text


def test_the_officer_enters_a_letter_with_the_day_it_came(
    as_officer: Callable[..., FlaskClient], session_factory: SessionFactory
) -> None:
    client = as_officer("wbs", (Role.PETUGAS_WBS, ""))
    assert entered(client, tanggal_terima="")[0] == 422
    assert entered(client, kanal="website")[0] == 422
    status, page = entered(client)
    assert status == 200
    assert len(CODE.findall(page)) == 0
    assert "Tanda terima laporan" in page
    complaint = the_complaint(session_factory)
    assert (complaint.kanal, complaint.entered_tier) == ("surat", "petugas_wbs")
    assert complaint.received_at < complaint.entered_at
    task = open_task(session_factory, complaint.id)
    assert complaint.pseudonym in client.get("/petugas/tugas").text
    task_page = words(client.get(f"/petugas/tugas/{task.id}").text)
    assert TYPED["pihak_terlibat"] in task_page
    assert complaint.pseudonym in task_page


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.PETUGAS_WBS}))
def test_nobody_else_opens_the_page_of_entry(as_officer: Callable[..., FlaskClient], role: Role) -> None:
    client = as_officer("orang", (role, ""))
    assert client.get("/petugas/wbs/baru").status_code == 403
    assert "/petugas/wbs/baru" not in client.get("/petugas/tugas").text


def test_who_must_leave_at_once_is_elsewhere_and_nothing_stays_in_this_browser(person: Whistleblower) -> None:
    number, secret = person.report()
    receipt = person.at
    read = person.read(number, secret)
    for page in (read, person.get("/wbs").text, person.get("/wbs/lapor").text, person.get(receipt).text):
        assert 'href="/tanah-laut/wbs/keluar"' in page
    assert "/wbs/keluar" not in person.get("/lapor").text
    left = person.get("/wbs/keluar")
    assert (left.status_code, left.headers["Location"].startswith("https://")) == (302, True)
    assert person.get("/lacak/pengaduan").headers["Location"] == "/tanah-laut/lacak"
    assert secret not in person.client.get("/tanah-laut" + receipt, follow_redirects=True).text
