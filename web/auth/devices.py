"""Devices from which somebody logged in before, told by a signed cookie: strangers cannot lock them out.

The cookie opens nothing. It only says that wrong passwords from here are counted for this device alone. It holds no
name: those who logged in here stand in it as keyed hashes, each once, however they write their name."""

from __future__ import annotations

import secrets
from datetime import timedelta
from uuid import UUID

from flask import current_app, make_response, request
from flask.typing import ResponseReturnValue
from itsdangerous import BadData, URLSafeTimedSerializer

from complaints.people.guesses import of_person
from complaints.people.throttle import Limit, key_for
from web.services import services

LASTS = timedelta(days=180)
PERSONS = 8
"""Whom one device remembers; a counter in an office has several."""
DEVICE_BYTES = 12


def known(instansi_id: str, user_id: UUID) -> str:
    """The id of this device when the person has logged in from it before, else ""."""
    return _devices().get(_hash(instansi_id, user_id), "")


def remember(response: ResponseReturnValue, instansi_id: str, user_id: UUID) -> ResponseReturnValue:
    """This person has logged in from here: from now on the device counts for itself."""
    kept = _devices()
    person = _hash(instansi_id, user_id)
    device = kept.pop(person, "") or secrets.token_urlsafe(DEVICE_BYTES)
    kept = dict([*list(kept.items())[-(PERSONS - 1) :], (person, device)])
    answer = make_response(response)
    answer.set_cookie(
        _cookie(),
        _serializer().dumps(kept),
        max_age=LASTS,
        secure=services().settings.https,
        httponly=True,
        samesite="Strict",
    )
    return answer


def _devices() -> dict[str, str]:
    try:
        kept = _serializer().loads(request.cookies.get(_cookie(), ""), max_age=int(LASTS.total_seconds()))
    except BadData:
        return {}
    return dict(kept)


def _hash(instansi_id: str, user_id: UUID) -> str:
    limit = Limit("device", 0, timedelta())
    return key_for(services().settings.secret_key, limit, of_person(instansi_id, user_id))[:24]


def _cookie() -> str:
    return "__Host-alur-perangkat" if services().settings.https else "alur-perangkat"


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="known-device")
