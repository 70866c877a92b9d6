"""The catalogue of a request's language, looked up once for each request instead of once for each text."""

from __future__ import annotations

from typing import Any

from flask import g, has_app_context
from flask_babel import Domain


class Catalogues(Domain):
    """Keeps the catalogue where Flask-Babel keeps the language: it goes with it, also when another one is forced."""

    def get_translations(self) -> Any:
        """The catalogue in the language of the request."""
        context = getattr(g, "_flask_babel", None) if has_app_context() else None
        kept = getattr(context, "babel_translations", None)
        if kept is None:
            kept = super().get_translations()  # type: ignore[no-untyped-call]
            if context is not None:
                context.babel_translations = kept
        return kept

    def ugettext(self, text: str) -> str:
        """For templates."""
        return str(self.get_translations().ugettext(text))

    def ungettext(self, one: str, several: str, number: int) -> str:
        """For templates: the form that the number asks for."""
        return str(self.get_translations().ungettext(one, several, number))
