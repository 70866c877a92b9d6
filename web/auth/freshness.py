"""What changes how somebody proves who they are is done soon after a log-in: a session left open is not enough."""

from __future__ import annotations

from datetime import timedelta

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from web.identity import current_officer
from web.services import services

FRESH_FOR = timedelta(minutes=15)


def is_fresh() -> bool:
    """Whether the person proved who they are a short while ago: a server that let them through unasked is no proof."""
    proved_at = current_officer().proved_at
    return proved_at is not None and services().clock.now() - proved_at < FRESH_FOR


def hindrance(target: str) -> ResponseReturnValue | None:
    """None for who may change how they prove who they are: the password is their own, and they logged in a short while
    ago. Else what to answer instead of going on to `target`."""
    if current_user.must_change_password:
        flash(_("Ganti dahulu kata sandi pertama Anda."))
        return redirect(url_for("auth.change_password", lanjut=target))
    return None if is_fresh() else log_in_again(target)


def log_in_again(target: str) -> ResponseReturnValue:
    """The page that asks for another log-in before going on to `target`."""
    status = 200 if request.method == "GET" else 403
    return make_response(render_template("auth/again.html", target=target), status)
