"""Whatever stands in a draft, the form can be drawn, and what a browser sends back is what stood in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jinja2 import ChoiceLoader, PackageLoader, PrefixLoader

from engine.definition.forms import Option
from tests.support.forms import LETTERS, YES_NO, Posted, a_form, part
from tests.support.pages import faults, page, sent_by_browser
from web.components.form import error_summary, render_form, summary_rows
from web.phrases.moments import init_babel

FORM = a_form(
    part("textfield", "teks"),
    part("textarea", "uraian", conditional={"hide": "=lengkap = true or hari < 3"}),
    part("number", "hari"),
    part("datetime", "tanggal", subtype="date"),
    part("datetime", "rapat", subtype="datetime"),
    part("checkbox", "yakin"),
    part("radio", "lengkap", values=YES_NO),
    part("select", "unit", valuesKey="skpd"),
    part("checklist", "huruf", values=LETTERS),
    part("filepicker", "bukti", multiple=True),
    {"type": "dynamiclist", "path": "baris", "label": "Baris", "components": [part("textfield", "nama")]},
)
OPTIONS = {"skpd": [Option("pupr", "Dinas PUPR")], "bukti": [Option("f-1", "foto.jpg")]}
printable = st.text(alphabet=st.characters(min_codepoint=32, exclude_categories=("Cs", "Cc")), max_size=20)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | printable,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(printable | st.just("nama"), inner, max_size=3),
    max_leaves=8,
)
drawing = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def bare_app() -> Flask:
    app = Flask("web")
    init_babel(app)
    macros = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
    app.jinja_env.loader = ChoiceLoader([PackageLoader("web"), macros])
    return app


@pytest.fixture(autouse=True)
def in_request(bare_app: Flask) -> Iterator[None]:
    with bare_app.test_request_context():
        yield


@drawing
@given(st.dictionaries(st.sampled_from(sorted(FORM.keys())), values), st.dictionaries(printable, values, max_size=3))
def test_any_draft_can_be_drawn(draft: dict[str, Any], context: dict[str, Any]) -> None:
    errors = FORM.check(draft, options=OPTIONS).errors
    found = page(render_form(FORM, values=draft, errors=errors, options=OPTIONS, context=context))
    assert faults(found) == []
    for link in page(error_summary(errors) + "<p></p>").iter("a"):
        found.get_element_by_id(link.get("href")[1:])
    summary_rows(FORM, draft, OPTIONS)


posts = st.fixed_dictionaries(
    {
        "teks": printable,
        "uraian": printable.map(str.strip),
        "hari": printable,
        "tanggal": printable,
        "rapat": printable,
        "rapat.jam": printable,
        "lengkap": st.sampled_from(["", "true", "false"]),
        "unit": st.sampled_from(["", "pupr"]),
        "huruf": st.lists(st.sampled_from(["a", "b"]), unique=True).map(sorted),
        "baris": st.just(["0", "4"]),
        "baris.0.nama": printable,
        "baris.4.nama": printable,
    }
)


@drawing
@given(posts)
def test_nothing_typed_is_lost_between_two_looks(posted: dict[str, Any]) -> None:
    first = FORM.read(Posted.of(posted))
    drawn = page(render_form(FORM, values=first, options=OPTIONS))
    again = FORM.read(Posted.of(sent_by_browser(drawn)))
    assert FORM.check(again, options=OPTIONS) == FORM.check(first, options=OPTIONS)
    assert {key: again[key] for key in ("teks", "uraian", "hari", "lengkap", "unit", "huruf", "baris")} == {
        key: first[key] for key in ("teks", "uraian", "hari", "lengkap", "unit", "huruf", "baris")
    }
