"""A task in the officer's hands: taken, kept, handed over, completed once, and never anything lost."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from complaints.models import User
from complaints.people.roles import Role
from complaints.people.sessions import close_sessions_of
from engine.db import SessionFactory, reading, unit_of_work
from engine.errors import CaseBrokenError
from engine.models import Task, TaskState
from engine.running import commands, queries
from tests.support.accounts import Account, log_in, token_in
from tests.support.citizen import deploy_process
from tests.support.desk import NATIONAL, completed, lodged, open_task, sent, words
from tests.support.everywhere import everywhere
from tests.support.government import TANAH_LAUT, Government
from tests.support.statements import statements

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient

    from complaints.intake.lodging import Receipt
    from engine.running.runtime import Runtime

AsOfficer = Callable[..., "FlaskClient"]
NATIONAL_ADMIN = (Role.ADMIN_NASIONAL, "")
REGENCY_ADMIN = (Role.ADMIN_INSTANSI, "")


@pytest.fixture
def receipt(session_factory: SessionFactory, instansi: Government, runtime: Runtime) -> Receipt:
    """A complaint that waits for Admin Nasional, beside another one."""
    deploy_process(session_factory, runtime)
    lodged(session_factory, runtime, judul="Lampu padam")
    return lodged(session_factory, runtime)


def path_of(session_factory: SessionFactory, receipt: Receipt) -> str:
    return f"/petugas/tugas/{open_task(session_factory, receipt).id}"


def events(session_factory: SessionFactory, receipt: Receipt) -> list[str]:
    with reading(session_factory, TANAH_LAUT) as session:
        history = queries.timeline(session, instansi_id=TANAH_LAUT, case_id=receipt.complaint_id)
    return [event.kind for event in history]


# Reading


def test_the_list_shows_what_waits_and_leads_to_the_task(
    session_factory: SessionFactory, receipt: Receipt, as_officer: AsOfficer
) -> None:
    client = as_officer("ani", NATIONAL_ADMIN)
    page = client.get("/petugas/tugas").text
    assert "sisa 3 hari kerja Kamis, 12 Maret 2026 pukul 24.00 WITA" in words(page)
    assert receipt.number in page
    assert f'href="{path_of(session_factory, receipt)}"' in page


def test_an_officer_without_work_reads_that_nothing_waits(receipt: Receipt, as_officer: AsOfficer) -> None:
    page = as_officer("apip", (Role.APIP, "")).get("/petugas/tugas").text
    assert "Tidak ada tugas yang menunggu" in page
    assert receipt.number not in page


def test_the_page_of_a_task_says_everything_needed_to_decide(
    session_factory: SessionFactory, receipt: Receipt, as_officer: AsOfficer
) -> None:
    text = words(as_officer("ani", NATIONAL_ADMIN).get(path_of(session_factory, receipt)).text)
    for part in (
        "Jalan di depan SD berlubang sejak bulan lalu.", "Tempat tepatnya Depan SDN Angsau 1", "Kecamatan Pelaihari", "Siti Aminah",
        "Verifikasi pengaduan – Admin Nasional", "Pengaduan masuk", "Apakah data pengaduan sudah lengkap?",
    ):  # fmt: skip
        assert part in text


def test_a_task_of_others_does_not_exist(
    session_factory: SessionFactory, receipt: Receipt, as_officer: AsOfficer
) -> None:
    client = as_officer("pp", (Role.PEJABAT_PENGHUBUNG, "dinas-kesehatan"))
    path = path_of(session_factory, receipt)
    token = token_in(client.get("/petugas/tugas").text)
    refused = client.get(path)
    assert refused.status_code == 404
    assert "bukan (lagi) untuk peran dan unit Anda" in refused.text
    assert client.get(f"{path}/alihkan").status_code == 404
    for action in ("", "/ambil", "/lepas", "/alihkan", "/simpan"):
        assert client.post(path + action, data={"csrf_token": token, "token": "x" * 32}).status_code == 404
    assert events(session_factory, receipt) == ["case_started"]


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.OPERATOR, Role.PEMILIK_PROSES])
def test_roles_outside_the_process_have_no_desk(receipt: Receipt, as_officer: AsOfficer, role: Role) -> None:
    client = as_officer("lain", (role, ""))
    for path in ("/petugas/tugas", "/petugas/berkas", f"/petugas/berkas/{receipt.complaint_id}"):
        assert client.get(path).status_code == 403


def test_an_address_that_nobody_was_given_is_a_bad_request_and_no_fault(
    receipt: Receipt, as_officer: AsOfficer
) -> None:
    client = as_officer("ani", NATIONAL_ADMIN)
    for query in ("sesudah=x", "sesudah=MjAyNg", "sesudah=%00", "sesudah=" + "A" * 500):
        assert client.get(f"/petugas/tugas?{query}").status_code == 400
        assert client.get(f"/petugas/berkas?{query}").status_code == 400
    for query in ("peran=%00:x", "jenis=" + "x" * 300, "q=%00%25_", "kategori='--", "q=" + "a " * 90, "terlambat=1"):
        assert client.get(f"/petugas/tugas?{query}").status_code == 200
    for path in ("/petugas/tugas/1", "/petugas/berkas/..%2f", "/petugas/berkas/x/lampiran/y"):
        assert client.get(path).status_code == 404


# Taking, giving back, handing over


def test_a_task_is_taken_and_given_back(
    session_factory: SessionFactory, receipt: Receipt, as_officer: AsOfficer
) -> None:
    client, path = as_officer("ani", NATIONAL_ADMIN), path_of(session_factory, receipt)
    sent(client, f"{path}/ambil", client.get(path).text)
    assert "Anda yang mengerjakan tugas ini sejak" in words(client.get(path).text)
    assert receipt.number in client.get("/petugas/tugas?milik=saya").text
    answer = sent(client, f"{path}/lepas", client.get(path).text)
    assert answer.location == "/petugas/tugas"
    assert "dikembalikan ke daftar" in client.get("/petugas/tugas").text
    assert events(session_factory, receipt) == ["case_started", "task_claimed", "task_released"]


def test_a_task_in_a_colleagues_hands_is_left_alone_but_what_was_typed_is_kept(
    session_factory: SessionFactory, receipt: Receipt, as_officer: AsOfficer
) -> None:
    ani, budi, path = as_officer("ani", NATIONAL_ADMIN), as_officer("budi", NATIONAL_ADMIN), ""
    path = path_of(session_factory, receipt)
    before = budi.get(path).text
    sent(ani, f"{path}/ambil", ani.get(path).text)
    answer = sent(budi, path, before, **{**NATIONAL, "subjek": "Yang diketik Budi"})
    page = budi.get(answer.location).text
    assert "Sedang dikerjakan Ani sejak" in words(page)
    assert "Yang diketik Budi" in page
    assert 'name="token"' not in page
    assert sent(budi, f"{path}/ambil", page).status_code == 302
    assert "baru saja diambil rekan Anda" in budi.get(path).text
    assert open_task(session_factory, receipt).claimed_by == _id(session_factory, "ani")


def test_a_task_is_handed_to_a_colleague_of_the_same_role(
    session_factory: SessionFactory,
    receipt: Receipt,
    as_officer: AsOfficer,
    account: Callable[..., Account],
    flask_app: Flask,
) -> None:
    client, path = as_officer("ani", NATIONAL_ADMIN), path_of(session_factory, receipt)
    budi = account("budi", NATIONAL_ADMIN)
    citra = account("citra", REGENCY_ADMIN)
    page = client.get(f"{path}/alihkan").text
    assert str(budi.id) in page
    assert str(citra.id) not in page
    for wrong in ("", "bukan-uuid", str(citra.id)):
        refused = sent(client, f"{path}/alihkan", page, rekan=wrong)
        assert refused.status_code == 422
        assert "Pilih rekan yang akan melanjutkan tugas ini." in refused.text
    long = sent(client, f"{path}/alihkan", page, rekan=str(budi.id), catatan="panjang " * 70)
    assert (long.status_code, "panjang panjang" in long.text) == (422, True)
    sent(client, f"{path}/simpan", client.get(path).text, **{**NATIONAL, "subjek": "Yang diketik Ani"})
    sent(client, f"{path}/alihkan", page, rekan=str(budi.id), catatan="Tinggal foto lokasi.")
    assert open_task(session_factory, receipt).claimed_by == str(budi.id)
    assert "dialihkan kepada Budi" in client.get("/petugas/tugas").text
    assert events(session_factory, receipt) == ["case_started", "task_assigned"]
    colleague = flask_app.test_client()
    log_in(colleague, budi)
    theirs = colleague.get(path).text
    assert "Yang diketik Ani" in theirs
    assert "Tinggal foto lokasi." in theirs
    assert "dialihkan kepada Budi" in words(theirs)


def test_a_colleagues_task_is_taken_over_with_a_reason(
    session_factory: SessionFactory, receipt: Receipt, as_officer: AsOfficer
) -> None:
    """Ani is on leave; what she typed goes along and stays hers, and everybody reads who went on and why."""
    ani, budi, path = as_officer("ani", NATIONAL_ADMIN), as_officer("budi", NATIONAL_ADMIN), ""
    path = path_of(session_factory, receipt)
    sent(ani, f"{path}/ambil", ani.get(path).text)
    sent(ani, f"{path}/simpan", ani.get(path).text, **{**NATIONAL, "subjek": "Yang diketik Ani"})
    refused = sent(budi, f"{path}/ambil-alih", budi.get(path).text, alasan=" ")
    assert refused.status_code == 422
    assert "Tulis alasannya" in refused.text
    long = sent(budi, f"{path}/ambil-alih", budi.get(path).text, alasan="Cuti. " * 100)
    assert (long.status_code, "Cuti. Cuti." in long.text) == (422, True)
    assert sent(budi, f"{path}/ambil-alih", budi.get(path).text, alasan="Ani cuti melahirkan.").status_code == 302
    page = budi.get(path).text
    assert "Anda yang mengerjakan tugas ini sejak" in words(page)
    assert "diambil alih dari Ani" in words(page)
    assert "Ani cuti melahirkan." in page
    assert "Yang diketik Ani" in page
    hers = ani.get(path).text
    assert "Sedang dikerjakan Budi sejak" in words(hers)
    assert "Yang diketik Ani" in hers
    assert events(session_factory, receipt)[-1] == "task_taken_over"
    assert open_task(session_factory, receipt).claimed_by == _id(session_factory, "budi")
    outside = as_officer("citra", REGENCY_ADMIN)
    own_page = outside.get("/petugas/tugas").text
    assert sent(outside, f"{path}/ambil-alih", own_page, alasan="Ingin tahu").status_code == 404


# Completing


def test_completing_moves_the_complaint_on_and_offers_the_next_task(
    session_factory: SessionFactory, receipt: Receipt, as_officer: AsOfficer
) -> None:
    client, task = as_officer("ani", NATIONAL_ADMIN), open_task(session_factory, receipt)
    answer = completed(client, task, **NATIONAL)
    page = words(client.get(answer.location).text)
    assert "Tugas selesai" in page
    assert "Tugas Anda berikutnya: Verifikasi pengaduan" in page
    assert "Verifikasi pengaduan – Admin Instansi" in page
    assert open_task(session_factory, receipt).role == "admin_instansi"
    assert events(session_factory, receipt) == ["case_started", "task_completed"]


def test_what_was_answered_last_lies_open_for_whoever_goes_on(
    session_factory: SessionFactory, receipt: Receipt, as_officer: AsOfficer
) -> None:
    """A unit that hands a complaint back says where it belongs (BT-P25(2)): nobody has to look for it."""
    completed(as_officer("ani", NATIONAL_ADMIN), open_task(session_factory, receipt), **NATIONAL)
    page = as_officer("budi", REGENCY_ADMIN).get(path_of(session_factory, receipt)).text
    assert re.findall(r'<details class="govuk-details alur-details"( open)?>', page) == [" open"]


def test_a_double_click_completes_once(
    session_factory: SessionFactory, receipt: Receipt, as_officer: AsOfficer
) -> None:
    client, path = as_officer("ani", NATIONAL_ADMIN), path_of(session_factory, receipt)
    page = client.get(path).text
    answers = [sent(client, path, page, **NATIONAL) for _ in range(2)]
    assert [answer.location for answer in answers] == [path, path]
    assert "Tugas selesai" in client.get(path).text
    assert events(session_factory, receipt).count("task_completed") == 1


def test_the_second_officer_reads_who_was_first_and_keeps_what_was_typed(
    session_factory: SessionFactory, receipt: Receipt, as_officer: AsOfficer
) -> None:
    ani, budi = as_officer("ani", NATIONAL_ADMIN), as_officer("budi", NATIONAL_ADMIN)
    task = open_task(session_factory, receipt)
    path = f"/petugas/tugas/{task.id}"
    page = budi.get(path).text
    completed(ani, task, **NATIONAL)
    answer = sent(budi, path, page, **{**NATIONAL, "subjek": "Catatan Budi yang panjang"})
    assert answer.status_code == 302
    late = budi.get(answer.location).text
    assert "Tugas ini sudah diselesaikan oleh Ani pada Senin, 9 Maret 2026 pukul 09.00 WITA." in words(late)
    assert "Catatan Budi yang panjang" in late
    assert events(session_factory, receipt).count("task_completed") == 1


def test_errors_stand_at_their_fields_and_the_rest_is_kept(
    session_factory: SessionFactory, receipt: Receipt, as_officer: AsOfficer
) -> None:
    client, path = as_officer("ani", NATIONAL_ADMIN), path_of(session_factory, receipt)
    page = client.get(path).text
    answer = sent(client, path, page, **{**NATIONAL, "rumusan": "", "subjek": "Kepala <b>dinas</b>"})
    assert answer.status_code == 422
    assert 'href="#rumusan"' in answer.text
    assert "Pilih satu jawaban untuk “Rumusan laporan”." in answer.text
    assert "Kepala &lt;b&gt;dinas&lt;/b&gt;" in answer.text
    assert "<title>Galat: " in answer.text
    assert "Kepala &lt;b&gt;dinas&lt;/b&gt;" in client.get(path).text
    assert events(session_factory, receipt) == ["case_started"]


def test_a_draft_is_kept_and_loaded_again(
    session_factory: SessionFactory, receipt: Receipt, as_officer: AsOfficer
) -> None:
    client, path = as_officer("ani", NATIONAL_ADMIN), path_of(session_factory, receipt)
    sent(client, f"{path}/simpan", client.get(path).text, lengkap="tidak", data_diminta="Foto jalannya")
    page = client.get(path).text
    assert "Draf disimpan." in page
    assert "Foto jalannya" in page
    assert "Draf tersimpan" in client.get("/petugas/tugas").text
    budi = as_officer("budi", NATIONAL_ADMIN)
    other = budi.get(path).text
    assert "Foto jalannya" not in other
    assert "Draf tersimpan" not in budi.get("/petugas/tugas").text
    assert events(session_factory, receipt) == ["case_started"]


def test_a_withdrawn_task_says_so(session_factory: SessionFactory, receipt: Receipt, as_officer: AsOfficer) -> None:
    client, task = as_officer("ani", NATIONAL_ADMIN), open_task(session_factory, receipt)
    page = client.get(f"/petugas/tugas/{task.id}").text
    with everywhere(session_factory) as session:
        session.execute(update(Task).where(Task.id == task.id).values(state=TaskState.CANCELLED))
    answer = sent(client, f"/petugas/tugas/{task.id}", page, **NATIONAL)
    late = client.get(answer.location).text
    assert "Tugas ini tidak diperlukan lagi" in late
    assert "Jalan Angsau" in late


def test_a_form_without_its_token_is_refused(
    session_factory: SessionFactory, receipt: Receipt, as_officer: AsOfficer
) -> None:
    client, path = as_officer("ani", NATIONAL_ADMIN), path_of(session_factory, receipt)
    token = token_in(client.get(path).text)
    for broken in ("", "x" * 65):
        assert client.post(path, data={**NATIONAL, "csrf_token": token, "token": broken}).status_code == 400
    assert client.post(path, data=dict(NATIONAL)).status_code == 400
    assert events(session_factory, receipt) == ["case_started"]


def test_an_expired_session_gives_the_answers_back_after_log_in(
    session_factory: SessionFactory, receipt: Receipt, flask_app: Flask, account: Callable[..., Account]
) -> None:
    ani, path = account("ani", NATIONAL_ADMIN), path_of(session_factory, receipt)
    client = flask_app.test_client()
    log_in(client, ani)
    page = client.get(path).text
    with unit_of_work(session_factory, TANAH_LAUT) as session:
        close_sessions_of(session, instansi_id=TANAH_LAUT, user_id=ani.id)
    login = sent(client, path, page, **{**NATIONAL, "subjek": "Isian yang berharga"})
    assert login.status_code == 401
    assert 'name="titipan"' in login.text


def test_when_the_next_step_breaks_the_answers_stay_and_the_operator_knows(
    session_factory: SessionFactory, receipt: Receipt, as_officer: AsOfficer, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, path = as_officer("ani", NATIONAL_ADMIN), path_of(session_factory, receipt)
    page = client.get(path).text

    def broken(*_args: object, **_more: object) -> None:
        raise CaseBrokenError(TANAH_LAUT, receipt.complaint_id, "Task_x", RuntimeError("rusak"))

    monkeypatch.setattr(commands, "complete", broken)
    answer = sent(client, path, page, **NATIONAL)
    assert answer.status_code == 503
    assert "operator sudah diberi tahu" in answer.text
    with reading(session_factory, TANAH_LAUT) as session:
        assert len(queries.incidents(session, instansi_id=TANAH_LAUT)) == 1
        draft = queries.draft(
            session, instansi_id=TANAH_LAUT, task_id=open_task(session_factory, receipt).id,
            user_id=_id(session_factory, "ani"),
        )  # fmt: skip
    assert draft["objek"] == "Jalan Angsau"


# Cost


def test_the_list_takes_six_statements_the_task_page_ten_and_the_case_file_twelve(
    session_factory: SessionFactory, receipt: Receipt, runtime: Runtime, as_officer: AsOfficer
) -> None:
    client = as_officer("ani", NATIONAL_ADMIN, REGENCY_ADMIN)
    for index in range(12):
        lodged(session_factory, runtime, minta_rahasia="ya" if index % 3 else "tidak")
    path = path_of(session_factory, receipt)
    for address, limit in (("/petugas/tugas", 6), (path, 10), (f"/petugas/berkas/{receipt.complaint_id}", 12)):
        client.get(address)
        with statements(session_factory) as asked:
            assert client.get(address).status_code == 200
        assert len(asked) <= limit, "\n".join(asked)


def _id(session_factory: SessionFactory, username: str) -> str:
    with everywhere(session_factory) as session:
        return str(session.scalars(select(User.id).where(User.username == username)).one())
