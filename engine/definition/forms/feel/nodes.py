"""The nodes of a FEEL expression and what they mean. A missing name is null; truth has three values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Literal = str | int | float | bool | None


@dataclass(frozen=True)
class Node:
    """Part of an expression."""

    def evaluate(self, scope: Mapping[str, Any]) -> Any:
        """The value over these variables. Never raises on values of unexpected types."""
        raise NotImplementedError

    def parts(self) -> tuple[Node, ...]:
        return ()

    def paths(self) -> Iterator[tuple[str, ...]]:
        """Every dotted path that the expression reads."""
        for part in self.parts():
            yield from part.paths()


@dataclass(frozen=True)
class Constant(Node):
    value: Literal

    def evaluate(self, scope: Mapping[str, Any]) -> Any:
        return self.value


@dataclass(frozen=True)
class Path(Node):
    names: tuple[str, ...]

    def evaluate(self, scope: Mapping[str, Any]) -> Any:
        value: Any = scope
        for name in self.names:
            if not isinstance(value, Mapping):
                return None
            value = value.get(name)
        return value

    def paths(self) -> Iterator[tuple[str, ...]]:
        yield self.names


@dataclass(frozen=True)
class Compare(Node):
    left: Node
    operator: str
    right: Node

    def evaluate(self, scope: Mapping[str, Any]) -> Any:
        left, right = self.left.evaluate(scope), self.right.evaluate(scope)
        if self.operator == "=":
            return equal(left, right)
        if self.operator == "!=":
            return equal(left, right) is not True
        return ordered(left, self.operator, right)

    def parts(self) -> tuple[Node, ...]:
        return (self.left, self.right)


@dataclass(frozen=True)
class Both(Node):
    left: Node
    right: Node

    def evaluate(self, scope: Mapping[str, Any]) -> Any:
        values = (self.left.evaluate(scope), self.right.evaluate(scope))
        if any(value is False for value in values):
            return False
        return True if all(value is True for value in values) else None

    def parts(self) -> tuple[Node, ...]:
        return (self.left, self.right)


@dataclass(frozen=True)
class Either(Node):
    left: Node
    right: Node

    def evaluate(self, scope: Mapping[str, Any]) -> Any:
        values = (self.left.evaluate(scope), self.right.evaluate(scope))
        if any(value is True for value in values):
            return True
        return False if all(value is False for value in values) else None

    def parts(self) -> tuple[Node, ...]:
        return (self.left, self.right)


@dataclass(frozen=True)
class Not(Node):
    inner: Node

    def evaluate(self, scope: Mapping[str, Any]) -> Any:
        value = self.inner.evaluate(scope)
        return not value if isinstance(value, bool) else None

    def parts(self) -> tuple[Node, ...]:
        return (self.inner,)


def equal(left: Any, right: Any) -> bool | None:
    """FEEL equality: null only equals null, a list of one equals its element, other mixed kinds are neither (null)."""
    if left is None or right is None:
        return left is None and right is None
    if isinstance(left, list) and not isinstance(right, list):
        return equal(left[0], right) if len(left) == 1 else None
    if isinstance(right, list) and not isinstance(left, list):
        return equal(right, left)
    if _kind(left) != _kind(right):
        return None
    return bool(left == right)


def ordered(left: Any, operator: str, right: Any) -> bool | None:
    """FEEL order of two numbers or two texts; null when one is null, false for anything else."""
    if left is None or right is None:
        return None
    if _kind(left) != _kind(right) or _kind(left) not in ("number", "text"):
        return False
    if operator == "<":
        return bool(left < right)
    if operator == "<=":
        return bool(left <= right)
    return bool(left > right) if operator == ">" else bool(left >= right)


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "number"
    if isinstance(value, str):
        return "text"
    return "list" if isinstance(value, list) else type(value).__name__
