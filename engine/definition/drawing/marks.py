"""What is told of an element beside its name: two short lines below it, and a colour that grows with a weight."""

from __future__ import annotations

from dataclasses import dataclass

from engine.definition.drawing.model import DrawnNode
from engine.definition.drawing.numbers import num
from engine.definition.drawing.text import line, width

INK, EDGE = "#1d2a33", "#8a4a00"
PALE, DEEP = (255, 255, 255), (245, 177, 92)
SIZE = 11.0
HEIGHT = 15.0


@dataclass(frozen=True)
class Mark:
    """Told of one element. `weight`: 0 to 1, how deep its colour is; words never depend on the colour."""

    lines: tuple[str, ...]
    weight: float
    said: str
    """The same for who does not see the drawing."""


def paper_of(mark: Mark) -> str:
    """The attributes that paint the element."""
    weight = min(max(mark.weight, 0.0), 1.0)
    mixed = "".join(f"{round(pale + (deep - pale) * weight):02x}" for pale, deep in zip(PALE, DEEP, strict=True))
    return f' color="{EDGE}" fill="#{mixed}" stroke-width="{num(1.4 + 2.6 * weight)}"'


def mark_markup(node: DrawnNode, mark: Mark) -> str:
    """The lines on a white ground, across the lower edge of the element."""
    wide = max(width(each, SIZE, bold=True) for each in mark.lines) + 12
    high = HEIGHT * len(mark.lines) + 4
    x, y = node.box.center[0], node.box.bottom - 4
    drawn = "".join(
        line(each, SIZE, x, y + HEIGHT * (number + 1) - 3, bold=True) for number, each in enumerate(mark.lines)
    )
    return (
        f'<g class="diagram-mark" stroke="{EDGE}" stroke-width="1"><rect x="{num(x - wide / 2)}" y="{num(y)}" '
        f'width="{num(wide)}" height="{num(high)}" rx="4" fill="#fff"/>'
        f'<g font-size="{num(SIZE)}" fill="{INK}" stroke="none">{drawn}</g></g>'
    )
