"""`/sehat` and `/metrik`: whether this process, and the whole installation, can do its work, for machines that watch.

Always JSON or plain figures, whatever is broken: a monitor reads no page.
"""

from __future__ import annotations

import hmac
from functools import wraps
from typing import Any, cast

from flask import Blueprint, Response, jsonify, request
from flask.typing import ResponseReturnValue

from complaints.upkeep import Condition, condition
from complaints.upkeep.description import described
from complaints.upkeep.installation import last_verification, totals
from complaints.upkeep.metrics import MEDIA_TYPE, gauges, text
from engine.db import UNAVAILABLE, UNREADABLE
from web.errors import RETRY_AFTER_S, note_database_away
from web.guards import Guard, View, public
from web.services import services
from web.transactions import page_session

blueprint = Blueprint("health", __name__)


@blueprint.get("/sehat/hidup")
@public
def live() -> ResponseReturnValue:
    """200 while this process answers at all: restart it when it does not."""
    return jsonify({"web": "baik"})


@blueprint.get("/sehat")
@public
def health() -> ResponseReturnValue:
    """200 while deadlines are kept and complaints can be stored; else 503 with what is wrong in `gangguan`."""
    try:
        found = _condition()
    except UNREADABLE as error:
        note_database_away(error)
        state = "terputus" if isinstance(error, UNAVAILABLE) else "rusak"
        return jsonify({"basis_data": state, "gangguan": ["basis_data"]}), 503, _later()
    seen_at = found.workers.seen_at
    answer = {
        "basis_data": "baik",
        "pekerja": found.workers.worker,
        "pekerja_terlihat": seen_at.isoformat() if seen_at else None,
        "tenggat_tertunda": found.timers_due,
        "gangguan": list(found.faults),
    }
    return (jsonify(answer), 503, _later()) if found.faults else jsonify(answer)


def watching_machine(view: View) -> View:
    """A monitor with the token of the settings (`Authorization: Bearer`). Without one in the settings: nobody."""

    @wraps(view)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        given, token = request.headers.get("Authorization", ""), services().settings.metrics_token
        if not token or not hmac.compare_digest(given.encode(), f"Bearer {token}".encode()):
            return jsonify({"metrik": "tertutup"}), 401, {"WWW-Authenticate": "Bearer"}
        return view(*args, **kwargs)

    wrapper.alur_guard = Guard("monitor")  # type: ignore[attr-defined]
    return cast(View, wrapper)


@blueprint.get("/metrik")
@watching_machine
def metrics() -> ResponseReturnValue:
    """Figures for Prometheus; `alur_up 0` with 503 when the database does not answer."""
    try:
        session = page_session()
        room, _versions = described(session, services().settings.data_dir)
        found = gauges(
            now=services().clock.now(),
            state=_condition(),
            waiting=totals(session),
            room=room,
            verified=last_verification(session, services().runtime.verifier_in(session)),
        )
        return Response(text(found), content_type=MEDIA_TYPE)
    except UNREADABLE as error:
        note_database_away(error)
        return Response("alur_up 0\n", 503, content_type=MEDIA_TYPE)


def _condition() -> Condition:
    settings = services().settings
    return condition(
        page_session(), now=services().clock.now(), folder=settings.data_dir, least_free=settings.min_free_bytes
    )


def _later() -> dict[str, str]:
    return {"Retry-After": str(RETRY_AFTER_S)}
