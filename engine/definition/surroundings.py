"""What a deploy rule may compare the bundle with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.definition.diagram import Element
from engine.definition.operations import DeclaredOperation, Operation


@dataclass(frozen=True)
class Surroundings:
    """What the gate knows beside the files: the process, and what a diagram may name."""

    process_id: str
    roles: frozenset[str]
    operations: Mapping[str, Operation]
    given: frozenset[str]
    """Variables that a case has from its start."""
    properties: frozenset[str] = frozenset()
    """Keys of properties that the domain reads, beside the engine's own."""

    def declared(self, element: Element) -> DeclaredOperation | None:
        """What the operation that an element calls says of itself, if it says anything."""
        operation = self.operations.get(element.topic)
        return operation if isinstance(operation, DeclaredOperation) else None
