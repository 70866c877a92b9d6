"""What a silence of the complainant does is told before, said afterwards, and can be taken back."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from complaints.models import Complaint
from engine.clock import FixedClock
from engine.db import SessionFactory, unit_of_work
from engine.running import commands
from engine.running.runtime import Runtime
from tests.support.citizen import EVERYBODY, Desk, deploy_process
from tests.support.desk import NATIONAL, REGENCY, words
from tests.support.everywhere import everywhere
from tests.support.government import TANAH_LAUT, Government
from tests.web.citizen import WHO, Citizen

if TYPE_CHECKING:
    from flask import Flask

ASKED = {"lengkap": "tidak", "data_diminta": "Di desa mana?"}
REMINDED, NEARLY, SILENT, OVER = (
    datetime.fromisoformat(f"{day}T12:00+08:00") for day in ("2026-03-17", "2026-03-27", "2026-03-31", "2026-07-10")
)
"""Moments after the reminders, the limit, and the time of going on, for a request on Monday, 9 March 2026."""


@pytest.fixture
def session_factory(sqlite_factory: SessionFactory) -> SessionFactory:
    """Pages do not depend on the kind of database."""
    return sqlite_factory


@pytest.fixture(autouse=True)
def _deployed(session_factory: SessionFactory, runtime: Runtime, instansi: Government) -> None:
    deploy_process(session_factory, runtime)


@pytest.fixture
def citizen(flask_app: Flask) -> Citizen:
    found = Citizen(flask_app)
    found.codes = found.lodge()  # type: ignore[attr-defined]
    return found


@pytest.fixture
def desk(session_factory: SessionFactory, runtime: Runtime, clock: FixedClock, citizen: Citizen) -> Desk:
    with everywhere(session_factory) as session:
        case_id = session.scalars(select(Complaint.id)).one()
    return Desk(session_factory, runtime, clock, case_id)


def seen(citizen: Citizen) -> str:
    """The tracking page in words."""
    citizen.track(*citizen.codes)  # type: ignore[attr-defined]
    return words(citizen.get("/lacak/pengaduan").text)


def wait_until(desk: Desk, moment: datetime) -> None:
    """Lets time pass, and every timer that is due on the way fire at its time."""
    desk.clock.set(moment)
    while commands.fire_due(desk.factory, desk.runtime, limit=1):
        pass


def test_a_wait_tells_what_silence_does_and_reminds_twice(citizen: Citizen, desk: Desk) -> None:
    desk.complete("Task_verifikasi_nasional", **ASKED)
    page = seen(citizen)
    assert "Kami menunggu jawaban Anda 10 hari kerja sejak pesan ini." in page
    told = "Selama 60 hari kerja sesudahnya Anda masih dapat melengkapinya dengan nomor yang sama."
    assert page.count(told) == 3, "in the message, quoted above the form, and beside the limit"
    assert "Kami mengingatkan Anda" not in page
    wait_until(desk, REMINDED)
    assert seen(citizen).count("Kami mengingatkan Anda") == 1
    wait_until(desk, NEARLY)
    page = seen(citizen)
    assert page.count("Kami mengingatkan Anda") == 2
    assert "sampai akhir hari 30 Maret 2026" in page


def test_what_silence_archived_goes_on_under_the_same_number(citizen: Citizen, desk: Desk) -> None:
    desk.complete("Task_verifikasi_nasional", **ASKED)
    wait_until(desk, SILENT)
    page = seen(citizen)
    assert desk.case().phase == "diarsipkan"
    assert "Diarsipkan karena data yang kami minta tidak kami terima sampai batasnya." in page
    assert "sedang diproses" not in page
    assert "Lanjutkan dengan nomor yang sama" in page
    assert "Salin ke laporan baru" not in page
    assert "paling lambat" not in page
    citizen.post("/lacak/pengaduan", {"langkah": "Task_tunggu_susulan", "kelengkapan": "Desa Angsau"})
    page = seen(citizen)
    assert desk.case().phase == "telaah_nasional"
    assert "sedang diproses" in page
    assert "Diarsipkan karena data yang kami minta" not in page


def test_what_silence_closed_stays_closed_while_officers_work_beside_it(citizen: Citizen, desk: Desk) -> None:
    desk.complete("Task_verifikasi_nasional", **NATIONAL)
    desk.complete("Task_verifikasi_instansi", **{**REGENCY, **ASKED})
    wait_until(desk, SILENT)
    with unit_of_work(desk.factory, TANAH_LAUT) as session:
        commands.send_message(
            session, desk.runtime, instansi_id=TANAH_LAUT, case_id=desk.case_id, by=EVERYBODY,
            message="pengawasan_admin_nasional", answers={"isi_pengawasan": "Mengapa lama?"},
        )  # fmt: skip
    assert [task.element for task in desk.case().open_tasks] == ["Task_tanggapi_pengawasan"]
    page = seen(citizen)
    assert "Diarsipkan karena data yang kami minta tidak kami terima sampai batasnya." in page
    assert "Lanjutkan dengan nomor yang sama" in page
    assert "sedang diproses" not in page


def test_after_that_time_its_words_begin_a_new_report(citizen: Citizen, desk: Desk) -> None:
    desk.complete("Task_verifikasi_nasional", **ASKED)
    number = citizen.codes[0]  # type: ignore[attr-defined]
    assert citizen.post("/lacak/laporan-baru", page="/lacak").status_code == 302, "nothing is open in this browser"
    seen(citizen)
    assert citizen.post("/lacak/laporan-baru", page="/lacak/pengaduan").status_code == 404
    wait_until(desk, SILENT)
    wait_until(desk, OVER)
    page = seen(citizen)
    assert "Salin ke laporan baru" in page
    assert "Lanjutkan dengan nomor yang sama" not in page
    citizen.follow(citizen.post("/lacak/laporan-baru", page="/lacak/pengaduan"))
    page = citizen.get(citizen.at).text
    assert f"Lanjutan pengaduan nomor {number}." in page
    assert "Jalan di depan SD berlubang" in page


def test_no_words_are_copied_from_one_whose_words_were_erased(citizen: Citizen, desk: Desk) -> None:
    desk.complete("Task_verifikasi_nasional", **ASKED)
    wait_until(desk, SILENT)
    wait_until(desk, OVER)
    with unit_of_work(desk.factory, TANAH_LAUT) as session:
        session.get_one(Complaint, (TANAH_LAUT, desk.case_id)).erased_at = desk.clock.now()
    assert "Salin ke laporan baru" not in seen(citizen)
    assert citizen.post("/lacak/laporan-baru", page="/lacak/pengaduan").status_code == 404


def test_protection_that_was_asked_for_goes_along_with_the_words(
    flask_app: Flask, session_factory: SessionFactory, runtime: Runtime, clock: FixedClock
) -> None:
    author = Citizen(flask_app)
    author.codes = author.lodge(minta_nama_tersembunyi="true", minta_rahasia="ya")  # type: ignore[attr-defined]
    with everywhere(session_factory) as session:
        found = Desk(session_factory, runtime, clock, session.scalars(select(Complaint.id)).one())
    found.complete("Task_verifikasi_nasional", **ASKED)
    wait_until(found, SILENT)
    wait_until(found, OVER)
    seen(author)
    author.follow(author.post("/lacak/laporan-baru", page="/lacak/pengaduan"))
    html = author.get(author.page(WHO)).text
    chosen = [set(tag.split()) for tag in re.findall(r"<input [^>]*>", html) if "checked" in tag.split()]
    for name, value in (("minta_anonim", "tidak"), ("minta_nama_tersembunyi", "true"), ("minta_rahasia", "ya")):
        assert any({f'name="{name}"', f'value="{value}"'} <= tag for tag in chosen), name


def test_a_default_is_shown_as_one(citizen: Citizen, desk: Desk) -> None:
    desk.complete("Task_verifikasi_nasional", **NATIONAL)
    desk.complete("Task_verifikasi_instansi", **REGENCY)
    desk.complete("Task_disposisi", arah_disposisi="disposisi", skpd="dinas-pekerjaan-umum")
    desk.complete(
        "Task_telaah_penghubung", sesuai_kewenangan="ya", identitas_terverifikasi="true",
        substansi_terverifikasi="true", data_dukung_terverifikasi="true", kategori_diubah="tidak",
    )  # fmt: skip
    desk.complete("Task_respon_awal", respon_awal="Kami periksa.")
    desk.complete("Task_informasikan_kepala", kepala_diberitahu="true", catatan_tindak_lanjut="Mohon diperiksa.")
    desk.complete("Task_tindak_lanjut", hasil="Ditambal.")
    desk.complete("Task_laporkan_status", status_penyelesaian="Selesai.", tuntas="ya")
    desk.complete("Task_susun_jawaban", jawaban="Sudah ditambal.", ringkasan="Ditambal.", penyebab_pengaduan="sarana")
    page = seen(citizen)
    assert "10 hari kerja, jangka waktu bawaan; naskah peraturan tidak menyebut angka" in page
    wait_until(desk, SILENT)
    page = seen(citizen)
    assert "Selesai karena tidak ada tanggapan Anda sampai batasnya." in page
    citizen.post("/lacak/pengaduan", {"langkah": "Task_tunggu_lanjutan", "puas": "ya"})
    page = seen(citizen)
    assert "Selesai karena Anda menerima jawaban kami." in page
    assert "Selesai karena tidak ada tanggapan" not in page
