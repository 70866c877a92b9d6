"""The cookie that finds the unsent forms of a browser: a secret, and the names of the newest ones.

Each form has an address of its own with its name in it, so that two tabs are two forms. The name alone opens nothing:
a form is found, and read, by secret and name together. The cookie goes to the pages of its own way of lodging only.
"""

from __future__ import annotations

import secrets

from werkzeug.wrappers import Response

from complaints.intake import drafts
from complaints.intake.draft_rows import Draft
from complaints.people.governments.limits import DRAFT_DAYS, limit_of
from web.public.blueprint import instansi
from web.public.draft_names import cookie_name, sent_names, token_of
from web.public.ways import way
from web.services import services
from web.transactions import page_session

NAMES_KEPT = 5
DAY_S = 86_400


def new_name() -> str:
    """The name of a new form."""
    return secrets.token_hex(6)


def draft_named(name: str) -> Draft | None:
    """A form of this browser, or None when there is none (any more)."""
    token = token_of(name)
    if token is None:
        return None
    return drafts.find(page_session(), token=token, instansi_id=instansi().id, now=services().clock.now())


def unsent() -> list[tuple[str, Draft]]:
    """The forms of this browser that wait to be sent, the newest first, each with its name."""
    found = [(name, draft_named(name)) for name in reversed(sent_names()[1])]
    return [(name, draft) for name, draft in found if draft is not None and draft.complaint_id is None]


def browser_secret() -> str:
    """The browser's secret; a new one when it has none."""
    return sent_names()[0] or drafts.new_token()


def remember(response: Response, secret: str, *names: str) -> Response:
    """Gives the browser its secret, and these forms besides those that it knows."""
    known, before = sent_names()
    kept = [name for name in before if name not in names] if known == secret else []
    return _set(response, secret, [*kept, *names])


def forget(response: Response, name: str) -> Response:
    """The browser no longer knows this form; with the last one its secret goes too."""
    secret, names = sent_names()
    left = [each for each in names if each != name]
    if secret and left:
        return _set(response, secret, left)
    return forget_all(response)


def forget_all(response: Response) -> Response:
    """The browser knows no form of this way any more."""
    response.delete_cookie(
        cookie_name(), path=way().url("lodge"), secure=services().settings.https, httponly=True, samesite="Lax"
    )
    return response


def _set(response: Response, secret: str, names: list[str]) -> Response:
    response.set_cookie(
        cookie_name(),
        ".".join([secret, *names[-NAMES_KEPT:]]),
        max_age=limit_of(instansi().limits, DRAFT_DAYS) * DAY_S,
        path=way().url("lodge"),
        secure=services().settings.https,
        httponly=True,
        samesite="Lax",
    )
    return response
