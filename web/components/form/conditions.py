"""Conditions in words: under which answers of this page a field has to be filled in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _

from engine.definition.forms.components.base import Component, Field
from engine.definition.forms.components.choices import Checkbox, FromList
from engine.definition.forms.components.number import Number
from engine.definition.forms.feel import (
    Both,
    Compare,
    Constant,
    Either,
    Node,
    Not,
    Path,
    Within,
    as_comparisons,
    holds,
    value_of,
)
from engine.definition.forms.numbers import format_number
from engine.definition.forms.options import Options, find_option

OPPOSITE = {"=": "!=", "!=": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
MIRROR = {"=": "=", "!=": "!=", "<": ">", ">": "<", "<=": ">=", ">=": "<="}


@dataclass(frozen=True)
class Asked:
    """What the page asks: fields by name, those of the own row as `this.name`; lists; and what was known before."""

    fields: Mapping[str, Component]
    options: Options
    context: Mapping[str, Any]
    hides: Mapping[str, Sequence[Node]] = field(default_factory=dict)
    """The conditions under which the fields of the form are hidden themselves, by key."""

    def field(self, node: Node) -> Component | None:
        """The field of this page that the node reads, if it reads one."""
        if not isinstance(node, Path):
            return None
        return self.fields.get(".".join(node.names[: 2 if node.names[0] == "this" else 1]))

    def reads(self, node: Node) -> bool:
        """Whether the condition depends on an answer of this page."""
        return any(self.field(Path(path)) for path in node.paths())


def remaining(node: Node, asked: Asked) -> Node | bool:
    """What is still open of a hide condition: a bool when this page's answers cannot change it, else the open part."""
    if not asked.reads(node):
        return holds(node, asked.context)
    reduced = _reduce(node, asked)
    return holds(reduced, {}) if isinstance(reduced, Constant) else reduced


def _reduce(node: Node, asked: Asked) -> Node:
    """The node without the parts that are already decided by what was known before."""
    if not asked.reads(node):
        return Constant(value_of(node, asked.context))
    if isinstance(node, Not):
        inner = _reduce(node.inner, asked)
        return Constant(value_of(Not(inner), {})) if isinstance(inner, Constant) else Not(inner)
    if isinstance(node, Both | Either):
        return _reduce_pair(node, _reduce(node.left, asked), _reduce(node.right, asked))
    return node


def _reduce_pair(node: Both | Either, left: Node, right: Node) -> Node:
    decisive = isinstance(node, Either)
    for one, other in ((left, right), (right, left)):
        if isinstance(one, Constant) and isinstance(one.value, bool):
            return one if one.value is decisive else other
    return type(node)(left, right)


def shown_when(node: Node, asked: Asked) -> str:
    """A sentence for the person: when a field with this hide condition has to be filled in."""
    words = _sentence(_needs(node, asked), asked)
    if words is None:
        return _("Isi hanya bila sesuai dengan jawaban Anda yang lain di halaman ini.")
    return _("Isi bila %(syarat)s.", syarat=words)


Need = tuple[Node, bool]
"""Part of a condition, and whether it must fail instead of hold."""


def _needs(hide: Node, asked: Asked) -> list[Need]:
    """Everything that must be so together for the field to be shown, less what goes without saying.

    A question that is itself asked only under a condition brings that condition along: who answered “Layak?” has said
    before that the data are complete.
    """
    needs = list(dict.fromkeys(_together(hide, negated=True)))
    implied: set[Need] = set()
    for part, _negated in needs:
        if isinstance(part, Compare) and part.operator == "=" and isinstance(part.left, Path):
            for other in asked.hides.get(part.left.names[0], ()):
                implied.update(_together(other, negated=True))
    return [need for need in needs if need not in implied] or needs


def _together(node: Node, *, negated: bool) -> list[Need]:
    if isinstance(node, Not):
        return _together(node.inner, negated=not negated)
    if isinstance(node, Within):
        compared = as_comparisons(node)
        return _together(compared, negated=negated) if compared else [(node, negated)]
    if isinstance(node, Either if negated else Both):
        return [need for part in node.parts() for need in _together(part, negated=negated)]
    if isinstance(node, Compare):
        left, operator, right = node.left, node.operator, node.right
        if isinstance(left, Constant):
            left, operator, right = right, MIRROR[operator], left
        return [(Compare(left, OPPOSITE[operator] if negated else operator, right), False)]
    return [(node, negated)]


def _sentence(needs: list[Need], asked: Asked) -> str | None:
    several = len(needs) > 1
    parts = [_words(node, asked, negated=negated, inside=several) for node, negated in needs]
    known = [part for part in parts if part is not None]
    return _(" dan ").join(known) if len(known) == len(parts) else None


def _words(node: Node, asked: Asked, *, negated: bool, inside: bool = False) -> str | None:
    if isinstance(node, Compare):
        return _comparison(node, asked)
    if not isinstance(node, Both | Either):
        field = asked.field(node)
        return _tick(field, ticked=not negated) if isinstance(field, Checkbox) else None
    known: list[str] = []
    for part in node.parts():
        needs = _together(part, negated=negated)
        words = _sentence(needs, asked)
        if words is None:
            return None
        known.append(f"({words})" if len(needs) > 1 else words)
    either = _(" atau ").join(known)
    return f"({either})" if inside else either


def _comparison(node: Compare, asked: Asked) -> str | None:
    operator, right = node.operator, node.right
    field = asked.field(node.left)
    if not isinstance(field, Field) or not isinstance(right, Constant):
        return None
    if operator not in ("=", "!="):
        return _limit(field, operator, right.value)
    equal = operator == "="
    if right.value is None:
        return _("“%(label)s” tidak diisi", label=field.label) if equal else _("“%(label)s” diisi", label=field.label)
    if isinstance(field, Checkbox):
        return _tick(field, ticked=(right.value is True) is equal)
    return _answer(field, asked, right.value, equal=equal)


def _answer(field: Field, asked: Asked, value: Any, *, equal: bool) -> str:
    text = str(value)
    if isinstance(field, FromList):
        choices = field.choices(asked.options, asked.context)
        option = find_option(choices, value)
        others = [choice for choice in choices if choice != option]
        if not equal and option is not None and len(others) == 1 and field.required:
            option, equal = others[0], True
        text = option.label if option else text
    if equal:
        return _("“%(label)s” dijawab “%(jawaban)s”", label=field.label, jawaban=text)
    return _("“%(label)s” tidak dijawab “%(jawaban)s”", label=field.label, jawaban=text)


def _tick(field: Field, *, ticked: bool) -> str:
    if ticked:
        return _("“%(label)s” dicentang", label=field.label)
    return _("“%(label)s” tidak dicentang", label=field.label)


def _limit(field: Field, operator: str, value: Any) -> str:
    text = format_number(value) if isinstance(field, Number) and isinstance(value, int | float) else str(value)
    words = {
        "<": _("“%(label)s” kurang dari %(nilai)s", label=field.label, nilai=text),
        "<=": _("“%(label)s” paling besar %(nilai)s", label=field.label, nilai=text),
        ">": _("“%(label)s” lebih dari %(nilai)s", label=field.label, nilai=text),
        ">=": _("“%(label)s” paling kecil %(nilai)s", label=field.label, nilai=text),
    }
    return words[operator]
