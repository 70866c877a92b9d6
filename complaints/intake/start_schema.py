"""A start form as JSON Schema (2020-12), for programs that fill it in: read from the form, never written beside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from complaints.files.attachments import FileLimits
from complaints.intake.start_form import StartForm, reads_only
from engine.catalogue import N_, _
from engine.definition.forms import Options
from engine.definition.forms.components.base import Component, Field
from engine.definition.forms.components.choices import Checkbox, FromList, ManyOf
from engine.definition.forms.components.containers import DynamicList
from engine.definition.forms.components.files import FilePicker
from engine.definition.forms.components.hidden import ExpressionField
from engine.definition.forms.components.moment import Moment
from engine.definition.forms.components.number import Number
from engine.definition.forms.components.texts import TextInput

Schema = dict[str, Any]
WHEN_ASKED = N_("Wajib bila ditanyakan menurut jawaban lain.")
SOMETIMES = N_("Kadang wajib menurut jawaban lain; pemeriksaan menyebutnya.")
FORMATS = {"email": "email", "phone": "", "custom": "", "": ""}


def answers_schema(asked: StartForm, options: Options) -> Schema:
    """The answers as an object: what is asked at this way in, except files."""
    parts = {key: part for key, part in _askable(asked).items() if not isinstance(part, FilePicker)}
    return {
        "type": "object",
        "properties": {key: _described(asked, key, part, options) for key, part in parts.items()},
        "required": [key for key, part in parts.items() if isinstance(part, Field) and _always_required(asked, part)],
        "additionalProperties": False,
    }


def file_schemas(asked: StartForm, limits: FileLimits) -> Mapping[str, Schema]:
    """The files that may be sent along, by the key of their question."""
    one = {"type": "string", "format": "binary"}
    told = limits.told(several=True)
    return {
        key: {
            "type": "array",
            "items": one,
            "maxItems": limits.files,
            "description": f"{part.description} {told}".lstrip(),
        }
        for key, part in _askable(asked).items()
        if isinstance(part, FilePicker)
    }


def _askable(asked: StartForm) -> dict[str, Field | DynamicList]:
    keys = asked.askable()
    return {
        key: part for key, part in asked.form.fields.items() if key in keys and not isinstance(part, ExpressionField)
    }


def _always_required(asked: StartForm, part: Field) -> bool:
    return part.required and not any(_may_hide(asked, each) for each in _chain(asked, part))


def _chain(asked: StartForm, part: Component) -> tuple[Component, ...]:
    return next(chain for each, chain in asked.form.items if each is part)


def _may_hide(asked: StartForm, part: Component) -> bool:
    return part.hide is not None and not reads_only(part.hide, asked.context)


def _described(asked: StartForm, key: str, part: Field | DynamicList, options: Options) -> Schema:
    if isinstance(part, DynamicList):
        rows = {field.key: {"title": field.label, **_kind(field, options)} for field in part.fields}
        return {"type": "array", "items": {"type": "object", "properties": rows, "additionalProperties": False}}
    notes = [part.description]
    if part.required and not _always_required(asked, part):
        notes.append(_(WHEN_ASKED))
    if part.required_when is not None:
        notes.append(_(SOMETIMES))
    text = " ".join(filter(None, notes))
    return {"title": part.label, **({"description": text} if text else {}), **_kind(part, options)}


def _kind(part: Field, options: Options) -> Schema:
    if isinstance(part, FromList):
        choices = [{"const": each.value, "title": each.label} for each in part.choices(options)]
        one: Schema = {"oneOf": choices} if choices else {"type": "string"}
        return {"type": "array", "items": one} if isinstance(part, ManyOf) else one
    if isinstance(part, TextInput):
        return _text(part)
    if isinstance(part, Moment):
        return _moment(part)
    if isinstance(part, Number):
        bounds = {"minimum": part.minimum, "maximum": part.maximum}
        return {"type": "number", **{name: value for name, value in bounds.items() if value is not None}}
    return {"type": "boolean"} if isinstance(part, Checkbox) else {}


def _text(part: TextInput) -> Schema:
    found: Schema = {"type": "string", "maxLength": part.max_length}
    if part.min_length is not None:
        found["minLength"] = part.min_length
    if FORMATS.get(part.validation):
        found["format"] = FORMATS[part.validation]
    return found


def _moment(part: Moment) -> Schema:
    if part.subtype == "date":
        return {"type": "string", "format": "date"}
    return {"type": "string", "pattern": r"^\d{2}:\d{2}$" if part.subtype == "time" else r"T\d{2}:\d{2}$"}
