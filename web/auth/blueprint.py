"""The blueprint that the views of log-in and of one's own account hang on, and the words that its templates use."""

from __future__ import annotations

from flask import Blueprint

from web.auth import phrases

blueprint = Blueprint("auth", __name__, url_prefix="/petugas")


@blueprint.app_context_processor
def _words() -> dict[str, object]:
    return {"auth_words": phrases}
