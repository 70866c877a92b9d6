"""Log-in by name and password, and log-out."""

from __future__ import annotations

import structlog
from flask import flash, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from complaints.people import entrance, sessions
from web.auth import code
from web.auth.blueprint import blueprint
from web.auth.entering import enter, refused, visitor
from web.components.login_page import TOKEN_KEY, login_page
from web.guards import newcomer, public
from web.kept import safe_target
from web.navigation import menu
from web.services import services
from web.transactions import command

log = structlog.get_logger()


@blueprint.get("/masuk")
@public
def login() -> ResponseReturnValue:
    """The log-in page, or the way on for who is logged in."""
    target = safe_target(request.args.get("lanjut", ""))
    if current_user.is_authenticated:
        return redirect(target or url_for("auth.home"))
    return login_page(target=target)


@blueprint.post("/masuk")
@public
def log_in() -> ResponseReturnValue:
    """Tries name and password, and goes on to where the person wanted to be, or to the second proof."""
    target = safe_target(request.form.get("lanjut", ""))
    username, password = request.form.get("nama_pengguna", ""), request.form.get("kata_sandi", "")
    kept = request.form.get("titipan", "")
    errors = _missing(username, password)
    if errors:
        return login_page(target=target, username=username, errors=errors, kept=kept, status=422)
    result = entrance.log_in(
        services().session_factory,
        services().settings,
        services().runtime,
        username=username,
        password=password,
        visitor=visitor(entrance.named(services().session_factory, username)),
    )
    if isinstance(result, entrance.LogInRefused):
        log.warning("log_in_refused", locked=result.until is not None)
        return refused(result, target=target, username=username, kept=kept)
    if isinstance(result, entrance.SecondStep):
        return code.ask(result, target=target, kept=kept)
    log.info("log_in", user=str(result.user_id))
    return enter(result.token, target=target, kept=kept)


@blueprint.post("/keluar")
@public
def log_out() -> ResponseReturnValue:
    """Ends the session, here and on the server. `lanjut` is where to go on after the next log-in."""
    token = session.get(TOKEN_KEY)
    if token:
        with command() as transaction:
            sessions.close_session(transaction, token=token)
    session.clear()
    target = safe_target(request.form.get("lanjut", ""))
    flash(_("Masuk kembali untuk melanjutkan.") if target else _("Anda sudah keluar."))
    return redirect(url_for("auth.login", lanjut=target or None))


@blueprint.get("/")
@newcomer
def home() -> ResponseReturnValue:
    """Where a person's work is: the first entry of their menu."""
    links = menu()
    return redirect(links[0].path if links else "/petugas/tugas")


def _missing(username: str, password: str) -> dict[str, str]:
    errors = {}
    if not username.strip():
        errors["nama_pengguna"] = _("Isi nama pengguna.")
    if not password:
        errors["kata_sandi"] = _("Isi kata sandi.")
    return errors
