"""Forms and decision tables of a government, flattened for reading."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from complaints.law.carriers import CITED
from complaints.law.deployed import Running
from complaints.law.registers import Norm, Register
from engine.definition.decisions import Decision
from engine.definition.expressions.cells import RANGES, Cell
from engine.definition.expressions.nodes import Literal
from engine.definition.forms import Form


@dataclass(frozen=True)
class FieldRow:
    """A question of a form."""

    key: str
    label: str
    kind: str
    required: bool
    choices: tuple[str, ...]
    norms: tuple[Norm, ...]


@dataclass(frozen=True)
class RuleRow:
    """A rule of a decision table as people read it: `jenis: aspirasi`, `tenggat hari: 14`."""

    id: str
    tests: tuple[str, ...]
    outputs: tuple[str, ...]
    annotation: str
    norms: str
    """Ids of the norms that the annotation names, comma-separated."""


def form_in(running: Running, name: str) -> Form | None:
    """A form of any process that this government runs."""
    return next((p.bundle.forms[name] for p in running.processes if name in p.bundle.forms), None)


def decision_in(running: Running, name: str) -> Decision | None:
    """A decision table of any process that this government runs."""
    return next((p.bundle.decisions[name] for p in running.processes if name in p.bundle.decisions), None)


def fields_of(form: Form, register: Register) -> list[FieldRow]:
    """The questions in order, each with the norms of this regulation that name it."""
    by_field: dict[str, list[Norm]] = {}
    for norm in register.norms:
        for place in norm.carriers.get("formulir", ()):
            by_field.setdefault(place, []).append(norm)
    return [
        FieldRow(
            key=key,
            label=str(getattr(part, "label", "")) or key,
            kind=part.kind,
            required=bool(getattr(part, "required", False)),
            choices=_choices(part),
            norms=tuple(by_field.get(f"{form.name}#{key}", ())),
        )
        for key, part in form.fields.items()
    ]


def rows_of(decision: Decision) -> list[RuleRow]:
    """The rules in order."""
    return [
        RuleRow(
            id=rule.id,
            tests=tuple(
                f"{_words(column.text)}: {text}"
                for column, test in zip(decision.inputs, rule.tests, strict=True)
                if (text := cell_text(test))
            ),
            outputs=tuple(
                f"{_words(name)}: {_literal(value)}" for name, value in zip(decision.outputs, rule.outputs, strict=True)
            ),
            annotation=rule.annotation,
            norms=",".join(dict.fromkeys(cited.rstrip(".-") for cited in CITED.findall(rule.annotation))),
        )
        for rule in decision.rules
    ]


def cell_text(test: Cell) -> str:
    """A condition of a decision table; "" where any value will do."""
    operator, operands = test
    if operator == "any":
        return ""
    values = [_literal(each) for each in operands]
    if operator in RANGES:
        return f"{'> ' if operator[0] == '(' else ''}{values[0]} … {'< ' if operator[1] == ')' else ''}{values[1]}"
    words = {"in": "", "not in": "≠ "}.get(operator, f"{operator} ")
    return words + ", ".join(values)


def _literal(value: Literal) -> str:
    words: dict[Literal, str] = {True: "ya", False: "tidak", None: "–"}
    return words[value] if isinstance(value, bool) or value is None else _words(str(value))


def _words(name: str) -> str:
    return name.replace("_", " ")


def _choices(part: Any) -> tuple[str, ...]:
    options: Iterable[Any] = getattr(part, "fixed", ())
    return tuple(str(option.label) for option in options)
