"""Timers compile: `P3D`, a moment with offset, a cycle, or an expression of ours."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bundle import Bundle
from engine.errors import ExpressionError, Finding
from engine.timer_text import check_timer
from engine.versions.surroundings import Surroundings


def check(bundle: Bundle, _around: Surroundings) -> Iterator[Finding]:
    for sheet in bundle.sheets.values():
        for element in sheet.elements.values():
            if element.event != "timer":
                continue
            try:
                check_timer(element.timer_kind, element.timer)
            except ExpressionError as error:
                yield Finding(sheet.file, element.id, "timers", f"timer tidak dapat dibaca: {error}")
