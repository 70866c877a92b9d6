"""The blueprint that the operator's views hang on, and the words that its templates use."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from web.phrases import founding, operator

blueprint = Blueprint("operator", __name__, url_prefix="/operator")


@blueprint.context_processor
def _words() -> dict[str, Any]:
    return {"operator_words": operator, "founding_words": founding}
