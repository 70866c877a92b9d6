"""Log-in in the browser's words: who enters, where they land, what an ended session costs."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from flask import Flask, request
from flask.testing import FlaskClient
from itsdangerous import URLSafeSerializer

from complaints.people.roles import Role
from engine.clock import FixedClock
from engine.db import SessionFactory
from tests.support.accounts import PASSWORD, Account, log_in, token_in
from web.guards import officer, role

ADMIN = (Role.ADMIN_INSTANSI, "")
AUDITOR = (Role.AUDITOR, "")
NewAccount = Callable[..., Account]


@pytest.fixture
def session_factory(sqlite_factory: SessionFactory) -> SessionFactory:
    """What depends on the database is tested with the people."""
    return sqlite_factory


@pytest.fixture
def flask_app(flask_app: Flask) -> Flask:
    """The application with two views that only tests have."""

    @flask_app.route("/petugas/uji", methods=["GET", "POST"])
    @officer
    def probe() -> str:
        return "isi: " + " ".join(request.form.getlist("uraian"))

    @flask_app.get("/petugas/uji-auditor")
    @role(Role.AUDITOR)
    def audit_probe() -> str:
        return "jejak"

    return flask_app


def submit_login(client: FlaskClient, **fields: str) -> tuple[int, str]:
    token = token_in(client.get("/petugas/masuk").text)
    answer = client.post("/petugas/masuk", data={"csrf_token": token, **fields})
    return answer.status_code, unescape(answer.text)


def test_wrong_name_and_wrong_password_get_the_same_answer(client: FlaskClient, account: NewAccount) -> None:
    account("siti", ADMIN)
    known = submit_login(client, nama_pengguna="siti", kata_sandi="salah")
    unknown = submit_login(client, nama_pengguna="sita", kata_sandi="salah")
    assert known[0] == unknown[0] == 401
    assert "Nama pengguna atau kata sandi salah." in known[1]
    shape = re.compile(r'value="[^"]*"')
    assert shape.sub("", known[1]) == shape.sub("", unknown[1])


def test_empty_fields_are_named(client: FlaskClient) -> None:
    status, text = submit_login(client, nama_pengguna=" ", kata_sandi="")
    assert status == 422
    assert "Isi nama pengguna." in text
    assert "Isi kata sandi." in text
    assert "<title>Galat: Masuk petugas" in text


def test_a_locked_name_hears_for_how_long(client: FlaskClient, account: NewAccount, clock: FixedClock) -> None:
    siti = account("siti", ADMIN)
    for _ in range(5):
        assert submit_login(client, nama_pengguna="siti", kata_sandi="salah")[0] == 401
    status, text = submit_login(client, nama_pengguna="siti", kata_sandi=siti.password)
    assert status == 429
    assert "Coba lagi 15 menit lagi." in text
    clock.advance(timedelta(minutes=15))
    log_in(client, siti)


@pytest.mark.parametrize(
    ("target", "lands"),
    [
        ("/petugas/uji?a=1", "/petugas/uji?a=1"),
        ("https://jahat.example/", "/petugas/"),
        ("//jahat.example/", "/petugas/"),
        ("/\\jahat.example/", "/petugas/"),
        ("/\tjahat", "/petugas/"),
        ("javascript:alert(1)", "/petugas/"),
        ("/petugas/keluar", "/petugas/"),
        ("/petugas/masuk?lanjut=/", "/petugas/"),
        ("", "/petugas/"),
    ],
)
def test_log_in_goes_on_only_to_pages_of_ours(
    client: FlaskClient, account: NewAccount, target: str, lands: str
) -> None:
    siti = account("siti", ADMIN)
    token = token_in(client.get("/petugas/masuk").text)
    data = {"csrf_token": token, "nama_pengguna": "siti", "kata_sandi": siti.password, "lanjut": target}
    assert client.post("/petugas/masuk", data=data).headers["Location"] == lands


@pytest.mark.parametrize(
    ("roles", "lands"),
    [((ADMIN,), "/petugas/tugas"), ((AUDITOR,), "/audit/pengaduan"), ((ADMIN, AUDITOR), "/petugas/tugas")],
)
def test_home_is_where_the_work_is(
    as_officer: Callable[..., FlaskClient], roles: tuple[tuple[Role, str], ...], lands: str
) -> None:
    assert as_officer("siti", *roles).get("/petugas/").headers["Location"] == lands


def test_a_page_for_officers_sends_strangers_to_the_log_in_and_back(client: FlaskClient, account: NewAccount) -> None:
    answer = client.get("/petugas/uji?halaman=2")
    assert answer.status_code == 302
    page = client.get(answer.headers["Location"])
    assert 'name="lanjut" value="/petugas/uji?halaman=2"' in page.text
    assert "Sesi Anda berakhir" not in page.text


def test_a_role_that_is_not_held_gets_a_page_that_says_so(as_officer: Callable[..., FlaskClient]) -> None:
    assert as_officer("audi", AUDITOR).get("/petugas/uji-auditor").text == "jejak"
    answer = as_officer("siti", ADMIN).get("/audit/pengaduan")
    assert answer.status_code == 403
    assert "bukan untuk peran Anda" in answer.text
    assert "Keluar" in answer.text


def test_the_cookie_says_nothing_and_changes_at_log_in(client: FlaskClient, account: NewAccount) -> None:
    siti = account("siti", ADMIN)
    client.get("/petugas/masuk")
    with client.session_transaction() as before:
        seeded = before["csrf_token"]
    log_in(client, siti)
    client.get("/petugas/sandi")
    with client.session_transaction() as after:
        assert set(after) <= {"_user_id", "_fresh", "csrf_token"}
        assert after.get("csrf_token") != seeded
        assert str(siti.id) not in after["_user_id"]


def test_log_out_ends_the_session_on_the_server(flask_app: Flask, account: NewAccount) -> None:
    client, thief = flask_app.test_client(), flask_app.test_client()
    log_in(client, account("siti", ADMIN))
    stolen = client.get_cookie("alur")
    assert stolen is not None
    page = client.get("/petugas/sandi").text
    answer = client.post("/petugas/keluar", data={"csrf_token": token_in(page)}, follow_redirects=True)
    assert "Anda sudah keluar." in answer.text
    thief.set_cookie("alur", stolen.value)
    assert thief.get("/petugas/uji").status_code == 302


def test_the_first_password_is_changed_before_anything_else(client: FlaskClient, account: NewAccount) -> None:
    log_in(client, account("siti", ADMIN, must_change_password=True))
    answer = client.get("/petugas/uji")
    assert answer.headers["Location"].startswith("/petugas/sandi?lanjut=")
    page = client.get(answer.headers["Location"]).text
    assert "dibuat orang lain" in page
    assert "Menu utama" not in page
    data = {
        "csrf_token": token_in(page),
        "lanjut": "/petugas/uji",
        "sandi_lama": "pelangi kertas 42",
        "sandi_baru": "kopi hangat di teras",
        "sandi_ulang": "kopi hangat di teras",
    }
    assert client.post("/petugas/sandi", data=data).headers["Location"] == "/petugas/uji"
    assert client.get("/petugas/uji").status_code == 200


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"sandi_lama": "salah"}, "Kata sandi sekarang tidak cocok."),
        ({"sandi_ulang": "lain"}, "Ketik kata sandi baru yang sama dua kali."),
        ({"sandi_baru": "pendek", "sandi_ulang": "pendek"}, "paling sedikit 12 karakter"),
        ({"sandi_baru": "siti siti siti", "sandi_ulang": "siti siti siti"}, "tidak boleh memuat nama pengguna"),
        ({"sandi_baru": "password123456", "sandi_ulang": "password123456"}, "mudah ditebak"),
        ({"sandi_baru": "pelangi kertas 42", "sandi_ulang": "pelangi kertas 42"}, "harus berbeda"),
    ],
)
def test_a_refused_password_is_explained_and_never_shown(
    as_officer: Callable[..., FlaskClient], fields: dict[str, str], error: str
) -> None:
    client = as_officer("siti", ADMIN)
    data = {
        "csrf_token": token_in(client.get("/petugas/sandi").text),
        "sandi_lama": "pelangi kertas 42",
        "sandi_baru": "kopi hangat di teras",
        "sandi_ulang": "kopi hangat di teras",
    } | fields
    answer = client.post("/petugas/sandi", data=data)
    assert answer.status_code == 422
    assert error in answer.text
    assert not any(f'value="{value}"' in answer.text for name, value in data.items() if name != "csrf_token")


def test_an_ended_session_keeps_the_draft(
    as_officer: Callable[..., FlaskClient], clock: FixedClock, flask_app: Flask
) -> None:
    client = as_officer("siti", ADMIN)
    token = token_in(client.get("/petugas/sandi").text)
    clock.advance(timedelta(minutes=31))
    draft = {"csrf_token": token, "uraian": ["satu & <dua>", "baris\r\nkedua"]}
    page = client.post("/petugas/uji?tugas=7", data=draft)
    assert page.status_code == 401
    assert "Sesi Anda berakhir." in page.text
    kept = re.search(r'name="titipan" value="([^"]+)"', page.text)
    assert kept is not None
    answer = client.post(
        "/petugas/masuk",
        data={
            "csrf_token": token_in(page.text),
            "nama_pengguna": "siti",
            "kata_sandi": "pelangi kertas 42",
            "titipan": kept[1],
        },
    )
    assert 'action="/petugas/uji?tugas=7"' in answer.text
    again = re.findall(r'name="uraian" value="([^"]*)"', answer.text)
    fields = {"csrf_token": token_in(answer.text), "uraian": [unescape(value) for value in again]}
    assert client.post("/petugas/uji?tugas=7", data=fields).text == "isi: satu & <dua> baris\r\nkedua"


@pytest.mark.parametrize("ours", [True, False], ids=["sealed here", "sealed elsewhere"])
def test_a_draft_is_offered_again_only_when_it_was_sealed_here(
    client: FlaskClient, account: NewAccount, flask_app: Flask, ours: bool
) -> None:
    key = flask_app.config["SECRET_KEY"] if ours else "kunci orang lain"
    draft = {"to": "/petugas/uji", "fields": [["uraian", "isi titipan"]], "files": False}
    status, page = submit_login(
        client,
        nama_pengguna=account("siti", ADMIN).username,
        kata_sandi=PASSWORD,
        titipan=URLSafeSerializer(key, salt="kept-post").dumps(draft),
    )
    assert status == (200 if ours else 302)
    assert ("isi titipan" in page) is ours


def test_a_busy_session_lives_on_and_pages_rarely_write(
    as_officer: Callable[..., FlaskClient], clock: FixedClock
) -> None:
    client = as_officer("siti", ADMIN)
    for _ in range(6):
        clock.advance(timedelta(minutes=20))
        assert client.get("/petugas/uji").status_code == 200
    clock.advance(timedelta(minutes=30))
    assert "Sesi Anda berakhir." in client.get("/petugas/uji", follow_redirects=True).text
