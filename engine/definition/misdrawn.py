"""What has a place in the drawing of a file that cannot be drawn."""

from __future__ import annotations

from collections.abc import Iterator
from math import isfinite

from lxml import etree

BPMNDI = "{http://www.omg.org/spec/BPMN/20100524/DI}"


def misdrawn(root: etree._Element) -> Iterator[str]:
    """Ids of what has a shape or an edge without numbers for bounds, or with less than two waypoints."""
    for shape in root.iter(f"{BPMNDI}BPMNShape"):
        bounds = shape.find("{*}Bounds")
        if bounds is None or not all(_finite(bounds.get(name)) for name in ("x", "y", "width", "height")):
            yield shape.get("bpmnElement", "")
    for edge in root.iter(f"{BPMNDI}BPMNEdge"):
        points = edge.findall("{*}waypoint")
        if len(points) < 2 or not all(_finite(point.get(name)) for point in points for name in ("x", "y")):
            yield edge.get("bpmnElement", "")


def _finite(text: str | None) -> bool:
    try:
        return isfinite(float(text or ""))
    except ValueError:
        return False
