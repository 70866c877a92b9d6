"""Conditions as CSS: a real browser shows exactly the fields that the engine will count."""

from __future__ import annotations

import random
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from flask import Flask
from jinja2 import ChoiceLoader, PackageLoader, PrefixLoader

from engine.definition.forms import Form, Option, parse_form
from tests.support.forms import LETTERS, YES_NO, Posted, a_form, part
from web.components.form import condition_css, render_form
from web.components.form.styles import hiding, quoted
from web.phrases.moments import init_babel

if TYPE_CHECKING:
    from playwright.sync_api import Browser

FORMS = sorted((Path(__file__).parents[2] / "forms").rglob("*.form"))
CONDITIONAL = [path for path in FORMS if '"conditional"' in path.read_text("utf-8")]
SKPD = [Option("pupr", "Dinas PUPR"), Option("dinkes", "Dinas Kesehatan")]
ASKED = [
    part("checkbox", "yakin"),
    part("radio", "lengkap", values=YES_NO),
    part("select", "huruf", values=[*LETTERS, {"label": "Kutip", "value": "“a\"] b\\'"}]),
    part("select", "unit", valuesKey="skpd"),
]
SAYABLE = [
    "=yakin",
    "=not(yakin)",
    "=yakin = false",
    "=true != yakin",
    "=lengkap = true",
    "=lengkap != false",
    "=lengkap = null",
    "=huruf != null",
    '=huruf = "a"',
    '="b" != huruf',
    '=huruf = "“a\\"] b\\\\\'"',
    '=unit = "pupr"',
    '=huruf in ["a", "b"]',
    '=not(unit in ("pupr", "dinkes"))',
    '=not(unit = "pupr" or yakin) and (lengkap = true or huruf = null)',
]
UNSAYABLE = [
    "=hari < 3",
    "=tahu",
    "=lengkap",
    '=huruf = "z"',
    "=huruf = 1",
    '=huruf in ["a", unit]',
    '=huruf in (= "a")',
    "=yakin = null",
    "=yakin and kanal = null",
    "=unit = 1",
]


def a_form_with(conditions: list[str]) -> Form:
    dependent = [part("textfield", f"bila_{at}", conditional={"hide": hide}) for at, hide in enumerate(conditions)]
    fixed = {**part("checkbox", "tahu"), "readonly": True}
    return a_form(*ASKED, part("number", "hari"), fixed, *dependent)


@pytest.mark.parametrize("hide", UNSAYABLE)
def test_what_css_cannot_tell_stays_visible(hide: str) -> None:
    form = a_form_with([hide])
    assert hiding(form.fields["bila_0"].hide.node, form.fields) is None  # type: ignore[union-attr]
    assert condition_css(form) == ""


def test_texts_cannot_break_out_of_a_selector() -> None:
    assert quoted('a-b_1."]{}</style>\n') == r"a-b_1.\22 \5d \7b \7d \3c \2f style\3e \a "


@pytest.fixture(scope="module")
def bare_app() -> Flask:
    app = Flask("web")
    init_babel(app)
    macros = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
    app.jinja_env.loader = ChoiceLoader([PackageLoader("web"), macros])
    return app


SET = """values => {
  for (const control of document.querySelectorAll("input, select")) {
    const wanted = values[control.name] ?? [];
    if (control.type === "radio" || control.type === "checkbox") control.checked = wanted.includes(control.value);
    else if (control.tagName === "SELECT") control.value = wanted[0] ?? "";
  }
  const shown = [...document.querySelectorAll("[name]")].filter(control => control.offsetParent !== null);
  return [...new Set(shown.map(control => control.name.replace(/[.].*/, "")))];
}"""


@pytest.mark.browser
@pytest.mark.parametrize("path", [None, *CONDITIONAL], ids=lambda path: path.stem if path else "contoh")
def test_browser_and_engine_agree(path: Path | None, bare_app: Flask, chromium: Browser) -> None:
    form = parse_form(path.read_text("utf-8"), name=path.stem) if path else a_form_with(SAYABLE)
    lists = dict.fromkeys(form.lists_read(), SKPD)
    with bare_app.test_request_context():
        markup = render_form(form, values={}, options=lists)
    page = chromium.new_page()
    page.set_content(f"<style>{condition_css(form)}</style><form>{markup}</form>")
    always = {key for key in form.fields if page.locator(f'[name="{key}"]').count() == 0}
    dice = random.Random(7)
    for _ in range(25):
        posted = {key: value for key, value in _answers(form, lists, dice).items() if key not in always}
        shown = set(page.evaluate(SET, posted))
        checked = form.check(form.read(Posted.of(dict(posted))), options=lists)
        counted = checked.answers.keys() | checked.errors.keys()
        unsayable = {
            key for key, chain in _chains(form).items() if not all(hiding(node, form.fields) for node in chain)
        }
        assert shown - unsayable == counted - unsayable - always, posted
        assert counted - always <= shown
    page.close()


def _chains(form: Form) -> dict[str, list[Any]]:
    return {
        part.key: [one.hide.node for one in chain if one.hide] for part, chain in form.items if hasattr(part, "key")
    }


def _answers(form: Form, lists: dict[str, list[Option]], dice: random.Random) -> dict[str, str | list[str]]:
    found: dict[str, str | list[str]] = {}
    for key, field in form.fields.items():
        if field.kind == "checkbox" and dice.random() < 0.5:
            found[key] = ["true"]
        elif field.kind in ("radio", "select") and dice.random() < 0.8:
            found[key] = [dice.choice(field.choices(lists)).wire]  # type: ignore[union-attr]
    return found
