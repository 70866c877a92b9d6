"""What waits for a message names it, and no two starts of a process wait for the same one."""

from __future__ import annotations

from collections.abc import Iterator

from engine.catalogue import _
from engine.definition.bundle import Bundle
from engine.definition.surroundings import Surroundings
from engine.errors import Finding


def check(bundle: Bundle, _around: Surroundings) -> Iterator[Finding]:
    """Elements that wait for a message without a name, and starts of which nobody knows which one it means."""
    for diagram in bundle.diagrams.values():
        named = [each.message for each in diagram.start_events() if each.message]
        for start in diagram.start_events():
            if named.count(start.message) > 1:
                text = _("pesan '%(message)s' memulai proses ini di lebih dari satu awal", message=start.message)
                yield Finding(diagram.file, start.id, "messages", text)
        for element in diagram.elements.values():
            waits = element.kind in ("receiveTask", "intermediateCatchEvent", "boundaryEvent", "startEvent")
            if waits and element.event == "message" and not element.message:
                yield Finding(diagram.file, element.id, "messages", _("belum ada pesan bernama yang ditunggu di sini"))
