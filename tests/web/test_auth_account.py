"""One's own account in the browser's words: second factor, sessions, log-ins, and what is asked of whom."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable
from datetime import timedelta

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient

from complaints.people.roles import Role
from engine.clock import FixedClock
from engine.db import SessionFactory
from tests.support.accounts import PASSWORD, Account, log_in, token_in
from web.services import Services

AUDITOR = (Role.AUDITOR, "")
ADMIN = (Role.ADMIN_INSTANSI, "")
NewAccount = Callable[..., Account]
FACTOR = "/petugas/akun/faktor-kedua"


@pytest.fixture
def session_factory(sqlite_factory: SessionFactory) -> SessionFactory:
    """What depends on the database is tested with the people."""
    return sqlite_factory


@pytest.fixture
def strict_app(services: Services) -> Flask:
    """As a real installation: who sees or changes most sets up a second factor."""
    from web import create_app

    settings = dataclasses.replace(services.settings, second_factor=True)
    application = create_app(dataclasses.replace(services, settings=settings))
    application.config["TESTING"] = True
    return application


def send(client: FlaskClient, address: str, *, page: str = FACTOR, **fields: str) -> object:
    token = token_in(client.get(page).text)
    return client.post(address, data={"csrf_token": token, **fields})


def set_up(client: FlaskClient, clock: FixedClock) -> tuple[pyotp.TOTP, list[str]]:
    """Through the pages, as a person does; gives the phone and the recovery codes."""
    send(client, f"{FACTOR}/mulai")
    page = client.get(FACTOR).text
    shown = "".join(re.findall(r'<span class="alur-code">([A-Z2-7]{4})</span>', page))
    assert len(shown) == 32
    assert "<svg" in page
    phone = pyotp.TOTP(shown)
    answer = send(client, FACTOR, kode=phone.at(clock.now()))
    codes = re.findall(r'<li class="alur-code">([A-Z2-9-]{19})</li>', answer.text)
    assert len(codes) == 10
    clock.advance(timedelta(seconds=30))
    return phone, codes


def first_step(client: FlaskClient, account: Account, **fields: str) -> str:
    token = token_in(client.get("/petugas/masuk").text)
    data = {"csrf_token": token, "nama_pengguna": account.username, "kata_sandi": account.password, **fields}
    answer = client.post("/petugas/masuk", data=data)
    assert answer.status_code == 200
    assert "Kode dari ponsel" in answer.text
    return answer.text


def give_code(client: FlaskClient, page: str, code: str, **fields: str) -> object:
    return client.post("/petugas/masuk/kode", data={"csrf_token": token_in(page), "kode": code, **fields})


def test_from_setting_up_to_the_next_log_in(flask_app: Flask, account: NewAccount, clock: FixedClock) -> None:
    siti, desk, elsewhere = account("siti", ADMIN), flask_app.test_client(), flask_app.test_client()
    log_in(desk, siti)
    phone, codes = set_up(desk, clock)
    assert "aktif sejak 9 Maret 2026" in desk.get("/petugas/akun").text
    assert "Masih ada 10 kode pemulihan" in desk.get(FACTOR).text
    page = first_step(elsewhere, siti, lanjut="/petugas/tugas?halaman=2")
    assert elsewhere.get("/petugas/tugas").status_code == 302
    wrong = give_code(elsewhere, page, "000000", lanjut="/petugas/tugas?halaman=2")
    assert wrong.status_code == 401
    assert "Kode tidak cocok" in wrong.text
    answer = give_code(elsewhere, page, phone.at(clock.now()), lanjut="/petugas/tugas?halaman=2")
    assert answer.headers["Location"] == "/petugas/tugas?halaman=2"
    again = give_code(flask_app.test_client(), page, phone.at(clock.now()))
    assert again.status_code in (302, 400)
    third = flask_app.test_client()
    assert give_code(third, first_step(third, siti), codes[0]).status_code == 302


def test_the_second_step_keeps_what_was_typed_and_ends_by_itself(
    flask_app: Flask, account: NewAccount, clock: FixedClock
) -> None:
    siti, desk = account("siti", ADMIN), flask_app.test_client()
    log_in(desk, siti)
    phone, _codes = set_up(desk, clock)
    client = flask_app.test_client()
    page = first_step(client, siti, titipan="isian")
    assert 'name="titipan" value="isian"' in page
    assert 'name="kode"' in client.get("/petugas/masuk/kode").text
    assert give_code(client, page, "").status_code == 422
    clock.advance(timedelta(minutes=10))
    assert give_code(client, page, phone.at(clock.now())).headers["Location"] == "/petugas/masuk"
    assert client.get("/petugas/masuk/kode").headers["Location"] == "/petugas/masuk"


def test_nobody_gives_a_code_without_the_password(client: FlaskClient) -> None:
    answer = client.post("/petugas/masuk/kode", data={"csrf_token": token_in(client.get("/petugas/masuk").text)})
    assert answer.headers["Location"] == "/petugas/masuk"


def test_roles_that_reach_far_set_one_up_before_they_work(
    strict_app: Flask, account: NewAccount, clock: FixedClock
) -> None:
    audi, siti = account("audi", AUDITOR), account("siti", ADMIN)
    client = strict_app.test_client()
    log_in(client, siti)
    assert client.get("/petugas/tugas").status_code == 200
    client = strict_app.test_client()
    log_in(client, audi)
    answer = client.get("/audit/pengaduan?q=1")
    assert answer.headers["Location"].startswith(f"{FACTOR}?lanjut=")
    page = client.get(answer.headers["Location"]).text
    assert "sebelum mulai bekerja" in page
    assert "Menu utama" not in page
    phone, _codes = set_up(client, clock)
    assert client.get("/audit/pengaduan").status_code == 200
    assert send(client, f"{FACTOR}/lepas", kode=phone.at(clock.now())).status_code == 302
    assert client.get("/audit/pengaduan").status_code == 302


def test_taking_it_off_and_fresh_codes_need_a_code(flask_app: Flask, account: NewAccount, clock: FixedClock) -> None:
    desk = flask_app.test_client()
    log_in(desk, account("siti", ADMIN))
    phone, codes = set_up(desk, clock)
    for address in (f"{FACTOR}/lepas", f"{FACTOR}/pemulihan"):
        assert send(desk, address, kode="000000").status_code == 422
    fresh = send(desk, f"{FACTOR}/pemulihan", kode=phone.at(clock.now()))
    assert not set(codes) & set(re.findall(r"[A-Z2-9-]{19}", fresh.text))
    answers = [send(desk, f"{FACTOR}/lepas", kode="000000").status_code for _ in range(6)]
    assert answers == [422] * 5 + [429]
    clock.advance(timedelta(hours=1))


def test_a_session_left_open_is_not_enough_to_set_one_up(
    flask_app: Flask, account: NewAccount, clock: FixedClock
) -> None:
    desk = flask_app.test_client()
    log_in(desk, account("siti", ADMIN))
    clock.advance(timedelta(minutes=16))
    answer = send(desk, f"{FACTOR}/mulai")
    assert answer.status_code == 403
    assert "Masuk sekali lagi" in answer.text
    out = desk.post("/petugas/keluar", data={"csrf_token": token_in(answer.text), "lanjut": FACTOR})
    assert out.headers["Location"].endswith("lanjut=/petugas/akun/faktor-kedua")


def test_one_ends_sessions_of_ones_own_and_of_nobody_else(flask_app: Flask, account: NewAccount) -> None:
    siti, budi = account("siti", ADMIN), account("budi", ADMIN)
    here, phone, other = (flask_app.test_client() for _ in range(3))
    log_in(here, siti)
    phone.environ_base["HTTP_USER_AGENT"] = (
        "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36"
    )
    log_in(phone, siti)
    log_in(other, budi)
    page = here.get("/petugas/akun").text
    assert "Chrome di Android" in page
    assert "Sesi ini" in page
    handles = re.findall(r'name="sesi" value="([0-9a-f]+)"', page)
    assert len(handles) == 1
    send(other, "/petugas/akun/sesi", page="/petugas/akun", sesi=handles[0])
    assert phone.get("/petugas/tugas").status_code == 200
    send(here, "/petugas/akun/sesi", page="/petugas/akun", sesi="%")
    send(here, "/petugas/akun/sesi", page="/petugas/akun", sesi=handles[0])
    assert phone.get("/petugas/tugas").status_code == 302
    assert here.get("/petugas/tugas").status_code == 200


def test_one_ends_all_other_sessions(flask_app: Flask, account: NewAccount) -> None:
    siti = account("siti", ADMIN)
    here, *others = (flask_app.test_client() for _ in range(4))
    for client in (here, *others):
        log_in(client, siti)
    answer = send(here, "/petugas/akun/sesi/semua", page="/petugas/akun")
    assert "3 sesi lain diakhiri." in here.get(answer.headers["Location"]).text
    assert [client.get("/petugas/tugas").status_code for client in (here, *others)] == [200, 302, 302, 302]


def test_one_reads_who_tried(flask_app: Flask, account: NewAccount) -> None:
    siti, attacker, desk = account("siti", ADMIN), flask_app.test_client(), flask_app.test_client()
    for _ in range(3):
        token = token_in(attacker.get("/petugas/masuk").text)
        attacker.post("/petugas/masuk", data={"csrf_token": token, "nama_pengguna": "siti", "kata_sandi": "salah"})
    log_in(desk, siti)
    page = desk.get("/petugas/akun").text
    assert "Gagal 3 kali" in page
    assert "Masuk dengan kata sandi" in page
    assert PASSWORD not in page
    assert "127.0.0.1" not in page


@pytest.mark.parametrize(
    ("header", "words"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130 Safari/537.36 Edg/130",
            "Edge di Windows",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Mobile/15E148 Safari/604.1",
            "Safari di iPhone",
        ),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0", "Firefox di Linux"),
        ("<script>alert(1)</script>", "Peramban lain"),
        ("", "Peramban lain"),
    ],
)
def test_a_browser_in_words(flask_app: Flask, header: str, words: str) -> None:
    from web.auth.browsers import browser

    with flask_app.test_request_context(headers={"User-Agent": header}):
        assert browser() == words
