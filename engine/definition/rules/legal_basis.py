"""Every task, event and question says which norm it carries out and whether the text says so."""

from __future__ import annotations

from collections.abc import Iterator

from engine.catalogue import _
from engine.definition.bundle import Bundle
from engine.definition.properties import LEGAL_BASIS, SOURCE, SOURCES
from engine.definition.surroundings import Surroundings
from engine.errors import Finding


def check(bundle: Bundle, _around: Surroundings) -> Iterator[Finding]:
    """Elements without a legal basis or with an unknown source."""
    for diagram in bundle.diagrams.values():
        for element in diagram.elements.values():
            source = element.properties.get(SOURCE, "")
            if source not in SOURCES:
                yield Finding(
                    diagram.file,
                    element.id,
                    "legal_basis",
                    _("sumber harus salah satu dari %(sources)s", sources=", ".join(SOURCES)),
                )
            if not element.properties.get(LEGAL_BASIS):
                yield Finding(diagram.file, element.id, "legal_basis", _("dasar hukum belum diisi"))
