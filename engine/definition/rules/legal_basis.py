"""Every task, event and question says which norm it carries out and whether the text says so."""

from __future__ import annotations

from collections.abc import Iterator

from engine.definition.bundle import Bundle
from engine.definition.surroundings import Surroundings
from engine.errors import Finding

SOURCES = ("teks", "implied", "sibling", "default")


def check(bundle: Bundle, _around: Surroundings) -> Iterator[Finding]:
    for diagram in bundle.diagrams.values():
        for element in diagram.elements.values():
            source = element.properties.get("sumber", "")
            if source not in SOURCES:
                yield Finding(
                    diagram.file, element.id, "legal_basis", f"sumber harus salah satu dari {', '.join(SOURCES)}"
                )
            if not element.properties.get("dasarHukum"):
                yield Finding(diagram.file, element.id, "legal_basis", "dasarHukum belum diisi")
