"""Which elements and flows of a bundle no scenario has passed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.definition.bundle import Bundle


def uncovered(bundle: Bundle, visited: Mapping[tuple[str, str], int]) -> Iterator[tuple[str, str]]:
    """(file, element or flow id) of everything drawn that was never run."""
    for diagram in bundle.diagrams.values():
        for drawn in (*diagram.elements, *diagram.flows):
            if not visited.get((diagram.process_id, drawn)):
                yield diagram.file, drawn
