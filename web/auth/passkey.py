"""Passkeys: adding and removing one's own, and logging in with one. The only pages of the account with a script."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import structlog
from flask import Response, flash, make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from complaints.people import entrance, passkeys, second_factor
from complaints.people.acts import About, Act, Subject, record_act
from complaints.people.passkeys import OPEN_FOR, Ceremony
from engine.db import Session
from web.auth.blueprint import blueprint
from web.auth.browsers import browser
from web.auth.entering import enter, visitor
from web.auth.freshness import hindrance, is_fresh
from web.auth.proofs import code_fault
from web.guards import newcomer, public
from web.identity import current_officer
from web.kept import safe_target
from web.security import CONTENT_SECURITY_POLICY
from web.services import services
from web.transactions import command, page_session

log = structlog.get_logger()
KEY = "kunci"
"""Where the signed cookie holds the challenge that was set, and when."""


@blueprint.get("/masuk/kunci")
@public
def passkey_login() -> ResponseReturnValue:
    """The page that asks the device for a key."""
    return _login_page()


@blueprint.post("/masuk/kunci")
@public
def log_in_with_passkey() -> ResponseReturnValue:
    """Tries what the device signed."""
    challenge = _challenge()
    if not challenge:
        return _login_page(_("Halaman ini terlalu lama terbuka. Coba sekali lagi."), 400)
    result = entrance.by_passkey(
        services().session_factory,
        services().settings,
        answer=request.form.get("kunci", ""),
        challenge=challenge,
        visitor=visitor(),
    )
    if isinstance(result, entrance.LogInRefused):
        log.warning("passkey_refused")
        if result.by_sign_on:
            return _login_page(_("Orang di pemerintah daerah Anda masuk lewat SSO."), 403)
        return _login_page(_("Kunci sandi ini tidak dikenal di sini. Masuk dengan kata sandi."), 401)
    log.info("log_in", user=str(result.user_id))
    return enter(result.token, target=safe_target(request.form.get("lanjut", "")), kept="")


@blueprint.get("/akun/kunci")
@newcomer
def own_passkeys() -> ResponseReturnValue:
    """One's own keys, and a way to add one."""
    return _own_page()


@blueprint.post("/akun/kunci")
@newcomer
def add_passkey() -> ResponseReturnValue:
    """Keeps the key that the device made."""
    refusal = hindrance(url_for("auth.own_passkeys"))
    if refusal is not None:
        return refusal
    officer, challenge = current_officer(), _challenge()
    fault = code_fault() if _has_phone() else None
    if fault is not None:
        return _own_page(fault.text, fault.status)
    with command() as transaction:
        done = bool(challenge) and passkeys.register(
            transaction,
            services().settings,
            instansi_id=officer.instansi_id,
            user_id=officer.id,
            answer=request.form.get("kunci", ""),
            challenge=challenge,
            name=request.form.get("nama", "") or browser(),
            token=current_user.token,
            now=services().clock.now(),
        )
        if done:
            _record(transaction, Act.PASSKEY_ADDED)
    if not done:
        return _own_page(_("Kunci sandi tidak dapat disimpan. Coba sekali lagi."), 422)
    flash(_("Kunci sandi ditambahkan."))
    return redirect(url_for("auth.own_passkeys"))


@blueprint.post("/akun/kunci/hapus")
@newcomer
def remove_passkey() -> ResponseReturnValue:
    """Takes one of one's own keys away."""
    refusal = hindrance(url_for("auth.own_passkeys"))
    if refusal is not None:
        return refusal
    officer = current_officer()
    with command() as transaction:
        gone = passkeys.remove(
            transaction,
            instansi_id=officer.instansi_id,
            user_id=officer.id,
            passkey_id=_uuid(request.form.get("id", "")),
        )
        if gone:
            _record(transaction, Act.PASSKEY_REMOVED)
    flash(_("Kunci sandi dihapus.") if gone else _("Kunci sandi itu sudah tidak ada."))
    return redirect(url_for("auth.own_passkeys"))


def _record(transaction: Session, act: Act) -> None:
    officer = current_officer()
    record_act(
        transaction,
        services().runtime,
        instansi_id=officer.instansi_id,
        by=officer.actor,
        act=act,
        subject=Subject(About.PERSON, str(officer.id)),
    )


def _login_page(error: str = "", status: int = 200) -> Response:
    ceremony = passkeys.to_log_in(services().settings)
    target = safe_target(request.values.get("lanjut", ""))
    return _with_script("auth/passkey.html", ceremony, status, error=error, target=target)


def _own_page(error: str = "", status: int = 200) -> Response:
    officer, reading = current_officer(), page_session()
    home, me = officer.instansi_id, officer.id
    return _with_script(
        "auth/passkeys.html",
        passkeys.to_register(reading, services().settings, instansi_id=home, user_id=me),
        status,
        error=error,
        keys=passkeys.of_person(reading, instansi_id=home, user_id=me),
        fresh=is_fresh(),
        phone=_has_phone(),
        first=current_user.must_set_up_second_factor,
    )


def _has_phone() -> bool:
    """Whether codes of a phone are set up: then one goes along with a new key."""
    officer = current_officer()
    state = second_factor.state(page_session(), instansi_id=officer.instansi_id, user_id=officer.id)
    return state.since is not None


def _with_script(template: str, ceremony: Ceremony, status: int, **values: object) -> Response:
    session[KEY] = [ceremony.challenge, services().clock.now().isoformat()]
    origin = passkeys.site(services().settings).origin
    response = make_response(render_template(template, options=ceremony.options, origin=origin, **values), status)
    response.headers["Content-Security-Policy"] = f"{CONTENT_SECURITY_POLICY}; script-src 'self'"
    return response


def _challenge() -> str:
    """The challenge that was set for this browser a short while ago, once; else ""."""
    challenge, since = session.pop(KEY, None) or ("", "")
    if not challenge:
        return ""
    away = services().clock.now() - datetime.fromisoformat(since)
    return challenge if timedelta() <= away < OPEN_FOR else ""


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)
