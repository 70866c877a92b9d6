"""Expressions of form files (`conditional.hide`, computed values), with the meaning that form-js gives them.

The language is that of `engine.definition.expressions`, in the standard's spelling only and with the functions that
form-js knows: the editor's preview has to show what our pages do. Nothing raises over the answers of a person: where an
expression cannot be worked out, its value is null, as in form-js.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, reduce
from typing import Any, NoReturn

from engine.catalogue import _
from engine.deadlines import OfficeCalendar
from engine.definition.expressions.nodes import Both, Compare, Constant, Either, Listing, Node, Not, Path, Test, Within
from engine.definition.expressions.parse import parse
from engine.definition.expressions.values import equal
from engine.errors import ExpressionError

__all__ = [
    "Both", "Compare", "Constant", "Either", "Feel", "Node", "Not", "Path", "Within", "as_comparisons", "equal",
    "holds", "value_of",
]  # fmt: skip


@dataclass(frozen=True)
class Feel:
    """A compiled expression that remembers its text."""

    text: str
    node: Node

    @classmethod
    def compile(cls, text: str) -> Feel:
        """Read an expression as form-js stores it, with its leading `=`.

        Raises ExpressionError when it is outside the language, with the place.
        """
        if not text.startswith("="):
            raise ExpressionError(_("ungkapan harus diawali `=`"))
        return cls(text, parse(text[1:], old=False))

    @cached_property
    def names(self) -> frozenset[str]:
        """First names of all paths read, `this` included."""
        return frozenset(path[0] for path in self.node.paths())

    def value(self, values: Mapping[str, Any]) -> Any:
        """The value over these answers; null where it cannot be worked out."""
        return value_of(self.node, values)

    def holds(self, values: Mapping[str, Any]) -> bool:
        """Whether the condition is met, as form-js's unary test decides."""
        return holds(self.node, values)


def value_of(node: Node, values: Mapping[str, Any]) -> Any:
    """The value of a node over answers by name; null where it cannot be worked out."""
    try:
        return node.evaluate(_Answers(values))
    except (ExpressionError, TypeError, ValueError, OverflowError, RecursionError):
        return None


def as_comparisons(node: Within) -> Node | None:
    """`x in ["a", "b"]` as `x = "a" or x = "b"`, or None when it asks for anything but fixed values."""
    operands = [test.operand for test in node.tests if isinstance(test, Test) and not test.operator]
    if len(operands) == len(node.tests) == 1 and isinstance(operands[0], Listing):
        operands = list(operands[0].items)
    elif len(operands) < len(node.tests):
        return None
    if not operands or not all(isinstance(operand, Constant) for operand in operands):
        return None
    equal_to: list[Node] = [Compare(node.value, "=", operand) for operand in operands]
    return reduce(Either, equal_to)


def holds(node: Node, values: Mapping[str, Any]) -> bool:
    """A unary test against no input: an unknown (null) outcome counts as met, and so an outer `not` turns it around."""
    if isinstance(node, Not):
        return not _met(value_of(node.inner, values))
    return _met(value_of(node, values))


def _met(value: Any) -> bool:
    return value if isinstance(value, bool) else value is None


@dataclass(frozen=True)
class _Answers:
    """A scope over answers. No function of a form asks for the time or the calendar."""

    values: Mapping[str, Any]

    @property
    def now(self) -> datetime:
        _refuse()

    @property
    def calendar(self) -> OfficeCalendar:
        _refuse()

    def variable(self, name: str) -> Any:
        return self.values.get(name)


def _refuse() -> NoReturn:
    raise ExpressionError(_("formulir tidak mengenal waktu dan kalender"))
