"""The catalogue of a request is looked up once, and goes with its language."""

from __future__ import annotations

import pytest
from flask import Flask
from flask_babel import force_locale, get_translations, gettext

from web.phrases import catalogues
from web.translations import texts_in


def test_a_request_looks_its_catalogue_up_once(flask_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(catalogues, "texts_in", lambda language: (asked.append(language), texts_in(language))[1])
    with flask_app.test_request_context("/", headers={"Cookie": "bahasa=en"}):
        assert [gettext("Kembali"), gettext("Lanjutkan")] == ["Back", "Continue"]
        assert flask_app.jinja_env.from_string('{{ _("Kembali") }}').render() == "Back"
    assert asked == ["en"]


def test_a_forced_language_has_its_own_catalogue(flask_app: Flask) -> None:
    with flask_app.test_request_context("/"):
        own = get_translations()
        with force_locale("en"):
            assert get_translations() is not own
        assert get_translations() is own


def test_texts_outside_of_a_request_stand_as_they_are_written() -> None:
    assert gettext("Kembali") == "Kembali"
