"""Headers, cookies, forged and worn-out forms: what every page has in common."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from html import unescape
from io import BytesIO
from itertools import pairwise

import pytest
from flask import Flask, request
from flask.testing import FlaskClient

from complaints.logs import configure
from complaints.people.roles import Role
from engine.clock import FixedClock
from engine.db import SessionFactory
from tests.support.accounts import Account, log_in, token_in
from tests.support.statements import statements
from web import create_app
from web.guards import officer, public
from web.security import CONTENT_SECURITY_POLICY
from web.services import Services

ADMIN = (Role.ADMIN_INSTANSI, "")


@pytest.fixture
def session_factory(sqlite_factory: SessionFactory) -> SessionFactory:
    """None of this depends on the database."""
    return sqlite_factory


@pytest.fixture
def flask_app(flask_app: Flask) -> Flask:
    """The application with a form that only tests have."""

    @flask_app.route("/uji/formulir", methods=["GET", "POST"])
    @public
    def probe() -> str:
        return "diterima: " + "|".join(f"{key}={value}" for key, value in request.form.items(multi=True))

    @flask_app.get("/uji/petugas")
    @officer
    def officers_probe() -> str:
        return "halo"

    return flask_app


def token(client: FlaskClient) -> str:
    return token_in(client.get("/petugas/masuk").text)


@pytest.mark.parametrize("address", ["/petugas/masuk", "/tidak/ada", "/sehat", "/uji/formulir", "/petugas/tugas"])
def test_every_answer_has_the_headers(client: FlaskClient, address: str) -> None:
    headers = client.get(address).headers
    assert headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert headers["Cache-Control"] == "no-store"
    assert "Strict-Transport-Security" not in headers
    assert "Server" not in headers


def test_the_policy_allows_no_script_and_nothing_inline() -> None:
    directives = dict(part.split(" ", 1) for part in CONTENT_SECURITY_POLICY.split("; "))
    assert directives["default-src"] == "'none'"
    assert directives["frame-ancestors"] == directives["base-uri"] == "'none'"
    assert "script-src" not in directives
    assert "unsafe" not in CONTENT_SECURITY_POLICY
    assert "*" not in CONTENT_SECURITY_POLICY


def test_a_real_installation_answers_only_to_its_own_name(services: Services) -> None:
    """A forged Host would stand in redirects; health checks on the machine itself still work."""
    settings = replace(services.settings, base_url="https://alur.example.go.id")
    client = create_app(replace(services, settings=settings)).test_client()
    assert client.get("/petugas", headers={"Host": "jahat.example"}).status_code == 400
    assert client.get("/petugas/masuk", base_url="https://alur.example.go.id").status_code == 200
    assert client.get("/sehat", headers={"Host": "127.0.0.1:8000"}).status_code == 200


def test_cookies_are_for_this_site_alone(flask_app: Flask, services: Services) -> None:
    plain = flask_app.test_client().get("/petugas/masuk").headers["Set-Cookie"]
    assert plain.startswith("alur=")
    assert {"HttpOnly", "Path=/", "SameSite=Lax"} <= set(plain.split("; "))
    settings = replace(services.settings, base_url="https://alur.example.go.id")
    secure = create_app(replace(services, settings=settings))
    answer = secure.test_client().get("/petugas/masuk", base_url="https://alur.example.go.id")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-alur=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
    assert "Domain" not in cookie
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"


def test_static_files_are_packed_and_cached_for_good(client: FlaskClient) -> None:
    page = client.get("/petugas/masuk").text
    address = re.search(r'href="(/aset/\w{12}/build/alur\.css)"', page)
    assert address is not None, "the style sheet was not built"
    packed = client.get(address[1], headers={"Accept-Encoding": "gzip"})
    plain = client.get(address[1], headers={"Accept-Encoding": "identity"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.headers["Content-Type"] == "text/css; charset=utf-8"
    assert "immutable" in packed.headers["Cache-Control"]
    assert "Set-Cookie" not in packed.headers
    assert len(packed.data) < len(plain.data) / 4
    assert len(packed.data) + len(page) < 20_000
    assert b"GDS Transport" not in plain.data
    assert b"@import" not in plain.data


@pytest.mark.parametrize("name", ["../__init__.py", "..%2f..%2fapp.py", "build/../../security.py", "build", "x.css"])
def test_static_files_stay_in_their_folder(client: FlaskClient, name: str) -> None:
    assert client.get(f"/aset/000000000000/{name}").status_code == 404


def test_a_form_without_token_is_kept_and_can_be_sent_again(client: FlaskClient) -> None:
    form = {"uraian": "Jalan <rusak>\r\ndi desa", "pilihan": ["a", "b"]}
    refused = client.post("/uji/formulir?langkah=2", data=form, headers={"Sec-Fetch-Site": "same-origin"})
    assert refused.status_code == 400
    assert "Isian Anda masih ada" in refused.text
    assert 'action="/uji/formulir?langkah=2"' in refused.text
    hidden = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', refused.text)
    again = client.post("/uji/formulir?langkah=2", data=_as_fields(hidden))
    assert "uraian=Jalan <rusak>\r\ndi desa|pilihan=a|pilihan=b" in again.text


def _as_fields(hidden: list[tuple[str, str]]) -> dict[str, list[str]]:
    fields: dict[str, list[str]] = {}
    for name, value in hidden:
        fields.setdefault(name, []).append(unescape(value))
    return fields


def test_a_worn_out_token_is_kept_too_and_files_are_named(client: FlaskClient, clock: FixedClock) -> None:
    worn = token(client)[:-2] + "xx"
    data = {"csrf_token": worn, "uraian": "tetap ada", "berkas": (BytesIO(b"isi"), "foto.jpg")}
    refused = client.post("/uji/formulir", data=data, headers={"Origin": "http://localhost"})
    assert "tetap ada" in refused.text
    assert "Pilih berkasnya lagi" in refused.text


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://jahat.example"},
        {"Origin": "null"},
        {"Referer": "https://jahat.example/localhost"},
        {},
    ],
)
def test_a_form_from_elsewhere_is_not_offered_again(client: FlaskClient, headers: dict[str, str]) -> None:
    refused = client.post("/uji/formulir", data={"uraian": "titipan jahat"}, headers=headers)
    assert refused.status_code == 400
    assert "titipan jahat" not in refused.text
    assert "Formulir kedaluwarsa" in refused.text


def test_passwords_never_travel_in_a_kept_form(client: FlaskClient) -> None:
    data = {"nama_pengguna": "siti", "kata_sandi": "pelangi kertas 42"}
    refused = client.post("/petugas/masuk", data=data, headers={"Sec-Fetch-Site": "same-origin"})
    assert refused.status_code == 400
    assert "pelangi" not in refused.text
    assert 'href="/petugas/masuk"' in refused.text


def test_an_officers_page_reads_who_it_is_in_one_statement(
    client: FlaskClient, account: Callable[..., Account], session_factory: SessionFactory, clock: FixedClock
) -> None:
    log_in(client, account("siti", ADMIN))
    with statements(session_factory) as sent:
        assert client.get("/uji/petugas").text == "halo"
    assert len(sent) == 1, sent
    clock.advance(timedelta(minutes=2))
    with statements(session_factory) as sent:
        client.get("/uji/petugas")
    assert len(sent) == 2, sent


def test_logs_hold_no_address_no_query_and_nothing_typed(
    flask_app: Flask, clock: FixedClock, capsys: pytest.CaptureFixture[str], account: Callable[..., Account]
) -> None:
    flask_app.config["PROPAGATE_EXCEPTIONS"] = False

    @flask_app.get("/uji/rusak/<number>")
    @public
    def broken(number: str) -> str:
        raise ValueError(f"tidak dapat membaca {number}")

    root = logging.getLogger()
    kept = root.handlers, root.level
    configure(clock)
    try:
        client = flask_app.test_client()
        client.get("/uji/formulir?nama=Rahmawati", headers={"X-Forwarded-For": "10.77.1.1"})
        client.post("/uji/formulir", data={"csrf_token": token(client), "uraian": "rahasia besar"})
        log_in(client, account("siti", ADMIN))
        page = client.get("/uji/rusak/TL-2026-7K4M2Q")
    finally:
        root.handlers, root.level = kept
    log = capsys.readouterr().err
    lines = [json.loads(line) for line in log.splitlines()]
    for secret in ("Rahmawati", "10.77.1.1", "127.0.0.1", "rahasia besar", "siti", "pelangi", "7K4M2Q"):
        assert secret not in log
    incident = next(line for line in lines if line["event"] == "incident")
    assert incident["incident"] in page.text
    assert incident["error"] == ["builtins.ValueError"]
    assert incident["frames"][-1].endswith("broken")
    assert {"method": "POST", "rule": "/uji/formulir", "status": 200}.items() <= lines[2].items()
    assert all(before["at"] <= after["at"] for before, after in pairwise(lines))
