"""Walking through the diagrams of a process without running it: where could a token go from here?

Calls are entered and left again, and the end by which a called process ended is remembered, because gateways ask for it
(`hasil_telaah = "End_diarsipkan"`). Other conditions depend on answers that nobody has given yet: both ways are open.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from engine.definition.bundle import Bundle
from engine.definition.diagram import Diagram, Element, Flow
from engine.definition.expressions import nodes_in
from engine.definition.expressions.nodes import Compare, Constant, Path

DEEPEST = 6
ENDED_BY = "hasil_"
"""Before the id of a called process: the variable that keeps by which end it ended."""


@dataclass(frozen=True)
class Spot:
    """A token: process and element on each level of the calls, and how the calls behind it ended."""

    place: tuple[str, ...]
    ends: frozenset[tuple[str, str]] = field(default_factory=frozenset)

    def at(self, element_id: str) -> Spot:
        """The same token at another element of the same process."""
        return Spot((*self.place[:-1], element_id), self.ends)


@dataclass(frozen=True)
class Walk:
    """A walk through one bundle from a start event of one process."""

    bundle: Bundle
    process_id: str
    start: str

    def elements(self, *, avoiding: Callable[[Element], bool] = lambda _element: False) -> Iterator[Element]:
        """Elements that can be reached without stepping on an avoided one, the nearest first. Some come repeatedly."""
        first = Spot((self.process_id, self.start))
        seen = {first}
        waiting = deque([first])
        while waiting:
            spot = waiting.popleft()
            yield self._element(spot)
            for following in self._next(spot):
                if following not in seen and not avoiding(self._element(following)):
                    seen.add(following)
                    waiting.append(following)

    def _next(self, spot: Spot) -> Iterator[Spot]:
        diagram, element = self._diagram(spot), self._element(spot)
        called = self.bundle.diagrams.get(element.called)
        if called is not None and len(spot.place) < 2 * DEEPEST:
            yield from (Spot((*spot.place, called.process_id, begin.id), spot.ends) for begin in called.start_events())
        elif element.kind == "subProcess":
            yield from (spot.at(each.id) for each in diagram.inside(element.id) if each.kind == "startEvent")
        elif element.kind == "endEvent" and element.event != "error":  # an error leads on from where it is caught
            yield from self._behind_end(spot, diagram, element)
        else:
            yield from self._along(spot, diagram, element.id)
        yield from (spot.at(each.id) for each in diagram.attached(element.id) if each.interrupting)

    def _behind_end(self, spot: Spot, diagram: Diagram, element: Element) -> Iterator[Spot]:
        """What follows the sub-process or the call that this end event ends."""
        if element.scope != diagram.process_id:
            yield from self._along(spot, diagram, element.scope)
        elif len(spot.place) > 2:
            others = {end for end in spot.ends if end[0] != diagram.process_id}
            caller = Spot(spot.place[:-2], frozenset(others | {(diagram.process_id, element.id)}))
            yield from self._along(caller, self._diagram(caller), caller.place[-1])

    def _along(self, spot: Spot, diagram: Diagram, element_id: str) -> Iterator[Spot]:
        """Along the flows that stand open: a flow that asks for another end is shut, a default behind a hit as well."""
        flows = diagram.outgoing(element_id)
        hits = [flow for flow in flows if _asked(flow) is not None and _asked(flow) in spot.ends]
        for flow in flows:
            asked = _asked(flow)
            is_open = flow in hits if asked is not None else bool(flow.condition) or not hits
            if is_open:
                yield spot.at(flow.target)

    def _diagram(self, spot: Spot) -> Diagram:
        return self.bundle.diagrams[spot.place[-2]]

    def _element(self, spot: Spot) -> Element:
        return self._diagram(spot).elements[spot.place[-1]]


def _asked(flow: Flow) -> tuple[str, str] | None:
    """The process and the end that a condition asks for, when it asks for nothing else."""
    match next(nodes_in(flow.condition), None):
        case Compare(left=Path(names=(name,)), operator="=", right=Constant(value=str(end))) if name.startswith(
            ENDED_BY
        ):
            return name.removeprefix(ENDED_BY), end
    return None
