"""What is drawn: boxes, nodes, edges. Lengths are the pixels of the BPMN drawing."""

from __future__ import annotations

from dataclasses import dataclass

from engine.errors import EngineError

Point = tuple[float, float]


class UnreadableDiagramError(EngineError):
    """The file holds no drawing that can be shown: no plane, no shapes, odd numbers."""


@dataclass(frozen=True)
class Box:
    """A rectangle of the drawing, in pixels: its upper left corner and its size."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The x of the right edge, in pixels of the drawing."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """The y of the lower edge, in pixels of the drawing."""
        return self.y + self.height

    @property
    def center(self) -> Point:
        """The middle of the box, (x, y) in pixels of the drawing."""
        return self.x + self.width / 2, self.y + self.height / 2

    def grown(self, by: float, above: float | None = None) -> Box:
        """The same box with `by` more on every side; above and below `above` more, unless that is None."""
        over = by if above is None else above
        return Box(self.x - by, self.y - over, self.width + 2 * by, self.height + 2 * over)

    def within(self, other: Box) -> Box:
        """The part of this box that lies inside the other; both overlap."""
        x, y = max(self.x, other.x), max(self.y, other.y)
        return Box(x, y, min(self.right, other.right) - x, min(self.bottom, other.bottom) - y)


def around(boxes: list[Box]) -> Box:
    """The smallest box that holds all of them. Raises ValueError for none."""
    x, y = min(box.x for box in boxes), min(box.y for box in boxes)
    return Box(x, y, max(box.right for box in boxes) - x, max(box.bottom for box in boxes) - y)


@dataclass(frozen=True)
class DrawnNode:
    """A shape with its meaning. `kind` is the BPMN tag, e.g. `userTask`, `participant`, `lane`."""

    id: str
    kind: str
    name: str
    box: Box
    label: Box | None = None
    trigger: str = ""
    """Of an event: `timer`, `message`, `signal` …, "" for a plain one."""
    interrupting: bool = True
    repeats: str = ""
    """`parallel`, `sequential` or `loop` for an activity that runs several times."""
    expanded: bool = False
    horizontal: bool = True
    triggered: bool = False
    """A sub-process that an event starts."""
    black_box: bool = False
    """A pool without a process, such as the complainant's."""


@dataclass(frozen=True)
class Edge:
    """A line with its meaning. `kind` is the BPMN tag, e.g. `sequenceFlow`."""

    id: str
    kind: str
    name: str
    points: tuple[Point, ...]
    label: Box | None = None
    default: bool = False
    conditional: bool = False
    """A condition on a flow that leaves an activity (at a gateway the diamond already says so)."""


@dataclass(frozen=True)
class Drawing:
    """One plane of a file with its parts already drawn once: what differs between two cases is added later."""

    below: tuple[DrawnNode, ...]
    """Pools, lanes and whatever else lies under the lines, lowest first."""
    above: tuple[DrawnNode, ...]
    """What lies over the lines, boundary events last."""
    edges: tuple[Edge, ...]
    bounds: Box
    markup: dict[str, str]
    """Element id -> markup that is the same for every case."""
