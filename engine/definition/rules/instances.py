"""A multi-instance activity says over which list and under which name."""

from __future__ import annotations

from collections.abc import Iterator

from engine.catalogue import _
from engine.definition.bundle import Bundle
from engine.definition.diagram import Element
from engine.definition.surroundings import Surroundings
from engine.errors import Finding


def check(bundle: Bundle, _around: Surroundings) -> Iterator[Finding]:
    """Multi-instance activities without a list or a name for its item, and loops."""
    for diagram in bundle.diagrams.values():
        for element in diagram.elements.values():
            message = _problem(element)
            if message:
                yield Finding(diagram.file, element.id, "instances", message)


def _problem(element: Element) -> str:
    if element.loop == "standard":
        return _("tanda ulang tidak dijalankan mesin ini; gambarlah ulangannya dengan gerbang")
    if element.loop == "multi" and not (element.collection and element.item):
        return _("isi camunda:collection dan camunda:elementVariable")
    if element.ends_early:
        return _("jumlah atau syarat selesai tidak dijalankan mesin ini; satu pelaksanaan untuk setiap isi daftar")
    return ""
