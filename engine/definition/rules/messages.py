"""What waits for a message names it."""

from __future__ import annotations

from collections.abc import Iterator

from engine.catalogue import _
from engine.definition.bundle import Bundle
from engine.definition.surroundings import Surroundings
from engine.errors import Finding


def check(bundle: Bundle, _around: Surroundings) -> Iterator[Finding]:
    """Elements that wait for a message without a name."""
    for diagram in bundle.diagrams.values():
        for element in diagram.elements.values():
            waits = element.kind in ("receiveTask", "intermediateCatchEvent", "boundaryEvent", "startEvent")
            if waits and element.event == "message" and not element.message:
                yield Finding(diagram.file, element.id, "messages", _("belum ada pesan bernama yang ditunggu di sini"))
