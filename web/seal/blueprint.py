"""The blueprint of the seal. Its machines send no cookie: what they bring is signed by itself, a receipt too."""

from __future__ import annotations

from flask import Blueprint, request
from werkzeug.exceptions import TooManyRequests

from complaints.people.throttle import Limit, charge, key_for, source_of
from web.security import csrf
from web.services import services
from web.transactions import command

blueprint = Blueprint("seal", __name__)
csrf.exempt(blueprint)  # nothing is done here in somebody's name: a witness's line holds whoever brings it


def charge_source(limit: Limit) -> None:
    """Counts one act of whoever sends this request. Raises TooManyRequests (429 with Retry-After)."""
    now = services().clock.now()
    counted = key_for(services().settings.secret_key, limit, source_of(request.remote_addr))
    with command() as session:
        until = charge(session, key=counted, limit=limit, now=now)
    if until is not None:
        raise TooManyRequests(retry_after=max(1, int((until - now).total_seconds())))
