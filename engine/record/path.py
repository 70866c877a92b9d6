"""The way a case took, counted: the only place that says how often an element or a flow ran."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from engine.definition.bundle import Bundle
from engine.definition.diagram import ACTIVITIES, Diagram
from engine.record.advance import Advance, HistoryEvent
from engine.record.compact_path import expand

Place = tuple[str, str]
"""Process id and the id of an element or flow in it."""


class Passed(NamedTuple):
    """One element that a token passed, and the ids of the flows on which it left."""

    process: str
    element: str
    flows: tuple[str, ...]


@dataclass
class PathCount:
    """How often each element was completed and each flow taken, in the order in which they first were."""

    elements: Counter[Place] = field(default_factory=Counter)
    flows: Counter[Place] = field(default_factory=Counter)
    last: dict[Place, None] = field(default_factory=dict)
    """The elements in the order in which they last were."""

    def add(self, passed: Iterable[Passed], bundle: Bundle) -> None:
        """Count a stretch of the way, walked on this version.

        Work that runs once per item counts by item: its common end, the only entry of it that takes a flow, counts 0.
        """
        for process, element, flows in passed:
            self.elements[process, element] += 0 if flows and _runs_per_item(bundle, process, element) else 1
            self.last.pop((process, element), None)
            self.last[process, element] = None
            for flow in flows:
                self.flows[process, flow] += 1

    def with_begun(self, bundle: Bundle) -> Counter[Place]:
        """`elements`, with work that was begun but withdrawn, or that runs now: its incoming flows tell how often."""
        found = Counter(self.elements)
        for diagram in bundle.diagrams.values():
            for element in diagram.elements.values():
                if element.kind in ACTIVITIES or element.kind == "intermediateCatchEvent":
                    place = (diagram.process_id, element.id)
                    found[place] = max(found[place], self.entered(diagram, element.id))
        return found

    def entered(self, diagram: Diagram, element: str) -> int:
        """How many tokens came to an element on its flows."""
        incoming = [flow.id for flow in diagram.incoming(element)]
        return sum(self.flows.get((diagram.process_id, flow), 0) for flow in incoming)


def path_of(event: HistoryEvent, bundle: Bundle) -> tuple[Passed, ...]:
    """The way that a row tells, every flow named; `bundle` is the version on which the row was written."""
    if not isinstance(event, Advance):
        return ()
    return tuple(Passed(process, element, tuple(flows)) for process, element, flows in expand(event.path, bundle))


def _runs_per_item(bundle: Bundle, process: str, element: str) -> bool:
    known = bundle.element(process, element)
    return known is not None and known.loop == "multi" and known.called == ""
