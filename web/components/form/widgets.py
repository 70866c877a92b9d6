"""One function for each kind of field: which govuk macro draws it, with which parameters."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from engine.definition.forms.components.base import Field
from engine.definition.forms.components.choices import Checkbox, FromList, Select
from engine.definition.forms.components.files import FilePicker
from engine.definition.forms.components.moment import Moment
from engine.definition.forms.components.number import Number
from engine.definition.forms.components.texts import TextArea, TextField, TextInput
from engine.definition.forms.moments import format_time, parse_date, parse_time
from engine.definition.forms.numbers import format_number
from engine.definition.forms.options import Option
from web.components.file_limits import file_limits
from web.components.form.nodes import Node, Several, Widget

TOLD_LIMIT = 1000
"""Longest limit of a text that people are told beforehand: they do not come near to larger ones."""


@dataclass(frozen=True)
class Showing:
    """One field at one place: its input name, what stands in it, what is wrong with it, what can be chosen."""

    name: str
    value: Any
    error: str
    choices: Sequence[Option] = ()
    mark: str = ""

    @property
    def id(self) -> str:
        return element_id(self.name, self.mark)

    @property
    def wires(self) -> frozenset[str]:
        """The chosen values as browsers send them."""
        values = self.value if isinstance(self.value, list) else [self.value]
        return frozenset(Option(value, "").wire for value in values if isinstance(value, str | int))


def element_id(name: str, mark: str = "") -> str:
    """The id of the first control of an input; `mark` tells several forms on one page apart."""
    return mark + name.replace(".", "-")


def widget(field: Field, at: Showing) -> Node:
    """The node of a field. Every kind of field with an input is known here; a test compares with the registry."""
    return DRAWN[field.kind](field, at)


def _common(field: Field, at: Showing, *extra_hints: str) -> dict[str, Any]:
    hint = " ".join(part for part in (field.description, *extra_hints) if part)
    return {
        "name": at.name,
        "hint": {"text": hint} if hint else None,
        "errorMessage": {"text": at.error, "visuallyHiddenText": _("Galat")} if at.error else None,
    }


def _labelled(field: Field, at: Showing, *extra_hints: str) -> dict[str, Any]:
    label = {"text": question(field), "classes": "govuk-label--s"}
    return {"id": at.id, "label": label, **_common(field, at, *extra_hints)}


def question(field: Field) -> str:
    """The label; optional fields are marked, required ones are the rule."""
    return field.label if field.required else _("%(label)s (opsional)", label=field.label)


def _text(field: Field, at: Showing) -> Node:
    assert isinstance(field, TextInput)
    told = isinstance(field, TextArea) and field.max_length <= TOLD_LIMIT
    limit = _("Paling banyak %(n)s karakter.", n=field.max_length) if told else ""
    params = {**_labelled(field, at, limit), "value": text_value(at.value), "autocomplete": field.autocomplete or None}
    typed = bool(params["value"])
    if isinstance(field, TextArea):
        return Widget("textarea", {**params, "rows": 6 if field.max_length > 500 else 3}, typed=typed)
    if field.validation == "email":
        params |= {"type": "email", "spellcheck": False}
    elif field.validation == "phone":
        params |= {"type": "tel", "classes": "govuk-input--width-20"}
    if at.choices:
        params["attributes"] = {"list": f"{at.id}-saran"}
    suggestions = tuple(option.label for option in at.choices)
    return Widget("input", {**params, **_adorners(field)}, suggestions, typed=typed)


def _number(field: Field, at: Showing) -> Node:
    assert isinstance(field, Number)
    number = isinstance(at.value, int | float) and not isinstance(at.value, bool)
    whole = field.decimals == 0 and (field.minimum is None or field.minimum >= 0)
    return Widget(
        "input",
        {
            **_labelled(field, at),
            **_adorners(field),
            "value": format_number(at.value) if number else text_value(at.value),
            "inputmode": "numeric" if field.decimals == 0 else "decimal",
            "classes": "govuk-input--width-5" if whole else "govuk-input--width-10",
            "spellcheck": False,
        },
        typed=bool(text_value(at.value)),
    )


def _adorners(field: Field) -> dict[str, Any]:
    assert isinstance(field, TextField | Number)
    return {name: {"text": text} for name, text in (("prefix", field.prefix), ("suffix", field.suffix)) if text}


def _moment(field: Field, at: Showing) -> Node:
    assert isinstance(field, Moment)
    text = text_value(at.value)
    if field.subtype != "datetime":
        return Widget("input", {**_labelled(field, at), **_picker(field.subtype, text)}, typed=bool(text))
    day, gap, clock = text.replace("T", " ").rpartition(" ")
    if not gap:
        day, clock = clock, ""
    label = {"classes": "govuk-label"}
    inputs = (
        Widget(
            "input",
            {"id": at.id, "name": at.name, "label": {"text": _("Tanggal"), **label}, **_picker("date", day)},
            typed=bool(text),
        ),
        Widget(
            "input",
            {
                "id": f"{at.id}-jam",
                "name": f"{at.name}.jam",
                "label": {"text": _("Jam"), **label},
                **_picker("time", clock),
            },
            typed=bool(text),
        ),
    )
    return Several(at.id, question(field), field.description, at.error, inputs, side_by_side=True)


def _picker(subtype: str, text: str) -> dict[str, Any]:
    """The browser's picker; a plain text input when it could not show what was typed."""
    day, clock = parse_date(text), parse_time(text)
    classes = "govuk-input--width-10"
    if text and ((subtype == "date" and day is None) or (subtype == "time" and clock is None)):
        return {"value": text, "classes": classes}
    if subtype == "date":
        return {"type": "date", "value": day.isoformat() if day else "", "classes": classes}
    return {"type": "time", "value": format_time(clock).replace(".", ":") if clock else "", "classes": classes}


def _tick(field: Field, at: Showing) -> Node:
    item = {"value": "true", "text": field.label, "checked": at.value is True or at.value == "true"}
    if field.description:
        item["hint"] = {"text": field.description}
    params = {"idPrefix": at.id, "items": [item], **_common(field, at), "hint": None}
    return Widget("checkboxes", params)


def _choice(field: Field, at: Showing) -> Node:
    assert isinstance(field, FromList)
    if isinstance(field, Select):
        empty = {"value": "", "text": _("Pilih satu"), "selected": not at.wires - {""}}
        items = [{"value": o.wire, "text": o.label, "selected": o.wire in at.wires} for o in at.choices]
        return Widget("select", {**_labelled(field, at), "items": [empty, *items]})
    many = isinstance(field.empty, list)
    items = [
        {
            "value": o.wire,
            "text": o.label,
            "checked": o.wire in at.wires,
            **({"hint": {"text": o.hint}} if o.hint else {}),
        }
        for o in at.choices
    ]
    legend = {"text": question(field), "classes": "govuk-fieldset__legend--s"}
    extra = _("Boleh memilih lebih dari satu.") if many else ""
    small = "govuk-checkboxes--small" if many else "govuk-radios--small"
    params = {
        **_common(field, at, extra),
        "idPrefix": at.id,
        "fieldset": {"legend": legend},
        "items": items,
        "classes": small if len(items) > 8 else "",
    }
    return Widget("checkboxes" if many else "radios", params)


def _files(field: Field, at: Showing) -> Node:
    assert isinstance(field, FilePicker)
    attributes = {"accept": ",".join(field.accept)} if field.accept else {}
    limits = file_limits().told(several=field.multiple)
    upload = {**_labelled(field, at, limits), "multiple": field.multiple, "attributes": attributes}
    kept = [option for option in at.choices if option.wire in at.wires]
    if not kept:
        return Widget("file-upload", upload)
    items = [{"value": option.wire, "text": option.label, "checked": True} for option in kept]
    legend = {"text": _("Berkas terlampir"), "classes": "govuk-fieldset__legend"}
    keep = {
        "idPrefix": f"{at.id}-ada",
        "name": at.name,
        "items": items,
        "classes": "govuk-checkboxes--small",
        "fieldset": {"legend": legend},
        "hint": {"text": _("Hapus centang untuk melepas berkas.")},
    }
    more = {
        **upload,
        "label": {"text": _("Tambah berkas") if field.multiple else _("Ganti berkas")},
        "hint": None,
        "errorMessage": None,
    }
    return Several(
        f"{at.id}-semua",
        question(field),
        f"{field.description} {limits}".lstrip(),
        at.error,
        (Widget("checkboxes", keep, typed=True), Widget("file-upload", more)),
    )


def text_value(value: Any) -> str:
    """What a text input shows for any value that may have been kept in a draft."""
    if value is None or isinstance(value, bool | list | dict):
        return ""
    return str(value)


DRAWN: dict[str, Callable[[Field, Showing], Node]] = {
    "textfield": _text,
    "textarea": _text,
    "number": _number,
    "datetime": _moment,
    Checkbox.kind: _tick,
    "radio": _choice,
    "select": _choice,
    "checklist": _choice,
    "taglist": _choice,
    "filepicker": _files,
}
