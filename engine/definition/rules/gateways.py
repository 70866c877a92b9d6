"""Every split and every merge is a gateway, and every answer of a question has its condition."""

from __future__ import annotations

from collections.abc import Iterator

from engine.catalogue import _
from engine.definition.bundle import Bundle
from engine.definition.diagram import GATEWAYS, Diagram, Element
from engine.definition.surroundings import Surroundings
from engine.errors import Finding

ASKING = ("exclusiveGateway", "inclusiveGateway")


def check(bundle: Bundle, _around: Surroundings) -> Iterator[Finding]:
    """Splits and merges without a gateway, and answers without a condition."""
    for diagram in bundle.diagrams.values():
        for element in diagram.elements.values():
            for message in _problems(diagram, element):
                yield Finding(diagram.file, element.id, "gateways", message)
        for flow in diagram.flows.values():
            source = diagram.elements.get(flow.source)
            if flow.condition and (source is None or source.kind not in ASKING):
                yield Finding(
                    diagram.file, flow.id, "gateways", _("syarat hanya boleh ada pada alur dari gerbang yang bertanya")
                )


def _problems(diagram: Diagram, element: Element) -> Iterator[str]:
    outgoing = diagram.outgoing(element.id)
    incoming = diagram.incoming(element.id)
    if element.kind not in GATEWAYS:
        if len(outgoing) > 1:
            yield _("percabangan harus memakai gerbang")
        if len(incoming) > 1 and element.kind != "endEvent":
            yield _("pertemuan alur harus memakai gerbang")
        return
    if len(outgoing) > 1 and element.kind in ASKING:
        bare = [flow for flow in outgoing if not flow.condition and flow.id != element.default_flow]
        if bare:
            yield _(
                "alur %(values)s tidak punya syarat dan bukan alur baku", values=", ".join(flow.id for flow in bare)
            )
    if element.kind == "eventBasedGateway":
        targets = [diagram.elements.get(flow.target) for flow in outgoing]
        if any(target is None or target.kind not in ("intermediateCatchEvent", "receiveTask") for target in targets):
            yield _("setelah gerbang peristiwa hanya boleh ada peristiwa atau tugas terima")
