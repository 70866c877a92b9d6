"""Log-in by a government's own server: a real OpenID Connect server answers, honest and not."""

from __future__ import annotations

import dataclasses
import socket
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient
from joserfc.jwk import RSAKey
from sqlalchemy import select

from complaints.models import Attempt, SignOn, SignOnLink
from complaints.people import oidc, second_factor, sign_on
from complaints.people.roles import Role
from complaints.people.sign_on import SignOnTerms
from engine.actors import SISTEM
from engine.clock import FixedClock, SystemClock
from engine.db import SessionFactory, reading, unit_of_work
from engine.errors import ConflictError
from tests.support.accounts import Account, log_in, token_in
from tests.support.government import TANAH_LAUT, Government
from tests.support.identity_server import CLIENT, SECRET, IdentityServer, Person, identity_server
from web.auth.phrases import failures_text
from web.services import Services

ADMIN = (Role.ADMIN_INSTANSI, "")
NewAccount = Callable[..., Account]
DOOR = f"/petugas/masuk/sso/{TANAH_LAUT}"


@pytest.fixture
def session_factory(sqlite_factory: SessionFactory) -> SessionFactory:
    """What depends on the database is tested with the people."""
    return sqlite_factory


@pytest.fixture
def clock() -> FixedClock:
    """Now: the server of the tests tells the time of this machine."""
    return FixedClock(SystemClock().now())


@pytest.fixture
def server() -> Iterator[IdentityServer]:
    oidc.forget()
    with identity_server() as running:
        yield running


@pytest.fixture
def configure(services: Services, instansi: Government, server: IdentityServer) -> Callable[..., None]:
    """`configure(passwords=False)`: the government trusts the server."""

    def make(**terms: Any) -> None:
        given = SignOnTerms(
            **{"label": "SSO Uji", "issuer": server.address, "client_id": CLIENT, "client_secret": SECRET} | terms
        )
        with unit_of_work(services.session_factory, instansi.id) as session:
            sign_on.configure(
                session, services.runtime, services.settings, instansi_id=instansi.id, terms=given, by=SISTEM
            )

    make()
    return make


@pytest.fixture
def link(services: Services, instansi: Government) -> Callable[..., None]:
    def make(person: Account, **who: str) -> None:
        with unit_of_work(services.session_factory, instansi.id) as session:
            sign_on.link(session, services.runtime, instansi_id=instansi.id, user_id=person.id, by=SISTEM, **who)

    return make


def leave(client: FlaskClient, target: str = "") -> str:
    """Where the browser is sent."""
    answer = client.get(DOOR, query_string={"lanjut": target} if target else {})
    assert answer.status_code == 302, answer.text
    return answer.headers["Location"]


def come_back(client: FlaskClient, server: IdentityServer, target: str = "") -> Any:
    return client.get(server.authorise(leave(client, target)))


@pytest.mark.usefixtures("configure")
def test_who_comes_by_the_server_is_not_held_at_a_password_that_they_never_had(
    client: FlaskClient, account: NewAccount, link: Callable[..., None], server: IdentityServer
) -> None:
    link(account("siti", ADMIN, must_change_password=True), subject="sub-siti")
    come_back(client, server)
    assert client.get("/petugas/tugas").status_code == 200


@pytest.mark.usefixtures("configure")
def test_a_linked_person_comes_in_where_they_wanted_to(
    client: FlaskClient, account: NewAccount, link: Callable[..., None], server: IdentityServer
) -> None:
    link(account("siti", ADMIN), subject="sub-siti")
    assert DOOR in client.get("/petugas/masuk").text
    answer = come_back(client, server, "/petugas/tugas?halaman=2")
    assert answer.headers["Location"] == "/petugas/tugas?halaman=2"
    assert client.get("/petugas/tugas").status_code == 200
    assert "Masuk dengan SSO" in client.get("/petugas/akun").text


@pytest.mark.usefixtures("configure")
def test_the_browser_carries_state_nonce_and_challenge_and_no_secret(client: FlaskClient) -> None:
    url = leave(client)
    sent = parse_qs(urlsplit(url).query)
    assert sent["code_challenge_method"] == ["S256"]
    assert all(len(sent[name][0]) >= 30 for name in ("state", "nonce", "code_challenge"))
    assert SECRET not in url
    again = parse_qs(urlsplit(leave(client)).query)
    assert not {sent[name][0] for name in ("state", "nonce", "code_challenge")} & {
        again[name][0] for name in ("state", "nonce", "code_challenge")
    }


@pytest.mark.usefixtures("configure")
def test_nobody_is_linked_by_themselves(
    client: FlaskClient, account: NewAccount, server: IdentityServer, link: Callable[..., None]
) -> None:
    link(account("budi", ADMIN), subject="sub-budi")
    server.claims = {"email": "siti@contoh.go.id", "email_verified": True, "preferred_username": "budi"}
    account("siti", ADMIN)
    answer = come_back(client, server)
    assert answer.status_code == 403
    assert "belum dihubungkan" in answer.text
    assert client.get("/petugas/tugas").status_code == 302


@pytest.mark.usefixtures("configure")
def test_an_address_counts_once_and_only_when_verified(
    flask_app: Flask, account: NewAccount, server: IdentityServer, link: Callable[..., None], services: Services
) -> None:
    siti = account("siti", ADMIN)
    link(siti, email="Siti@Contoh.go.id")
    for unverified in ({"email": "siti@contoh.go.id"}, {"email": "siti@contoh.go.id", "email_verified": "true"}):
        server.claims = unverified
        assert come_back(flask_app.test_client(), server).status_code == 403
    server.claims = {"email": "siti@contoh.go.id", "email_verified": True}
    assert come_back(flask_app.test_client(), server).status_code == 302
    with reading(services.session_factory, TANAH_LAUT) as session:
        assert session.get_one(SignOnLink, (TANAH_LAUT, siti.id)).subject == "sub-siti"
    server.person = Person("sub-pengganti")
    assert come_back(flask_app.test_client(), server).status_code == 403


@pytest.mark.usefixtures("configure")
@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://lain.example"},
        {"aud": "lain"},
        {"nonce": "lain"},
        {"exp": 1},
        {"iat": 4_000_000_000},
        {"at_hash": "lain"},
        {"sub": ""},
    ],
    ids=lambda claims: next(iter(claims)),
)
def test_a_token_that_is_not_for_us_is_not_believed(
    client: FlaskClient, account: NewAccount, server: IdentityServer, link: Callable[..., None], claims: dict[str, Any]
) -> None:
    link(account("siti", ADMIN), subject="sub-siti")
    server.claims = claims
    answer = come_back(client, server)
    assert answer.status_code == 403
    assert "tidak dapat dipercaya" in answer.text
    assert client.get("/petugas/tugas").status_code == 302


@pytest.mark.usefixtures("configure")
def test_a_token_of_another_key_is_not_believed(client: FlaskClient, server: IdentityServer) -> None:
    server.published = RSAKey.generate_key(2048, {"kid": "satu"})
    assert "tidak dapat dipercaya" in come_back(client, server).text


@pytest.mark.usefixtures("configure")
def test_a_server_is_asked_once_and_again_when_its_key_changed(
    flask_app: Flask, account: NewAccount, server: IdentityServer, link: Callable[..., None], clock: FixedClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    asked: list[str] = []
    real = oidc._json
    monkeypatch.setattr(oidc, "_json", lambda address: (asked.append(address.rsplit("/", 1)[1]), real(address))[1])
    link(account("siti", ADMIN), subject="sub-siti")

    def comes_in() -> int:
        return int(come_back(flask_app.test_client(), server).status_code)

    assert (comes_in(), comes_in(), asked) == (302, 302, ["openid-configuration", "kunci"])
    server.key = RSAKey.generate_key(2048, {"kid": "dua"})
    assert comes_in() == 403, "keys are not asked for with every token"
    clock.advance(oidc.KEYS_AGAIN)
    assert (comes_in(), comes_in(), asked[2:]) == (302, 302, ["kunci"])
    clock.advance(oidc.KEPT_FOR)
    assert (comes_in(), asked[3:]) == (302, ["openid-configuration", "kunci"])
    monkeypatch.setattr(oidc, "MOST_KEPT", 3)
    for number in range(9):
        oidc._keep(f"https://{number}.example", oidc._Kept(clock.now(), {}))
    assert len(oidc._kept) == 3


@pytest.mark.usefixtures("configure")
def test_a_return_that_was_not_begun_here_is_refused(
    flask_app: Flask, account: NewAccount, server: IdentityServer, link: Callable[..., None], clock: FixedClock
) -> None:
    link(account("siti", ADMIN), subject="sub-siti")
    begun, other = flask_app.test_client(), flask_app.test_client()
    back = server.authorise(leave(begun))
    assert other.get(back).status_code == 400
    assert begun.get(back.replace("state=", "state=x")).status_code == 400
    assert begun.get(back).status_code == 400, "the state was used up by the false try"
    back = server.authorise(leave(begun))
    assert begun.get(back).status_code == 302
    assert begun.get(back).status_code == 400
    late = server.authorise(leave(other))
    clock.advance(timedelta(minutes=11))
    assert "terlalu lama" in other.get(late).text


@pytest.mark.usefixtures("configure")
def test_a_code_that_the_server_does_not_know_is_refused(client: FlaskClient, server: IdentityServer) -> None:
    back = server.authorise(leave(client))
    server.codes.clear()
    answer = client.get(back)
    assert answer.status_code == 403
    assert "tidak meluluskan" in answer.text
    state = parse_qs(urlsplit(leave(client)).query)["state"][0]
    declined = client.get(f"/petugas/masuk/sso?state={state}&error=access_denied")
    assert "membatalkannya" in declined.text


@pytest.mark.parametrize(
    "describe",
    [
        {"issuer": "https://lain.example"},
        {"token_endpoint": "http://10.0.0.1/token"},
        {"jwks_uri": None},
        {"x": "y" * 300_000},
    ],
    ids=["another issuer", "without TLS", "missing", "huge"],
)
@pytest.mark.usefixtures("configure")
def test_a_server_that_describes_itself_wrong_is_away(
    client: FlaskClient, server: IdentityServer, describe: dict[str, Any]
) -> None:
    server.describe = describe
    answer = client.get(DOOR)
    assert answer.status_code == 502
    assert "tidak dapat dihubungi" in answer.text


def test_a_server_that_is_away_is_told_in_a_sentence(client: FlaskClient, configure: Callable[..., None]) -> None:
    configure(issuer="http://127.0.0.1:9")
    answer = client.get(DOOR)
    assert answer.status_code == 502
    assert "masuk dengan kata sandi" in answer.text
    assert client.get("/petugas/masuk/sso/tidak-ada").status_code == 404


def test_passwords_stay_with_administrators_for_an_emergency(
    flask_app: Flask, account: NewAccount, configure: Callable[..., None]
) -> None:
    configure(passwords=False)
    siti = account("siti", ADMIN)
    client = flask_app.test_client()
    token = token_in(client.get("/petugas/masuk").text)
    answer = client.post(
        "/petugas/masuk", data={"csrf_token": token, "nama_pengguna": "siti", "kata_sandi": siti.password}
    )
    assert answer.status_code == 403
    assert "masuk lewat SSO" in answer.text
    log_in(flask_app.test_client(), account("bos", (Role.ADMIN, "")))


def test_the_second_factor_is_asked_for_unless_the_server_did(
    services: Services,
    account: NewAccount,
    configure: Callable[..., None],
    link: Callable[..., None],
    server: IdentityServer,
    clock: FixedClock,
) -> None:
    from web import create_app

    strict = dataclasses.replace(services, settings=dataclasses.replace(services.settings, second_factor=True))
    app = create_app(strict)
    siti = account("siti", (Role.AUDITOR, ""))
    link(siti, subject="sub-siti")
    client = app.test_client()
    come_back(client, server)
    assert client.get("/audit/pengaduan").headers["Location"].startswith("/petugas/akun/faktor-kedua")
    with unit_of_work(services.session_factory, TANAH_LAUT) as session:
        who = {"instansi_id": TANAH_LAUT, "user_id": siti.id}
        second_factor.begin(session, services.settings, **who, now=clock.now())
        phone = pyotp.TOTP(second_factor.secret_to_set_up(session, services.settings, **who) or "")
        assert second_factor.confirm(
            session, services.settings, **who, code=phone.at(clock.now()), token="", now=clock.now()
        )
    clock.advance(timedelta(seconds=30))
    client = app.test_client()
    page = come_back(client, server)
    assert "Kode dari ponsel" in page.text
    done = client.post("/petugas/masuk/kode", data={"csrf_token": token_in(page.text), "kode": phone.at(clock.now())})
    assert done.status_code == 302
    assert "SSO dan kode" in client.get("/petugas/akun").text
    configure(proves_twice=True)
    client = app.test_client()
    assert come_back(client, server).status_code == 302
    assert client.get("/audit/pengaduan").status_code == 200


@pytest.mark.usefixtures("configure")
def test_the_secret_lies_sealed_and_links_are_of_one_person(
    services: Services, account: NewAccount, link: Callable[..., None]
) -> None:
    link(account("siti", ADMIN), subject="sub-siti")
    for who in ({"subject": "sub-siti"}, {}):
        with pytest.raises(ConflictError):
            link(account(f"budi{len(who)}", ADMIN), **who)
    with reading(services.session_factory, TANAH_LAUT) as session:
        assert SECRET not in session.get_one(SignOn, TANAH_LAUT).sealed_secret


def test_an_address_without_tls_is_refused(configure: Callable[..., None]) -> None:
    with pytest.raises(ConflictError):
        configure(issuer="http://sso.example.go.id")


@pytest.mark.usefixtures("configure")
def test_another_key_of_the_installation_is_said_in_a_sentence(services: Services) -> None:
    from web import create_app

    settings = dataclasses.replace(services.settings, secret_key="kunci-lain-" * 5)
    answer = create_app(dataclasses.replace(services, settings=settings)).test_client().get(DOOR)
    assert answer.status_code == 502
    assert "menyiapkan SSO lagi" in answer.text


def test_wrong_codes_after_the_server_are_not_told_as_after_a_password(flask_app: Flask) -> None:
    with flask_app.test_request_context():
        assert "Kata sandi" not in failures_text("sso_kode", 2)
        assert "Kata sandi" in failures_text("sandi_kode", 2)


@pytest.mark.usefixtures("configure")
@pytest.mark.parametrize(("minutes_ago", "status"), [(None, 403), (16, 403), (1, 302)])
def test_a_silent_round_trip_is_no_fresh_proof(
    client: FlaskClient,
    account: NewAccount,
    server: IdentityServer,
    link: Callable[..., None],
    clock: FixedClock,
    minutes_ago: int | None,
    status: int,
) -> None:
    link(account("siti", ADMIN), subject="sub-siti")
    proved = None if minutes_ago is None else int((clock.now() - timedelta(minutes=minutes_ago)).timestamp())
    server.claims = {"auth_time": proved}
    assert parse_qs(urlsplit(leave(client)).query)["max_age"] == ["900"]
    assert come_back(client, server).status_code == 302
    token = token_in(client.get("/petugas/sandi").text)
    assert client.post("/petugas/akun/faktor-kedua/mulai", data={"csrf_token": token}).status_code == status


@pytest.mark.usefixtures("configure")
def test_the_door_counts_who_comes_in_vain_and_not_who_comes_in(
    flask_app: Flask, account: NewAccount, server: IdentityServer, link: Callable[..., None], services: Services
) -> None:
    link(account("siti", ADMIN), subject="sub-siti")
    assert come_back(flask_app.test_client(), server).status_code == 302
    with reading(services.session_factory) as session:
        assert sum(session.scalars(select(Attempt.count))) == 0
    client, last = flask_app.test_client(), services.settings.logins_per_source
    assert {client.get(DOOR).status_code for _ in range(last)} == {302}
    refused = client.get(DOOR)
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0


def test_a_server_that_never_answers_holds_nobody(
    client: FlaskClient, configure: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(oidc, "TIMEOUT_S", 600)
    monkeypatch.setattr(oidc, "TOTAL_S", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        configure(issuer=f"http://127.0.0.1:{silent.getsockname()[1]}")
        assert client.get(DOOR).status_code == 502
