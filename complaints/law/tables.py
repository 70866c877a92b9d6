"""Forms and decision tables of a government, flattened for reading."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from complaints.law.known import CITED
from complaints.law.registers import Norm, Register
from complaints.law.running import Running
from engine.decisions import Decision, Literal, Test
from engine.forms import Form


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
    """A rule of a decision table, its cells as people read them."""

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
            tests=tuple(map(cell_text, rule.tests)),
            outputs=tuple(map(_literal, rule.outputs)),
            annotation=rule.annotation,
            norms=",".join(dict.fromkeys(cited.rstrip(".-") for cited in CITED.findall(rule.annotation))),
        )
        for rule in decision.rules
    ]


def cell_text(test: Test) -> str:
    """A cell of a decision table: "–" for any value."""
    operator, operands = test
    if operator == "any":
        return "–"
    values = [_literal(each) for each in operands]
    if operator == "[]":
        return " … ".join(values)
    words = {"in": "", "not in": "≠ "}.get(operator, f"{operator} ")
    return words + ", ".join(values)


def _literal(value: Literal) -> str:
    words: dict[Literal, str] = {True: "ya", False: "tidak", None: "–"}
    if isinstance(value, bool) or value is None:
        return words[value]
    return str(value).replace("_", " ")


def _choices(part: Any) -> tuple[str, ...]:
    options: Iterable[Any] = getattr(part, "fixed", ())
    return tuple(str(option.label) for option in options)
