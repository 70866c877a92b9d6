"""A cycle that interrupts could fire only once: the drawing would promise what cannot happen."""

from __future__ import annotations

from collections.abc import Iterator

from engine.catalogue import _
from engine.definition.bundle import Bundle
from engine.definition.surroundings import Surroundings
from engine.errors import Finding


def check(bundle: Bundle, _around: Surroundings) -> Iterator[Finding]:
    """Timers at an activity that interrupt and repeat, and boundary events that are attached to nothing."""
    for diagram in bundle.diagrams.values():
        for element in diagram.elements.values():
            if element.kind != "boundaryEvent":
                continue
            if element.attached_to not in diagram.elements:
                yield Finding(
                    diagram.file, element.id, "boundary_timers", _("peristiwa ini tidak menempel pada tugas apa pun")
                )
            if element.timer_kind == "timeCycle" and element.interrupting:
                yield Finding(
                    diagram.file,
                    element.id,
                    "boundary_timers",
                    _("siklus tidak boleh menyela; pakai garis putus-putus"),
                )
