"""What all pages of the citizen share: the instansi of the address, its time zone, words for engine messages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, g, make_response, render_template, request
from werkzeug.exceptions import TooManyRequests

from complaints.intake import draft_rows
from complaints.people.instansi import InstansiView, all_instansi, entered
from complaints.people.throttle import Limit, charge, key_for, source_of
from engine.db import UNAVAILABLE, Session
from web.phrases import desk, figures
from web.phrases.moments import use_time_zone
from web.public.draft_names import token_of
from web.public.ways import is_whistleblower, way
from web.services import services
from web.transactions import command, enter_government, page_session

FORM_BYTES = 12 * 1024 * 1024
"""Texts up to this size are read, so that somebody who wrote too much is told so and keeps the beginning."""

blueprint = Blueprint("public", __name__)


@blueprint.url_value_preprocessor
def _enter_instansi(endpoint: str | None, values: dict[str, Any] | None) -> None:
    request.max_form_memory_size = FORM_BYTES
    instansi_id = (values or {}).pop("instansi_id", None)
    if instansi_id is None:
        return
    enter_government(instansi_id)
    token = token_of(str((values or {}).get("draft", "")))
    if token is None:
        found = entered(page_session(), instansi_id=instansi_id)
    else:
        found = draft_rows.entered(page_session(), token=token, instansi_id=instansi_id)
    if found is None:
        abort(make_response(render_template("public/unknown.html", served=all_instansi(page_session())), 404))
    if is_whistleblower(endpoint) and not found.restricted_process_id:
        abort(404)
    g.instansi = found
    use_time_zone(found.time_zone)


@blueprint.url_defaults
def _stay_in_instansi(_endpoint: str, values: dict[str, Any]) -> None:
    if "instansi" in g:
        values.setdefault("instansi_id", g.instansi.id)


@blueprint.context_processor
def _page_values() -> dict[str, Any]:
    return {"instansi": g.get("instansi"), "way": way(), "desk_words": desk, "figure_words": figures}


def instansi() -> InstansiView:
    """The instansi of this page."""
    found: InstansiView = g.instansi
    return found


def today() -> date:
    """The day in the instansi's zone."""
    return services().clock.now().astimezone(ZoneInfo(instansi().time_zone)).date()


def charge_source(limit: Limit) -> None:
    """Counts one act of whoever sends this request. Raises TooManyRequests (429 with Retry-After)."""
    with command() as session:
        _charge(session, limit)


@contextmanager
def charged_command(limit: Limit) -> Iterator[Session]:
    """A command that counts as one act of whoever sends this request, in its own transaction. Raises TooManyRequests.

    What fails counts too: its count, undone with everything else, is written by itself.
    """
    try:
        with command() as session:
            _charge(session, limit)
            yield session
    except (TooManyRequests, *UNAVAILABLE):
        raise
    except Exception:
        charge_source(limit)
        raise


def _charge(session: Session, limit: Limit) -> None:
    now = services().clock.now()
    key = key_for(services().settings.secret_key, limit, source_of(request.remote_addr))
    until = charge(session, key=key, limit=limit, now=now)
    if until is not None:
        raise TooManyRequests(retry_after=max(1, int((until - now).total_seconds())))
