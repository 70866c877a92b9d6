"""What waits for a message names it."""

from __future__ import annotations

from collections.abc import Iterator

from engine.definition.bundle import Bundle
from engine.definition.surroundings import Surroundings
from engine.errors import Finding


def check(bundle: Bundle, _around: Surroundings) -> Iterator[Finding]:
    for sheet in bundle.sheets.values():
        for element in sheet.elements.values():
            waits = element.kind in ("receiveTask", "intermediateCatchEvent", "boundaryEvent")
            if waits and element.event == "message" and not element.message:
                yield Finding(sheet.file, element.id, "messages", "belum ada pesan bernama yang ditunggu di sini")
