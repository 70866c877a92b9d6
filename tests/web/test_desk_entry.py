"""Complaints on paper and by voice, entered with the moment of the original act, and the receipt to hand over."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image
from sqlalchemy import select

from complaints.models import Attachment, Complaint, Reporter
from complaints.people.roles import Role
from engine.clock import FixedClock
from engine.db import SessionFactory, reading, unit_of_work
from engine.models import Event
from engine.record.events import MessageReceived
from engine.running import commands, queries
from tests.support.citizen import EVERYBODY, TYPED, deploy_process
from tests.support.desk import REGENCY, sent, with_reason, words
from tests.support.everywhere import everywhere
from tests.support.government import TANAH_LAUT, Government

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

    from engine.running.runtime import Runtime

PATH = "/petugas/pengaduan/baru"
LETTER = {**TYPED, "kanal": "surat", "tanggal_terima": "2026-03-05", "jam_terima": "10.15"}


@pytest.fixture
def session_factory(sqlite_factory: SessionFactory) -> SessionFactory:
    """One database is enough for pages: lodging is tried on both."""
    return sqlite_factory


@pytest.fixture
def deployed(session_factory: SessionFactory, instansi: Government, runtime: Runtime) -> None:
    deploy_process(session_factory, runtime)


@pytest.mark.usefixtures("deployed")
def test_whose_role_enters_nothing_reads_who_does(as_officer: Callable[..., FlaskClient]) -> None:
    page = words(as_officer("petugas", (Role.SEKRETARIAT, "")).get(PATH).text)
    assert "serahkan surat atau catatannya kepada mereka: Admin Instansi Admin Nasional Pejabat Penghubung" in page


def entered(client: FlaskClient, **fields: Any) -> TestResponse:
    typed = {**LETTER, **fields}
    door = {name: typed[name] for name in ("kanal", "tingkat") if name in typed}
    page = client.get(PATH, query_string=door)
    return sent(client, PATH, page.text, **typed) if 'name="token"' in page.text else page


def rows(session_factory: SessionFactory) -> list[Complaint]:
    with reading(session_factory, TANAH_LAUT) as session:
        found = list(session.scalars(select(Complaint).where(Complaint.instansi_id == TANAH_LAUT)))
        session.expunge_all()
        return found


TIERS = [
    ((Role.ADMIN_NASIONAL, ""), "admin_nasional", "sisa 1 hari kerja Selasa, 10 Maret 2026"),
    ((Role.ADMIN_INSTANSI, ""), "admin_instansi", "sisa 1 hari kerja Selasa, 10 Maret 2026"),
    ((Role.PEJABAT_PENGHUBUNG, "dinas-kesehatan"), "admin_instansi", "sisa 3 hari kerja Kamis, 12 Maret 2026"),
]
"""A letter of Thursday, entered on Monday: who received it is on the clock since then, who gets it now from now."""


@pytest.mark.usefixtures("deployed")
@pytest.mark.parametrize(("held", "first_desk", "due"), TIERS, ids=["nasional", "instansi", "penghubung"])
def test_a_letter_enters_at_the_tier_of_its_clerk(
    session_factory: SessionFactory,
    as_officer: Callable[..., FlaskClient],
    held: tuple[Role, str],
    first_desk: str,
    due: str,
) -> None:
    answer = entered(as_officer("petugas", held))
    assert answer.status_code == 200, words(answer.text)
    (row,) = rows(session_factory)
    assert row.number in answer.text
    assert "ALUR1/" in answer.text, "the paper proves that it was received"
    assert re.search(r"[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}", words(answer.text))
    assert row.kanal == "surat"
    assert row.entered_tier == held[0]
    assert row.received_at == datetime.fromisoformat("2026-03-05T10:15+08:00")
    assert row.entered_at == datetime.fromisoformat("2026-03-09T09:00+08:00")
    desk = words(as_officer("berikutnya", (Role(first_desk), "")).get("/petugas/tugas").text)
    assert row.number in desk
    assert due in desk


@pytest.mark.usefixtures("deployed")
def test_the_receipt_can_be_handed_over_and_the_code_is_shown_once(
    session_factory: SessionFactory, as_officer: Callable[..., FlaskClient]
) -> None:
    client = as_officer("petugas", (Role.ADMIN_INSTANSI, ""))
    page = client.get(PATH, query_string={"kanal": "surat"}).text
    first, second = (sent(client, PATH, page, **LETTER) for _ in range(2))
    assert "Kode rahasia hanya tampil sekali ini" in first.text
    assert "/tanah-laut/lacak" in first.text
    assert "Kamis, 5 Maret 2026 pukul 10.15 WITA" in first.text
    assert first.headers["Cache-Control"] == "no-store"
    assert second.status_code == 200
    assert "sudah tercatat sebelumnya" in second.text
    assert "Kode rahasia hanya" not in second.text
    assert len(rows(session_factory)) == 1


WRONG = [
    ({"tanggal_terima": "2026-03-10"}, "tanggal_terima", "belum tiba."),
    ({"tanggal_terima": "2026-03-09", "jam_terima": "09.01"}, "jam_terima", "Jam ini belum tiba."),
    ({"tanggal_terima": ""}, "tanggal_terima", "wajib diisi"),
    ({"tanggal_terima": "2016-03-05"}, "tanggal_terima", "lebih dari lima tahun yang lalu"),
    ({"jam_terima": "pagi"}, "jam_terima", "harus berupa jam dan menit, misalnya 14.30"),
    ({"judul": ""}, "judul", "“Judul” wajib diisi."),
    ({"nama": ""}, "nama", "“Nama lengkap” wajib diisi."),
    ({"jenis": "lain"}, "jenis", "dari daftar yang tersedia"),
]


@pytest.mark.usefixtures("deployed")
def test_every_mistake_stands_at_its_field_and_nothing_is_lost(
    session_factory: SessionFactory, as_officer: Callable[..., FlaskClient]
) -> None:
    client = as_officer("petugas", (Role.ADMIN_INSTANSI, ""))
    for fields, name, text in WRONG:
        answer = entered(client, uraian="Isi surat & <lampirannya> yang panjang.", **fields)
        assert answer.status_code == 422, fields
        assert f'href="#{name}"' in answer.text
        assert text in answer.text, fields
        assert "Isi surat &amp; &lt;lampirannya&gt; yang panjang." in answer.text
    assert rows(session_factory) == []


@pytest.mark.usefixtures("deployed")
def test_the_way_in_is_chosen_first(as_officer: Callable[..., FlaskClient]) -> None:
    client = as_officer("petugas", (Role.ADMIN_INSTANSI, ""))
    door = client.get(PATH)
    assert door.status_code == 200
    assert 'name="judul"' not in door.text
    for kanal in ("website", "merpati_pos"):
        refused = client.get(PATH, query_string={"kanal": kanal, "tingkat": "admin_instansi:"})
        assert refused.status_code == 422
        assert "Pilih lewat apa pengaduan ini datang." in refused.text
    chosen = client.get(PATH, query_string={"kanal": "surat"}).text
    assert "Tanggal disampaikan" in chosen
    assert "Nomor identitas" in chosen


@pytest.mark.usefixtures("deployed")
def test_an_act_of_today_without_an_hour_happened_now_at_the_latest(
    session_factory: SessionFactory, as_officer: Callable[..., FlaskClient], clock: FixedClock
) -> None:
    client = as_officer("petugas", (Role.ADMIN_INSTANSI, ""))
    clock.advance(timedelta(hours=-2))
    entered(client, tanggal_terima="2026-03-09", jam_terima="", kanal="call_center")
    (row,) = rows(session_factory)
    assert row.received_at == datetime.fromisoformat("2026-03-09T07:00+08:00")


@pytest.mark.usefixtures("deployed")
def test_a_scan_comes_along(session_factory: SessionFactory, as_officer: Callable[..., FlaskClient]) -> None:
    client = as_officer("petugas", (Role.ADMIN_INSTANSI, ""))
    buffer = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(buffer, "PNG")
    buffer.seek(0)
    page = client.get(PATH, query_string={"kanal": "surat"}).text
    files = [(buffer, "surat masuk.png"), (io.BytesIO(b"PK\x03\x04"), "surat.docx")]
    refused = sent(client, PATH, page, **{**LETTER, "judul": "", "data_dukung": files})
    assert refused.status_code == 422
    assert "simpan dokumen Word sebagai PDF" in refused.text
    kept = re.search(r'value="([0-9a-f]{32})"[^>]*>\s*<label[^>]*>\s*surat masuk.png', refused.text)
    assert kept is not None
    assert sent(client, PATH, refused.text, **{**LETTER, "data_dukung": kept[1]}).status_code == 200
    with everywhere(session_factory) as session:
        files = session.execute(select(Attachment.name, Attachment.origin)).all()
    assert files == [("surat masuk.png", "petugas")]


@pytest.mark.usefixtures("deployed")
def test_whoever_holds_two_tiers_says_for_which_one_they_write(
    session_factory: SessionFactory, as_officer: Callable[..., FlaskClient]
) -> None:
    client = as_officer("rangkap", (Role.ADMIN_INSTANSI, ""), (Role.PEJABAT_PENGHUBUNG, "dinas-kesehatan"))
    refused = entered(client)
    assert refused.status_code == 422
    assert "Pilih sebagai siapa Anda mencatat" in refused.text
    assert entered(client, tingkat="admin_nasional:").status_code == 422
    assert entered(client, tingkat="pejabat_penghubung:dinas-kesehatan").status_code == 200
    (row,) = rows(session_factory)
    assert row.entered_tier == "pejabat_penghubung"


@pytest.mark.usefixtures("deployed")
def test_only_the_three_tiers_enter_complaints(as_officer: Callable[..., FlaskClient]) -> None:
    for role, unit in ((Role.APIP, ""), (Role.PEJABAT_BERWENANG, "dinas-kesehatan"), (Role.AUDITOR, "")):
        client = as_officer(role.value, (role, unit))
        assert client.get(PATH).status_code == 403


@pytest.mark.usefixtures("deployed")
def test_a_letter_keeps_its_own_date_and_number(
    session_factory: SessionFactory, as_officer: Callable[..., FlaskClient]
) -> None:
    client = as_officer("petugas", (Role.ADMIN_INSTANSI, ""))
    assert entered(client, nomor_surat="005/RT02/2026", tanggal_surat="2026-03-02").status_code == 200
    (row,) = rows(session_factory)
    assert row.answers["nomor_surat"] == "005/RT02/2026"
    assert row.answers["tanggal_surat"] == "2026-03-02"
    assert row.received_at == datetime.fromisoformat("2026-03-05T10:15+08:00")


@pytest.mark.usefixtures("deployed")
def test_a_box_has_the_day_of_the_note_and_the_day_of_its_opening(
    session_factory: SessionFactory, as_officer: Callable[..., FlaskClient]
) -> None:
    client = as_officer("petugas", (Role.ADMIN_INSTANSI, ""))
    entered(client, kanal="kotak_pengaduan", tanggal_catatan="2026-02-20", tanggal_terima="2026-03-06", jam_terima="")
    (row,) = rows(session_factory)
    assert row.answers["tanggal_catatan"] == "2026-02-20"
    assert row.received_at == datetime.fromisoformat("2026-03-06T08:00+08:00")


@pytest.mark.usefixtures("deployed")
def test_a_social_network_is_named_and_the_account_belongs_to_the_person(
    session_factory: SessionFactory, as_officer: Callable[..., FlaskClient]
) -> None:
    client = as_officer("petugas", (Role.ADMIN_NASIONAL, ""))
    assert 'href="#media_sosial"' in entered(client, kanal="media_sosial").text
    told = {"kanal": "media_sosial", "media_sosial": "facebook", "akun_pengirim": "@warga.angsau"}
    assert entered(client, **told).status_code == 200
    assert entered(client, **told, minta_anonim="ya").status_code == 200
    assert [row.answers["media_sosial"] for row in rows(session_factory)] == ["facebook"] * 2
    with reading(session_factory, TANAH_LAUT) as session:
        (reporter,) = session.scalars(select(Reporter).where(Reporter.instansi_id == TANAH_LAUT))
        assert reporter.answers == {"akun_pengirim": "@warga.angsau"}


@pytest.mark.usefixtures("deployed")
def test_a_hidden_name_is_open_to_the_admin_and_closed_to_the_unit(
    session_factory: SessionFactory, as_officer: Callable[..., FlaskClient], runtime: Runtime
) -> None:
    """NG-P6(5): the reporter is known and asks not to be shown."""
    liaison = as_officer("penghubung", (Role.PEJABAT_PENGHUBUNG, "dinas-kesehatan"))
    admin = as_officer("petugas", (Role.ADMIN_INSTANSI, ""))
    entered(admin, minta_nama_tersembunyi="true")
    (row,) = rows(session_factory)
    assert row.nama_tersembunyi
    assert not row.anonim
    for given in (REGENCY, {"arah_disposisi": "disposisi", "skpd": "dinas-kesehatan"}):
        with unit_of_work(session_factory, TANAH_LAUT) as session:
            (task,) = queries.case(session, instansi_id=TANAH_LAUT, case_id=row.id).open_tasks
            commands.complete(
                session, runtime, instansi_id=TANAH_LAUT, task_id=task.id, by=EVERYBODY, answers=given,
                token=task.element,
            )  # fmt: skip
    case = f"/petugas/berkas/{row.id}"
    for client in (admin, liaison):
        with_reason(client, row.id)
    assert TYPED["nama"] in admin.get(case).text
    seen = words(liaison.get(case).text)
    assert "Nama disembunyikan" in seen
    assert TYPED["nama"] not in seen
    assert TYPED["email"] not in seen


def _counter(client: FlaskClient, case_id: object, **fields: Any) -> TestResponse:
    path = f"/petugas/berkas/{case_id}/loket"
    page = client.get(path).text
    step = re.search(r'name="langkah" value="([^"]+)"', page)
    given = {"langkah": step[1] if step else "", **fields}
    token = re.findall(r'name="csrf_token" value="([^"]+)"', page)[-1]
    return client.post(path, data={"csrf_token": token, **given}, content_type="multipart/form-data")


@pytest.mark.usefixtures("deployed")
def test_what_was_read_out_and_signed_comes_to_the_case_by_the_hand_of_the_official(
    session_factory: SessionFactory, as_officer: Callable[..., FlaskClient]
) -> None:
    """The whole help at the counter: written, printed, signed, scanned; and in the history who wrote it."""
    client = as_officer("petugas", (Role.ADMIN_INSTANSI, ""))
    receipt = entered(client, kanal="tatap_muka").text
    (row,) = rows(session_factory)
    assert f"/petugas/berkas/{row.id}/formulir" in receipt
    printed = words(client.get(f"/petugas/berkas/{row.id}/formulir").text)
    assert "Cap jempol pengadu yang tidak dapat menulis" in printed
    assert row.judul in printed
    assert "Bantuan di loket" in client.get(f"/petugas/berkas/{row.id}").text
    assert _counter(client, row.id, tambahan="Lubangnya dekat gerbang.").status_code == 422, "nothing without the paper"
    picture = io.BytesIO()
    Image.new("RGB", (40, 40), "white").save(picture, "PNG")
    scan = (io.BytesIO(picture.getvalue()), "formulir.png")
    done = _counter(client, row.id, tambahan="Lubangnya dekat gerbang.", berkas_tambahan=scan)
    assert done.status_code == 302, words(done.text)
    page = words(client.get(f"/petugas/berkas/{row.id}").text)
    assert "Disampaikan di loket; petugas menuliskannya. " in page
    assert "Lubangnya dekat gerbang." in page
    with everywhere(session_factory) as session:
        told = session.scalars(select(Event).where(Event.case_id == row.id, Event.kind == MessageReceived.KIND)).one()
        assert told.actor not in ("", "pengadu")
        assert [each.origin for each in session.scalars(select(Attachment))] == ["pengadu"]


@pytest.mark.usefixtures("deployed")
def test_no_signature_comes_into_the_case_of_somebody_whom_nobody_shall_know(
    session_factory: SessionFactory, as_officer: Callable[..., FlaskClient]
) -> None:
    client = as_officer("petugas", (Role.ADMIN_INSTANSI, ""))
    entered(client, kanal="tatap_muka", minta_nama_tersembunyi="true")
    (row,) = rows(session_factory)
    page = client.get(f"/petugas/berkas/{row.id}/loket").text
    assert "Jangan minta tanda tangan" in page
    assert 'name="langkah"' not in page
    assert "Cap jempol" not in client.get(f"/petugas/berkas/{row.id}/formulir").text
    assert _counter(client, row.id, langkah="Start_tambahan").status_code == 404
    with unit_of_work(session_factory, TANAH_LAUT) as session:
        session.get_one(Complaint, (TANAH_LAUT, row.id)).kanal = "website"
    for path in ("loket", "formulir"):
        assert client.get(f"/petugas/berkas/{row.id}/{path}").status_code == 404, "it came by itself"
