"""Answers of a start form where nobody sits: of scenarios, trials and the demo, which tell only what matters to them.

What is told goes by the keys of the form, or by the name of a column (`anonim: true`). What else the form insists on is
filled in with an example.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from complaints.intake.start_form import COLUMNS, PERSON, YES, StartForm
from engine.catalogue import N_, _
from engine.definition.forms import Options
from engine.definition.forms.components.base import Field
from engine.definition.forms.components.choices import Checkbox, Checklist, FromList, Taglist
from engine.definition.forms.components.containers import DynamicList
from engine.definition.forms.components.moment import Moment
from engine.definition.forms.components.number import Number
from engine.definition.forms.components.texts import TextInput

SENTENCE = N_("Contoh isian untuk simulasi. ")
SAMPLES = {"email": "contoh@contoh.id", "phone": "0812 3456 7890"}
ROUNDS = 10
"""One answer may bring up the next question."""


class UnknownAnswerError(Exception):
    """An answer that the form does not ask for, and no column; the text names it."""


def prefilled(asked: StartForm, told: Mapping[str, Any]) -> dict[str, Any]:
    """Answers by key of the form. `told` may name a column instead, in full or by its last part.

    Raises UnknownAnswerError.
    """
    found: dict[str, Any] = {}
    for name, value in told.items():
        key = name if name in asked.form.fields else _by_column(asked, name, found)
        if not key and not _is_column(name):
            raise UnknownAnswerError(_("isian pengaduan '%(name)s' tidak dikenal", name=name))
        if key:
            found[key] = _chosen(asked.form.fields[key], value)
    return found


def completed(asked: StartForm, told: Mapping[str, Any], *, options: Options, today: date) -> dict[str, Any]:
    """The same, with an example for everything that the form insists on and that was not told."""
    answers = prefilled(asked, told)
    said = set(answers)
    for key, part in asked.form.fields.items():
        if isinstance(part, Field) and part.default is not None:
            answers.setdefault(key, part.default)
    for _round in range(ROUNDS):
        errors = asked.form.check(answers, options=options, context=asked.context, today=today).errors
        missing = {name for name in errors if name in asked.form.fields and name not in said}
        if not missing:
            break
        said |= missing
        answers |= {key: example(asked.form.fields[key], options, today) for key in missing}
    return answers


def example(part: Field | DynamicList, options: Options, today: date) -> Any:
    """An answer that a field takes: the first choice, today, a sentence long enough."""
    if isinstance(part, DynamicList):
        return [{field.key: example(field, options, today) for field in part.fields}]
    if isinstance(part, FromList):
        first = next((option.value for option in part.choices(options)), None)
        return [first] if isinstance(part, Checklist | Taglist) else first
    if isinstance(part, TextInput):
        least = part.min_length or 1
        text = (SENTENCE * (1 + least // len(SENTENCE))).strip()
        return SAMPLES.get(part.validation, text[: part.max_length])
    if isinstance(part, Number):
        return part.minimum if part.minimum is not None else part.step or 1
    if isinstance(part, Moment):
        return {"date": today.isoformat(), "time": "08:00"}.get(part.subtype, f"{today.isoformat()}T08:00")
    return True if isinstance(part, Checkbox) else None


def _by_column(asked: StartForm, name: str, before: Mapping[str, Any]) -> str:
    now = asked.form.asked(before, context=asked.context)
    column = name if name in COLUMNS else next((each for each in COLUMNS if each.rpartition(".")[2] == name), "")
    return asked.key_of(column, now) if column and column != PERSON else ""


def _is_column(name: str) -> bool:
    return any(name in (each, each.rpartition(".")[2]) for each in COLUMNS)


def _chosen(part: Field | DynamicList, value: Any) -> Any:
    """A yes or no as the question takes it; days and hours as text."""
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, bool) and isinstance(part, FromList):
        fitting = [option.value for option in part.fixed if (option.value in YES) is value]
        return fitting[0] if fitting else value
    return value
