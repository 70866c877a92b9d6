"""The blueprint that the auditors' views hang on, and the words that its templates use."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from web.phrases import audit

blueprint = Blueprint("audit", __name__, url_prefix="/audit")


@blueprint.context_processor
def _words() -> dict[str, Any]:
    return {"audit_words": audit}
