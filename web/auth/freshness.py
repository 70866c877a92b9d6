"""What changes how somebody proves who they are is done soon after a log-in: a session left open is not enough."""

from __future__ import annotations

from datetime import timedelta

from flask import make_response, render_template, request
from flask.typing import ResponseReturnValue

from web.identity import current_officer
from web.services import services

FRESH_FOR = timedelta(minutes=15)


def is_fresh() -> bool:
    """Whether the person logged in a short while ago."""
    return services().clock.now() - current_officer().opened_at < FRESH_FOR


def log_in_again(target: str) -> ResponseReturnValue:
    """The page that asks for another log-in before going on to `target`."""
    status = 200 if request.method == "GET" else 403
    return make_response(render_template("auth/again.html", target=target), status)
