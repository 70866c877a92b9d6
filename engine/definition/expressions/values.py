"""Values of expressions: their kinds, when two are equal, which comes first. A missing value is null."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from engine.catalogue import _
from engine.deadlines import Deadline
from engine.errors import ExpressionError

MAX_NUMBER = 10**15
"""Larger numbers, and smaller than its negative, are refused: up to here a browser counts exactly."""
NUMBER, TEXT, BOOLEAN, LIST, MOMENT, DATE, CONTEXT, NULL = (
    "number", "text", "boolean", "list", "moment", "date", "context", "null",
)  # fmt: skip
PLAIN = frozenset({str, bool, int, float})
ORDERED = frozenset({NUMBER, TEXT, MOMENT, DATE})
"""Kinds whose values have an order."""


def kind_of(value: Any) -> str:
    """The kind of a value: `number`, `text`, `boolean`, `list`, `moment`, `date`, `context` or `null`.

    A deadline is a moment. Whatever else Python may hold has the name of its class, and equals nothing.
    """
    if value is None:
        return NULL
    if isinstance(value, bool):
        return BOOLEAN
    if isinstance(value, int | float):
        return NUMBER
    if isinstance(value, str):
        return TEXT
    if isinstance(value, list | tuple):
        return LIST
    if isinstance(value, Deadline | datetime):
        return MOMENT
    if isinstance(value, date):
        return DATE
    return CONTEXT if isinstance(value, Mapping) else type(value).__name__


def equal(left: Any, right: Any) -> bool | None:
    """FEEL equality: null only equals null, a list of one equals its element, other mixed kinds are neither (null)."""
    if type(left) is type(right) and type(left) in PLAIN:
        return bool(left == right)
    if left is None or right is None:
        return left is None and right is None
    if isinstance(left, list) and not isinstance(right, list):
        return equal(left[0], right) if len(left) == 1 else None
    if isinstance(right, list) and not isinstance(left, list):
        return equal(right, left)
    if kind_of(left) != kind_of(right):
        return None
    return bool(_comparable(left) == _comparable(right))


def ordered(left: Any, operator: str, right: Any) -> bool | None:
    """FEEL order (`<`, `<=`, `>`, `>=`) of two numbers, texts, dates or moments.

    null when one of them is null, false for mixed kinds and kinds without order. Moments are compared as moments,
    whatever their zones; one without a zone is in no order with one that has one.
    """
    if left is None or right is None:
        return None
    if kind_of(left) != kind_of(right) or kind_of(left) not in ORDERED:
        return False
    first, second = _comparable(left), _comparable(right)
    try:
        if operator == "<":
            return bool(first < second)
        if operator == "<=":
            return bool(first <= second)
        return bool(first > second) if operator == ">" else bool(first >= second)
    except TypeError:  # a moment without zone beside one with a zone
        return False


def calculated(left: Any, operator: str, right: Any) -> int | float | None:
    """`+`, `-`, `*` or `/` of two numbers; null when one is no number, and for a division by nought.

    Raises ExpressionError when an operand or the result lies beyond MAX_NUMBER.
    """
    if kind_of(left) != NUMBER or kind_of(right) != NUMBER:
        return None
    first, second = bounded(left), bounded(right)
    if operator == "+":
        return bounded(first + second)
    if operator == "-":
        return bounded(first - second)
    if operator == "*":
        return bounded(first * second)
    return bounded(first / second) if second else None


def bounded(number: int | float) -> int | float:
    """The number itself. Raises ExpressionError when it lies beyond MAX_NUMBER, or is none (NaN)."""
    if not -MAX_NUMBER <= number <= MAX_NUMBER:
        raise ExpressionError(_("angka terlalu besar"))
    return number


def _comparable(value: Any) -> Any:
    return value.moment if isinstance(value, Deadline) else value
