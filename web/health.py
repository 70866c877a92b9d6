"""`/sehat`: whether this process can do its work, for the machine that watches it."""

from __future__ import annotations

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from complaints.upkeep import pulse
from engine.db import UNAVAILABLE
from web.errors import RETRY_AFTER_S
from web.guards import public
from web.services import services
from web.transactions import page_session

blueprint = Blueprint("health", __name__)


@blueprint.get("/sehat")
@public
def health() -> ResponseReturnValue:
    """200 while the database answers, else 503; the worker's last sign of life is told beside."""
    try:
        worker = pulse(page_session(), now=services().clock.now())
    except UNAVAILABLE:
        return jsonify({"basis_data": "terputus"}), 503, {"Retry-After": str(RETRY_AFTER_S)}
    seen_at = worker.seen_at.isoformat() if worker.seen_at else None
    return jsonify({"basis_data": "baik", "pekerja": worker.worker, "pekerja_terlihat": seen_at})
