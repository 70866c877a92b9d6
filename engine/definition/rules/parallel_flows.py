"""Two flows between the same two elements could not be told apart afterwards."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from engine.catalogue import _
from engine.definition.bundle import Bundle
from engine.definition.surroundings import Surroundings
from engine.errors import Finding


def check(bundle: Bundle, _around: Surroundings) -> Iterator[Finding]:
    """Two flows between the same two elements."""
    for diagram in bundle.diagrams.values():
        pairs = Counter((flow.source, flow.target) for flow in diagram.flows.values())
        for flow in diagram.flows.values():
            if pairs[flow.source, flow.target] > 1:
                yield Finding(
                    diagram.file,
                    flow.id,
                    "parallel_flows",
                    _("ada alur lain dari %(source)s ke %(target)s", source=flow.source, target=flow.target),
                )
