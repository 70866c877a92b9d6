"""Called processes are in the bundle and never call themselves, directly or in a circle."""

from __future__ import annotations

from collections.abc import Iterator

from engine.catalogue import _
from engine.definition.bundle import Bundle
from engine.definition.surroundings import Surroundings
from engine.errors import Finding


def check(bundle: Bundle, _around: Surroundings) -> Iterator[Finding]:
    """Called processes that are not in the bundle or lead back to their caller."""
    for diagram in bundle.diagrams.values():
        for element in diagram.elements.values():
            if element.kind != "callActivity":
                continue
            if element.called not in bundle.diagrams:
                yield Finding(
                    diagram.file,
                    element.id,
                    "calls",
                    _("proses '%(called)s' tidak ada dalam bundel", called=element.called),
                )
            elif diagram.process_id in {reached.process_id for reached in bundle.reachable(element.called)}:
                yield Finding(
                    diagram.file,
                    element.id,
                    "calls",
                    _("proses '%(called)s' memanggil kembali proses ini", called=element.called),
                )
