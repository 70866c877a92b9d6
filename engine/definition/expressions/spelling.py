"""Writes an expression in the standard's spelling, so that two texts with one meaning read alike."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

from engine.catalogue import _
from engine.definition.expressions.compiled import compile_expression, unwrap
from engine.definition.expressions.nodes import (
    Both,
    Calculation,
    Call,
    Choice,
    Compare,
    Constant,
    Either,
    Listing,
    Negative,
    Node,
    Not,
    Path,
    Range,
    Test,
    Within,
)  # fmt: skip
from engine.definition.expressions.tokens import tokens_of
from engine.errors import ExpressionError

STRENGTH = {Choice: 0, Within: 1, Either: 2, Both: 3, Compare: 4, Calculation: 5, Negative: 7}
"""How strongly a node binds; everything else needs no brackets. `in` gets them beside `and` and `or`, because form-js
reads it otherwise there."""
SINGLE, FACTOR = 8, 6


def standard(text: str) -> str:
    """The text in standard spelling, `${…}` kept where it was; the text itself when it is no expression of ours."""
    try:
        written = write(compile_expression(text).node)
    except ExpressionError:
        return text
    return f"${{{written}}}" if unwrap(text) != text.strip() else written


def means_another(text: str) -> bool:
    """Whether a blank behind `not` changes what the text means: `not (x)` is an old spelling, `not(x)` the standard's.

    They differ where `x` may be null. Raises ExpressionError for what cannot be read.
    """
    inner, plain = unwrap(text), ""
    tokens, at = tokens_of(inner), 0
    for token, following in pairwise(tokens):
        if token.kind == "name" and token.text == "not" and following.text == "(" and following.spaced:
            end = token.at + len(token.text)
            plain, at = plain + inner[at:end], following.at
    return at > 0 and compile_expression(text).node != compile_expression(plain + inner[at:]).node


def write(node: Node) -> str:
    """An expression with these nodes. Reading it again gives the same nodes."""
    if isinstance(node, Constant):
        return _literal(node)
    if isinstance(node, Path):
        return ".".join(node.names)
    if isinstance(node, Not):
        return f"not({write(node.inner)})"
    if isinstance(node, Listing):
        return f"[{', '.join(map(write, node.items))}]"
    if isinstance(node, Call):
        return f"{node.function.name}({', '.join(map(write, node.arguments))})"
    if isinstance(node, Choice):
        return f"if {write(node.condition)} then {write(node.yes)} else {write(node.no)}"
    if isinstance(node, Negative):
        return f"-{_inside(node.inner, STRENGTH[Negative])}"
    return _infix(node)


def _infix(node: Node) -> str:
    """Nodes with a sign or word between two parts."""
    if isinstance(node, Both | Either):
        word = " and " if isinstance(node, Both) else " or "
        own = STRENGTH[type(node)]
        return word.join((_inside(node.left, own), _inside(node.right, own + 1)))
    if isinstance(node, Compare):
        return f"{_inside(node.left, 5)} {node.operator} {_inside(node.right, 5)}"
    if isinstance(node, Calculation):
        own = FACTOR if node.operator in "*/" else STRENGTH[Calculation]
        return f"{_inside(node.left, own)} {node.operator} {_inside(node.right, own + 1)}"
    if isinstance(node, Within):
        tests = ", ".join(map(_test, node.tests))
        several = len(node.tests) > 1 or _needs_brackets(node.tests[0])
        return f"{_inside(node.value, 5)} in {f'({tests})' if several else tests}"
    raise ExpressionError(_("ungkapan ini tidak dapat ditulis"))


def _needs_brackets(test: Test | Range) -> bool:
    return isinstance(test, Test) and not test.operator and not isinstance(test.operand, Path | Listing)


def _test(test: Test | Range) -> str:
    if isinstance(test, Range):
        ends = f"{_inside(test.low, 5)}..{_inside(test.high, 5)}"
        return f"{'[' if test.with_low else '('}{ends}{']' if test.with_high else ')'}"
    return f"{test.operator} {_inside(test.operand, 5)}".strip()


def _inside(node: Node, strength: int) -> str:
    """A part, in brackets where it binds weaker than what is around it."""
    own = STRENGTH.get(type(node), SINGLE)
    if isinstance(node, Calculation) and node.operator in "*/":
        own = FACTOR
    if isinstance(node, Constant) and isinstance(node.value, int | float) and node.value < 0:
        own = STRENGTH[Negative]
    return write(node) if own >= strength else f"({write(node)})"


def _literal(node: Constant) -> str:
    if node.value is None:
        return "null"
    if isinstance(node.value, bool):
        return "true" if node.value else "false"
    if isinstance(node.value, str):
        plain = node.value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
        return f'"{plain}"'
    return format(Decimal(repr(node.value)), "f")
