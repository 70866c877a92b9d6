"""Whether a diagram reads from left to right, with its lanes in the order of the work."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from engine.definition.diagram import Diagram, Flow
from engine.definition.drawing.model import Drawing

STEP = 100.0
"""Width of a task: what begins closer together begins together."""


def goes_back(diagram: Diagram, drawing: Drawing) -> list[str]:
    """Flows that go left without being part of a loop.

    What leaves a loop on its way back may go on in that direction, and so may what a boundary event starts.
    """
    x = {node.id: node.box.center[0] for node in (*drawing.below, *drawing.above)}
    left = [flow for flow in diagram.flows.values() if x[flow.target] < x[flow.source] - 1]
    looping = {flow.id for flow in left if flow.source in _behind(diagram, flow.target)}
    turned = {flow.target for flow in left if flow.id in looping}
    return [flow.id for flow in left if flow.id not in looping and not _may_go_back(diagram, flow, turned)]


def _may_go_back(diagram: Diagram, flow: Flow, turned: Iterable[str]) -> bool:
    return flow.source in turned or bool(diagram.elements[flow.source].attached_to)


def _behind(diagram: Diagram, element_id: str) -> set[str]:
    """Everything that can follow an element."""
    found: set[str] = set()
    waiting = [element_id]
    while waiting:
        for following in _next(diagram, waiting.pop()):
            if following not in found:
                found.add(following)
                waiting.append(following)
    return found


def _next(diagram: Diagram, element_id: str) -> Iterator[str]:
    yield from (flow.target for flow in diagram.outgoing(element_id))
    yield from (each.id for each in diagram.elements.values() if element_id in (each.attached_to, each.scope))


def lanes(diagram: Diagram, drawing: Drawing) -> list[str]:
    """Names of the lanes in which something is drawn, from top to bottom."""
    used = {element.lane for element in diagram.elements.values()}
    drawn = sorted((node for node in drawing.below if node.kind == "lane"), key=lambda node: node.box.y)
    return [node.name for node in drawn if node.name in used]


def against_the_work(diagram: Diagram, drawing: Drawing) -> list[tuple[str, str]]:
    """Pairs of lanes of which the lower one begins clearly earlier, by its leftmost element."""
    x = {node.id: node.box.center[0] for node in (*drawing.below, *drawing.above)}
    first: dict[str, float] = {}
    for element in diagram.elements.values():
        first[element.lane] = min(x[element.id], first.get(element.lane, x[element.id]))
    return [(upper, lower) for upper, lower in pairwise(lanes(diagram, drawing)) if first[lower] < first[upper] - STEP]


def follows(order: Sequence[str], other: Sequence[str]) -> bool:
    """Whether the names that two lists share come in the same order in both, and at least two are shared."""
    shared = [name for name in order if name in other]
    return len(shared) > 1 and shared == [name for name in other if name in order]
