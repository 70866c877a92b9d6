"""Every element has a name that a person can read; a question's answers too."""

from __future__ import annotations

from collections.abc import Iterator

from engine.definition.bundle import Bundle
from engine.definition.diagram import GATEWAYS
from engine.definition.surroundings import Surroundings
from engine.errors import Finding


def check(bundle: Bundle, _around: Surroundings) -> Iterator[Finding]:
    for sheet in bundle.sheets.values():
        if not sheet.name:
            yield Finding(sheet.file, sheet.process_id, "names", "proses ini belum bernama")
        for element in sheet.elements.values():
            joins = element.kind in GATEWAYS and len(sheet.outgoing(element.id)) < 2
            if not element.name and not joins:
                yield Finding(sheet.file, element.id, "names", "elemen ini belum bernama")
        for flow in sheet.flows.values():
            source = sheet.elements.get(flow.source)
            if flow.condition and not flow.name and source is not None:
                yield Finding(sheet.file, flow.id, "names", f"alur dari '{source.name}' belum diberi nama jawabannya")
