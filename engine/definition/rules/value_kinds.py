"""A condition or deadline asks of a value only what its question or table can give: a kind, and one of its choices."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from engine.catalogue import _
from engine.definition.bundle import Bundle
from engine.definition.bundle_names import PLACES, element_expressions
from engine.definition.expressions import nodes_in
from engine.definition.expressions.functions import COUNT, UNIT, unfit
from engine.definition.expressions.mistakes import IN_WORDS
from engine.definition.expressions.nodes import Call, Compare, Constant, Listing, Node, Path, Range, Test, Within
from engine.definition.expressions.values import BOOLEAN, LIST, NULL, NUMBER, TEXT, kind_of
from engine.definition.forms import Form
from engine.definition.properties import NOTED_MOMENT
from engine.definition.surroundings import Surroundings
from engine.errors import Finding

MOST_SHOWN = 8
FORM_KINDS = {
    "checkbox": BOOLEAN,
    "number": NUMBER,
    "textfield": TEXT,
    "textarea": TEXT,
    "datetime": TEXT,
    "checklist": LIST,
    "taglist": LIST,
}
"""Kind of the answer by the kind of question; the choices of the others tell theirs."""


@dataclass(frozen=True)
class PossibleValue:
    """What is known of a value before anybody gave it: its kinds, and all that it may be; None where that is open."""

    kinds: frozenset[str]
    values: frozenset[Any] | None


def check(bundle: Bundle, around: Surroundings) -> Iterator[Finding]:
    """Comparisons that can never be true, and periods of what is no number of days or no unit."""
    known = _known(bundle, around)
    for file, element_id, what, text in element_expressions(bundle.diagrams.values()):
        for node in nodes_in(text):
            for told in _told(node, known):
                yield Finding(file, element_id, "value_kinds", f"{_(PLACES[what])}: {told}")


def _known(bundle: Bundle, around: Surroundings) -> dict[str, PossibleValue]:
    """By name. What an operation, the start, a moment or a list gives may be anything."""
    open_names = set(around.given)
    for diagram in bundle.diagrams.values():
        for element in diagram.elements.values():
            operation = around.declared(element)
            open_names |= set(operation.gives(element)) if operation is not None else set()
            open_names |= {each.target for each in (*element.inputs, *element.outputs) if each.source != each.target}
            open_names |= {element.item, element.properties.get(NOTED_MOMENT, ""), f"hasil_{diagram.process_id}"}
    found: dict[str, PossibleValue] = {}
    for name, more in [*_of_forms(bundle), *_of_tables(bundle)]:
        had = found.get(name, PossibleValue(frozenset(), frozenset()))
        closed = had.values is not None and more.values is not None
        values = had.values | more.values if closed and had.values is not None and more.values is not None else None
        found[name] = PossibleValue(had.kinds | more.kinds, values)
    return {name: known for name, known in found.items() if name not in open_names and "" not in known.kinds}


def _of_forms(bundle: Bundle) -> Iterator[tuple[str, PossibleValue]]:
    for form in bundle.forms.values():
        for key in form.typed_keys():
            yield key, _of_question(form, key)


def _of_question(form: Form, key: str) -> PossibleValue:
    part = form.fields.get(key)
    choices = [each for each in form.possible(key) if each is not None]
    if choices:
        return PossibleValue(frozenset(map(kind_of, choices)), frozenset(choices))
    return PossibleValue(frozenset({FORM_KINDS.get(part.kind if part is not None else "", "")}), None)


def _of_tables(bundle: Bundle) -> Iterator[tuple[str, PossibleValue]]:
    for decision in bundle.decisions.values():
        for rule in decision.rules:
            for name, value in decision.named(rule).items():
                yield name, PossibleValue(frozenset({kind_of(value)}) - {NULL}, frozenset({value}) - {None})


def _told(node: Node, known: dict[str, PossibleValue]) -> Iterator[str]:
    if isinstance(node, Compare):
        yield from _compared(node.left, node.operator, node.right, known)
        yield from _compared(node.right, node.operator, node.left, known)
    elif isinstance(node, Within):
        for test in node.tests:
            for operand, operator in _operands(test):
                yield from _compared(node.value, operator, operand, known)
    elif isinstance(node, Call):
        yield from _given_to(node, known)


def _operands(test: Test | Range) -> Iterator[tuple[Node, str]]:
    if isinstance(test, Range):
        yield from ((each, "<") for each in (test.low, test.high))
    elif isinstance(test.operand, Listing):
        yield from ((each, "=") for each in test.operand.items)
    else:
        yield test.operand, test.operator or "="


def _compared(value: Node, operator: str, other: Node, known: dict[str, PossibleValue]) -> Iterator[str]:
    if not isinstance(value, Path) or len(value.names) > 1 or not isinstance(other, Constant) or other.value is None:
        return
    about, kind = known.get(value.names[0]), kind_of(other.value)
    if about is None or LIST in about.kinds:
        return
    if kind not in about.kinds:
        kinds = ", ".join(_(IN_WORDS.get(each, each)) for each in sorted(about.kinds))
        yield _("%(name)s adalah %(kinds)s, bukan %(kind)s", name=value.names[0], kinds=kinds, kind=_(IN_WORDS[kind]))
    elif about.values is not None and operator in ("=", "!=") and other.value not in about.values:
        shown = ", ".join(sorted(map(str, about.values))[:MOST_SHOWN])
        yield _(
            "%(name)s tidak pernah %(value)s; yang mungkin: %(shown)s",
            name=value.names[0],
            value=other.value,
            shown=shown,
        )


def _given_to(call: Call, known: dict[str, PossibleValue]) -> Iterator[str]:
    """Days and units that come out of a table, or are chosen."""
    for what, argument in zip(call.function.takes, call.arguments, strict=False):
        if not isinstance(argument, Path) or len(argument.names) > 1 or argument.names[0] not in known:
            continue
        about = known[argument.names[0]]
        wrong = {unfit(what, each) for each in about.values or ()} - {""}
        if what in (COUNT, UNIT) and about.values is None and not about.kinds & {NUMBER if what == COUNT else TEXT}:
            wrong.add(_("bukan jumlah hari") if what == COUNT else _("bukan satuan"))
        yield from (f"{call.function.name}(…), {argument.names[0]}: {told}" for told in sorted(wrong))
