"""Whether a sheet reads from left to right, with its lanes in the order of the work."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from engine.definition.diagram import Flow, Sheet
from engine.definition.drawing.model import Drawing

STEP = 100.0
"""Width of a task: what begins closer together begins together."""


def goes_back(sheet: Sheet, drawing: Drawing) -> list[str]:
    """Flows that go left without being part of a loop.

    What leaves a loop on its way back may go on in that direction, and so may what a boundary event starts.
    """
    x = {node.id: node.box.center[0] for node in (*drawing.below, *drawing.above)}
    left = [flow for flow in sheet.flows.values() if x[flow.target] < x[flow.source] - 1]
    looping = {flow.id for flow in left if flow.source in _behind(sheet, flow.target)}
    turned = {flow.target for flow in left if flow.id in looping}
    return [flow.id for flow in left if flow.id not in looping and not _may_go_back(sheet, flow, turned)]


def _may_go_back(sheet: Sheet, flow: Flow, turned: Iterable[str]) -> bool:
    return flow.source in turned or bool(sheet.elements[flow.source].attached_to)


def _behind(sheet: Sheet, element_id: str) -> set[str]:
    """Everything that can follow an element."""
    found: set[str] = set()
    waiting = [element_id]
    while waiting:
        for following in _next(sheet, waiting.pop()):
            if following not in found:
                found.add(following)
                waiting.append(following)
    return found


def _next(sheet: Sheet, element_id: str) -> Iterator[str]:
    yield from (flow.target for flow in sheet.outgoing(element_id))
    yield from (each.id for each in sheet.elements.values() if element_id in (each.attached_to, each.scope))


def lanes(sheet: Sheet, drawing: Drawing) -> list[str]:
    """Names of the lanes in which something is drawn, from top to bottom."""
    used = {element.lane for element in sheet.elements.values()}
    drawn = sorted((node for node in drawing.below if node.kind == "lane"), key=lambda node: node.box.y)
    return [node.name for node in drawn if node.name in used]


def against_the_work(sheet: Sheet, drawing: Drawing) -> list[tuple[str, str]]:
    """Pairs of lanes of which the lower one begins clearly earlier, by its leftmost element."""
    x = {node.id: node.box.center[0] for node in (*drawing.below, *drawing.above)}
    first: dict[str, float] = {}
    for element in sheet.elements.values():
        first[element.lane] = min(x[element.id], first.get(element.lane, x[element.id]))
    return [(upper, lower) for upper, lower in pairwise(lanes(sheet, drawing)) if first[lower] < first[upper] - STEP]


def follows(order: Sequence[str], other: Sequence[str]) -> bool:
    """Whether the names that two lists share come in the same order in both, and at least two are shared."""
    shared = [name for name in order if name in other]
    return len(shared) > 1 and shared == [name for name in other if name in order]
