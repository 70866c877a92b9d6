"""A property that nobody reads is a mistyped one: the diagram would not do what it seems to say."""

from __future__ import annotations

from collections.abc import Iterator

from engine.catalogue import _
from engine.definition.bundle import Bundle
from engine.definition.diagram import Element, Flow
from engine.definition.properties import ENGINE_KEYS, is_known
from engine.definition.surroundings import Surroundings
from engine.errors import Finding


def check(bundle: Bundle, around: Surroundings) -> Iterator[Finding]:
    """Every key that neither engine nor domain reads, on elements and flows."""
    known = ", ".join(sorted(ENGINE_KEYS | around.properties))
    for diagram in bundle.diagrams.values():
        drawn: list[Element | Flow] = [*diagram.elements.values(), *diagram.flows.values()]
        for each in drawn:
            for key in each.properties:
                if not is_known(key, around.properties):
                    message = _("sifat '%(key)s' tidak dikenal; yang ada: %(known)s", key=key, known=known)
                    yield Finding(diagram.file, each.id, "properties", message)
