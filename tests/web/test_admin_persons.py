"""The administrators' pages about persons, as one administrator works through them."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from lxml import html
from sqlalchemy import select

from complaints.models import Invitation, User
from complaints.people import invitations
from complaints.people.roles import Role
from engine.db import SessionFactory, unit_of_work
from tests.support.accounts import Account, log_in, token_in
from tests.support.government import Government

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient

    from web.services import Services

PEOPLE = "/admin/orang"
SITI = {"nama": "Siti Rahma", "nama_pengguna": "siti.rahma", "surel": "siti@contoh.go.id", "undang": "ya"}
Clients = Callable[..., "FlaskClient"]


@pytest.fixture
def session_factory(sqlite_factory: SessionFactory) -> SessionFactory:
    return sqlite_factory


@pytest.fixture
def rina(as_officer: Clients) -> FlaskClient:
    return as_officer("rina", (Role.ADMIN, ""))


def send(client: FlaskClient, path: str, page: str = "", **fields: str) -> Any:
    token = token_in(client.get(page or f"{PEOPLE}/baru").text)
    return client.post(path, data={"csrf_token": token, **fields}, follow_redirects=True)


def add(client: FlaskClient, **more: str) -> str:
    """Adds Siti and gives the address of her page."""
    answer = send(client, f"{PEOPLE}/baru", **(SITI | more))
    found = re.search(r'action="(/admin/orang/[0-9a-f-]{36})"', answer.text)
    assert found is not None, answer.text
    return found[1]


def test_only_administrators_enter(as_officer: Clients) -> None:
    officer = as_officer("ani", (Role.ADMIN_INSTANSI, ""), (Role.AUDITOR, ""))
    assert [officer.get(path).status_code for path in (PEOPLE, f"{PEOPLE}/baru", "/admin/persetujuan")] == [403] * 3


def test_a_person_comes_works_moves_and_goes(rina: FlaskClient) -> None:
    siti = add(rina)
    page = rina.get(siti).text
    assert "Belum memegang peran apa pun" in page
    assert "tautan kata sandi berlaku sampai" in page
    assert "Peran diberikan" in send(rina, f"{siti}/peran", peran="admin_upp", unit="dinas-kesehatan").text
    moved = send(rina, f"{siti}/pindah", dari_unit="dinas-kesehatan", ke_unit="dinas-pekerjaan-umum", alasan="mutasi")
    assert "Admin UPP, Dinas Pekerjaan Umum" in moved.text
    assert "Tulis alasannya" in send(rina, f"{siti}/peran/akhiri", yang="admin_upp:dinas-pekerjaan-umum").text
    assert (
        "Peran diakhiri"
        in send(rina, f"{siti}/peran/akhiri", yang="admin_upp:dinas-pekerjaan-umum", alasan="tugas lain").text
    )
    assert "Semua sesinya diakhiri" in send(rina, f"{siti}/sesi", alasan="laptop hilang").text
    assert "tidak aktif lagi" in send(rina, f"{siti}/nonaktif", alasan="pensiun").text
    told = rina.get(f"/admin/tindakan?tentang=person&yang={siti.rpartition('/')[2]}").text
    for words in (
        "Orang ditambahkan",
        "Undangan dikirim",
        "Peran diberikan",
        "Peran diakhiri",
        "Orang dinonaktifkan",
        "laptop hilang",
    ):
        assert words in told, words
    assert "aktif lagi" in send(rina, f"{siti}/aktifkan").text


def test_what_cannot_be_is_said_at_its_field_and_nothing_is_lost(rina: FlaskClient) -> None:
    odd = send(rina, f"{PEOPLE}/baru", nama="Siti <b>", nama_pengguna="S i", surel="salah")
    assert odd.status_code == 422
    assert 'value="Siti &lt;b&gt;"' in odd.text
    assert "Tulis satu alamat surel" in odd.text
    siti = add(rina)
    taken = send(rina, f"{PEOPLE}/baru", **SITI)
    assert "sudah dipakai orang lain" in taken.text
    assert "tidak dikenal" in send(rina, f"{siti}/peran", peran="petinju").text
    assert "Tulis tanggal seperti" in send(rina, f"{siti}/peran", peran="apip", sejak="besok").text
    assert "administrator terakhir" in send(rina, f"{own(rina)}/nonaktif", alasan="pergi").text
    assert rina.get(f"{PEOPLE}/00000000-0000-4000-8000-000000000000").status_code == 404


def own(client: FlaskClient) -> str:
    """The address of the administrator's own page."""
    found = re.search(r'href="(/admin/orang/[0-9a-f-]{36})">Rina<', client.get(f"{PEOPLE}?peran=admin").text)
    assert found is not None
    return found[1]


def test_names_never_stand_in_an_address(rina: FlaskClient) -> None:
    add(rina)
    found = send(rina, PEOPLE, cari="RAHMA").text
    assert "siti.rahma" in found
    assert "Tidak ada yang cocok" in send(rina, PEOPLE, cari="bukan-siapa").text
    assert rina.get(f"{PEOPLE}?cari=rahma&halaman=x&peran=%00").text.count("siti.rahma") == 1


def test_a_guarded_role_waits_for_the_second_administrator(
    rina: FlaskClient, as_officer: Clients, account: Callable[..., Account]
) -> None:
    siti = add(rina)
    assert "Menunggu persetujuan" in send(rina, f"{siti}/peran", peran="petugas_wbs").text
    page = rina.get("/admin/persetujuan").text
    assert "Petugas WBS" in page
    assert "Setujui dan jalankan" not in page
    (request_id,) = set(re.findall(r"/admin/persetujuan/([0-9a-f-]{36})", page))
    refused = send(rina, f"/admin/persetujuan/{request_id}", keputusan="setuju")
    assert "harus orang lain" in refused.text
    budi = as_officer("budi", (Role.ADMIN, ""))
    assert "Disetujui" in send(budi, f"/admin/persetujuan/{request_id}", keputusan="setuju").text
    assert "Petugas WBS" in rina.get(siti).text


def test_a_person_chooses_a_password_behind_the_link(
    rina: FlaskClient, flask_app: Flask, session_factory: SessionFactory, services: Services, instansi: Government
) -> None:
    siti = UUID(add(rina).rpartition("/")[2])
    with unit_of_work(session_factory, instansi.id) as session:
        sent = session.scalars(select(Invitation).where(Invitation.instansi_id == instansi.id)).one()
    path = "/" + invitations.path_of(services.settings.secret_key, instansi_id=instansi.id, invitation=str(sent.id))
    guest = flask_app.test_client()
    token = token_in(guest.get(path).text)
    for new, again, words in (("pendek", "pendek", "12 karakter"), ("kuda merah 7 laut", "lain", "yang sama dua kali")):
        answer = guest.post(path, data={"csrf_token": token, "sandi_baru": new, "sandi_ulang": again})
        assert (answer.status_code, words in answer.text) == (422, True), answer.text
    chosen = "kuda merah 7 laut"
    done = guest.post(path, data={"csrf_token": token, "sandi_baru": chosen, "sandi_ulang": chosen})
    assert done.status_code == 302
    log_in(guest, Account(siti, "siti.rahma", chosen))
    stranger = flask_app.test_client()
    for gone in (path, path[:-1] + "x", f"/petugas/undangan/tidak-ada/{sent.id}/{'0' * 40}"):
        assert stranger.get(gone).status_code == 410
    with unit_of_work(session_factory, instansi.id) as session:
        assert session.get_one(User, (instansi.id, siti)).must_change_password is False
    assert "Kata sandi dibuat lewat tautan" in rina.get("/admin/tindakan").text


def test_a_first_password_is_shown_once_to_who_has_no_address(rina: FlaskClient) -> None:
    siti = add(rina, surel="")
    page = send(rina, f"{siti}/sandi", alasan="lupa").text
    assert "hanya tampil sekarang" in page
    assert "hanya tampil sekarang" not in rina.get(siti).text


ROWS = """nama;nama_pengguna;surel;peran;unit
Ani Lestari;ani;ani@contoh.go.id;pejabat penghubung;Dinas Kesehatan
Ani Lestari;ani;;admin_upp;dinas-kesehatan
Rina Lain;rina;;apip;
Budi;budi;;petinju;
Cici;cici;cici@contoh.go.id;petugas_wbs;
"""


def test_a_file_is_told_row_by_row_before_it_is_applied(
    rina: FlaskClient, session_factory: SessionFactory, instansi: Government
) -> None:
    token = token_in(rina.get(f"{PEOPLE}/impor").text)
    sent = {"csrf_token": token, "undang": "ya", "berkas": (io.BytesIO(ROWS.encode()), "orang.csv")}
    report = rina.post(f"{PEOPLE}/impor", data=sent, content_type="multipart/form-data")
    page = html.fromstring(report.text)
    fates = [" ".join(cell.text_content().split()) for cell in page.xpath("//td[@data-label='Nasib']")]
    assert fates[:2] == ["dapat undangan dikirim", "dapat peran tambahan bagi orang yang sama"]
    assert [("dipakai" in fates[2]), ("tidak dikenal" in fates[3]), ("administrator kedua" in fates[4])] == [True] * 3
    assert "ani" not in names(session_factory, instansi), "the report changes nothing"
    (rows,) = page.xpath("//input[@name='baris']/@value")
    done = rina.post(f"{PEOPLE}/impor/terapkan", data={"csrf_token": token, "baris": rows, "undang": "ya"})
    assert "2 tidak" not in done.text
    assert "Baris berikut tidak diterapkan" in done.text
    assert names(session_factory, instansi) == {"ani", "cici", "rina"}


@pytest.mark.parametrize("rows", ["", "x", "[[1]]", '[["a", {}]]', "[" * 5000, json.dumps([[1, {"nama": "x" * 301}]])])
def test_rows_that_no_report_sent_are_refused(rina: FlaskClient, rows: str) -> None:
    token = token_in(rina.get(f"{PEOPLE}/impor").text)
    answer = rina.post(f"{PEOPLE}/impor/terapkan", data={"csrf_token": token, "baris": rows})
    assert answer.status_code == 400


def names(factory: SessionFactory, instansi: Government) -> set[str]:
    with unit_of_work(factory, instansi.id) as session:
        return set(session.scalars(select(User.username).where(User.instansi_id == instansi.id)))
