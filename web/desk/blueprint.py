"""The blueprint that the views of the desk hang on, and the words that its templates use."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from complaints.casework.visibility import Withheld
from web.phrases import desk

blueprint = Blueprint("desk", __name__, url_prefix="/petugas")


@blueprint.app_template_test("withheld")
def is_withheld(value: Any) -> bool:
    """`{% if complaint.judul is withheld %}`"""
    return isinstance(value, Withheld)


@blueprint.app_context_processor
def _words() -> dict[str, Any]:
    return {"desk_words": desk}
