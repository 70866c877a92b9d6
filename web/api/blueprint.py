"""What all views of the interface share: the government of the address, and refusals as problem details."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, g, request
from werkzeug.exceptions import HTTPException, InternalServerError, RequestEntityTooLarge, TooManyRequests

from complaints.intake.applications import ApplicationView
from complaints.people.instansi import InstansiView, find
from complaints.people.throttle import Limit, charge, key_for, source_of
from engine.db import UNAVAILABLE
from engine.errors import ConflictError, NotFoundError
from web.api.problems import problem, problem_of
from web.errors import RETRY_AFTER_S, note_database_away, note_incident
from web.phrases.moments import use_time_zone
from web.security import csrf
from web.services import services
from web.transactions import command, enter_government, page_session

# As the citizen's page: an application is one source.
REPORTS_PER_APPLICATION = Limit("antarmuka.kirim", 60, timedelta(hours=1))
LOOKS_PER_APPLICATION = Limit("antarmuka.lihat", 600, timedelta(hours=1))
DOCUMENTS_PER_SOURCE = Limit("antarmuka.dokumen", 600, timedelta(hours=1))

blueprint = Blueprint("api", __name__, url_prefix="/antarmuka/v1/<instansi_id>")
csrf.exempt(blueprint)  # a key is sent by programs alone; no browser adds it by itself


@blueprint.url_value_preprocessor
def _enter_instansi(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    """An unknown government has no application either: whoever asks for one is told that the key is wrong."""
    found = find(page_session(), instansi_id=(values or {}).pop("instansi_id", ""))
    g.instansi = found
    if found is not None:
        enter_government(found.id)
        use_time_zone(found.time_zone)


@blueprint.url_defaults
def _stay_in_instansi(_endpoint: str, values: dict[str, Any]) -> None:
    if g.get("instansi") is not None:
        values.setdefault("instansi_id", g.instansi.id)


def instansi() -> InstansiView:
    """The government of this address."""
    found: InstansiView = g.instansi
    return found


def application() -> ApplicationView:
    """The application whose key came with this request."""
    found: ApplicationView = g.application
    return found


def charge_application(limit: Limit) -> None:
    """Counts one act of this application. Raises TooManyRequests (429 with Retry-After)."""
    _charge(limit, application().id.hex)


def charge_source(limit: Limit) -> None:
    """The same for whoever comes without a key."""
    _charge(limit, source_of(request.remote_addr))


def _charge(limit: Limit, who: str) -> None:
    now = services().clock.now()
    key = key_for(services().settings.secret_key, limit, who)
    with command() as session:
        until = charge(session, key=key, limit=limit, now=now)
    if until is not None:
        raise TooManyRequests(retry_after=max(1, int((until - now).total_seconds())))


# The pages have a handler of their own for 413 and 500, which would come first: these two are named.
@blueprint.errorhandler(RequestEntityTooLarge)
@blueprint.errorhandler(HTTPException)
def _refused(error: HTTPException) -> Response:
    return problem_of(error)


@blueprint.before_app_request
def _no_such_address() -> Response | None:
    """An address that does not exist belongs to no blueprint; below that of the interface it is a problem too."""
    error = request.routing_exception
    if error is None or (error.code or 0) < 400 or not request.path.startswith("/antarmuka/"):
        return None
    return problem_of(error)


@blueprint.errorhandler(InternalServerError)
def _crashed(error: InternalServerError) -> Response:
    note_incident(error)
    return problem(500)


@blueprint.errorhandler(NotFoundError)
def _nothing_there(_error: NotFoundError) -> Response:
    return problem(404)


@blueprint.errorhandler(ConflictError)
def _overtaken(_error: ConflictError) -> Response:
    return problem(409)


def _database_gone(error: Exception) -> Response:
    note_database_away(error)
    answer = problem(503)
    answer.headers["Retry-After"] = str(RETRY_AFTER_S)
    return answer


for _error in UNAVAILABLE:
    blueprint.register_error_handler(_error, _database_gone)


def is_json() -> bool:
    """Whether the body is JSON, without reading it."""
    return request.mimetype == "application/json"
