"""A text of a diagram or a table, compiled once and evaluated often."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from engine.catalogue import _
from engine.definition.expressions.mistakes import mistake_in
from engine.definition.expressions.names import Names
from engine.definition.expressions.nodes import Node
from engine.definition.expressions.parse import parse
from engine.definition.expressions.values import BOOLEAN, kind_of
from engine.errors import ExpressionError


@dataclass(frozen=True)
class Expression:
    """A compiled expression: `names` are the variables it reads, `evaluate(scope)` its value."""

    text: str
    """Without the `${…}` around it."""
    node: Node
    names: frozenset[str]

    def evaluate(self, scope: Names) -> Any:
        """The value in this scope. Raises ExpressionError when the values do not fit the operation."""
        try:
            return self.node.evaluate(scope)
        except ExpressionError as error:
            raise ExpressionError(f"'{self.text}': {error}") from error
        except (TypeError, ValueError, OverflowError, RecursionError) as error:
            raise ExpressionError(f"'{self.text}': {error}") from error

    def holds(self, scope: Names) -> bool:
        """Whether a condition is met: true is, false and null are not.

        Raises ExpressionError for any other value: neither way is right then.
        """
        value = self.evaluate(scope)
        if value is None or kind_of(value) == BOOLEAN:
            return value is True
        raise ExpressionError(
            _("'%(text)s' menghasilkan %(value)r, bukan true atau false", text=self.text, value=value)
        )


def unwrap(text: str) -> str:
    """The text without blanks around it and without `${…}`, which Camunda's editors write around an expression."""
    stripped = text.strip()
    if stripped.startswith("${") and stripped.endswith("}"):
        stripped = stripped[2:-1].strip()
    return stripped


@lru_cache(maxsize=4_096)
def compile_expression(text: str) -> Expression:
    """Compile a text of a diagram or table, with or without `${…}`.

    Raises ExpressionError saying what is wrong and where. The former spellings (`==`, `'…'`, `not in` …) are read too.
    """
    source = unwrap(text)
    node = parse(source, old=True)
    return Expression(source, node, frozenset(path[0] for path in node.paths()))


def nodes_in(text: str) -> Iterator[Node]:
    """Every node of an expression; none when the text is no expression, such as `P3D`, or does not compile."""
    try:
        return compile_expression(text).node.nodes()
    except ExpressionError:
        return iter(())


def check_expression(text: str, *, kinds: frozenset[str] = frozenset()) -> None:
    """What the gate asks of an expression before it is deployed, beyond that it compiles.

    Raises ExpressionError for what could never mean anything, such as text compared with a number or `a or "b"`, and
    when the outcome is known to be none of `kinds` (of `values`). Versions stored before are not asked.
    """
    expression = compile_expression(text)
    if found := mistake_in(expression.node, kinds):
        raise ExpressionError(f"{found}: '{expression.text}'")
