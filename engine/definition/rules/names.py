"""Every element has a name that a person can read; a question's answers too."""

from __future__ import annotations

from collections.abc import Iterator

from engine.catalogue import _
from engine.definition.bundle import Bundle
from engine.definition.diagram import GATEWAYS
from engine.definition.surroundings import Surroundings
from engine.errors import Finding


def check(bundle: Bundle, _around: Surroundings) -> Iterator[Finding]:
    """Processes, elements and answers without a name."""
    for diagram in bundle.diagrams.values():
        if not diagram.name:
            yield Finding(diagram.file, diagram.process_id, "names", _("proses ini belum bernama"))
        for element in diagram.elements.values():
            joins = element.kind in GATEWAYS and len(diagram.outgoing(element.id)) < 2
            if not element.name and not joins:
                yield Finding(diagram.file, element.id, "names", _("elemen ini belum bernama"))
        for flow in diagram.flows.values():
            source = diagram.elements.get(flow.source)
            if flow.condition and not flow.name and source is not None:
                yield Finding(
                    diagram.file,
                    flow.id,
                    "names",
                    _("alur dari '%(name)s' belum diberi nama jawabannya", name=source.name),
                )
