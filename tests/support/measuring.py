"""How a drawing really looks: Chromium measures the texts, this module compares boxes and lines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import TYPE_CHECKING

from engine.definition.drawing.model import Box, Drawing, DrawnNode, Edge
from engine.definition.drawing.numbers import num

if TYPE_CHECKING:
    from playwright.sync_api import Page

CONTAINERS = frozenset({"participant", "lane", "group"})
INSIDE = ("Task", "task", "callActivity", "subProcess", "textAnnotation")
"""What carries its name within its own box."""
SMALLEST = 10.0
"""Height of letters, in units of the diagram."""
GAP = 3
"""Room that a name leaves to the shape beside it."""
TEXTS = """() => {
  const svg = document.querySelector("svg"), view = svg.viewBox.baseVal;
  const corners = (line, size) => {
    const from = line.getStartPositionOfChar(0), to = line.getEndPositionOfChar(line.getNumberOfChars() - 1);
    return [new DOMPoint(from.x, from.y - 0.8 * size), new DOMPoint(to.x, to.y + 0.212 * size)]
      .map(corner => corner.matrixTransform(line.getCTM()));
  };
  const blocks = new Set([...svg.querySelectorAll("text")].map(text => text.parentElement));
  return [...blocks].map(block => {
    const owner = block.closest("[data-element]"), size = parseFloat(getComputedStyle(block).fontSize);
    const lines = [...block.querySelectorAll("text")], ends = lines.flatMap(line => corners(line, size));
    const xs = ends.map(end => end.x + view.x), ys = ends.map(end => end.y + view.y);
    return {
      owner: owner ? owner.dataset.element : "",
      words: lines.map(line => line.textContent).join(" "),
      size: size,
      x: Math.min(...xs), y: Math.min(...ys),
      width: Math.max(...xs) - Math.min(...xs), height: Math.max(...ys) - Math.min(...ys),
    };
  });
}"""
"""From the first letter to the last as the browser placed them, and as high as letters of any usual font."""


@dataclass(frozen=True)
class Text:
    """A name as it was drawn, in units of the diagram."""

    owner: str
    words: str
    size: float
    box: Box


def texts(page: Page, markup: str) -> list[Text]:
    """Every text of the drawing, measured by the browser."""
    page.set_content(f"<!DOCTYPE html><body style='margin:0'>{markup}")
    found = page.evaluate(TEXTS)
    return [
        Text(each["owner"], each["words"], each["size"], Box(each["x"], each["y"], each["width"], each["height"]))
        for each in found
    ]


def faults(drawing: Drawing, found: list[Text]) -> list[str]:
    """Everything that a reader would stumble over."""
    solid = {node.id: node for node in (*drawing.below, *drawing.above) if node.kind not in CONTAINERS}
    return [
        *_shapes(solid),
        *_names(drawing, solid, found),
        *_lines(drawing, solid),
    ]


def overlap(one: Box, other: Box, by: float = 0) -> bool:
    """Whether two boxes share more than `by` units in both directions."""
    across = min(one.right, other.right) - max(one.x, other.x)
    down = min(one.bottom, other.bottom) - max(one.y, other.y)
    return across > by and down > by


def _shapes(solid: dict[str, DrawnNode]) -> Iterator[str]:
    for one, other in combinations(solid.values(), 2):
        attached = "boundaryEvent" in (one.kind, other.kind)
        inside = _holds(one, other) or _holds(other, one)
        if overlap(one.box, other.box) and not attached and not inside:
            yield f"{one.id} overlaps {other.id}"


def _holds(outer: DrawnNode, inner: DrawnNode) -> bool:
    box = outer.box
    within = box.x <= inner.box.x and inner.box.right <= box.right and box.y <= inner.box.y
    return outer.expanded and within and inner.box.bottom <= box.bottom


def _names(drawing: Drawing, solid: dict[str, DrawnNode], found: list[Text]) -> Iterator[str]:
    containers = {node.id: node for node in drawing.below if node.kind in CONTAINERS}
    diagram = drawing.bounds.grown(12)
    for text in found:
        if text.size < SMALLEST:
            yield f"{text.owner}: letters of {num(text.size)}"
        if text.words.endswith("…"):
            yield f"{text.owner}: name is cut off"
        if not _within(text.box, diagram):
            yield f"{text.owner}: name leaves the diagram"
        home = solid.get(text.owner) or containers.get(text.owner)
        own = home.box if home is not None and (home.id in containers or home.kind.endswith(INSIDE)) else None
        if own is not None and not _within(text.box, own):
            yield f"{text.owner}: name leaves its box"
        for node in solid.values():
            if node.box is not own and not node.expanded and _covers(node, text.box):
                yield f"name of {text.owner} lies on {node.id}"
    for one, other in combinations(found, 2):
        if overlap(one.box, other.box, 1):
            yield f"names of {one.owner} and {other.owner} overlap"


def _covers(node: DrawnNode, box: Box) -> bool:
    """Whether a name hides part of a shape. A gateway is a diamond, an event a circle: their corners are free."""
    box = Box(box.x - GAP, box.y, box.width + 2 * GAP, box.height)
    if not overlap(box, node.box, 1):
        return False
    (x, y), half = node.box.center, node.box.width / 2
    across = abs(min(max(x, box.x), box.right) - x) / half
    down = abs(min(max(y, box.y), box.bottom) - y) / (node.box.height / 2)
    if node.kind.endswith("Gateway"):
        return across + down < 1
    return not node.kind.endswith("Event") or across**2 + down**2 < 1


def _within(inner: Box, outer: Box) -> bool:
    slack = outer.grown(1)
    return slack.x <= inner.x and inner.right <= slack.right and slack.y <= inner.y and inner.bottom <= slack.bottom


def _lines(drawing: Drawing, solid: dict[str, DrawnNode]) -> Iterator[str]:
    for edge in drawing.edges:
        for node in solid.values():
            if not node.expanded and _crosses(edge, node):
                yield f"{edge.id} runs through {node.id}"


def _crosses(edge: Edge, node: DrawnNode) -> bool:
    if not node.kind.endswith("Gateway"):
        return any(_hits(start, end, node.box.grown(-2)) for start, end in pairwise(edge.points))
    square = Box(-0.92, -0.92, 1.84, 1.84)
    turned = [_turned(point, node.box) for point in edge.points]
    return any(_hits(start, end, square) for start, end in pairwise(turned))


def _turned(point: tuple[float, float], box: Box) -> tuple[float, float]:
    """A point in coordinates in which the diamond of this box is the square from -1 to 1."""
    x, y = (point[0] - box.center[0]) / (box.width / 2), (point[1] - box.center[1]) / (box.height / 2)
    return x + y, x - y


def _hits(start: tuple[float, float], end: tuple[float, float], box: Box) -> bool:
    """Whether a segment enters the inside of a box (Liang-Barsky)."""
    (x, y), (dx, dy) = start, (end[0] - start[0], end[1] - start[1])
    low, high = 0.0, 1.0
    for step, room in ((-dx, x - box.x), (dx, box.right - x), (-dy, y - box.y), (dy, box.bottom - y)):
        if step == 0:
            if room <= 0:
                return False
        elif step < 0:
            low = max(low, room / step)
        else:
            high = min(high, room / step)
    return low < high
