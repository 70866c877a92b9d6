"""What a sign-on server may cost: errands, bytes, time; and which addresses are no servers."""

from __future__ import annotations

import socket
from urllib.parse import parse_qs, urlsplit

import pytest

from complaints.people import oidc
from engine.clock import SystemClock
from tests.support.identity_server import CLIENT, SECRET, identity_server

BACK = "http://127.0.0.1/petugas/masuk/sso"


def _leave(issuer: str) -> oidc.Errand:
    oidc.forget()
    return oidc.depart(oidc.Client(issuer, CLIENT, SECRET), redirect_uri=BACK, now=SystemClock().now())


def test_a_server_that_keeps_everybody_waiting_keeps_nobody_from_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """Other governments have other servers."""
    monkeypatch.setattr(oidc, "TIMEOUT_S", 600)
    monkeypatch.setattr(oidc, "TOTAL_S", 0.01)
    monkeypatch.setattr(oidc, "MOST_ERRANDS", oidc.MOST_OF_A_SERVER + 1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        for _ in range(oidc.MOST_OF_A_SERVER + 2):
            with pytest.raises(oidc.SignOnError, match="away"):
                _leave(f"http://127.0.0.1:{silent.getsockname()[1]}")
        monkeypatch.setattr(oidc, "TOTAL_S", 15)
        with identity_server() as server:
            assert _leave(server.address).url.startswith(server.address)


def test_a_token_without_an_end_is_not_read_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    with identity_server() as server:
        errand = _leave(server.address)
        code = parse_qs(urlsplit(server.authorise(errand.url)).query)["code"][0]
        monkeypatch.setattr(oidc, "LARGEST_ANSWER", 50)
        client = oidc.Client(server.address, CLIENT, SECRET)
        with pytest.raises(oidc.SignOnError, match="away"):
            oidc.arrive(
                client, code=code, nonce=errand.nonce, verifier=errand.verifier, redirect_uri=BACK,
                now=SystemClock().now(),
            )  # fmt: skip


@pytest.mark.parametrize("address", ["https://127.0.0.1/x", "https://localhost", "https://[::1]:8443", "https://0.0.0.0",
                                     "https://169.254.169.254/latest", "https://a.localhost"])  # fmt: skip
def test_addresses_of_this_machine_are_known(address: str) -> None:
    assert oidc.is_here(address)
    assert not oidc.is_here("https://sso.ngawikab.go.id")
