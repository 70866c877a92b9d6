"""Whatever is posted, sent or deployed: forms answer with errors or findings, never with an exception, and soon."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from engine.definition.forms import Option, parse_form
from engine.definition.forms.feel import Feel
from engine.definition.forms.patterns import PatternError, compile_pattern
from engine.definition.forms.registry import KINDS
from engine.errors import DeployRefusedError, ExpressionError
from tests.support.forms import LETTERS, YES_NO, Posted, a_form, document, part

EVERYTHING = a_form(
    part("textfield", "teks", validate={"required": True, "pattern": "^[a-z]+$", "minLength": 2}),
    part("textfield", "email", validate={"validationType": "email"}),
    part("textfield", "telepon", validate={"validationType": "phone"}),
    part("textarea", "uraian", conditional={"hide": "=lengkap = true"}, validate={"required": True, "maxLength": 100}),
    part("number", "angka", decimalDigits=2, increment="0.25", validate={"min": -5, "max": 10}),
    part("datetime", "tanggal", subtype="date"),
    part("datetime", "jam", subtype="time", timeInterval=15),
    part("datetime", "rapat", subtype="datetime"),
    part("checkbox", "yakin", validate={"required": True}),
    part("radio", "lengkap", values=YES_NO),
    part("select", "unit", valuesKey="skpd", conditional={"hide": "=angka < 5 and not(teks = null)"}),
    part("checklist", "huruf", values=LETTERS),
    part("taglist", "tembusan", valuesKey="skpd"),
    part("filepicker", "bukti", multiple=True),
    part("expression", "rumus", expression='=lengkap = true or jenis = "aspirasi"'),
    {
        "type": "dynamiclist",
        "path": "baris",
        "label": "Baris",
        "components": [
            part("textfield", "nama", validate={"required": True}),
            part("number", "umur", conditional={"hide": "=this.nama = null or lengkap = true"}),
        ],
    },
)
OPTIONS = {"skpd": [Option("pupr", "Dinas PUPR")]}
HOSTILE = [
    "\x00",
    "\ud800",
    "a" * 300_000,
    "9" * 5000,
    "-",
    "1e999",
    "=1+1",
    "{{x}}",
    "../..",
    "０１２",
    "true",
    "[]",
    "\u202e",
]
texts = st.text(alphabet=st.characters(), max_size=30) | st.sampled_from(HOSTILE)
scalars = st.none() | st.booleans() | st.integers() | st.floats() | texts | st.binary(max_size=5)
values: st.SearchStrategy[Any] = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4), max_leaves=12
)
keys = st.sampled_from(sorted(EVERYTHING.keys()))


@given(
    st.dictionaries(keys, values) | values,
    st.dictionaries(texts | st.sampled_from(["jenis", "skpd"]), values, max_size=4),
)
def test_check_never_raises(answers: Any, context: dict[str, Any]) -> None:
    checked = EVERYTHING.check(answers, options=OPTIONS, context=context)
    assert not set(checked.errors) & set(checked.answers)
    json.dumps(checked.answers, allow_nan=False).encode()
    json.dumps(checked.answers, ensure_ascii=False).encode("utf-8")
    assert "\x00" not in json.dumps(checked.answers)
    EVERYTHING.summarise(checked.answers, OPTIONS)
    typed, personal = EVERYTHING.split_answers(checked.answers)
    assert {**typed, **personal} == checked.answers


@given(st.dictionaries(keys, values))
def test_accepted_answers_stay_accepted(answers: dict[str, Any]) -> None:
    once = EVERYTHING.check(answers, options=OPTIONS)
    again = EVERYTHING.check(once.answers, options=OPTIONS)
    for key in once.answers.keys() & again.answers.keys():  # without the refused answers, others may be hidden
        assert again.answers[key] == once.answers[key]
    assert not once.answers.keys() & again.errors.keys()


names = keys | st.sampled_from(["_tambah", "_hapus", "rapat.jam", "baris.0.nama", "baris.1.umur"])


@given(st.dictionaries(names, texts | st.lists(texts, max_size=3)))
def test_any_post_can_be_read_checked_and_read_again(values: dict[str, Any]) -> None:
    posted = Posted.of(values)
    read = EVERYTHING.read(posted)
    EVERYTHING.edits_rows(posted)
    EVERYTHING.check(read, options=OPTIONS)
    EVERYTHING.summarise(read, OPTIONS)


@given(texts)
def test_any_text_is_a_form_or_is_refused(text: str) -> None:
    with pytest.raises(DeployRefusedError) as refused:
        parse_form(text, name="contoh")
    assert refused.value.findings


PROPERTIES = """key label validate values valuesKey conditional path components defaultValue id type appearance subtype
expression text content source alt accept increment properties"""
properties = st.sampled_from(PROPERTIES.split())
kinds = st.sampled_from(sorted(KINDS))


@given(kinds, st.dictionaries(properties, values))
def test_any_component_is_read_or_refused(kind: str, raw: dict[str, Any]) -> None:
    component = {"key": "kunci", "label": "Label", **raw, "type": kind}
    try:
        text = document(component)
    except (TypeError, ValueError):
        return  # bytes are no JSON
    with suppress(DeployRefusedError):
        parse_form(text, name="contoh").check({})


@given(st.text(alphabet='=<>!"()[]{}abt. -0123456789andornotull', max_size=60))
@example("=" + "(" * 400)
@example("=not(" * 80)
@example('="' + "\\" * 300)
def test_feel_is_compiled_or_refused(text: str) -> None:
    try:
        feel = Feel.compile(text)
    except ExpressionError:
        return
    feel.holds({"a": 1, "b": {"t": None}, "t": "x"})


atoms = st.sampled_from(
    ["a", "b", "[ab]", "[^a]", ".", r"\d", r"\w", "x{2}", "a?", "b*", "(a|b)+", "(?:ab){1,2}", "^", "$"]
)


@given(st.lists(atoms, max_size=6).map("".join), st.text(alphabet="abx1 ", max_size=12))
def test_patterns_agree_with_the_library(pattern: str, text: str) -> None:
    assert compile_pattern(pattern).search(text) is bool(re.search(pattern.replace("$", r"\Z"), text, re.ASCII))


@given(st.text(alphabet=r"ab()[]{}|*+?\^$-.,:019dwsb", max_size=40), st.text(max_size=200))
def test_any_pattern_is_compiled_or_refused(pattern: str, text: str) -> None:
    try:
        compiled = compile_pattern(pattern)
    except PatternError:
        return
    compiled.search(text)
