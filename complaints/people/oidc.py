"""OpenID Connect as a client: where to send a browser, and what the server says of who came back.

Authorization code flow with state, nonce and PKCE (S256). Authlib speaks OAuth, joserfc reads tokens."""

from __future__ import annotations

import json
import secrets
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from ipaddress import ip_address
from threading import Lock, Thread
from time import monotonic
from typing import Any, TypeVar
from urllib.parse import urlsplit

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from complaints.remote_answers import body_of

Answer = TypeVar("Answer")
SCOPE = " ".join(("openid", "email"))
TIMEOUT_S = 5
TOTAL_S = 15
"""For everything that one step asks of the server: one that answers a byte at a time holds nobody longer."""
MOST_ERRANDS, MOST_OF_A_SERVER = 64, 8
"""Steps that may wait for servers at once, for all and for one, also those that nobody waits for any more."""
ASK_AGAIN_S = 900
"""A person who proved who they are to the server longer ago than this is to do so again (`max_age`)."""
LARGEST_ANSWER = 200_000
"""Bytes of what the server describes itself with."""
KEPT_FOR = timedelta(minutes=15)
"""What a server says of itself, and its keys, is asked again after this; keys also when a token is of none of them."""
MOST_KEPT = 100
"""Servers whose description is kept."""
KEYS_AGAIN = timedelta(seconds=30)
"""Keys are not asked for more often, whatever tokens come."""
LEEWAY_S = 60
LONGEST_AGO_S = 366 * 86_400
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
"""Signatures by the server's own key: never `none`, never one that the client's secret could make."""
LOOPBACK = ("127.0.0.1", "localhost", "::1")


class Trouble(StrEnum):
    """Why a log-in by the server failed."""

    AWAY = "away"
    """It cannot be reached, or does not answer as such a server does."""
    REFUSED = "refused"
    """It says no: the person declined, or the code was used up."""
    SEALED = "sealed"
    """Our own secret for it cannot be opened any more: the installation's key is another one."""
    FALSE = "false"
    """What it says is not for us, not now, or not signed by it."""


class SignOnError(Exception):
    """The server cannot tell who this is."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble


@dataclass(frozen=True)
class Client:
    """What a government agreed with its server."""

    issuer: str
    client_id: str
    client_secret: str


@dataclass(frozen=True)
class Errand:
    """A browser on its way to the server: where it goes, and what must fit when it comes back."""

    url: str
    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True)
class _Kept:
    """What a server said of itself, and its keys; each with the moment of the answer on the wall."""

    at: datetime
    described: Mapping[str, str]
    keys_at: datetime | None = None
    keys: Any = None


_kept: dict[str, _Kept] = {}
"""By issuer, the last asked last."""


_waiting: Counter[str] = Counter()
"""Errands under way, by issuer."""
_counting = Lock()


def forget() -> None:
    """Every server is asked again."""
    _kept.clear()


def is_safe_issuer(issuer: str) -> bool:
    """Whether an address may be trusted: encrypted, or on this machine."""
    parts = urlsplit(issuer)
    return bool(parts.hostname) and (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK))


def is_here(address: str) -> bool:
    """Whether an address is of this machine: no server that a government's administrators may name, unless this
    installation itself answers here alone."""
    host = urlsplit(address).hostname or ""
    try:
        found = ip_address(host)
    except ValueError:
        return host in LOOPBACK or host.endswith(".localhost")
    return found.is_loopback or found.is_link_local or found.is_unspecified


def depart(client: Client, *, redirect_uri: str, now: datetime) -> Errand:
    """Where to send the browser. `now` on the wall. Raises SignOnError."""
    endpoint = _within(client.issuer, lambda: _described(client, now))["authorization_endpoint"]
    nonce, verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(48)
    with _session(client, redirect_uri) as session:
        url, state = session.create_authorization_url(
            endpoint, nonce=nonce, code_verifier=verifier, max_age=ASK_AGAIN_S
        )
    return Errand(url, state, nonce, verifier)


def arrive(
    client: Client, *, code: str, nonce: str, verifier: str, redirect_uri: str, now: datetime
) -> Mapping[str, Any]:
    """What the server says of the person: the checked claims of its token. `now` on the wall. Raises SignOnError."""
    token, keys = _within(client.issuer, lambda: _told(client, code, verifier, redirect_uri, now))
    try:
        return _checked(client, token, keys, nonce=nonce, now=now)
    except SignOnError:
        newer = _within(client.issuer, lambda: _keys(client, now, older_than=KEYS_AGAIN))
        if newer == keys:
            raise
        return _checked(client, token, newer, nonce=nonce, now=now)  # the server signs by a new key


def proved_ago(claims: Mapping[str, Any], *, now: datetime) -> timedelta | None:
    """How long before `now` (on the wall) the person proved who they are to the server; None where it does not say."""
    at = claims.get("auth_time")
    if not isinstance(at, int) or isinstance(at, bool):
        return None
    return timedelta(seconds=min(max(0, int(now.timestamp()) - at), LONGEST_AGO_S))


def _within(issuer: str, errand: Callable[[], Answer]) -> Answer:
    """What an errand to the server brings, when it is back in time. Raises SignOnError. A server that keeps its errands
    waiting keeps nobody from the others."""
    with _counting:
        if _waiting[issuer] >= MOST_OF_A_SERVER or _waiting.total() >= MOST_ERRANDS:
            raise SignOnError(Trouble.AWAY)
        _waiting[issuer] += 1
    brought: Future[Answer] = Future()

    def go() -> None:
        try:
            brought.set_result(errand())
        except Exception as error:  # told to who waits
            brought.set_exception(error)
        finally:
            with _counting:
                _waiting[issuer] -= 1
                if not _waiting[issuer]:
                    del _waiting[issuer]

    Thread(target=go, daemon=True).start()
    try:
        return brought.result(TOTAL_S)
    except TimeoutError as error:
        raise SignOnError(Trouble.AWAY) from error


def _told(client: Client, code: str, verifier: str, redirect_uri: str, now: datetime) -> tuple[Mapping[str, Any], Any]:
    """The token for a code, and the server's keys."""
    described = _described(client, now)
    try:
        with _session(client, redirect_uri) as session:
            token = session.fetch_token(
                described["token_endpoint"],
                code=code,
                code_verifier=verifier,
                timeout=TIMEOUT_S,
                allow_redirects=False,
                stream=True,
                hooks={"response": _bounded},
            )
    except (requests.RequestException, OSError) as error:
        raise SignOnError(Trouble.AWAY) from error
    except (AuthlibBaseError, ValueError) as error:
        raise SignOnError(Trouble.REFUSED) from error
    return token, _keys(client, now, older_than=KEPT_FOR)


def _checked(client: Client, token: Mapping[str, Any], keys: Any, *, nonce: str, now: datetime) -> Mapping[str, Any]:
    try:
        read = jwt.decode(str(token.get("id_token", "")), KeySet.import_key_set(keys), algorithms=ALGORITHMS)
        claims = CodeIDToken(
            read.claims,
            read.header,
            {"iss": {"value": client.issuer}, "aud": {"value": client.client_id}, "sub": {"essential": True}},
            {"nonce": nonce, "client_id": client.client_id, "access_token": token.get("access_token")},
        )
        claims.validate(now=int(now.timestamp()), leeway=LEEWAY_S)
    except (JoseError, AuthlibBaseError, ValueError, TypeError, KeyError) as error:
        raise SignOnError(Trouble.FALSE) from error
    return dict(claims)


def _described(client: Client, now: datetime) -> Mapping[str, str]:
    """The server's own description (discovery), for this issuer and with addresses that are as safe as its own."""
    kept = _kept.get(client.issuer)
    if kept is not None and _is_fresh(kept.at, now, KEPT_FOR):
        return kept.described
    found = _json(f"{client.issuer.rstrip('/')}/.well-known/openid-configuration")
    addresses = ("authorization_endpoint", "token_endpoint", "jwks_uri")
    if (
        not isinstance(found, dict)
        or found.get("issuer") != client.issuer
        or not all(isinstance(found.get(each), str) and is_safe_issuer(found[each]) for each in addresses)
        or (not is_here(client.issuer) and any(is_here(found[each]) for each in addresses))
    ):
        raise SignOnError(Trouble.AWAY)
    described = {each: found[each] for each in addresses}
    _keep(client.issuer, _Kept(now, described))
    return described


def _keys(client: Client, now: datetime, *, older_than: timedelta) -> Any:
    """The server's keys, asked again when those that are kept are as old as this."""
    described = _described(client, now)
    kept = _kept.get(client.issuer)
    if kept is not None and kept.keys_at is not None and _is_fresh(kept.keys_at, now, older_than):
        return kept.keys
    keys = _json(described["jwks_uri"])
    _keep(client.issuer, _Kept(kept.at if kept else now, described, now, keys))
    return keys


def _is_fresh(at: datetime, now: datetime, age: timedelta) -> bool:
    """Also after the clock was set back."""
    return at <= now < at + age


def _keep(issuer: str, kept: _Kept) -> None:
    _kept.pop(issuer, None)
    _kept[issuer] = kept
    while len(_kept) > MOST_KEPT:
        _kept.pop(next(iter(_kept)), None)


def _json(address: str) -> Any:
    try:
        with requests.get(address, timeout=TIMEOUT_S, stream=True, allow_redirects=False) as answer:
            answer.raise_for_status()
            return json.loads(_body(answer))
    except (requests.RequestException, ValueError, OSError, RecursionError) as error:
        raise SignOnError(Trouble.AWAY) from error


def _body(answer: requests.Response) -> bytes:
    """What a server says. Raises requests.RequestException for more than LARGEST_ANSWER, or longer than TOTAL_S."""
    return body_of(answer, most=LARGEST_ANSWER, until=monotonic() + TOTAL_S)


def _bounded(answer: requests.Response, *_args: Any, **_options: Any) -> None:
    """For requests: the content of the answer is read within bounds."""
    with answer:
        answer._content = _body(answer)


def _session(client: Client, redirect_uri: str) -> OAuth2Session:
    return OAuth2Session(
        client.client_id,
        client.client_secret,
        scope=SCOPE,
        redirect_uri=redirect_uri,
        code_challenge_method="S256",
    )
