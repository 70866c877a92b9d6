"""Administrators arrange single sign-on; what opens accounts waits for a second one, and a secret is shown to nobody."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from complaints.models import SecondPersonRequest, SignOn, SignOnLink, User
from complaints.people import sign_on
from complaints.people.roles import Role
from engine.db import SessionFactory, reading, unit_of_work
from engine.models import LedgerEvent
from tests.support.accounts import Account, log_in, token_in
from tests.support.acts import OF_ACTS
from tests.support.government import TANAH_LAUT

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

    from engine.clock import FixedClock
    from web.services import Services

SECRET = "sangat-rahasia-7"
SERVER = {
    "label": "SSO Uji", "issuer": "https://sso.example", "client_id": "alur", "client_secret": SECRET, "passwords": "ya"
}  # fmt: skip
NewAccount = Callable[..., Account]


@pytest.fixture
def session_factory(sqlite_factory: SessionFactory) -> SessionFactory:
    return sqlite_factory


@pytest.fixture
def two(flask_app: Flask, account: NewAccount) -> list[FlaskClient]:
    """Two administrators."""
    clients = []
    for name in ("rina", "tono"):
        clients.append(flask_app.test_client())
        log_in(clients[-1], account(name, (Role.ADMIN, "")))
    return clients


def send(client: FlaskClient, place: str = "", **fields: str) -> TestResponse:
    token = token_in(client.get("/admin/sso").text)
    return client.post(f"/admin/sso{place}", data={"csrf_token": token, **fields}, follow_redirects=True)


def decide(client: FlaskClient, factory: SessionFactory, answer: str = "setuju") -> TestResponse:
    with reading(factory, TANAH_LAUT) as session:
        request_id = session.scalars(
            select(SecondPersonRequest.id).where(SecondPersonRequest.instansi_id == TANAH_LAUT)
        ).one()
    token = token_in(client.get("/admin/persetujuan").text)
    data = {"csrf_token": token, "keputusan": answer}
    return client.post(f"/admin/persetujuan/{request_id}", data=data, follow_redirects=True)


def present(factory: SessionFactory) -> tuple[str, str, bool] | None:
    with reading(factory, TANAH_LAUT) as session:
        row = session.get(SignOn, TANAH_LAUT)
        return None if row is None else (row.label, row.issuer, row.proves_twice)


def subjects(factory: SessionFactory) -> list[str]:
    with reading(factory, TANAH_LAUT) as session:
        query = select(SignOnLink.subject).where(SignOnLink.instansi_id == TANAH_LAUT)
        return list(session.scalars(query.order_by(SignOnLink.subject)))


def test_a_server_counts_when_a_second_administrator_has_confirmed_it(
    two: list[FlaskClient], session_factory: SessionFactory, services: Services
) -> None:
    rina, tono = two
    assert "Menunggu persetujuan administrator lain" in send(rina, **SERVER).text
    assert present(session_factory) is None
    assert "harus orang lain" in decide(rina, session_factory).text
    shown = tono.get("/admin/persetujuan").text
    assert "https://sso.example" in shown
    assert "sealed_secret" not in shown
    assert "Disetujui dan dijalankan" in decide(tono, session_factory).text
    with reading(session_factory, TANAH_LAUT) as session:
        client = sign_on.client_of(session, services.settings, instansi_id=TANAH_LAUT)
        told = session.scalars(
            select(LedgerEvent.payload).where(OF_ACTS).where(LedgerEvent.instansi_id == TANAH_LAUT)
        ).all()
    assert client is not None
    assert (client.issuer, client.client_secret) == ("https://sso.example", SECRET)
    assert not [row for row in told if SECRET in row or "sealed" in row], "no history keeps a secret"
    assert SECRET not in rina.get("/admin/sso").text


def test_what_opens_no_account_is_one_administrator_s(two: list[FlaskClient], session_factory: SessionFactory) -> None:
    send(two[0], **SERVER)
    decide(two[1], session_factory)
    kept = SERVER | {"client_secret": ""}
    assert "Tersimpan" in send(two[0], **(kept | {"label": "SSO Kita"})).text
    assert "Menunggu persetujuan" in send(two[0], **(kept | {"proves_twice": "ya"})).text
    assert "rahasia klien" in send(two[0], **(kept | {"issuer": "https://lain.example"})).text, (
        "no old secret goes there"
    )
    assert present(session_factory) == ("SSO Kita", "https://sso.example", False)
    assert "Tulis alasannya" in send(two[0], "/berhenti").text
    assert "Tersimpan" in send(two[0], "/berhenti", alasan="server diganti").text
    assert present(session_factory) is None


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("issuer", "http://sso.example", "https://"),
        ("issuer", "", "wajib"),
        ("label", "x" * 81, "Paling banyak 80"),
        ("client_secret", "", "rahasia klien"),
    ],
)
def test_an_odd_server_is_told_at_its_field_and_nothing_is_lost(
    two: list[FlaskClient], session_factory: SessionFactory, field: str, value: str, words: str
) -> None:
    answer = send(two[0], **(SERVER | {field: value}))
    assert (answer.status_code, words in answer.text, 'value="alur"' in answer.text) == (422, True, True)
    with reading(session_factory, TANAH_LAUT) as session:
        assert (
            session.scalars(select(SecondPersonRequest.id).where(SecondPersonRequest.instansi_id == TANAH_LAUT)).all()
            == []
        )


def test_who_somebody_is_there_is_one_administrator_s_to_say_but_not_of_guarded_roles(
    two: list[FlaskClient], session_factory: SessionFactory, account: NewAccount
) -> None:
    send(two[0], **SERVER)
    decide(two[1], session_factory)
    siti = account("siti", (Role.ADMIN_INSTANSI, ""))
    assert "Tidak ada orang" in send(two[0], "/orang", nama_pengguna="nihil", subject="x").text
    assert "Tersimpan" in send(two[0], "/orang", nama_pengguna="siti", subject="sub-siti").text
    assert "sudah milik orang lain" in send(two[0], "/orang", nama_pengguna="tono", subject="sub-siti").text
    assert "Menunggu persetujuan" in send(two[0], "/orang", nama_pengguna="tono", subject="sub-rina").text
    assert subjects(session_factory) == ["sub-siti"]
    assert "harus orang lain" in decide(two[1], session_factory).text, "whom it concerns confirms nothing"
    assert "Tersimpan" in send(two[0], f"/orang/{siti.id}/lepas").text
    assert send(two[0], f"/orang/{siti.id}/lepas").status_code == 404
    assert subjects(session_factory) == []


def test_with_the_first_guarded_role_a_link_ends(
    two: list[FlaskClient], session_factory: SessionFactory, account: NewAccount, services: Services
) -> None:
    """Whoever linked the account to themselves would be its auditor."""
    send(two[0], **SERVER)
    decide(two[1], session_factory)
    siti = account("siti", (Role.ADMIN_INSTANSI, ""))
    send(two[0], "/orang", nama_pengguna="siti", subject="sub-rina")
    page = token_in(two[0].get(f"/admin/orang/{siti.id}").text)
    with unit_of_work(session_factory, TANAH_LAUT) as session:
        person = session.get_one(User, (TANAH_LAUT, siti.id))
        person.email = "siti@example.org"
    two[0].post(f"/admin/orang/{siti.id}/peran", data={"csrf_token": page, "peran": "auditor", "unit": ""})
    assert "Disetujui dan dijalankan" in decide(two[1], session_factory).text
    assert subjects(session_factory) == []


def test_nobody_names_the_machine_itself_as_a_server(
    flask_app: Flask, services: Services, two: list[FlaskClient], session_factory: SessionFactory
) -> None:
    """Else the program asks its own neighbours on the machine, in an administrator's name."""
    settings = dataclasses.replace(services.settings, base_url="https://pengaduan.contoh.go.id")
    flask_app.extensions["alur"] = dataclasses.replace(services, settings=settings)
    answer = send(two[0], **(SERVER | {"issuer": "https://127.0.0.1:8443"}))
    assert answer.status_code == 422
    assert "mesin ini sendiri" in answer.text


def test_an_ended_session_carries_no_secret_along(two: list[FlaskClient], clock: FixedClock) -> None:
    token = token_in(two[0].get("/admin/sso").text)
    clock.advance(timedelta(hours=1))
    data = {name: value for name, value in SERVER.items() if name != "passwords"}
    page = two[0].post("/admin/sso", data={"csrf_token": token, **data})
    assert (page.status_code, 'name="titipan"' in page.text) == (401, False)
