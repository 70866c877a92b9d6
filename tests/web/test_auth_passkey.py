"""What comes instead of a passkey opens nothing; the ways with one are in tests/browser."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from complaints.people.passkeys import site
from complaints.people.roles import Role
from complaints.settings import Settings
from engine.clock import FixedClock
from engine.db import SessionFactory
from tests.support.accounts import token_in

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
