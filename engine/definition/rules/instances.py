"""A multi-instance activity says over which list and under which name, or how often."""

from __future__ import annotations

from collections.abc import Iterator

from engine.catalogue import _
from engine.definition.bundle import Bundle
from engine.definition.diagram import Element
from engine.definition.expressions import nodes_in
from engine.definition.expressions.nodes import Constant
from engine.definition.instances import instances
from engine.definition.surroundings import Surroundings
from engine.errors import ExpressionError, Finding


def check(bundle: Bundle, _around: Surroundings) -> Iterator[Finding]:
    """Multi-instance activities without a list or a name for its item, or done too often, and loops."""
    for diagram in bundle.diagrams.values():
        for element in diagram.elements.values():
            message = _problem(element)
            if message:
                yield Finding(diagram.file, element.id, "instances", message)


def _problem(element: Element) -> str:
    if element.loop == "standard":
        return _("tanda ulang tidak dijalankan mesin ini; gambarlah ulangannya dengan gerbang")
    if element.loop == "multi" and bool(element.collection) == bool(element.cardinality):
        return _("isi daftarnya (di modeler lain: Collection) atau jumlahnya (Loop cardinality), salah satu")
    if element.collection and not element.item:
        return _("beri nama isi daftarnya (di modeler lain: Element variable)")
    number = next(nodes_in(element.cardinality), None) if element.cardinality else None
    try:
        if isinstance(number, Constant):
            instances(number.value, least=1)
    except ExpressionError as error:
        return str(error)
    return ""
