"""How a field of an event is stored and what it means, beside the field itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine.record.shapes import Shape


@dataclass(frozen=True)
class Said:
    """How a field is stored, what it means, and a stored example."""

    shape: Shape
    meaning: str
    example: Any
    name: str
    required: bool
    since: int


def said(
    shape: Shape, meaning: str, example: Any, *, name: str = "", required: bool = False, since: int = 1
) -> dict[str, Said]:
    """The metadata of a field of an event."""
    return {"said": Said(shape, meaning, example, name, required, since)}
