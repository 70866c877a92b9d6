"""Where the names of events, gateways and flows stand, and how they are written."""

from __future__ import annotations

from itertools import pairwise

from engine.definition.drawing.model import Box, Point
from engine.definition.drawing.text import LINE_HEIGHT, block, width, wrap

SIZE = 11
NARROWEST = 90
"""Modelers wrap the name of an event or a flow at this width."""
_HALO = ' class="diagram-label" paint-order="stroke" stroke="#fff" stroke-width="3" stroke-linejoin="round"'


def below(box: Box) -> Box:
    """Room for a name under a shape that has no place of its own for it."""
    return Box(box.center[0] - NARROWEST / 2, box.bottom + 7, NARROWEST, 14)


def beside(name: str, points: tuple[Point, ...]) -> Box:
    """Room for a name at the middle of a line: on the segment that holds half of its length."""
    (x0, y0), (x1, y1) = _middle_segment(points)
    x, y = (x0 + x1) / 2, (y0 + y1) / 2
    if abs(x1 - x0) < abs(y1 - y0):
        return Box(x + 5, y - 7, min(width(name, SIZE), NARROWEST), 14)
    return Box(x - NARROWEST / 2, y - 17, NARROWEST, 14)


def _middle_segment(points: tuple[Point, ...]) -> tuple[Point, Point]:
    segments = list(pairwise(points))
    lengths = [abs(x1 - x0) + abs(y1 - y0) for (x0, y0), (x1, y1) in segments]
    gone = 0.0
    for segment, length in zip(segments, lengths, strict=True):
        gone += length
        if gone >= sum(lengths) / 2:
            return segment
    return segments[-1]


def label(name: str, place: Box) -> str:
    """The name, centred on its place, beginning at its upper edge."""
    room = max(place.width, NARROWEST)
    longest = max((width(word, SIZE) for word in name.split()), default=0)
    lines = wrap(name, SIZE, max(room, min(longest, NARROWEST * 1.5)))
    return block(lines, SIZE, place.center[0], place.y, attributes=_HALO)


def middle(name: str, box: Box, *, size: float = 12, room: float | None = None) -> str:
    """A name in the middle of a box."""
    lines = wrap(name, size, room if room is not None else box.width - 12)
    return block(lines, size, box.center[0], box.center[1] - len(lines) * size * LINE_HEIGHT / 2)


def upright(name: str, band: Box) -> str:
    """A name that reads upwards along a narrow band, as pools and lanes have it."""
    x, y = band.center
    turned = Box(x - band.height / 2, y - band.width / 2, band.height, band.width)
    lines = wrap(name, 12, band.height - 8)
    size = 12 if len(lines) * 12 * LINE_HEIGHT <= band.width else 10
    return f'<g transform="rotate(-90 {x:.1f} {y:.1f})">{middle(name, turned, size=size, room=band.height - 8)}</g>'
