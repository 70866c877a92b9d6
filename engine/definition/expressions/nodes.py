"""The nodes of an expression and what they mean. A missing name is null; truth has three values (DMN 1.3, 10.3.2)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from engine.definition.expressions.functions import Function
from engine.definition.expressions.names import Names
from engine.definition.expressions.values import calculated, equal, ordered

Literal = str | int | float | bool | None


@dataclass(frozen=True)
class Node:
    """Part of an expression."""

    def evaluate(self, scope: Names) -> Any:
        """The value over this scope: a literal, list, moment or deadline; null where the standard says null.

        Raises ExpressionError or ValueError where a function cannot work with its values, and for numbers out of
        bounds.
        """
        raise NotImplementedError

    def parts(self) -> tuple[Node, ...]:
        """The nodes directly inside this one, in the order of the text."""
        return ()

    def nodes(self) -> Iterator[Node]:
        """This node and all inside it, in the order of the text."""
        yield self
        for part in self.parts():
            yield from part.nodes()

    def paths(self) -> Iterator[tuple[str, ...]]:
        """Every dotted path that the expression reads, one tuple of names for each."""
        for part in self.parts():
            yield from part.paths()


@dataclass(frozen=True)
class Constant(Node):
    """A literal: text, number, true, false or null."""

    value: Literal

    def evaluate(self, scope: Names) -> Any:
        return self.value


@dataclass(frozen=True)
class Path(Node):
    """A variable, or with dots a value inside one; null where there is none."""

    names: tuple[str, ...]

    def evaluate(self, scope: Names) -> Any:
        value = scope.variable(self.names[0])
        for name in self.names[1:]:
            value = value.get(name) if isinstance(value, Mapping) else None
        return value

    def paths(self) -> Iterator[tuple[str, ...]]:
        yield self.names


@dataclass(frozen=True)
class Compare(Node):
    """`=`, `!=`, `<`, `<=`, `>` or `>=` between two values."""

    left: Node
    operator: str
    right: Node

    def evaluate(self, scope: Names) -> Any:
        return compared(self.left.evaluate(scope), self.operator, self.right.evaluate(scope))

    def parts(self) -> tuple[Node, ...]:
        return (self.left, self.right)


def compared(left: Any, operator: str, right: Any) -> bool | None:
    """The outcome of a comparison of two values; `!=` is true wherever `=` is not."""
    if operator == "=":
        return equal(left, right)
    if operator == "!=":
        return equal(left, right) is not True
    return ordered(left, operator, right)


@dataclass(frozen=True)
class Both(Node):
    """`and`: false when one side is false, true when both are true, else null."""

    left: Node
    right: Node

    def evaluate(self, scope: Names) -> Any:
        left = self.left.evaluate(scope)
        if left is False:
            return False
        right = self.right.evaluate(scope)
        if right is False:
            return False
        return True if left is True and right is True else None

    def parts(self) -> tuple[Node, ...]:
        return (self.left, self.right)


@dataclass(frozen=True)
class Either(Node):
    """`or`: true when one side is true, false when both are false, else null."""

    left: Node
    right: Node

    def evaluate(self, scope: Names) -> Any:
        left = self.left.evaluate(scope)
        if left is True:
            return True
        right = self.right.evaluate(scope)
        if right is True:
            return True
        return False if left is False and right is False else None

    def parts(self) -> tuple[Node, ...]:
        return (self.left, self.right)


@dataclass(frozen=True)
class Not(Node):
    """`not(…)`: the opposite of true and false, null for anything else."""

    inner: Node

    def evaluate(self, scope: Names) -> Any:
        value = self.inner.evaluate(scope)
        return not value if isinstance(value, bool) else None

    def parts(self) -> tuple[Node, ...]:
        return (self.inner,)


@dataclass(frozen=True)
class Calculation(Node):
    """`+`, `-`, `*` or `/`."""

    left: Node
    operator: str
    right: Node

    def evaluate(self, scope: Names) -> Any:
        return calculated(self.left.evaluate(scope), self.operator, self.right.evaluate(scope))

    def parts(self) -> tuple[Node, ...]:
        return (self.left, self.right)


@dataclass(frozen=True)
class Negative(Node):
    """A minus sign before a value that is no literal number."""

    inner: Node

    def evaluate(self, scope: Names) -> Any:
        return calculated(0, "-", self.inner.evaluate(scope))

    def parts(self) -> tuple[Node, ...]:
        return (self.inner,)


@dataclass(frozen=True)
class Listing(Node):
    """A list: `["a", "b"]`."""

    items: tuple[Node, ...]

    def evaluate(self, scope: Names) -> Any:
        return [item.evaluate(scope) for item in self.items]

    def parts(self) -> tuple[Node, ...]:
        return self.items


@dataclass(frozen=True)
class Choice(Node):
    """`if … then … else …`: the first when the condition is true, else the other."""

    condition: Node
    yes: Node
    no: Node

    def evaluate(self, scope: Names) -> Any:
        return (self.yes if self.condition.evaluate(scope) is True else self.no).evaluate(scope)

    def parts(self) -> tuple[Node, ...]:
        return (self.condition, self.yes, self.no)


@dataclass(frozen=True)
class Call(Node):
    """A function with its arguments."""

    function: Function
    arguments: tuple[Node, ...]

    def evaluate(self, scope: Names) -> Any:
        return self.function.call(scope, *[argument.evaluate(scope) for argument in self.arguments])

    def parts(self) -> tuple[Node, ...]:
        return self.arguments


@dataclass(frozen=True)
class Test(Node):
    """What `in` asks of a value: `< 5`, or with `=` and no sign written: equal to this, or an element of this list."""

    operator: str
    operand: Node

    def passes(self, value: Any, scope: Names) -> bool | None:
        """Whether the value passes; null when the variable that it is held against is null."""
        against = self.operand.evaluate(scope)
        if self.operator:
            return compared(value, self.operator, against) is True
        if against is None and not isinstance(self.operand, Constant):
            return None
        if isinstance(against, list):
            return any(equal(value, each) is True for each in against)
        return equal(value, against) is True

    def parts(self) -> tuple[Node, ...]:
        return (self.operand,)


@dataclass(frozen=True)
class Range(Node):
    """`[1..5]` with both ends, `(1..5)` or `]1..5[` without them, or one of each: only behind `in` and in a cell."""

    low: Node
    high: Node
    with_low: bool
    with_high: bool

    def passes(self, value: Any, scope: Names) -> bool:
        """Whether the value lies inside; false when it, or an end, is null or of another kind."""
        above = ordered(value, ">=" if self.with_low else ">", self.low.evaluate(scope))
        below = ordered(value, "<=" if self.with_high else "<", self.high.evaluate(scope))
        return above is True and below is True

    def parts(self) -> tuple[Node, ...]:
        return (self.low, self.high)


@dataclass(frozen=True)
class Within(Node):
    """`value in tests`: true when one passes; null when none does and what one of them names is null."""

    value: Node
    tests: tuple[Test | Range, ...]

    def evaluate(self, scope: Names) -> Any:
        value = self.value.evaluate(scope)
        outcomes = [test.passes(value, scope) for test in self.tests]
        if True in outcomes:
            return True
        return None if None in outcomes else False

    def parts(self) -> tuple[Node, ...]:
        return (self.value, *self.tests)
