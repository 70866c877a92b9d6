"""Interrupting timers, at an activity or at the start of an event sub-process, that cannot mean what they say.

A cycle could fire only once: the drawing would promise what cannot happen. A reminder comes at an hour of the office,
before its day has ended: what a period gives to people must not end with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.catalogue import _
from engine.definition.bundle import Bundle
from engine.definition.diagram import PASSED, Diagram, Element
from engine.definition.surroundings import Surroundings
from engine.errors import Finding

REMINDER = re.compile(r"\bsebelum\s*\(")


def check(bundle: Bundle, _around: Surroundings) -> Iterator[Finding]:
    """Timers at an activity that interrupt and repeat, and boundary events that are attached to nothing."""
    for diagram in bundle.diagrams.values():
        for element in diagram.elements.values():
            for message in _problems(diagram, element):
                yield Finding(diagram.file, element.id, "boundary_timers", message)


def _problems(diagram: Diagram, element: Element) -> Iterator[str]:
    begins = element.kind == "startEvent" and element.scope != element.process_id
    if element.kind != "boundaryEvent" and not begins:
        return
    host = diagram.elements.get(element.attached_to)
    if host is None and not begins:
        yield _("peristiwa ini tidak menempel pada tugas apa pun")
    elif host is not None and host.kind in PASSED:
        yield _("langkah ini dilewati seketika, jadi peristiwa padanya tidak pernah terjadi")
    if element.timer_kind == "timeCycle" and element.interrupting:
        yield _("siklus tidak boleh menyela; pakai garis putus-putus")
    if element.interrupting and REMINDER.search(element.timer):
        yield _("peringatan (sebelum) datang sebelum harinya berakhir; ia tidak boleh menyela")
