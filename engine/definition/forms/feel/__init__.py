"""The part of FEEL that form files may use, with the meaning that form-js gives it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from engine.definition.forms.feel.nodes import Both, Compare, Constant, Either, Node, Not, Path
from engine.definition.forms.feel.parse import FeelError, parse_feel

__all__ = ["Both", "Compare", "Constant", "Either", "Feel", "FeelError", "Node", "Not", "Path", "holds"]


@dataclass(frozen=True)
class Feel:
    """A compiled expression that remembers its text."""

    text: str
    node: Node

    @classmethod
    def compile(cls, text: str) -> Feel:
        """Raises FeelError when the text is outside the subset."""
        return cls(text, parse_feel(text))

    @cached_property
    def names(self) -> frozenset[str]:
        """First names of all paths read, `this` included."""
        return frozenset(path[0] for path in self.node.paths())

    def value(self, scope: Mapping[str, Any]) -> Any:
        return self.node.evaluate(scope)

    def holds(self, scope: Mapping[str, Any]) -> bool:
        """Whether the condition is met, as form-js's unary test decides."""
        return holds(self.node, scope)


def holds(node: Node, scope: Mapping[str, Any]) -> bool:
    """A unary test against no input: an unknown (null) outcome counts as met, and so an outer `not` turns it around."""
    if isinstance(node, Not):
        return not _met(node.inner.evaluate(scope))
    return _met(node.evaluate(scope))


def _met(value: Any) -> bool:
    return value if isinstance(value, bool) else value is None
