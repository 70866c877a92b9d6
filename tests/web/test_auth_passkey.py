"""What comes instead of a passkey opens nothing, and what a key does to sessions; a real browser's is in tests/browser."""

from __future__ import annotations

import dataclasses
import html
import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from werkzeug.test import TestResponse

from complaints.models import Passkey, User
from complaints.people import persons, second_factor
from complaints.people.passkeys import site
from complaints.people.roles import RESTRICTED_ROLES, Role
from complaints.settings import Settings
from engine.actors import SISTEM
from engine.clock import FixedClock
from engine.db import SessionFactory, unit_of_work
from tests.support.accounts import Account, log_in, token_in
from tests.support.authenticator import Authenticator
from tests.support.government import TANAH_LAUT
from web.services import Services

ADMIN = (Role.ADMIN_INSTANSI, "")
SIGNED = {
    "id": "AAAA",
    "rawId": "AAAA",
    "type": "public-key",
    "response": {"clientDataJSON": "e30", "authenticatorData": "AAAA", "signature": "AAAA", "userHandle": "AAAA"},
}


@pytest.fixture
def session_factory(sqlite_factory: SessionFactory) -> SessionFactory:
    """What depends on the database is tested with the people."""
    return sqlite_factory


@pytest.mark.parametrize(
    "answer",
    ["", "{}", "[]", "null", "bukan json", "[" * 30_000, json.dumps(SIGNED), json.dumps(SIGNED | {"rawId": 5})],
)
def test_what_is_no_passkey_is_refused(client: FlaskClient, answer: str) -> None:
    token = token_in(client.get("/petugas/masuk/kunci").text)
    refused = client.post("/petugas/masuk/kunci", data={"csrf_token": token, "kunci": answer})
    assert refused.status_code == 401
    assert "tidak dikenal di sini" in refused.text


def test_an_answer_without_a_question_is_refused(client: FlaskClient) -> None:
    token = token_in(client.get("/petugas/masuk").text)
    assert client.post("/petugas/masuk/kunci", data={"csrf_token": token, "kunci": "{}"}).status_code == 400


@pytest.mark.parametrize("answer", ["", "{}", "bukan json", json.dumps(SIGNED)])
def test_what_is_no_passkey_is_not_kept(as_officer: Callable[..., FlaskClient], answer: str) -> None:
    client = as_officer("siti", ADMIN)
    token = token_in(client.get("/petugas/akun/kunci").text)
    refused = client.post("/petugas/akun/kunci", data={"csrf_token": token, "kunci": answer})
    assert refused.status_code == 422
    assert "tidak dapat disimpan" in refused.text


def test_a_session_left_open_adds_and_removes_none(as_officer: Callable[..., FlaskClient], clock: FixedClock) -> None:
    client = as_officer("siti", ADMIN)
    clock.advance(timedelta(minutes=16))
    page = client.get("/petugas/akun/kunci").text
    assert "Tambahkan kunci sandi" not in page
    for address in ("/petugas/akun/kunci", "/petugas/akun/kunci/hapus"):
        assert client.post(address, data={"csrf_token": token_in(page)}).status_code == 403


def test_one_key_is_removed_of_ones_own(as_officer: Callable[..., FlaskClient]) -> None:
    client = as_officer("siti", ADMIN)
    for name in ("", "bukan-id"):
        token = token_in(client.get("/petugas/akun/kunci").text)
        answer = client.post("/petugas/akun/kunci/hapus", data={"csrf_token": token, "id": name}, follow_redirects=True)
        assert "sudah tidak ada" in answer.text


@pytest.mark.parametrize(
    ("address", "name", "origin"),
    [
        ("https://alur.example.go.id", "alur.example.go.id", "https://alur.example.go.id"),
        ("http://127.0.0.1:8000", "localhost", "http://localhost:8000"),
        ("http://localhost", "localhost", "http://localhost"),
    ],
)
def test_keys_are_bound_to_the_address_that_people_type(address: str, name: str, origin: str) -> None:
    assert (site(Settings(base_url=address)).name, site(Settings(base_url=address)).origin) == (name, origin)


@pytest.fixture
def strict_app(services: Services) -> Flask:
    """As a real installation: who sees or changes most proves it twice."""
    from web import create_app

    settings = dataclasses.replace(services.settings, second_factor=True)
    application = create_app(dataclasses.replace(services, settings=settings))
    application.config["TESTING"] = True
    return application


@pytest.fixture
def device(services: Services) -> Authenticator:
    return Authenticator(site(services.settings).origin, site(services.settings).name)


def challenge_in(page: str) -> str:
    return str(json.loads(html.unescape(re.findall(r'data-passkey="([^"]+)"', page)[0]))["challenge"])


def add_key(client: FlaskClient, device: Authenticator, **fields: str) -> TestResponse:
    page = client.get("/petugas/akun/kunci").text
    data = {"csrf_token": token_in(page), "kunci": device.make(challenge_in(page)), "nama": "Ponsel", **fields}
    return client.post("/petugas/akun/kunci", data=data)


def test_a_session_opened_by_password_is_none_of_two_proofs_once_a_key_is_added_elsewhere(
    strict_app: Flask, account: Callable[..., Account], device: Authenticator
) -> None:
    audi = account("audi", (Role.AUDITOR, ""))
    here, elsewhere = strict_app.test_client(), strict_app.test_client()
    for client in (here, elsewhere):
        log_in(client, audi)
    assert add_key(here, device).status_code == 302
    assert here.get("/audit/pengaduan").status_code == 200
    assert elsewhere.get("/audit/pengaduan").headers["Location"].startswith("/petugas/masuk")


def test_a_session_of_one_proof_ends_when_a_second_one_is_there(
    strict_app: Flask, account: Callable[..., Account], services: Services
) -> None:
    audi, client = account("audi", (Role.AUDITOR, "")), strict_app.test_client()
    log_in(client, audi)
    now = services.clock.now()
    with unit_of_work(services.session_factory, TANAH_LAUT) as session:
        row: dict[str, Any] = {
            "name": "x",
            "credential_hash": "x",
            "credential_id": "x",
            "public_key": "x",
            "sign_count": 0,
        }
        session.add(Passkey(instansi_id=TANAH_LAUT, user_id=audi.id, created_at=now, last_used_at=None, **row))
    assert client.get("/audit/pengaduan").headers["Location"].startswith("/petugas/masuk")


@pytest.mark.parametrize("role", sorted(RESTRICTED_ROLES))
def test_who_may_read_whistleblowers_proves_it_twice(
    strict_app: Flask, account: Callable[..., Account], role: str
) -> None:
    client = strict_app.test_client()
    log_in(client, account("budi", (role, "")))
    assert client.get("/petugas/tugas").headers["Location"].startswith("/petugas/akun/faktor-kedua")


def sign_in(client: FlaskClient, device: Authenticator) -> tuple[dict[str, str], TestResponse]:
    page = client.get("/petugas/masuk/kunci").text
    data = {"csrf_token": token_in(page), "kunci": device.sign(challenge_in(page))}
    return data, client.post("/petugas/masuk/kunci", data=data)


def test_an_answer_opens_one_session_alone(
    flask_app: Flask, account: Callable[..., Account], device: Authenticator
) -> None:
    siti, client = account("siti", ADMIN), flask_app.test_client()
    log_in(client, siti)
    assert add_key(client, device).status_code == 302
    thief = flask_app.test_client()
    page = thief.get("/petugas/masuk/kunci").text
    kept = thief.get_cookie(flask_app.config["SESSION_COOKIE_NAME"])
    assert kept is not None
    data = {"csrf_token": token_in(page), "kunci": device.sign(challenge_in(page))}
    assert thief.post("/petugas/masuk/kunci", data=data).status_code == 302
    again = flask_app.test_client()
    again.set_cookie(kept.key, kept.value)
    assert again.post("/petugas/masuk/kunci", data=data).status_code == 401


def test_a_log_in_by_key_takes_one_of_the_eight_places(
    flask_app: Flask, account: Callable[..., Account], device: Authenticator
) -> None:
    siti, client = account("siti", ADMIN), flask_app.test_client()
    log_in(client, siti)
    assert add_key(client, device).status_code == 302
    before = client.get_cookie("alur-perangkat")
    client.post("/petugas/keluar", data={"csrf_token": token_in(client.get("/petugas/sandi").text)})
    _data, answer = sign_in(client, device)
    assert answer.status_code == 302
    serializer = URLSafeTimedSerializer(flask_app.config["SECRET_KEY"], salt="known-device")
    after = client.get_cookie("alur-perangkat")
    assert before is not None
    assert after is not None
    assert serializer.loads(after.value) == serializer.loads(before.value)


@pytest.mark.parametrize("come_back", [False, True], ids=["password reset", "back after leaving"])
def test_keys_end_with_the_password(
    flask_app: Flask, account: Callable[..., Account], device: Authenticator, services: Services, come_back: bool
) -> None:
    siti, client = account("siti", ADMIN), flask_app.test_client()
    log_in(client, siti)
    assert add_key(client, device).status_code == 302
    given: dict[str, Any] = {"instansi_id": TANAH_LAUT, "by": SISTEM, "user_id": siti.id}
    with unit_of_work(services.session_factory, TANAH_LAUT) as session:
        if come_back:
            persons.deactivate(session, services.runtime, **given, reason="pindah")
            persons.reactivate(session, services.runtime, **given)
        else:
            persons.reset_password(session, services.runtime, **given, reason="lupa")
    assert sign_in(flask_app.test_client(), device)[1].status_code == 401


def test_who_has_a_first_password_of_somebody_else_sets_nothing_up(
    client: FlaskClient, account: Callable[..., Account], device: Authenticator, services: Services
) -> None:
    siti = account("siti", ADMIN)
    with unit_of_work(services.session_factory, TANAH_LAUT) as session:
        session.get_one(User, (TANAH_LAUT, siti.id)).must_change_password = True
    log_in(client, siti)
    assert add_key(client, device).headers["Location"].startswith("/petugas/sandi")
    token = token_in(client.get("/petugas/sandi").text)
    begun = client.post("/petugas/akun/faktor-kedua/mulai", data={"csrf_token": token})
    assert begun.headers["Location"].startswith("/petugas/sandi")


def test_a_new_key_beside_a_phone_needs_a_code_of_it(
    client: FlaskClient, account: Callable[..., Account], device: Authenticator, services: Services, clock: FixedClock
) -> None:
    siti = account("siti", ADMIN)
    log_in(client, siti)
    who: dict[str, Any] = {"instansi_id": TANAH_LAUT, "user_id": siti.id}
    with unit_of_work(services.session_factory, TANAH_LAUT) as session:
        second_factor.begin(session, services.settings, **who, now=clock.now())
        phone = pyotp.TOTP(second_factor.secret_to_set_up(session, services.settings, **who) or "")
        code = phone.at(clock.now())
        assert second_factor.confirm(session, services.settings, **who, code=code, token="", now=clock.now())
    clock.advance(timedelta(seconds=30))
    entered = client.get("/petugas/masuk").text
    data = {"csrf_token": token_in(entered), "nama_pengguna": "siti", "kata_sandi": siti.password}
    page = client.post("/petugas/masuk", data=data).text
    client.post("/petugas/masuk/kode", data={"csrf_token": token_in(page), "kode": phone.at(clock.now())})
    clock.advance(timedelta(seconds=30))
    assert 'name="kode"' in client.get("/petugas/akun/kunci").text
    refused = add_key(client, device, kode="000000")
    assert refused.status_code == 422
    assert "Kode tidak cocok" in refused.text
    assert add_key(client, device, kode=phone.at(clock.now())).status_code == 302
