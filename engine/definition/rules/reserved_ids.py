"""Ids that collide with the library's own steps: a user task called `End` would be skipped without an error."""

from __future__ import annotations

from collections.abc import Iterator

from engine.catalogue import _
from engine.definition.bundle import Bundle
from engine.definition.surroundings import Surroundings
from engine.errors import Finding

RESERVED = frozenset({"Start", "End", "Root", "StartEventSplit", "StartEventJoin"})
SUFFIXES = (".EndJoin", ".BoundaryEventSplit", ".BoundaryEventJoin", " [child]")


def check(bundle: Bundle, _around: Surroundings) -> Iterator[Finding]:
    """Ids that the library uses itself."""
    for diagram in bundle.diagrams.values():
        for element_id in (diagram.process_id, *diagram.elements, *diagram.flows):
            if element_id in RESERVED or element_id.endswith(SUFFIXES):
                yield Finding(
                    diagram.file, element_id, "reserved_ids", _("id ini dipakai mesin sendiri; pilih id lain")
                )
