"""What a form file may contain, and how everything else is refused: with file, element, rule and reason."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from engine.definition.forms import parse_form
from engine.definition.forms.parse import MAX_BYTES, MAX_COMPONENTS
from engine.definition.forms.registry import KINDS
from engine.errors import DeployRefusedError
from tests.support.forms import LETTERS, a_form, document, findings, part, rules


def test_finding_names_file_element_rule_and_reason() -> None:
    (finding,) = findings(part("textfield", "nama", warna="merah"))
    assert (finding.file, finding.element, finding.rule) == ("contoh.form", "nama", "form-property")
    assert "`warna` tidak didukung" in finding.message


def test_all_findings_are_told_at_once() -> None:
    assert rules(part("textfield", "a.b"), part("iframe", "x"), part("number", "n", label=""), color=1) == {
        "form-key",
        "form-component",
        "form-label",
        "form-property",
    }


def test_every_kind_is_told_to_process_owners() -> None:
    told = (Path(__file__).parents[3] / "forms" / "README.md").read_text("utf-8")
    table = told.partition("| jenis |")[2].partition("\n\n")[0]
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    assert {kind for row in rows for kind in re.findall(r"`(\w+)`", row)} == set(KINDS)


def test_every_kind_can_be_read() -> None:
    special: dict[str, dict[str, Any]] = {
        "radio": {"values": LETTERS},
        "select": {"valuesKey": "unit"},
        "checklist": {"values": LETTERS},
        "taglist": {"values": LETTERS},
        "expression": {"expression": "=a_textfield = null"},
        "image": {"source": "/static/denah.png", "alt": "Denah", "key": None, "label": None},
        "dynamiclist": {"path": "rows", "key": None, "components": [part("textfield", "inner")]},
        "group": {"components": [part("textfield", "grouped")]},
        "text": {"text": "Halo", "key": None, "label": None},
        "html": {"content": "<p>Halo</p>", "key": None, "label": None},
    }
    for kind in ("separator", "spacer"):
        special[kind] = {"key": None, "label": None}
    raw = [{**part(kind, f"a_{kind}"), **special.get(kind, {})} for kind in KINDS]
    raw = [{name: value for name, value in item.items() if value is not None} for item in raw]
    form = a_form(*raw)
    assert {part.kind for part in form.components} == set(KINDS)
    assert form.keys() >= {"a_textfield", "rows", "grouped", "a_expression"}


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("", "form-json"),
        ("{", "form-json"),
        ("[]", "form-json"),
        ('{"schemaVersion": NaN}', "form-json"),
        ('{"a": 1, "a": 2}', "form-json"),
        ("[" * 100_000 + "]" * 100_000, "form-depth"),
        ('{"x": ' + "9" * 10_000 + "}", "form-json"),
        (" " * (MAX_BYTES + 1), "form-size"),
    ],
)
def test_text_that_is_no_form(text: str, rule: str) -> None:
    assert rules(text=text) == {rule}


@pytest.mark.parametrize("version", [0, 20, "19", None, True, 1.5])
def test_schema_version(version: object) -> None:
    assert rules(part("textfield", "a"), schemaVersion=version) == {"form-schema-version"}


@pytest.mark.parametrize("version", [1, 16, 19])
def test_older_schemas_are_read(version: int) -> None:
    assert parse_form(document(part("textfield", "a"), schemaVersion=version), name="contoh").keys() == {"a"}


@pytest.mark.parametrize(
    ("component", "rule"),
    [
        ("text", "form-component"),
        ({}, "form-component"),
        ({"type": "iframe", "url": "https://contoh.id"}, "form-component"),
        ({"type": "table", "id": "t"}, "form-component"),
        ({"type": "documentPreview"}, "form-component"),
        ({"type": ["textfield"]}, "form-component"),
        ({"type": "textfield", "label": "A"}, "form-key"),
        (part("textfield", "a b"), "form-key"),
        (part("textfield", "csrf_token"), "form-key"),
        (part("textfield", "_tambah"), "form-key"),
        (part("textfield", "x" * 61), "form-key"),
        (part("textfield", "a", label=""), "form-label"),
        (part("textfield", "a", label=None), "form-label"),
        (part("textfield", "a", label="=nama"), "form-value"),
        (part("textfield", "a", label="Halo {{nama}}"), "form-value"),
        (part("textfield", "a", description=["x"]), "form-value"),
        (part("textfield", "a", readonly="=x"), "form-value"),
        (part("textfield", "a", validate={"maxLength": "=x"}), "form-value"),
        (part("textfield", "a", validate={"maxLength": 1, "minLength": 2}), "form-value"),
        (part("textfield", "a", validate={"bukan": 1}), "form-property"),
        (part("textfield", "a", validate=[]), "form-value"),
        (part("textfield", "a", validate={"validationType": "url"}), "form-value"),
        (part("textfield", "a", validate={"pattern": "("}), "form-pattern"),
        (part("textfield", "a", validate={"pattern": "(?=x)y"}), "form-pattern"),
        (part("textfield", "a", validate={"pattern": r"(a)\1"}), "form-pattern"),
        (part("textfield", "a", validate={"pattern": 5}), "form-pattern"),
        (part("textfield", "a", appearance={"color": "red"}), "form-property"),
        (part("number", "a", defaultValue="banyak"), "form-value"),
        (part("number", "a", decimalDigits=1.5), "form-value"),
        (part("number", "a", serializeToString=True), "form-value"),
        (part("radio", "a"), "form-value"),
        (part("radio", "a", values=[]), "form-value"),
        (part("radio", "a", values=LETTERS, valuesKey="unit"), "form-value"),
        (part("radio", "a", valuesExpression="=unit"), "form-value"),
        (part("radio", "a", values=[*LETTERS, {"label": "Lagi", "value": "a"}]), "form-value"),
        (part("radio", "a", values=[{"label": "", "value": "a"}]), "form-value"),
        (part("radio", "a", values=[{"label": "A", "value": {}}]), "form-value"),
        (part("radio", "a", values=LETTERS, defaultValue="c"), "form-value"),
        (part("datetime", "a", subtype="week"), "form-value"),
        (part("datetime", "a", subtype="time", timeSerializingFormat="utc_offset"), "form-value"),
        (part("filepicker", "a", accept="apa saja"), "form-value"),
        (part("textfield", "a", conditional={"hide": "nama = 1"}), "form-condition"),
        (part("textfield", "a", conditional={"hide": "=a = 1"}), "form-condition"),
        (part("textfield", "a", conditional={"hide": "=hari_kerja(3) = b"}), "form-condition"),
        (part("textfield", "a", conditional={"hide": "=ada(b)"}), "form-condition"),
        (part("textfield", "a", conditional={"hide": "=b == 1"}), "form-condition"),
        (part("textfield", "a", conditional={"hide": "=b = 'x'"}), "form-condition"),
        (part("textfield", "a", conditional={"hide": "=not b"}), "form-condition"),
        (part("textfield", "a", conditional={"hide": "=1 < b < 3"}), "form-condition"),
        (part("textfield", "a", conditional={"hide": "=b = " + '"x' * 300}), "form-condition"),
        (part("textfield", "a", conditional={"hide": "=" + "(" * 30 + "b" + ")" * 30}), "form-condition"),
        (part("textfield", "a", conditional={"hide": "=(b"}), "form-condition"),
        (part("textfield", "a", conditional={"hide": "=b."}), "form-condition"),
        (part("textfield", "a", conditional={"hide": "=if"}), "form-condition"),
        (part("textfield", "a", conditional={"hide": "=b b"}), "form-condition"),
        (part("textfield", "a", description="x" * 1001), "form-value"),
        (part("textfield", "a", validate={"minLength": -1}), "form-value"),
        (part("textfield", "a", validate={"maxLength": True}), "form-value"),
        (part("textfield", "a", conditional={"show": "=b"}), "form-property"),
        (part("expression", "a", expression="=a + 1"), "form-condition"),
        (part("expression", "a", expression="=a = null"), "form-condition"),
        ({"type": "image", "source": "https://contoh.id/a.png", "alt": "A"}, "form-value"),
        ({"type": "image", "source": "//contoh.id/a.png", "alt": "A"}, "form-value"),
        ({"type": "image", "source": "/static/a.png"}, "form-label"),
        ({"type": "group", "label": "G", "components": []}, "form-component"),
        ({"type": "group", "label": "G", "path": "g", "components": [part("textfield", "a")]}, "form-property"),
        ({"type": "dynamiclist", "label": "L", "components": [part("textfield", "a")]}, "form-key"),
        ({"type": "text", "text": "Halo {{nama}}"}, "form-value"),
        ({"type": "button", "label": "Kirim", "action": "alert"}, "form-value"),
    ],
    ids=lambda value: json.dumps(value)[:70] if isinstance(value, dict) else None,
)
def test_refused_component(component: Any, rule: str) -> None:
    assert rule in rules(component)


def test_keys_and_ids_are_unique() -> None:
    twice = [part("textfield", "a"), {**part("number", "a"), "id": "Other"}]
    assert rules(*twice) == {"form-key"}
    assert rules(part("textfield", "a"), {**part("textfield", "b"), "id": "Field_a"}) == {"form-key"}
    inside = {"type": "dynamiclist", "path": "rows", "label": "Baris", "components": [part("textfield", "b")]}
    assert a_form({**part("textfield", "b"), "id": "Top"}, inside).keys() == {"b", "rows"}


def test_nesting_is_bounded() -> None:
    component: dict[str, Any] = part("textfield", "a")
    for _ in range(3):
        component = {"type": "group", "label": "G", "components": [component]}
    assert a_form(component).keys() == {"a"}
    assert "form-depth" in rules({"type": "group", "label": "G", "components": [component]})


def test_count_is_bounded() -> None:
    assert rules(*(part("textfield", f"k{n}") for n in range(MAX_COMPONENTS + 1))) == {"form-size"}


def test_list_in_list_is_refused() -> None:
    inner = {"type": "dynamiclist", "path": "inner", "label": "I", "components": [part("textfield", "a")]}
    outer = {"type": "dynamiclist", "path": "outer", "label": "O", "components": [inner]}
    assert "form-component" in rules(outer)


def test_files_in_rows_are_refused() -> None:
    inner = [part("filepicker", "bukti")]
    assert rules({"type": "dynamiclist", "path": "rows", "label": "R", "components": inner}) == {"form-component"}


def test_computed_values_in_a_circle_are_refused() -> None:
    one = part("expression", "one", expression="=two = null")
    two = part("expression", "two", expression="=one = null")
    assert rules(one, two) == {"form-condition"}
    assert a_form(one, part("textfield", "two")).keys() == {"one", "two"}


def test_lists_that_a_form_needs() -> None:
    form = a_form(part("select", "unit", valuesKey="skpd"), part("textfield", "a"))
    assert form.lists_read() == {"skpd"}


@pytest.mark.parametrize("hide", ["", None, False])
def test_no_condition(hide: object) -> None:
    assert a_form(part("textfield", "a", conditional={"hide": hide})).check({"a": "x"}).answers == {"a": "x"}


def test_always_hidden() -> None:
    assert a_form(part("textfield", "a", conditional={"hide": True})).check({"a": "x"}).answers == {}


def test_numbers_that_the_editor_writes_as_text() -> None:
    form = a_form(part("number", "a", increment="0.5", validate={"min": "1", "max": "", "required": None}))
    assert form.check({"a": "0,5"}).errors == {"a": "“A” paling kecil 1."}
    assert form.check({"a": "1,5"}).ok


def test_submit_button_gives_its_words() -> None:
    assert (
        a_form(part("textfield", "a"), {"type": "button", "label": "Teruskan", "action": "submit"}).submit_label
        == "Teruskan"
    )
    assert a_form(part("textfield", "a")).submit_label == ""


def test_a_form_is_called_as_its_file_says() -> None:
    asked = part("textfield", "a")
    named = parse_form(document(asked, properties={"nama": " Verifikasi pengaduan "}), name="verifikasi_ngawi")
    assert (named.title, a_form(asked).title) == ("Verifikasi pengaduan", "")
    for odd in ({"nama": 3}, {"nama": "x" * 101}, ["nama"]):
        with pytest.raises(DeployRefusedError, match="paling banyak 100 karakter"):
            parse_form(document(asked, properties=odd), name="verifikasi_ngawi")
