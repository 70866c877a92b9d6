"""The cookie that holds the token of an unsent form. It is sent to the pages of its own way of lodging only."""

from __future__ import annotations

from flask import request
from werkzeug.wrappers import Response

from complaints.intake import drafts
from complaints.intake.drafts import Draft
from web.public.blueprint import instansi
from web.public.ways import way
from web.services import services
from web.transactions import page_session

LONGEST_TOKEN = 100


def cookie_name() -> str:
    return "__Secure-alur-lapor" if services().settings.https else "alur-lapor"


def sent_token() -> str | None:
    """The token that the browser sent, or None."""
    token = request.cookies.get(cookie_name(), "")
    return token if 20 <= len(token) <= LONGEST_TOKEN else None


def current_draft() -> Draft | None:
    """The draft of this browser, or None when there is none (any more)."""
    token = sent_token()
    if token is None:
        return None
    now = services().clock.now()
    return drafts.find(page_session(), token=token, instansi_id=instansi().id, now=now)


def draft_token() -> str:
    """The token to write under: the browser's own while its draft lives, otherwise a new one."""
    draft = current_draft()
    return draft.token if draft is not None else drafts.new_token()


def remember(response: Response, token: str) -> Response:
    """Gives the browser its token."""
    response.set_cookie(
        cookie_name(),
        token,
        max_age=int(drafts.KEPT.total_seconds()),
        path=way().url("lodge"),
        secure=services().settings.https,
        httponly=True,
        samesite="Lax",
    )
    return response


def forget(response: Response) -> Response:
    """Takes the token from the browser: the next form is a new one."""
    response.delete_cookie(
        cookie_name(), path=way().url("lodge"), secure=services().settings.https, httponly=True, samesite="Lax"
    )
    return response
