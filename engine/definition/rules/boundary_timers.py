"""Interrupting timers that cannot mean what they say.

A cycle could fire only once: the drawing would promise what cannot happen. A reminder comes at an hour of the office,
before its day has ended: what a period gives to people must not end with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.catalogue import _
from engine.definition.bundle import Bundle
from engine.definition.diagram import PASSED
from engine.definition.surroundings import Surroundings
from engine.errors import Finding

REMINDER = re.compile(r"\bsebelum\s*\(")


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
            elif diagram.elements[element.attached_to].kind in PASSED:
                text = _("langkah ini dilewati seketika, jadi peristiwa padanya tidak pernah terjadi")
                yield Finding(diagram.file, element.id, "boundary_timers", text)
            if element.timer_kind == "timeCycle" and element.interrupting:
                yield Finding(
                    diagram.file,
                    element.id,
                    "boundary_timers",
                    _("siklus tidak boleh menyela; pakai garis putus-putus"),
                )
            if element.interrupting and REMINDER.search(element.timer):
                yield Finding(
                    diagram.file,
                    element.id,
                    "boundary_timers",
                    _("peringatan (sebelum) datang sebelum harinya berakhir; ia tidak boleh menyela"),
                )
