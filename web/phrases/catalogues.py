"""The catalogue of a request's language, looked up once for each request instead of once for each text."""

from __future__ import annotations

from typing import Any

from babel.support import NullTranslations
from flask import g, has_app_context, has_request_context, request
from flask_babel import Domain, get_locale
from markupsafe import Markup, escape

from engine.catalogue import kept_for_others
from web.translations import LANGUAGES, SOURCE, texts_in

COOKIE = "bahasa"
"""Holds "en" or "id" and nothing else: the same for everybody who chose it."""

_AS_WRITTEN = NullTranslations()


def language() -> str:
    """In which language the request is answered, "id" or "en"; what is kept for others stays in the first."""
    locale = None if kept_for_others() else get_locale()
    return locale.language if locale is not None else SOURCE


def chosen() -> str:
    """The language that the reader chose on this device, Indonesian until they do. What their device is set to is not
    asked: most phones here are sold in English, and forms and law are in Indonesian."""
    wanted = request.cookies.get(COOKIE, SOURCE) if has_request_context() else SOURCE
    return wanted if wanted in LANGUAGES else SOURCE


def lang_id() -> Markup:
    """` lang="id"` for the tag around what no catalogue translates, on a page in another language; else nothing."""
    return Markup() if language() == SOURCE else Markup(' lang="id"')


def indonesian(text: object) -> Markup:
    """What no catalogue translates, marked as Indonesian within a line of a page in another language."""
    return escape(text) if language() == SOURCE or not text else Markup('<span lang="id">{}</span>').format(text)


def drawing(markup: str) -> Markup:
    """A diagram drawn by the engine, which is Indonesian on every page."""
    return Markup(markup) if language() == SOURCE else Markup(str(markup).replace("<svg ", '<svg lang="id" ', 1))


class Catalogues(Domain):
    """Keeps the catalogue where Flask-Babel keeps the language: it goes with it, also when another one is forced."""

    def get_translations(self) -> Any:
        """The catalogue in the language of the request; none for what is kept for others."""
        if kept_for_others():
            return _AS_WRITTEN
        context = getattr(g, "_flask_babel", None) if has_app_context() else None
        kept = getattr(context, "babel_translations", None)
        if kept is None:
            spoken = language()
            kept = _AS_WRITTEN if spoken == SOURCE else texts_in(spoken)
            context = getattr(g, "_flask_babel", None) if has_app_context() else None
            if context is not None:
                context.babel_translations = kept
        return kept

    def ugettext(self, text: str) -> str:
        """For templates."""
        return str(self.get_translations().ugettext(text))

    def upgettext(self, context: str, text: str) -> str:
        """For templates: a text that means something else in another place."""
        return str(self.get_translations().upgettext(context, text))

    def ungettext(self, one: str, several: str, number: int) -> str:
        """For templates: the form that the number asks for."""
        return str(self.get_translations().ungettext(one, several, number))
