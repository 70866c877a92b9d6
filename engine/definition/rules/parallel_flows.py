"""Two flows between the same two elements could not be told apart afterwards."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from engine.definition.bundle import Bundle
from engine.definition.surroundings import Surroundings
from engine.errors import Finding


def check(bundle: Bundle, _around: Surroundings) -> Iterator[Finding]:
    for sheet in bundle.sheets.values():
        pairs = Counter((flow.source, flow.target) for flow in sheet.flows.values())
        for flow in sheet.flows.values():
            if pairs[flow.source, flow.target] > 1:
                yield Finding(
                    sheet.file, flow.id, "parallel_flows", f"ada alur lain dari {flow.source} ke {flow.target}"
                )
