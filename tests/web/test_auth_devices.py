"""A device that logged in before is told from strangers by its cookie, which opens nothing and names nobody."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from complaints.people.roles import Role
from engine.db import SessionFactory
from tests.support.accounts import Account, log_in, token_in
from tests.support.government import TANAH_LAUT

ADMIN = (Role.ADMIN_INSTANSI, "")
NewAccount = Callable[..., Account]
COOKIE = "alur-perangkat"


@pytest.fixture
def session_factory(sqlite_factory: SessionFactory) -> SessionFactory:
    """What depends on the database is tested with the people."""
    return sqlite_factory


def guess(client: FlaskClient, username: str, password: str = "salah") -> int:
    token = token_in(client.get("/petugas/masuk").text)
    data = {"csrf_token": token, "nama_pengguna": username, "kata_sandi": password}
    return client.post("/petugas/masuk", data=data).status_code


def log_out(client: FlaskClient) -> None:
    client.post("/petugas/keluar", data={"csrf_token": token_in(client.get("/petugas/sandi").text)})


def test_an_attacker_at_the_same_address_does_not_lock_the_officer_out(flask_app: Flask, account: NewAccount) -> None:
    siti, desk, attacker = account("siti", ADMIN), flask_app.test_client(), flask_app.test_client()
    log_in(desk, siti)
    log_out(desk)
    assert [guess(attacker, "siti") for _ in range(6)] == [401] * 5 + [429]
    assert guess(attacker, "siti", siti.password) == 429
    assert guess(desk, "siti", siti.password) == 302


def test_the_cookie_is_for_one_name_at_a_time_and_forged_ones_count_as_none(
    flask_app: Flask, account: NewAccount
) -> None:
    siti, budi, desk = account("siti", ADMIN), account("budi", ADMIN), flask_app.test_client()
    log_in(desk, siti)
    cookie = desk.get_cookie(COOKIE)
    assert cookie is not None
    assert cookie.http_only
    assert cookie.same_site == "Strict"
    assert "siti" not in cookie.value
    assert str(siti.id) not in cookie.value
    log_out(desk)
    assert [guess(flask_app.test_client(), "budi") for _ in range(5)] == [401] * 5
    assert guess(desk, "budi", budi.password) == 429
    desk.set_cookie(COOKIE, cookie.value[:-3] + "abc")
    assert [guess(flask_app.test_client(), "siti") for _ in range(5)] == [401] * 5
    assert guess(desk, "siti", siti.password) == 429


def test_a_device_knows_a_person_however_the_name_is_written(flask_app: Flask, account: NewAccount) -> None:
    siti, desk = account("siti", ADMIN), flask_app.test_client()
    log_in(desk, Account(siti.id, f"siti@{TANAH_LAUT}"))
    log_out(desk)
    assert [guess(flask_app.test_client(), "siti") for _ in range(5)] == [401] * 5
    assert guess(desk, "Siti", siti.password) == 302


def test_a_shared_computer_remembers_its_last_eight(flask_app: Flask, account: NewAccount) -> None:
    desk = flask_app.test_client()
    people = [account(f"orang{number}", ADMIN) for number in range(9)]
    for person in people:
        log_in(desk, person)
        log_out(desk)
    assert [guess(flask_app.test_client(), person.username) for person in people for _ in range(5)] == [401] * 45
    assert guess(desk, people[0].username, people[0].password) == 429
    assert guess(desk, people[1].username, people[1].password) == 302


def test_guesses_at_the_present_password_are_counted(as_officer: Callable[..., FlaskClient]) -> None:
    client = as_officer("siti", ADMIN)
    new = "kopi hangat di teras"
    data = {"sandi_lama": "salah", "sandi_baru": new, "sandi_ulang": new}
    answers = []
    for _ in range(6):
        data["csrf_token"] = token_in(client.get("/petugas/sandi").text)
        answers.append(client.post("/petugas/sandi", data=data))
    assert [answer.status_code for answer in answers] == [422] * 5 + [429]
    assert "Coba lagi 15 menit lagi." in answers[-1].text
