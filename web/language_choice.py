"""The switch at the head of every page: in which language a reader wants the program's own words.

It is remembered by a cookie that is the same for everybody, and for officers with their account too: a log-in brings it
to the next device. A forged request could change no more than the language, and only from a page of ours.
"""

from __future__ import annotations

from flask import Blueprint, Response, abort, current_app, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from complaints.people import accounts
from web.guards import public
from web.kept import from_own_page, is_ours
from web.phrases.catalogues import COOKIE
from web.security import csrf
from web.services import services
from web.transactions import command, enter_government
from web.translations import LANGUAGES

YEAR_S = 31_536_000

blueprint = Blueprint("language", __name__)


@blueprint.post("/bahasa")
@public
@csrf.exempt  # type: ignore[untyped-decorator]
def choose() -> ResponseReturnValue:
    """Answers in this language from now on, and leads back to where the reader was."""
    language = request.form.get("bahasa", "")
    if language not in LANGUAGES or not from_own_page():
        abort(400)
    if current_user.is_authenticated:
        officer = current_user.officer
        enter_government(officer.instansi_id)
        with command() as session:
            accounts.choose_language(session, instansi_id=officer.instansi_id, user_id=officer.id, language=language)
    return remember(redirect(_way_back(request.form.get("kembali", "")), 303), language)


def remember(response: ResponseReturnValue, language: str) -> Response:
    """This device is answered in the language from now on."""
    answer = make_response(response)
    answer.set_cookie(COOKIE, language, max_age=YEAR_S, secure=services().settings.https, httponly=True, samesite="Lax")
    return answer


def _way_back(target: str) -> str:
    """The page where the switch was; where that was the answer to a form, which has no address, the front page."""
    front = url_for("auth.home") if current_user.is_authenticated else url_for("public.front")
    if not is_ours(target):
        return front
    try:
        current_app.url_map.bind(request.host).match(target.partition("?")[0], method="GET")
    except RequestRedirect:
        return target
    except HTTPException:
        return front
    return target
