"""Every split and every merge is a gateway, and every answer of a question has its condition."""

from __future__ import annotations

from collections.abc import Iterator

from engine.definition.bundle import Bundle
from engine.definition.diagram import GATEWAYS, Element, Sheet
from engine.definition.surroundings import Surroundings
from engine.errors import Finding

ASKING = ("exclusiveGateway", "inclusiveGateway")


def check(bundle: Bundle, _around: Surroundings) -> Iterator[Finding]:
    for sheet in bundle.sheets.values():
        for element in sheet.elements.values():
            for message in _problems(sheet, element):
                yield Finding(sheet.file, element.id, "gateways", message)
        for flow in sheet.flows.values():
            source = sheet.elements.get(flow.source)
            if flow.condition and (source is None or source.kind not in ASKING):
                yield Finding(
                    sheet.file, flow.id, "gateways", "syarat hanya boleh ada pada alur dari gerbang yang bertanya"
                )


def _problems(sheet: Sheet, element: Element) -> Iterator[str]:
    outgoing = sheet.outgoing(element.id)
    incoming = [flow for flow in sheet.flows.values() if flow.target == element.id]
    if element.kind not in GATEWAYS:
        if len(outgoing) > 1:
            yield "percabangan harus memakai gerbang"
        if len(incoming) > 1 and element.kind != "endEvent":
            yield "pertemuan alur harus memakai gerbang"
        return
    if len(outgoing) > 1 and element.kind in ASKING:
        bare = [flow for flow in outgoing if not flow.condition and flow.id != element.default_flow]
        if bare:
            yield f"alur {', '.join(flow.id for flow in bare)} tidak punya syarat dan bukan alur baku"
    if element.kind == "eventBasedGateway":
        targets = [sheet.elements.get(flow.target) for flow in outgoing]
        if any(target is None or target.kind not in ("intermediateCatchEvent", "receiveTask") for target in targets):
            yield "setelah gerbang peristiwa hanya boleh ada peristiwa atau tugas terima"
