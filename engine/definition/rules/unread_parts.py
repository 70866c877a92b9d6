"""What is written inside an element is read here, or refused: other engines, and the library, would act on it."""

from __future__ import annotations

from collections.abc import Iterator

from engine.catalogue import _
from engine.definition.bundle import Bundle
from engine.definition.surroundings import Surroundings
from engine.errors import Finding


def check(bundle: Bundle, _around: Surroundings) -> Iterator[Finding]:
    """Parts and attributes of elements that nobody reads."""
    for diagram in bundle.diagrams.values():
        for element in diagram.elements.values():
            for part in element.unread:
                text = _("`%(part)s` tidak dijalankan di sini; hapus, atau gambarlah maksudnya", part=part)
                yield Finding(diagram.file, element.id, "unread_parts", text)
