"""Cells of decision tables: unary tests and literals, in the same language, restricted to fixed values.

A cell holds no variable and no function, so that the gate can prove that a table answers every case exactly once.
"""

from __future__ import annotations

from typing import Any

from engine.catalogue import _
from engine.definition.expressions.nodes import Constant, Listing, Literal, Node, Range, Test
from engine.definition.expressions.parse import Parser
from engine.definition.expressions.values import NUMBER, equal, kind_of, ordered
from engine.errors import ExpressionError

Cell = tuple[str, tuple[Literal, ...]]
"""(operator, operands): "any", "in", "not in", "<", "<=", ">", ">=", or the brackets of a range (RANGES)."""

RANGES = frozenset({"[]", "(]", "[)", "()"})
ANY: Cell = ("any", ())


def read_literal(text: str) -> Literal:
    """The value of an output cell: a text, a number, true, false, null or nothing (null).

    Raises ExpressionError for anything that would have to be worked out.
    """
    return _fixed(Parser(text, old=False).whole()) if text.strip() else None


def read_cell(text: str) -> Cell:
    """The test of an input cell: `-` or nothing, values, `not(values)`, a comparison or a range of numbers.

    Raises ExpressionError when it is something else.
    """
    if text.strip() in ("", "-"):
        return ANY
    parser = Parser(text, old=False)
    negated = parser.is_word("not")
    if negated:
        parser.word("not")
        parser.demand("(")
    tests = parser.tests()
    if negated:
        parser.demand(")")
    parser.end()
    if not negated and len(tests) == 1 and (isinstance(tests[0], Range) or tests[0].operator not in ("", "=", "!=")):
        return _of_numbers(tests[0])
    return "not in" if negated else "in", tuple(_value(test) for test in tests)


def passes(cell: Cell, value: Any) -> bool:
    """Whether a value passes the test of an input cell."""
    operator, operands = cell
    if operator == "any":
        return True
    if operator in ("in", "not in"):
        hit = any(equal(value, operand) is True for operand in operands)
        return hit if operator == "in" else not hit
    if kind_of(value) != NUMBER:
        return False
    if operator in RANGES:
        above = ordered(operands[0], "<=" if operator[0] == "[" else "<", value)
        below = ordered(value, "<=" if operator[1] == "]" else "<", operands[1])
        return above is True and below is True
    return ordered(value, operator, operands[0]) is True


def _of_numbers(test: Test | Range) -> Cell:
    if isinstance(test, Test):
        return test.operator, (_number(test.operand),)
    low, high = _number(test.low), _number(test.high)
    if low > high or (low == high and not (test.with_low and test.with_high)):
        raise ExpressionError(_("rentang %(low)s..%(high)s tidak memuat apa pun", low=low, high=high))
    return f"{'[' if test.with_low else '('}{']' if test.with_high else ')'}", (low, high)


def _value(test: Test | Range) -> Literal:
    if isinstance(test, Range) or test.operator or isinstance(test.operand, Listing):
        raise ExpressionError(_("daftar nilai tidak dapat memuat perbandingan, rentang, atau daftar lain"))
    return _fixed(test.operand)


def _fixed(node: Node) -> Literal:
    if not isinstance(node, Constant):
        raise ExpressionError(_("isi sel bukan nilai tetap; teks ditulis di antara tanda kutip ganda"))
    return node.value


def _number(node: Node) -> int | float:
    value = _fixed(node)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ExpressionError(_("yang dibandingkan bukan angka"))
    return value
