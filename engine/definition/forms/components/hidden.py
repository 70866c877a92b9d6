"""A value that the form works out by itself. Nobody sees or sends it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Self

from engine.definition.forms.components.base import Field, Run
from engine.definition.forms.feel import Feel, Path
from engine.definition.forms.source import Source


@dataclass(frozen=True, kw_only=True)
class ExpressionField(Field):
    kind: ClassVar[str] = "expression"

    formula: Feel | None

    @classmethod
    def parse(cls, source: Source) -> Self:
        source.cosmetic("computeOn", "label")
        formula = source.feel("expression", source.get("expression"))
        arguments = {**Field.common(_labelled(source)), "required": False, "disabled": False, "readonly": True}
        return cls(**arguments, formula=formula)

    @property
    def copied(self) -> str:
        """Key of the answer that this one repeats as it stands; empty when it computes yes or no."""
        node = self.formula.node if self.formula else None
        return node.names[0] if isinstance(node, Path) else ""

    @property
    def reads(self) -> frozenset[str]:
        """Keys of the answers that it is worked out from."""
        paths = self.formula.node.paths() if self.formula else ()
        return frozenset(path[1] if path[0] == "this" and len(path) > 1 else path[0] for path in paths)

    def clean(self, value: object, run: Run) -> Any:
        return value


def _labelled(source: Source) -> Source:
    """An expression needs no label: nobody reads it."""
    inner = Source({**source.raw, "label": source.raw.get("key") or "-"}, source.findings, source._known)
    inner.element = source.element
    return inner
