"""A real OpenID Connect server on the loopback, made of Authlib's server side: it checks PKCE, the client and its secret.

Its `claims` and `describe` can be bent, as those of a server that is wrong or not honest."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests
from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2.rfc6749 import ClientMixin, grants
from authlib.oauth2.rfc6749.models import AuthorizationCodeMixin
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core import OpenIDCode
from flask import Flask, Response, jsonify, request
from joserfc.jwk import RSAKey

from tests.support.live import serving

CLIENT = "alur"
SECRET = "rahasia-klien-uji"


@dataclass
class Person(ClientMixin):
    """Who sits at the server's log-in."""

    sub: str

    def get_user_id(self) -> str:
        return self.sub


class Client(ClientMixin):
    def get_client_id(self) -> str:
        return CLIENT

    def get_default_redirect_uri(self) -> str:
        return ""

    def get_allowed_scope(self, scope: str) -> str:
        return scope

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return redirect_uri.endswith("/petugas/masuk/sso")

    def check_client_secret(self, client_secret: str) -> bool:
        return client_secret == SECRET

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return method == "client_secret_basic"

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == "authorization_code"


@dataclass
class Code(AuthorizationCodeMixin):
    code: str
    redirect_uri: str
    scope: str
    nonce: str
    code_challenge: str
    code_challenge_method: str
    user: Person

    def get_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_scope(self) -> str:
        return self.scope

    def get_nonce(self) -> str:
        return self.nonce

    def get_auth_time(self) -> None:
        return None

    def get_acr(self) -> None:
        return None

    def get_amr(self) -> None:
        return None


@dataclass
class IdentityServer:
    """The server while it runs: who logs in there, and how its answers are bent."""

    person: Person = field(default_factory=lambda: Person("sub-siti"))
    claims: dict[str, Any] = field(default_factory=dict)
    describe: dict[str, Any] = field(default_factory=dict)
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "satu"}))
    published: RSAKey | None = None
    """Another key than the one that signs."""
    codes: dict[str, Code] = field(default_factory=dict)
    address: str = ""

    def authorise(self, url: str) -> str:
        """A browser arrives and its person agrees; gives where it is sent back to, path and query."""
        answer = requests.get(url, allow_redirects=False, timeout=5)
        assert answer.status_code == 302, answer.text
        parts = urlsplit(answer.headers["Location"])
        return f"{parts.path}?{parts.query}"


@contextmanager
def identity_server() -> Iterator[IdentityServer]:
    """Starts it on a port of its own."""
    server = IdentityServer()
    with serving(_application(server)) as address:
        server.address = address
        yield server


def _oauth(server: IdentityServer, app: Flask) -> AuthorizationServer:
    oauth = AuthorizationServer(app, query_client=lambda _id: Client(), save_token=lambda _token, _request: None)

    class Grant(grants.AuthorizationCodeGrant):
        TOKEN_ENDPOINT_AUTH_METHODS = ("client_secret_basic",)

        def save_authorization_code(self, code: str, _request: Any) -> None:
            sent = {name: values[0] for name, values in parse_qs(request.query_string.decode()).items()}
            server.codes[code] = Code(
                code,
                sent["redirect_uri"],
                sent["scope"],
                sent["nonce"],
                sent["code_challenge"],
                sent["code_challenge_method"],
                server.person,
            )

        def query_authorization_code(self, code: str, _client: Client) -> Code | None:
            return server.codes.get(code)

        def delete_authorization_code(self, authorization_code: Code) -> None:
            server.codes.pop(authorization_code.code, None)

        def authenticate_user(self, authorization_code: Code) -> Person:
            return authorization_code.user

    class Identity(OpenIDCode):
        def exists_nonce(self, _nonce: str, _request: Any) -> bool:
            return False

        def resolve_client_private_key(self, _client: Client) -> RSAKey:
            return server.key

        def get_client_algorithm(self, _client: Client) -> str:
            return "RS256"

        def get_client_claims(self, _client: Client) -> dict[str, Any]:
            return {"iss": server.address}

        def generate_user_info(self, user: Person, _scope: str) -> dict[str, Any]:
            return {"sub": user.sub, **server.claims}

    oauth.register_grant(Grant, [Identity(require_nonce=True), CodeChallenge(required=True)])
    return oauth


def _application(server: IdentityServer) -> Flask:
    app = Flask("identity-server")
    oauth = _oauth(server, app)

    @app.get("/.well-known/openid-configuration")
    def described() -> Response:
        return jsonify(
            {
                "issuer": server.address,
                "authorization_endpoint": f"{server.address}/izin",
                "token_endpoint": f"{server.address}/token",
                "jwks_uri": f"{server.address}/kunci",
                **server.describe,
            }
        )

    @app.get("/kunci")
    def keys() -> Response:
        return jsonify({"keys": [(server.published or server.key).as_dict(private=False)]})

    @app.get("/izin")
    def authorise() -> Any:
        return oauth.create_authorization_response(
            grant_user=server.person, grant=oauth.get_consent_grant(server.person)
        )

    @app.post("/token")
    def token() -> Any:
        return oauth.create_token_response()

    return app
