"""Only what the engine really executes may be drawn; above all no code."""

from __future__ import annotations

from collections.abc import Iterator

from engine.catalogue import _
from engine.definition.bundle import Bundle
from engine.definition.diagram import PASSED, Element
from engine.definition.properties import UNIT
from engine.definition.surroundings import Surroundings
from engine.errors import Finding

KINDS = frozenset(
    {
        *PASSED, "userTask", "sendTask", "receiveTask", "serviceTask", "businessRuleTask", "callActivity", "subProcess",
        "exclusiveGateway", "inclusiveGateway", "parallelGateway", "eventBasedGateway", "startEvent", "endEvent",
        "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent",
    }
)  # fmt: skip
EVENTS = {
    "startEvent": ("", "timer", "message"),
    "endEvent": ("", "message", "terminate", "error"),
    "intermediateCatchEvent": ("timer", "message", "signal"),
    "intermediateThrowEvent": ("", "message", "signal"),
    "boundaryEvent": ("timer", "message", "signal", "error"),
}


def check(bundle: Bundle, _around: Surroundings) -> Iterator[Finding]:
    """Kinds of elements that the engine does not execute, and scripts."""
    for diagram in bundle.diagrams.values():
        for element in diagram.elements.values():
            message = _problem(element)
            if message:
                yield Finding(diagram.file, element.id, "executable_kinds", message)
        for node in diagram.unknown_nodes:
            yield Finding(diagram.file, node, "executable_kinds", _("jenis elemen ini tidak dikenal BPMN 2.0"))


def _problem(element: Element) -> str:
    if element.kind == "scriptTask" or element.holds_code:
        return _("diagram tidak boleh memuat kode; pakai tabel keputusan atau operasi yang bernama")
    if element.kind not in KINDS:
        return _("elemen %(kind)s tidak dijalankan mesin ini", kind=element.kind)
    if element.kind in PASSED and any((element.role, element.form, element.due, element.properties.get(UNIT))):
        return _("langkah ini dilewati tanpa dikerjakan siapa pun; jadikan tugas petugas bila ada yang mengerjakannya")
    allowed = EVENTS.get(element.kind)
    if allowed is not None and element.event not in allowed:
        return _("peristiwa %(event)s pada %(kind)s tidak dijalankan mesin ini", event=element.event, kind=element.kind)
    return ""
