"""A line as markup: its course, its arrow head, its signs and its name."""

from __future__ import annotations

from math import hypot

from engine.definition.drawing.labels import beside, label
from engine.definition.drawing.model import Edge, Point
from engine.definition.drawing.numbers import num, xy

HEAD = 11
HALF = 5
ROUND = 6
"""Radius of the corners of a line."""


def edge_markup(edge: Edge) -> str:
    """Colour and thickness come from the group around it; arrow heads are drawn, so that no ids are needed."""
    name = label(edge.name, edge.label or beside(edge.name, edge.points)) if edge.name else ""
    if edge.kind == "sequenceFlow":
        return _line(edge.points, cut_end=HEAD - 2) + _head(edge.points, solid=True) + _tail(edge) + name
    if edge.kind == "messageFlow":
        x, y = edge.points[0]
        start = f'<circle cx="{num(x)}" cy="{num(y)}" r="3.5" fill="#fff" stroke-width="1.2"/>'
        line = _line(edge.points, ' stroke-dasharray="9 5"', cut_end=HEAD - 2)
        return line + start + _head(edge.points, solid=False) + name
    line = _line(edge.points, ' stroke-dasharray="1 4" stroke-linecap="round"')
    return line + (_head(edge.points, solid=False) if edge.kind.startswith("data") else "") + name


def _length(start: Point, end: Point) -> float:
    return hypot(end[0] - start[0], end[1] - start[1])


def _towards(start: Point, end: Point, length: float) -> Point:
    """The point at a distance from `start` in the direction of `end`."""
    whole = _length(start, end)
    if not whole:
        return start
    return start[0] + (end[0] - start[0]) * length / whole, start[1] + (end[1] - start[1]) * length / whole


def _line(points: tuple[Point, ...], attributes: str = "", *, cut_end: float = 0) -> str:
    ended = (*points[:-1], _towards(points[-1], points[-2], cut_end)) if cut_end else points
    data = f"M{xy(*ended[0])}"
    for before, corner, after in zip(ended, ended[1:], ended[2:], strict=False):
        radius = min(ROUND, _length(before, corner) / 2, _length(corner, after) / 2)
        data += f"L{xy(*_towards(corner, before, radius))}Q{xy(*corner)} {xy(*_towards(corner, after, radius))}"
    return f'<path d="{data}L{xy(*ended[-1])}" fill="none"{attributes}/>'


def _head(points: tuple[Point, ...], *, solid: bool) -> str:
    tip, behind = points[-1], _towards(points[-1], points[-2], HEAD)
    across = ((tip[1] - behind[1]) * HALF / HEAD, (behind[0] - tip[0]) * HALF / HEAD)
    left = behind[0] + across[0], behind[1] + across[1]
    right = behind[0] - across[0], behind[1] - across[1]
    paint = 'fill="currentColor" stroke="none"' if solid else 'fill="#fff" stroke-width="1.2"'
    return f'<path d="M{xy(*tip)}L{xy(*left)}L{xy(*right)}Z" {paint}/>'


def _tail(edge: Edge) -> str:
    """A slash for the default flow, a diamond for a condition on a flow that leaves an activity."""
    start, following = edge.points[0], edge.points[1]
    if edge.default:
        x, y = _towards(start, following, 9)
        return f'<path d="M{xy(x - 4, y - 5)}L{xy(x + 4, y + 5)}" fill="none"/>'
    if edge.conditional:
        far, middle = _towards(start, following, 14), _towards(start, following, 7)
        across = (far[1] - start[1]) * 4.5 / 14, (start[0] - far[0]) * 4.5 / 14
        left, right = (middle[0] + across[0], middle[1] + across[1]), (middle[0] - across[0], middle[1] - across[1])
        return f'<path d="M{xy(*start)}L{xy(*left)}L{xy(*far)}L{xy(*right)}Z" fill="#fff" stroke-width="1.2"/>'
    return ""
