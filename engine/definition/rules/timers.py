"""Timers compile: `P3D`, a moment with offset, a cycle, or an expression of ours; at a start also a fixed rhythm."""

from __future__ import annotations

from collections.abc import Iterator

from engine.catalogue import _
from engine.definition.bundle import Bundle
from engine.definition.surroundings import Surroundings
from engine.definition.timer_text import check_timer
from engine.errors import ExpressionError, Finding


def check(bundle: Bundle, around: Surroundings) -> Iterator[Finding]:
    """Timers that cannot be read."""
    for diagram in bundle.diagrams.values():
        for element in diagram.elements.values():
            if element.event != "timer":
                continue
            try:
                starts = element.kind == "startEvent" and element.scope == around.process_id
                check_timer(element.timer_kind, element.timer, starts_process=starts)
            except ExpressionError as error:
                yield Finding(diagram.file, element.id, "timers", _("timer tidak dapat dibaca: %(error)s", error=error))
