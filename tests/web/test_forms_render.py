"""Drawn forms: what a person sees, hears and sends back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from jinja2 import ChoiceLoader, PackageLoader, PrefixLoader

from engine.definition.forms import Form, Message, Option, parse_form
from engine.definition.forms.components.base import Field
from engine.definition.forms.components.hidden import ExpressionField
from engine.definition.forms.registry import KINDS
from tests.support.forms import LETTERS, YES_NO, Posted, a_form, part
from tests.support.pages import Page, faults, page, sent_by_browser, text_of
from web.components.form import error_summary, render_form, summary_rows
from web.components.form.widgets import DRAWN
from web.phrases.moments import init_babel

FORMS = sorted((Path(__file__).parents[2] / "forms").rglob("*.form"))
REQUIRED = {"validate": {"required": True}}


@pytest.fixture(scope="module")
def bare_app() -> Flask:
    """Templates and translations without the rest of the application."""
    app = Flask("web")
    init_babel(app)
    macros = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
    app.jinja_env.loader = ChoiceLoader([PackageLoader("web"), macros])
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    return app


@pytest.fixture(autouse=True)
def in_request(bare_app: Flask) -> Iterator[None]:
    with bare_app.test_request_context():
        yield


def drawn(*components: Any, values: dict[str, Any] | None = None, **more: Any) -> Page:
    return page(render_form(a_form(*components), values=values or {}, **more))


def test_every_field_has_a_drawing() -> None:
    fields = {name for name, kind in KINDS.items() if issubclass(kind, Field) and not issubclass(kind, ExpressionField)}
    assert set(DRAWN) == fields


def test_optional_fields_are_marked_and_required_ones_are_not() -> None:
    found = drawn(part("textfield", "nama", **REQUIRED), part("textfield", "alamat"), part("checkbox", "yakin"))
    labels = [text_of(label) for label in found.iter("label")]
    assert labels == ["Nama", "Alamat (opsional)", "Yakin"]


def test_error_is_at_the_field_and_in_the_list_on_top() -> None:
    form = a_form(
        part("textfield", "nama", description="Nama lengkap", **REQUIRED),
        part("radio", "unit", values=LETTERS, **REQUIRED),
    )
    errors = form.check({}).errors
    found = page(render_form(form, values={}, errors=errors))
    field = found.get_element_by_id("nama")
    assert field.get("aria-describedby") == "nama-hint nama-error"
    assert text_of(found.get_element_by_id("nama-error")) == "Galat: “Nama” wajib diisi."
    top = page(error_summary(errors))
    assert text_of(top.find(".//h2")) == "Ada yang perlu diperbaiki"
    assert [link.get("href") for link in top.iter("a")] == ["#nama", "#unit"]
    assert [found.get_element_by_id(link.get("href")[1:]).tag for link in top.iter("a")] == ["input", "input"]
    assert faults(found) == []


def test_no_list_of_errors_without_errors() -> None:
    assert error_summary({}) == ""


def test_messages_go_through_the_catalogue() -> None:
    assert "“X” wajib" in error_summary({"x": Message("“%(label)s” wajib diisi.", label="X")})
    assert "100% salah" in error_summary({"x": "100% salah"})


def test_what_was_typed_is_shown_and_cannot_break_out() -> None:
    evil = '"><script>alert(1)</script>{{7*7}}</textarea>'
    found = drawn(part("textfield", "a"), part("textarea", "b"), part("number", "c"), values=dict.fromkeys("abc", evil))
    assert faults(found) == []
    assert sent_by_browser(found) == {"a": [evil], "b": [evil], "c": [evil]}


def test_labels_of_the_process_owner_are_text() -> None:
    found = drawn(part("radio", "a", label="<b onclick=x>A</b>", values=[{"label": "<i>B</i>", "value": "<u>"}]))
    assert faults(found) == []
    assert text_of(found.find(".//legend")) == "<b onclick=x>A</b> (opsional)"
    assert text_of(found.find(".//label")) == "<i>B</i>"


def test_prose_is_sanitised() -> None:
    markdown = "## Judul\n- **satu**\n- [dua](https://contoh.id)\n\n<b>x</b>"
    html = '<h2>Baca</h2><script>x</script><a href="javascript:x" onclick="y">klik</a><img src=x><p style="x">z'
    found = drawn({"type": "html", "content": html}, {"type": "text", "text": markdown})
    assert faults(found) == []
    assert not list(found.iter("img"))
    assert [link.get("href") for link in found.iter("a")] == [None, "https://contoh.id"]
    assert [text_of(item) for item in found.iter("li")] == ["satu", "dua"]
    assert "<b>x</b>" in found.text_content()


def test_markdown() -> None:
    text = "# Satu\nbaris\nlagi _miring_\n1. a\n2. b\n* c\n---\n### Tiga\n\n\n[x](javascript:y) 2_3_4"
    (prose,) = drawn({"type": "text", "text": text}).find_class("alur-form-prose")
    assert [child.tag for child in prose] == ["h2", "p", "ol", "ul", "hr", "h3", "p"]
    assert [text_of(item) for item in prose.iter("li")] == ["a", "b", "c"]
    assert len(list(prose.iter("em"))) == 1
    assert "[x](javascript:y)" in prose.text_content()


def test_lines_pictures_and_spaces() -> None:
    picture = {"type": "image", "source": "/static/denah.png", "alt": "Denah"}
    found = drawn({"type": "separator"}, {"type": "spacer", "height": 60}, picture, part("textfield", "a"))
    assert [element.tag for element in found] == ["hr", "p", "div"]
    assert found.find(".//img").get("alt") == "Denah"
    assert faults(found) == []


def test_group_without_anything_to_show_is_not_drawn() -> None:
    inner = part("textfield", "a", conditional={"hide": "=rahasia"})
    group = {"type": "group", "label": "Pengadu", "components": [inner]}
    assert not list(drawn(group, context={"rahasia": True}).iter("fieldset"))


@pytest.mark.parametrize(
    ("hide", "sentence"),
    [
        ('=unit = "a"', "Isi bila “Unit” tidak dijawab “Huruf A”."),
        ('=unit != "a"', "Isi bila “Unit” dijawab “Huruf A”."),
        ('=not(unit in ["a", "b"])', "Isi bila “Unit” dijawab “Huruf A” atau “Unit” dijawab “Huruf B”."),
        ('=unit in ["a", unit]', "Isi hanya bila sesuai dengan jawaban Anda yang lain di halaman ini."),
        ('="a" != unit', "Isi bila “Unit” dijawab “Huruf A”."),
        ("=lengkap = true", "Isi bila “Lengkap” dijawab “Tidak”."),
        ("=yakin", "Isi bila “Yakin” tidak dicentang."),
        ("=not(yakin)", "Isi bila “Yakin” dicentang."),
        ("=yakin = false", "Isi bila “Yakin” dicentang."),
        ("=hari < 3", "Isi bila “Hari” paling kecil 3."),
        ("=3 <= hari", "Isi bila “Hari” kurang dari 3."),
        ("=hari = null", "Isi bila “Hari” diisi."),
        ("=hari != null", "Isi bila “Hari” tidak diisi."),
        ('=unit != "a" or yakin', "Isi bila “Unit” dijawab “Huruf A” dan “Yakin” tidak dicentang."),
        ('=unit = "a" and yakin', "Isi bila “Unit” tidak dijawab “Huruf A” atau “Yakin” tidak dicentang."),
        ("=unit = hari", "Isi hanya bila sesuai dengan jawaban Anda yang lain di halaman ini."),
        (
            '=unit != "a" or (yakin and hari = null)',
            "Isi bila “Unit” dijawab “Huruf A” dan (“Yakin” tidak dicentang atau “Hari” diisi).",
        ),
        (
            '=(unit != "a" or yakin) and hari = null',
            "Isi bila (“Unit” dijawab “Huruf A” dan “Yakin” tidak dicentang) atau “Hari” diisi.",
        ),
        ('=kanal = "surat" or yakin', "Isi bila “Yakin” tidak dicentang."),
        ('=kanal = "website" and yakin', "Isi bila “Yakin” tidak dicentang."),
    ],
)
def test_field_under_a_condition_of_the_same_page(hide: str, sentence: str) -> None:
    found = drawn(
        part("select", "unit", values=LETTERS),
        part("radio", "lengkap", values=YES_NO, **REQUIRED),
        part("checkbox", "yakin"),
        part("number", "hari"),
        part("textarea", "alasan", conditional={"hide": hide}),
        part("textfield", "lagi", conditional={"hide": hide}),
        values={"alasan": "tetap ada"},
        context={"kanal": "website"},
    )
    (group,) = found.find_class("alur-form-when")
    assert text_of(found.get_element_by_id(group.get("aria-labelledby"))) == sentence
    assert [control.get("name") for control in group.iter("input", "textarea")] == ["alasan", "lagi"]
    assert sent_by_browser(found)["alasan"] == ["tetap ada"]
    assert faults(found) == []


def test_condition_leaves_out_what_goes_without_saying() -> None:
    found = drawn(
        part("radio", "lengkap", values=LETTERS),
        part("radio", "layak", values=LETTERS, conditional={"hide": '=lengkap != "a"'}),
        part("textfield", "jenis", conditional={"hide": '=lengkap != "a" or layak != "a"'}),
        part("textfield", "alasan", conditional={"hide": '=lengkap != "a" or layak = "a"'}),
    )
    assert [text_of(sentence) for sentence in found.find_class("alur-form-when__sentence")] == [
        "Isi bila “Lengkap” dijawab “Huruf A”.",
        "Isi bila “Layak” dijawab “Huruf A”.",
        "Isi bila “Lengkap” dijawab “Huruf A” dan “Layak” tidak dijawab “Huruf A”.",
    ]


@pytest.mark.parametrize(
    ("hide", "shown"),
    [
        ('=kanal = "website"', False),
        ('=kanal != "website"', True),
        ("=not(rahasia)", False),
        ("=tidak_ada = null", False),
        ('=kanal = "website" or yakin', False),
        ('=kanal = "surat" and yakin', True),
    ],
)
def test_field_under_a_condition_that_is_decided_before(hide: str, shown: bool) -> None:
    component = part("textfield", "a", conditional={"hide": hide})
    found = drawn(part("checkbox", "yakin"), component, context={"kanal": "website", "rahasia": False})
    assert ("a" in sent_by_browser(found)) is shown
    assert not found.find_class("alur-form-when")


def test_group_has_a_legend_and_its_condition_holds_for_all() -> None:
    group = {"type": "group", "label": "Pengadu", "components": [part("textfield", "a"), part("textfield", "b")]}
    found = drawn(part("checkbox", "yakin"), {**group, "conditional": {"hide": "=yakin"}})
    (when,) = found.find_class("alur-form-when")
    assert text_of(when.find(".//legend")) == "Pengadu"
    assert len(list(when.iter("input"))) == 2


ROWS = {
    "type": "dynamiclist",
    "path": "saksi",
    "label": "Saksi",
    "components": [
        part("textfield", "nama", **REQUIRED),
        part("checkbox", "mau"),
        part("textfield", "telepon", conditional={"hide": "=this.mau != true"}),
    ],
}


def test_rows_with_buttons_that_need_no_javascript() -> None:
    form = a_form(ROWS, part("textfield", "lain"))
    values = {"saksi": [{"nama": "Ani"}, {"nama": ""}], "lain": "x"}
    errors = form.check(values).errors
    found = page(render_form(form, values=values, errors=errors))
    assert faults(found) == []
    buttons = [(button.get("name"), button.get("value"), text_of(button)) for button in found.iter("button")]
    assert buttons == [
        (None, None, "Lanjutkan"),  # the one that Enter presses
        ("_hapus", "saksi.0", "Hapus Saksi 1"),
        ("_hapus", "saksi.1", "Hapus Saksi 2"),
        ("_tambah", "saksi", "Tambah baris"),
    ]
    assert list(errors) == ["saksi.1.nama"]
    assert [link.get("href") for link in page(error_summary(errors)).iter("a")] == ["#saksi-1-nama"]
    assert found.get_element_by_id("saksi-1-nama").get("value") in ("", None)
    assert len(found.find_class("alur-form-when")) == 2
    posted = Posted.of({**sent_by_browser(found), "_tambah": "saksi"})
    again = form.read(posted)
    assert [row.get("nama", "") for row in again["saksi"]] == ["Ani", "", ""]
    assert again["lain"] == "x"


def test_error_of_the_whole_list_has_a_target() -> None:
    form = a_form(ROWS)
    errors = form.check({"saksi": "x"}).errors
    found = page(render_form(form, values={}, errors=errors))
    assert found.get_element_by_id("saksi").get("aria-describedby") == "saksi-error"
    assert faults(found) == []


@pytest.mark.parametrize(
    ("subtype", "value", "kinds"),
    [
        ("date", "2026-03-16", ["date"]),
        ("date", "", ["date"]),
        ("date", "31 Februari 2026", [None]),
        ("time", "14:30", ["time"]),
        ("time", "sore", [None]),
        ("datetime", "2026-03-16T14:30", ["date", "time"]),
        ("datetime", "2026-03-16", ["date", "time"]),
        ("datetime", "kemarin 14.30", [None, "time"]),
    ],
)
def test_pickers_never_swallow_what_was_typed(subtype: str, value: str, kinds: list[str | None]) -> None:
    form = a_form(part("datetime", "k", subtype=subtype))
    found = page(render_form(form, values={"k": value}))
    assert faults(found) == []
    inputs = list(found.iter("input"))
    assert [None if control.get("type") == "text" else control.get("type") for control in inputs] == kinds
    read = form.read(Posted.of(sent_by_browser(found)))["k"]
    assert form.check({"k": read}) == form.check({"k": value})


def test_files_kept_so_far_can_be_kept_or_dropped() -> None:
    files = {"bukti": [Option("f-1", "foto <1>.jpg"), Option("f-2", "surat.pdf")]}
    component = part("filepicker", "bukti", multiple=True, accept=".pdf,image/*")
    found = drawn(component, values={"bukti": ["f-1"]}, options=files)
    assert faults(found) == []
    assert sent_by_browser(found) == {"bukti": ["f-1"]}
    (upload,) = (control for control in found.iter("input") if control.get("type") == "file")
    assert (upload.get("name"), upload.get("accept")) == ("bukti", ".pdf,image/*")
    assert "multiple" in upload.attrib
    assert "foto <1>.jpg" in found.text_content()


def test_errors_of_files_have_a_target() -> None:
    form = a_form(part("filepicker", "bukti"))
    options = {"bukti": [Option("f-1", "a.jpg"), Option("f-2", "b.jpg")]}
    errors = form.check({"bukti": ["f-1", "f-2"]}, options=options).errors
    found = page(render_form(form, values={"bukti": ["f-1", "f-2"]}, errors=errors, options=options))
    assert found.get_element_by_id("bukti") is not None
    assert faults(found) == []


def test_readonly_answer_is_shown_and_not_sent() -> None:
    found = drawn(part("textfield", "nomor", readonly=True), context={"nomor": "TL-2026-1"})
    assert "TL-2026-1" in found.text_content()
    assert sent_by_browser(found) == {}


def test_autocomplete_and_keyboards() -> None:
    found = drawn(
        part("textfield", "a", validate={"validationType": "email"}, properties={"autocomplete": "email"}),
        part("textfield", "b", validate={"validationType": "phone"}),
        part("number", "c", decimalDigits=0),
    )
    told = [(i.get("type"), i.get("autocomplete"), i.get("inputmode")) for i in found.iter("input")]
    assert told == [("email", "email", None), ("tel", None, None), ("text", None, "numeric")]


def test_summary_rows() -> None:
    form = a_form(part("textarea", "uraian"), part("select", "unit", valuesKey="skpd"), part("checkbox", "yakin"))
    rows = summary_rows(
        form, {"uraian": "a\n<b>", "unit": "pupr", "yakin": False}, {"skpd": [Option("pupr", "PUPR")]}, change="/x"
    )
    assert [(row["key"]["html"], str(row["value"]["html"])) for row in rows] == [
        ("Uraian", '<span id="uraian" dir="auto">a<br>&lt;b&gt;</span>'),
        ("Unit", '<span id="unit" dir="auto">PUPR</span>'),
        ("Yakin", '<span id="yakin" dir="auto">Tidak</span>'),
    ]
    assert rows[0]["actions"]["items"][0] == {"href": "/x#uraian", "text": "Ubah", "visuallyHiddenText": "Uraian"}


def test_several_forms_on_one_page() -> None:
    form = a_form(part("textfield", "a", **REQUIRED), part("textarea", "b", conditional={"hide": "=a = null"}), ROWS)
    errors = form.check({}).errors
    values = {"saksi": [{}]}
    found = page(render_form(form, values=values) + render_form(form, values=values, errors=errors, mark="kedua-"))
    assert faults(found) == []
    (link,) = page(error_summary(errors, mark="kedua-")).iter("a")
    assert found.get_element_by_id(link.get("href")[1:]).get("name") == "a"


# The forms of the processes


def lists(form: Form) -> dict[str, list[Option]]:
    return {name: [Option("pupr", "Dinas PUPR"), Option("dinkes", "Dinas Kesehatan")] for name in form.lists_read()}


def test_there_are_forms() -> None:
    assert len(FORMS) >= 10


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_form_of_a_task(path: Path) -> None:
    form = parse_form(path.read_text("utf-8"), name=path.stem)
    options = lists(form)
    fresh = page(render_form(form, values=form.initial({}), options=options))
    assert faults(fresh) == []
    posted = Posted.of(sent_by_browser(fresh))
    typed = form.read(posted)
    checked = form.check(typed, options=options)
    missing = ("wajib diisi", "Pilih satu jawaban", "Pilih sedikitnya", "Centang", "Lampirkan")
    assert all(any(word in text for word in missing) for text in checked.errors.values())
    again = page(render_form(form, values=typed, errors=checked.errors, options=options))
    assert faults(again) == []
    assert sent_by_browser(again) == sent_by_browser(fresh)
    for link in page(error_summary(checked.errors) or "<p></p>").iter("a"):
        assert again.get_element_by_id(link.get("href")[1:]) is not None
    summary_rows(form, checked.answers, options)
