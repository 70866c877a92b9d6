"""What every way in shares: where somebody comes from, the answer when they are in, and the one when they are not."""

from __future__ import annotations

from uuid import UUID

from flask import Response, make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_user

from complaints.people.entrance import LogInRefused, Visitor
from web import language_choice
from web.auth import devices
from web.auth.browsers import browser
from web.auth.phrases import seconds_until, waiting_text
from web.components.login_page import login_page
from web.identity import current_officer, load_officer, settle_keys
from web.kept import opened
from web.services import services


def visitor(person: tuple[str, UUID] | None = None) -> Visitor:
    """Where this request comes from, for who says to be this person (government and id)."""
    return Visitor(
        source=request.remote_addr or "",
        now=services().clock.now(),
        device=devices.known(*person) if person else "",
        browser=browser(),
    )


def enter(token: str, *, target: str, kept: str) -> ResponseReturnValue:
    """The session is open: on to where the person wanted to be, or to what is still to be done first."""
    session.clear()
    login_user(load_officer(token))
    settle_keys()
    session.pop("_id", None)  # Flask-Login's hash of address and browser; nobody asks for it
    officer = current_officer()
    way_on = devices.remember(_way_on(target, kept), officer.instansi_id, officer.id)
    return language_choice.remember(way_on, officer.language) if officer.language else way_on


def _way_on(target: str, kept: str) -> ResponseReturnValue:
    post = opened(kept)
    if current_user.must_change_password:
        return redirect(url_for("auth.change_password", lanjut=target or None))
    if post is not None:
        return render_template("errors/resend.html", kept=post, reason="session")
    return redirect(target or url_for("auth.home"))


def refused(result: LogInRefused, *, target: str, username: str, kept: str) -> Response:
    """The log-in form again: name or password were wrong, or there were too many tries."""
    if result.by_sign_on:
        text = _("Orang di pemerintah daerah Anda masuk lewat SSO; kata sandi hanya bagi admin, untuk keadaan darurat.")
        return login_page(target=target, username=username, errors={"nama_pengguna": text}, kept=kept, status=403)
    if result.until is None:
        errors = {"nama_pengguna": _("Nama pengguna atau kata sandi salah.")}
        return login_page(target=target, username=username, errors=errors, kept=kept, status=401)
    errors = {"nama_pengguna": waiting_text(result.until)}
    response = make_response(login_page(target=target, username=username, errors=errors, kept=kept, status=429))
    response.headers["Retry-After"] = str(seconds_until(result.until))
    return response
