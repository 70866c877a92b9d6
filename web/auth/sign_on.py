"""Log-in by the government's own server (OpenID Connect): there, and back."""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta

import structlog
from flask import Response, make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from complaints.people import entrance, oidc, sign_on
from complaints.people.oidc import Client, SignOnError, Trouble
from complaints.people.throttle import Limit, charge, key_for, refund, source_of
from engine.clock import wall
from engine.db import reading
from web.auth import code
from web.auth.blueprint import blueprint
from web.auth.entering import enter, visitor
from web.auth.phrases import seconds_until, trouble_text, waiting_text
from web.guards import public
from web.kept import safe_target
from web.services import services
from web.transactions import command

log = structlog.get_logger()
KEY = "sso"
"""Where the signed cookie holds what must fit when the browser comes back."""
OPEN_FOR = timedelta(minutes=10)


@blueprint.get("/masuk/sso/<instansi_id>")
@public
def leave_for_sign_on(instansi_id: str) -> ResponseReturnValue:
    """Sends the browser to the government's server."""
    waiting = _charged()
    if waiting is not None:
        return waiting
    try:
        client = _client(instansi_id)
        if client is None:
            return _page(_("Pemerintah daerah ini tidak memakai SSO. Masuk dengan kata sandi."), 404)
        departure = oidc.depart(client, redirect_uri=_return_address(), now=wall(services().clock))
    except SignOnError as error:
        return _trouble(error.trouble)
    session[KEY] = {
        "instansi": instansi_id,
        "state": departure.state,
        "nonce": departure.nonce,
        "verifier": departure.verifier,
        "target": safe_target(request.args.get("lanjut", "")),
        "since": services().clock.now().isoformat(),
    }
    return redirect(departure.url)


@blueprint.get("/masuk/sso")
@public
def return_from_sign_on() -> ResponseReturnValue:
    """The browser is back with a code of the server, which tells us who this is."""
    kept = _kept()
    if kept is None:
        return _page(
            _("Masuk lewat SSO tidak dimulai di peramban ini, atau terlalu lama. Mulai lagi dari halaman masuk."), 400
        )
    if "error" in request.args or "code" not in request.args:
        return _trouble(Trouble.REFUSED)
    waiting = _charged()
    if waiting is not None:
        return waiting
    try:
        client = _client(kept["instansi"])
        if client is None:
            return _trouble(Trouble.AWAY)
        claims = oidc.arrive(
            client,
            code=request.args["code"],
            nonce=kept["nonce"],
            verifier=kept["verifier"],
            redirect_uri=_return_address(),
            now=wall(services().clock),
        )
    except SignOnError as error:
        return _trouble(error.trouble)
    result = entrance.by_sign_on(
        services().session_factory,
        services().settings,
        services().runtime,
        instansi_id=kept["instansi"],
        claims=claims,
        visitor=visitor(),
        wall=wall(services().clock),
    )
    if isinstance(result, entrance.LogInRefused):
        log.warning("sign_on_unknown_person")
        text = _(
            "Server SSO mengenal Anda, tetapi akun Alur Anda belum dihubungkan. Minta administrator menghubungkannya."
        )
        return _page(text, 403)
    _refund()
    if isinstance(result, entrance.SecondStep):
        return code.ask(result, target=kept["target"], kept="")
    log.info("log_in", user=str(result.user_id))
    return enter(result.token, target=kept["target"], kept="")


def _charged() -> Response | None:
    """Counts this step for where it comes from; the page to answer with when there were too many in vain."""
    key, limit = _counter()
    with command() as transaction:
        until = charge(transaction, key=key, limit=limit, now=services().clock.now())
    if until is None:
        return None
    response = _page(waiting_text(until), 429)
    response.headers["Retry-After"] = str(seconds_until(until))
    return response


def _refund() -> None:
    """There and back were in order: both steps are taken back."""
    key, _limit = _counter()
    with command() as transaction:
        for _step in ("there", "back"):
            refund(transaction, key=key)


def _counter() -> tuple[str, Limit]:
    settings = services().settings
    limit = Limit("sso-source", settings.logins_per_source, settings.lockout_for)
    return key_for(settings.secret_key, limit, source_of(request.remote_addr)), limit


def _kept() -> dict[str, str] | None:
    """What was remembered of the departure, once, when the state fits and it is not long ago."""
    kept: dict[str, str] | None = session.pop(KEY, None)
    if kept is None or not hmac.compare_digest(kept["state"].encode(), request.args.get("state", "").encode()):
        return None
    away = services().clock.now() - datetime.fromisoformat(kept["since"])
    return kept if timedelta() <= away < OPEN_FOR else None


def _client(instansi_id: str) -> Client | None:
    with reading(services().session_factory, instansi_id) as transaction:
        return sign_on.client_of(transaction, services().settings, instansi_id=instansi_id)


def _return_address() -> str:
    return services().settings.base_url + url_for("auth.return_from_sign_on")


def _trouble(trouble: Trouble) -> Response:
    log.warning("sign_on_failed", trouble=trouble.value)
    return _page(trouble_text(trouble), 502 if trouble in (Trouble.AWAY, Trouble.SEALED) else 403)


def _page(text: str, status: int) -> Response:
    return make_response(render_template("auth/sign_on.html", text=text), status)
