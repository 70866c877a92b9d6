"""The log-in form, for the log-in view and for the guards that send people there."""

from __future__ import annotations

from flask import Response, make_response, render_template, session
from flask_login import current_user

from complaints.demo import government
from complaints.people import sign_on
from web.kept import keep_post
from web.services import services
from web.transactions import page_session

TOKEN_KEY = "_user_id"
"""Where Flask-Login keeps what `get_id` returns: here the session token, never the id of a person."""


def session_ended() -> bool:
    """Whether the browser still holds the token of a session that is over."""
    return TOKEN_KEY in session and not current_user.is_authenticated


def login_page(
    *, target: str = "", username: str = "", errors: dict[str, str] | None = None, kept: str = "", status: int = 200
) -> Response:
    """The log-in form. `target` is where to go on, `kept` a sealed form that is offered again after log-in."""
    page = render_template(
        "auth/login.html",
        target=target,
        username=username,
        errors=errors or {},
        kept=kept,
        servers=sign_on.offered(page_session()),
        ended=session_ended() and not errors,
        guide=government if services().settings.demo else None,
    )
    return make_response(page, status)


def login_page_for_post() -> Response:
    """The answer to a form that came without a session: log in, then look at it and send it again."""
    kept = keep_post()
    return login_page(kept=kept.sealed() if kept else "", status=401)
