"""The catalogue of a request is looked up once, and goes with its language."""

from __future__ import annotations

import pytest
from flask import Flask
from flask_babel import force_locale, get_translations, gettext

from web.phrases import catalogues


def test_a_request_looks_its_catalogue_up_once(flask_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    found = catalogues.Domain.get_translations
    monkeypatch.setattr(catalogues.Domain, "get_translations", lambda self: (asked.append("catalogue"), found(self))[1])
    with flask_app.test_request_context("/"):
        assert [gettext("Kembali"), gettext("Lanjutkan")] == ["Kembali", "Lanjutkan"]
        assert flask_app.jinja_env.from_string('{{ _("Kembali") }}').render() == "Kembali"
    assert asked == ["catalogue"]


def test_a_forced_language_has_its_own_catalogue(flask_app: Flask) -> None:
    with flask_app.test_request_context("/"):
        own = get_translations()
        with force_locale("en"):
            assert get_translations() is not own
        assert get_translations() is own


def test_texts_outside_of_a_request_stand_as_they_are_written() -> None:
    assert gettext("Kembali") == "Kembali"
