"""A value that the form works out by itself. Nobody sees or sends it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from engine.definition.expressions.nodes import Calculation, Call, Choice, Listing
from engine.definition.expressions.values import BOOLEAN
from engine.definition.forms.components.base import Field, Run
from engine.definition.forms.feel import Feel, Node, Path
from engine.definition.forms.source import Source


@dataclass(frozen=True, kw_only=True)
class ExpressionField(Field):
    """A value that is worked out from other answers and never typed."""

    kind: ClassVar[str] = "expression"

    formula: Feel | None

    @classmethod
    def parse(cls, source: Source) -> Self:
        source.cosmetic("computeOn", "label")
        formula = source.feel("expression", source.get("expression"))
        arguments = {**Field.common(_labelled(source)), "required": False, "disabled": False, "readonly": True}
        return cls(**arguments, formula=formula)

    @property
    def carried(self) -> frozenset[str]:
        """Keys of the answers whose words may stand in this one: not those that are only asked, as in a comparison."""
        paths = _carried(self.formula.node) if self.formula else ()
        return frozenset(path.names[-1] if path.names[0] == "this" else path.names[0] for path in paths)

    @property
    def reads(self) -> frozenset[str]:
        """Keys of the answers that it is worked out from."""
        paths = self.formula.node.paths() if self.formula else ()
        return frozenset(path[1] if path[0] == "this" and len(path) > 1 else path[0] for path in paths)

    def clean(self, value: object, run: Run) -> Any:
        return value


def _carried(node: Node) -> Iterator[Path]:
    """Answers that may be, or be part of, what an expression gives."""
    if isinstance(node, Path):
        yield node
    elif isinstance(node, Choice):
        yield from (*_carried(node.yes), *_carried(node.no))
    elif isinstance(node, Calculation | Listing) or (isinstance(node, Call) and node.function.gives != BOOLEAN):
        for part in node.parts():
            yield from _carried(part)


def _labelled(source: Source) -> Source:
    """An expression needs no label: nobody reads it."""
    inner = Source({**source.raw, "label": source.raw.get("key") or "-"}, source.findings, source._known)
    inner.element = source.element
    return inner
