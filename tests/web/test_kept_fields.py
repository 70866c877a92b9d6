"""Fields that are drawn once: kept under all that they are drawn from, and never with what somebody wrote."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import ChoiceLoader, PackageLoader, PrefixLoader

from engine.definition.forms import Option, parse_form
from tests.support.forms import a_form, part
from web.components.form import kept_html, render_form
from web.phrases.moments import init_babel

FORMS = sorted((Path(__file__).parents[2] / "forms").rglob("*.form"))


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Templates and translations without the rest of the application."""
    monkeypatch.setattr(kept_html, "_kept", {})
    app = Flask("web")
    init_babel(app)
    macros = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
    app.jinja_env.loader = ChoiceLoader([PackageLoader("web"), macros])
    with app.test_request_context():
        yield


def test_a_field_that_was_drawn_before_looks_as_it_did() -> None:
    forms = [parse_form(path.read_text(encoding="utf-8"), name=path.stem) for path in FORMS[:20]]
    first = [render_form(form, values=form.initial({})) for form in forms]
    assert kept_html._kept
    assert [render_form(form, values=form.initial({})) for form in forms] == first


def test_nothing_that_somebody_wrote_is_kept() -> None:
    fields = [part(kind, "isian", label="Isian") for kind in ("textfield", "textarea", "number", "datetime")]
    for each in fields:
        render_form(a_form(each), values={"isian": "rahasia saya"}, errors={"isian": "salah"})
        render_form(a_form(each), values={"isian": "rahasia saya"})
    files = {"isian": [Option("f1", "rahasia saya.jpg")]}
    render_form(a_form(part("filepicker", "isian", label="Isian")), values={"isian": ["f1"]}, options=files)
    assert "rahasia" not in repr(kept_html._kept)


def test_what_is_kept_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_html, "MOST", 3)
    for number in range(5):
        render_form(a_form(part("textfield", f"isian{number}", label="Isian")), values={})
    assert len(kept_html._kept) == 3
