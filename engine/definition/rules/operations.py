"""Service and send tasks call operations that exist, with parameters that these can read; a send task without one would
complete in silence."""

from __future__ import annotations

from collections.abc import Iterator

from engine.catalogue import _
from engine.definition.bundle import Bundle
from engine.definition.diagram import Element
from engine.definition.surroundings import Surroundings
from engine.errors import Finding


def check(bundle: Bundle, around: Surroundings) -> Iterator[Finding]:
    """Tasks that call no operation, an unknown one, or one with parameters that it cannot read."""
    for diagram in bundle.diagrams.values():
        for element in diagram.elements.values():
            message = _problem(bundle, around, element)
            if message:
                yield Finding(diagram.file, element.id, "operations", message)


def _problem(bundle: Bundle, around: Surroundings, element: Element) -> str:
    throws = element.kind in ("intermediateThrowEvent", "endEvent") and element.event == "message"
    if element.kind in ("serviceTask", "sendTask") or throws:
        if not element.topic:
            return _("belum ada operasi (di modeler lain: Topic): elemen ini akan lewat tanpa berbuat apa-apa")
        if element.topic not in around.operations:
            return _(
                "operasi '%(topic)s' tidak dikenal; yang ada: %(operations)s",
                topic=element.topic,
                operations=", ".join(sorted(around.operations)),
            )
        declared = around.declared(element)
        return declared.problem(element) if declared is not None else ""
    if element.kind == "businessRuleTask" and element.decision not in bundle.decisions:
        return _("tabel keputusan '%(decision)s' tidak ada", decision=element.decision)
    return ""
