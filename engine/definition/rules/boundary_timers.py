"""A cycle that interrupts could fire only once: the drawing would promise what cannot happen."""

from __future__ import annotations

from collections.abc import Iterator

from engine.definition.bundle import Bundle
from engine.definition.surroundings import Surroundings
from engine.errors import Finding


def check(bundle: Bundle, _around: Surroundings) -> Iterator[Finding]:
    for sheet in bundle.sheets.values():
        for element in sheet.elements.values():
            if element.kind != "boundaryEvent":
                continue
            if element.attached_to not in sheet.elements:
                yield Finding(
                    sheet.file, element.id, "boundary_timers", "peristiwa ini tidak menempel pada tugas apa pun"
                )
            if element.timer_kind == "timeCycle" and element.interrupting:
                yield Finding(
                    sheet.file, element.id, "boundary_timers", "siklus tidak boleh menyela; pakai garis putus-putus"
                )
