"""A form that was read: what it asks, and whether answers satisfy it."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from engine.catalogue import spoken
from engine.definition.forms import messages
from engine.definition.forms.components.base import Component, Field, Run, SupportsGetlist
from engine.definition.forms.components.choices import Checkbox, FromList, OneOf
from engine.definition.forms.components.containers import ADD, REMOVE, DynamicList, leaves, sent
from engine.definition.forms.components.content import Button
from engine.definition.forms.components.files import FilePicker
from engine.definition.forms.components.hidden import ExpressionField
from engine.definition.forms.messages import Message, Refused
from engine.definition.forms.options import Option, Options
from engine.definition.forms.visibility import Chains, key_of, settle


@dataclass(frozen=True)
class Checked:
    """The outcome of a check: answers ready to be stored, and errors by field name (`key`, in rows `list.0.key`)."""

    answers: dict[str, Any]
    errors: dict[str, str] = field(default_factory=dict)
    hidden: frozenset[str] = frozenset()
    """Keys of what is not asked after these answers."""

    @property
    def ok(self) -> bool:
        """Whether the answers satisfy the form."""
        return not self.errors


@dataclass(frozen=True)
class Summary:
    """One answer in words: a text for each line or item."""

    key: str
    label: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Form:
    """Immutable; parse it once and share it."""

    name: str
    components: tuple[Component, ...]
    title: str = ""
    """What people call it, as its file says (`nama` among the properties of the whole form)."""

    @property
    def worked_out(self) -> dict[Hashable, Any]:
        """What others worked out from the form alone, under a name of theirs and for the language of who reads: kept as
        long as the form is. Whatever depends on anything else has that in its name, and there are few such names."""
        return self._worked_out.setdefault(spoken(), {})

    @cached_property
    def _worked_out(self) -> dict[str, dict[Hashable, Any]]:
        return {}

    @cached_property
    def items(self) -> Chains:
        """Components outside groups and rows, each with the chain of what may hide it."""
        return tuple(leaves(self.components))

    @cached_property
    def fields(self) -> dict[str, Field | DynamicList]:
        """Everything with an answer, by key, in the order of the form."""
        return {part.key: part for part, _ in self.items if isinstance(part, Field | DynamicList)}

    def possible(self, key: str) -> tuple[Any, ...]:
        """What an answer may be, as far as its question tells: its choices, a tick or none, null where it may be left
        open or is not always asked; nothing for a question that has no such bounds.
        """
        for part, chain in self.items:
            if not isinstance(part, Field) or part.key != key:
                continue
            if isinstance(part, Checkbox):
                values: tuple[Any, ...] = (True, False)
            else:
                values = tuple(each.value for each in part.fixed) if isinstance(part, OneOf) else ()
            hideable = any(each.hide is not None for each in chain)
            return values if part.required and not hideable else (*values, None)
        return ()

    def allows(self, key: str, answers: Mapping[str, Any]) -> bool:
        """Whether this answer among these others may come of the form.

        A question that is hidden by something else than these answers counts as asked.
        """
        for part, chain in self.items:
            if isinstance(part, Field) and part.key == key:
                hides = [each.hide for each in chain if each.hide is not None]
                hidden = any(hide.holds(dict(answers)) for hide in hides if hide.names <= answers.keys())
                left_open = answers[key] is None
                return left_open if hidden else not (left_open and part.required)
        return False

    @property
    def required(self) -> dict[str, str]:
        """Questions that may not be left open, at least under a condition: their labels by key."""
        fields = [part for part in self.fields.values() if isinstance(part, Field)]
        return {part.key: part.label for part in fields if part.required or part.required_when is not None}

    def keys(self) -> frozenset[str]:
        """Keys of all answers."""
        return self._keys

    @cached_property
    def _keys(self) -> frozenset[str]:
        return frozenset(self.fields)

    def typed_keys(self) -> frozenset[str]:
        """Keys of answers that are choices, numbers, dates or booleans: fit to become process variables."""
        return self.keys() - self.personal_keys

    @cached_property
    def personal_keys(self) -> frozenset[str]:
        """Keys of answers with words or files of people, rows with such a field and computed copies included."""
        personal = {key for key, part in self.fields.items() if _personal(part)}
        copies = {key: part.carried for key, part in self.fields.items() if isinstance(part, ExpressionField)}
        for _ in copies:  # a copy may be copied
            personal |= {key for key, sources in copies.items() if sources & personal}
        return frozenset(personal)

    def lists_read(self) -> frozenset[str]:
        """Names of the option lists that have to be supplied (`valuesKey`)."""
        return frozenset(part.list_name for part in self._all() if isinstance(part, FromList) and part.list_name)

    def file_keys(self) -> tuple[str, ...]:
        """Names of the inputs that send files."""
        return tuple(key for key, part in self.fields.items() if isinstance(part, FilePicker) and sent(part))

    def files_after(self, key: str, kept: list[str], added: list[str]) -> list[str]:
        """Files of a field after an upload: a field for one file takes the newest, others take all."""
        part = self.fields.get(key)
        return added[-1:] if added and isinstance(part, FilePicker) and not part.multiple else kept + added

    @cached_property
    def submit_label(self) -> str:
        """Words of the form's own submit button; empty when it has none."""
        buttons = (part for part in self._all() if isinstance(part, Button) and part.action == "submit")
        return next((button.label for button in buttons), "")

    def initial(self, context: Mapping[str, Any]) -> dict[str, Any]:
        """What the form shows before anybody has typed: process variables of the same name, then defaults."""
        found: dict[str, Any] = {}
        for key, part in self.fields.items():
            if isinstance(part, DynamicList):
                found[key] = context.get(key) or [part.new_row() for _ in range(part.first_rows)]
            elif (value := context.get(key, part.default)) is not None:
                found[key] = value
        return found

    def read(self, posted: SupportsGetlist) -> dict[str, Any]:
        """Everything that was typed, hidden fields included, as far as possible in its type. For drafts and `check`."""
        found: dict[str, Any] = {}
        for key, part in self.fields.items():
            if isinstance(part, DynamicList):
                found[key] = part.read(posted)
            elif sent(part):
                found[key] = part.read(posted, key)
        return found

    def edits_rows(self, posted: SupportsGetlist) -> bool:
        """Whether a button that adds or removes a row was pressed: show the form again, check nothing."""
        return bool(posted.getlist(ADD) or posted.getlist(REMOVE))

    def check(
        self,
        answers: object,
        *,
        options: Options | None = None,
        context: Mapping[str, Any] | None = None,
        today: date | None = None,
    ) -> Checked:
        """Check answers as read or as sent by a program; never raises, whatever they are.

        `options`: list name -> options (files: field key -> files this person may refer to); a list that is not
        supplied is looked up in `context` (process variables). `today`: local date of the instansi, for dates that
        must not be past; without it that rule does not apply.
        """
        run = Run(options or {}, context or {}, today)
        return _check(self.items, answers if isinstance(answers, Mapping) else {}, run)

    def asked(
        self, answers: Mapping[str, Any], *, options: Options | None = None, context: Mapping[str, Any] | None = None
    ) -> frozenset[str]:
        """Keys of what is asked after these answers: those that no condition hides."""
        run = Run(options or {}, context or {})
        return self.keys() - _settled(self.items, answers, run, run.context, values_alone=True)[1]

    def never_asked(self) -> frozenset[str]:
        """Keys of questions that nobody can answer: switched off, or hidden whatever was answered."""
        return frozenset(
            key
            for part, chain in self.items
            if (key := key_of(part)) and ((isinstance(part, Field) and part.disabled) or any(map(_always, chain)))
        )

    def split_answers(self, answers: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
        """(typed, personal): choices, numbers, dates, booleans on one side, words and files of people on the other."""
        typed = {key: value for key, value in answers.items() if key in self.typed_keys()}
        return typed, {key: value for key, value in answers.items() if key not in typed}

    def summarise(self, answers: Mapping[str, Any], options: Options | None = None) -> list[Summary]:
        """Every answered question in words, in the order of the form; rows one after the other."""
        found: list[Summary] = []
        for key, part in self.fields.items():
            if key in answers:
                found += _summaries(part, answers[key], options or {})
        return found

    def _all(self) -> Iterator[Component]:
        for part, _ in self.items:
            yield part
            if isinstance(part, DynamicList):
                yield from part.fields


def _always(part: Component) -> bool:
    """Whether a component is hidden by a condition that reads nothing."""
    return part.hide is not None and not any(part.hide.node.paths()) and part.hide.holds({})


def _check(items: Chains, answers: Mapping[str, Any], run: Run, outer: Mapping[str, Any] | None = None) -> Checked:
    visible, gone, errors = _settled(items, answers, run, run.context if outer is None else outer)
    scope = {**(run.context if outer is None else outer), **visible}
    for part, _ in items:
        if isinstance(part, Field) and part.key not in gone and not errors.get(part.key):
            errors[part.key] = _missing(part, visible.get(part.key), scope, items, errors)
        if isinstance(part, DynamicList) and part.key not in gone:
            around = {**run.context, **visible, "this": {}} if outer is None else outer
            visible[part.key], errors[part.key] = _rows(part, answers.get(part.key), run, around)
    wrong = {name: text for key, found in errors.items() if key not in gone for name, text in found.items()}
    return Checked({key: value for key, value in visible.items() if not errors.get(key)}, wrong, gone)


def _settled(
    items: Chains, answers: Mapping[str, Any], run: Run, outer: Mapping[str, Any], *, values_alone: bool = False
) -> tuple[dict[str, Any], frozenset[str], dict[str, dict[str, str]]]:
    """Values that are not hidden, the hidden keys, and what is wrong with each single value: with `values_alone` that
    is not looked for."""
    values: dict[str, Any] = {}
    errors: dict[str, dict[str, str]] = {}
    for part, _ in items:
        if isinstance(part, Field) and not part.disabled and not isinstance(part, ExpressionField):
            values[part.key], errors[part.key] = _field(part, answers, run, values_alone)
        elif isinstance(part, DynamicList):
            values[part.key], errors[part.key] = answers.get(part.key), {}  # errors in the order of the form
    return (*settle(items, values, outer), errors)


def _field(part: Field, answers: Mapping[str, Any], run: Run, value_alone: bool) -> tuple[Any, dict[str, str]]:
    """The value that conditions see, and the error by name."""
    try:
        if part.readonly:
            return part.clean(run.context.get(part.key, part.default), run), {}
        value = part.clean(answers.get(part.key), run)
    except Refused as refused:
        return part.empty, {} if part.readonly else {part.key: refused.message}
    if value_alone:
        return value, {}
    try:
        return part.limited(value, run), {}
    except Refused as refused:
        return value, {part.key: refused.message}


def _missing(
    part: Field, value: Any, scope: Mapping[str, Any], items: Chains, errors: Mapping[str, Mapping[str, str]]
) -> dict[str, str]:
    """What is wrong with an empty answer that is required under a condition that holds.

    Of two questions that are each required while the other is empty, the first says so for both.
    """
    if part.required_when is None or value != part.empty or not part.required_when.holds(scope):
        return {}
    fields = [other for other, _ in items if isinstance(other, Field) and other is not part]
    others = [each for each in fields if scope.get(each.key) == each.empty and _either(part, each)]
    if any(errors.get(other.key) for other in others):
        return {}
    if others:
        return {part.key: Message(messages.REQUIRED_ONE, label=part.label, other=others[0].label)}
    return {part.key: Message(part.required_message, label=part.label)}


def _either(part: Field, other: Field) -> bool:
    """Whether an answer to one of two questions does for both: each is required while the other is empty."""
    asked = (part.required_when, other.required_when)
    return all(when is not None and each.key in when.names for when, each in zip(asked, (other, part), strict=True))


def _rows(
    part: DynamicList, value: object, run: Run, scope: Mapping[str, Any]
) -> tuple[list[dict[str, Any]], dict[str, str]]:
    try:
        rows = part.rows_of(value)
    except Refused as refused:
        return [], {part.key: refused.message}
    items = tuple(leaves(part.components))
    checked = [_check(items, row, run, outer=scope) for row in rows]
    errors = {f"{part.key}.{at}.{key}": text for at, row in enumerate(checked) for key, text in row.errors.items()}
    return [row.answers for row in checked], errors


def _personal(part: Field | DynamicList) -> bool:
    return any(field.personal for field in part.fields) if isinstance(part, DynamicList) else part.personal


def _summaries(part: Field | DynamicList, value: Any, options: Options) -> list[Summary]:
    if isinstance(part, Field):
        if isinstance(part, ExpressionField):
            return []
        return [Summary(part.key, part.label, tuple(part.summarise(value, options)))]
    found: list[Summary] = []
    for at, row in enumerate(value if isinstance(value, list) else [], 1):
        for inner in part.fields:
            if isinstance(row, Mapping) and inner.key in row:
                label = f"{part.label} {at}: {inner.label}"
                found.append(
                    Summary(f"{part.key}.{at - 1}.{inner.key}", label, tuple(inner.summarise(row[inner.key], options)))
                )
    return found


__all__ = ["Checked", "Form", "Option", "Options", "Summary"]
