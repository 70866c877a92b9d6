"""Log-in, log-out and the change of one's own password."""

from __future__ import annotations

import structlog
from flask import Blueprint, flash, make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_user

from complaints.people import accounts, sessions
from web.auth import devices
from web.auth.phrases import fault_text, seconds_until, waiting_text
from web.components.login_page import TOKEN_KEY, login_page
from web.guards import newcomer, public
from web.identity import load_officer
from web.kept import opened, safe_target
from web.navigation import menu
from web.services import services
from web.transactions import command

log = structlog.get_logger()
blueprint = Blueprint("auth", __name__, url_prefix="/petugas")


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
    """Logs in with name and password, and goes on to where the person wanted to be."""
    target = safe_target(request.form.get("lanjut", ""))
    username, password = request.form.get("nama_pengguna", ""), request.form.get("kata_sandi", "")
    kept = request.form.get("titipan", "")
    errors = _missing(username, password)
    if errors:
        return login_page(target=target, username=username, errors=errors, kept=kept, status=422)
    result = accounts.log_in(
        services().session_factory,
        services().settings,
        username=username,
        password=password,
        source=request.remote_addr or "",
        now=services().clock.now(),
        device=devices.known(username),
    )
    if isinstance(result, accounts.LogInRefused):
        log.warning("log_in_refused", locked=result.until is not None)
        return _refused(result, target=target, username=username, kept=kept)
    log.info("log_in", user=str(result.user_id))
    return devices.remember(_enter(result.token, target=target, kept=kept), username)


@blueprint.post("/keluar")
@public
def log_out() -> ResponseReturnValue:
    """Ends the session, here and on the server."""
    token = session.get(TOKEN_KEY)
    if token:
        with command() as transaction:
            sessions.close_session(transaction, token=token)
    session.clear()
    flash(_("Anda sudah keluar."))
    return redirect(url_for("auth.login"))


@blueprint.get("/")
@newcomer
def home() -> ResponseReturnValue:
    """Where a person's work is: the first entry of their menu."""
    links = menu()
    return redirect(links[0].path if links else "/petugas/tugas")


@blueprint.get("/sandi")
@newcomer
def change_password() -> ResponseReturnValue:
    """The page to choose another password."""
    return _password_page({})


@blueprint.post("/sandi")
@newcomer
def save_password() -> ResponseReturnValue:
    """Changes the password; a newcomer has to before anything else."""
    present, new = request.form.get("sandi_lama", ""), request.form.get("sandi_baru", "")
    if new != request.form.get("sandi_ulang", ""):
        return _password_page({"sandi_ulang": _("Ketik kata sandi baru yang sama dua kali.")})
    officer = current_user.officer
    try:
        accounts.change_password(
            services().session_factory,
            services().settings,
            instansi_id=officer.instansi_id,
            user_id=officer.id,
            present=present,
            new=new,
            token=current_user.token,
            now=services().clock.now(),
        )
    except accounts.TooManyGuessesError as error:
        return _password_page({"sandi_lama": waiting_text(error.until)}, status=429)
    except accounts.WrongPasswordError:
        return _password_page({"sandi_lama": _("Kata sandi sekarang tidak cocok.")})
    except accounts.PasswordRefusedError as error:
        return _password_page({"sandi_baru": fault_text(error.fault)})
    flash(_("Kata sandi Anda sudah diganti. Sesi Anda di perangkat lain diakhiri."))
    return redirect(safe_target(request.form.get("lanjut", "")) or url_for("auth.home"))


def _enter(token: str, *, target: str, kept: str) -> ResponseReturnValue:
    session.clear()
    login_user(load_officer(token))
    session.pop("_id", None)  # Flask-Login's hash of address and browser; nobody asks for it
    post = opened(kept)
    if current_user.must_change_password:
        return redirect(url_for("auth.change_password", lanjut=target or None))
    if post is not None:
        return make_response(render_template("errors/resend.html", kept=post, reason="session"))
    return redirect(target or url_for("auth.home"))


def _refused(result: accounts.LogInRefused, *, target: str, username: str, kept: str) -> ResponseReturnValue:
    if result.until is None:
        errors = {"nama_pengguna": _("Nama pengguna atau kata sandi salah.")}
        return login_page(target=target, username=username, errors=errors, kept=kept, status=401)
    errors = {"nama_pengguna": waiting_text(result.until)}
    response = make_response(login_page(target=target, username=username, errors=errors, kept=kept, status=429))
    response.headers["Retry-After"] = str(seconds_until(result.until))
    return response


def _missing(username: str, password: str) -> dict[str, str]:
    errors = {}
    if not username.strip():
        errors["nama_pengguna"] = _("Isi nama pengguna.")
    if not password:
        errors["kata_sandi"] = _("Isi kata sandi.")
    return errors


def _password_page(errors: dict[str, str], *, status: int = 422) -> ResponseReturnValue:
    target = safe_target(request.values.get("lanjut", ""))
    page = render_template("auth/password.html", errors=errors, target=target, first=current_user.must_change_password)
    return make_response(page, status if errors else 200)
