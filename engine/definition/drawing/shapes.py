"""A node as markup. Colour, fill and thickness of the outline come from the group around it."""

from __future__ import annotations

from engine.definition.drawing import icons
from engine.definition.drawing.labels import below, label, middle, upright
from engine.definition.drawing.model import Box, DrawnNode
from engine.definition.drawing.numbers import num, xy
from engine.definition.drawing.text import LINE_HEIGHT, block, fit

BAND = 30
"""Width of the band in which a pool or lane carries its name."""
ICON = 22
"""Height that a task's icon or the repetition sign takes from its name."""
DASHED = ' stroke-dasharray="5 3"'
_CONTAINERS = {"subProcess", "transaction", "adHocSubProcess"}


def node_markup(node: DrawnNode) -> str:
    """Outline, signs and name of a node."""
    if node.kind in {"participant", "lane"}:
        return _swimlane(node)
    if node.kind.endswith("Event"):
        return _event(node) + _name_beside(node)
    if node.kind.endswith("Gateway"):
        return _gateway(node) + _name_beside(node)
    if node.kind == "textAnnotation":
        return _annotation(node)
    if node.kind == "group":
        return _rectangle(node.box, 10, ' fill="none" stroke-dasharray="8 4 1 4"') + _name_beside(node)
    if node.kind.startswith("data"):
        return _data(node) + _name_beside(node)
    return _activity(node)


def _rectangle(box: Box, radius: float, attributes: str = "") -> str:
    corners = f' rx="{num(radius)}"' if radius else ""
    return (
        f'<rect x="{num(box.x)}" y="{num(box.y)}" width="{num(box.width)}" height="{num(box.height)}"'
        f"{corners}{attributes}/>"
    )


def _circle(box: Box, shrink: float = 0, attributes: str = "") -> str:
    x, y = box.center
    return f'<circle cx="{num(x)}" cy="{num(y)}" r="{num(max(box.width / 2 - shrink, 0))}"{attributes}/>'


def _sign(drawn: str, x: float, y: float, scale: float = 1) -> str:
    """A sign whose own corner stands at (x, y); its lines keep their thickness whatever the case did."""
    sized = f" scale({scale:.3g})" if scale != 1 else ""
    return f'<g transform="translate({num(x)} {num(y)}){sized}" stroke-width="1.2">{drawn}</g>'


def _name_beside(node: DrawnNode) -> str:
    return label(node.name, node.label or below(node.box)) if node.name else ""


def _swimlane(node: DrawnNode) -> str:
    box = node.box
    drawn = _rectangle(box, 0)
    if node.black_box:
        return drawn + middle(node.name, box)
    if not node.horizontal:
        return drawn + middle(node.name, Box(box.x, box.y, box.width, BAND))
    if node.kind == "participant":
        x = num(box.x + BAND)
        drawn += f'<path d="M{x} {num(box.y)}V{num(box.bottom)}"/>'
    return drawn + upright(node.name, Box(box.x, box.y, BAND, box.height))


def _event(node: DrawnNode) -> str:
    throwing = node.kind in {"endEvent", "intermediateThrowEvent"}
    dashes = "" if node.interrupting else DASHED
    drawn = _circle(node.box, attributes=dashes)
    if node.kind in {"boundaryEvent", "intermediateCatchEvent", "intermediateThrowEvent"}:
        drawn += _circle(node.box, 4, f' fill="none" stroke-width="1.5"{dashes}')
    signs = icons.TRIGGERS_THROWING if throwing else icons.TRIGGERS_CATCHING
    sign = signs.get(node.trigger)
    return drawn + (_sign(sign, node.box.x, node.box.y, node.box.width / 36) if sign else "")


def _gateway(node: DrawnNode) -> str:
    (x, y), box = node.box.center, node.box
    outline = f'<path d="M{xy(x, box.y)}L{xy(box.right, y)}L{xy(x, box.bottom)}L{xy(box.x, y)}Z"/>'
    sign = icons.GATEWAYS.get(node.kind)
    return outline + (_sign(sign, box.x, box.y, box.width / 50) if sign else "")


def _activity(node: DrawnNode) -> str:
    box = node.box
    drawn = _rectangle(box, 10, ' stroke-dasharray="1 4" stroke-linecap="round"' if node.triggered else "")
    if node.kind == "transaction":
        drawn += _rectangle(box.grown(-4), 7, ' fill="none" stroke-width="1.5"')
    if node.kind in _CONTAINERS and node.expanded:
        return drawn + middle(node.name, Box(box.x, box.y + 4, box.width, 18)) + _signs_below(node, closed=False)
    icon = icons.TASKS.get(node.kind)
    if icon:
        drawn += _sign(icon, box.x + 6, box.y + 5)
    closed = node.kind in _CONTAINERS or node.kind == "callActivity"
    return drawn + _signs_below(node, closed=closed) + _name_inside(node, bool(icon), closed or bool(node.repeats))


def _signs_below(node: DrawnNode, *, closed: bool) -> str:
    names = [name for name, here in ((node.repeats, bool(node.repeats)), ("closed", closed)) if here]
    x, y = node.box.center[0] - 10 * len(names) + 2, node.box.bottom - 19
    return "".join(_sign(icons.REPETITION[name], x + 20 * n, y) for n, name in enumerate(names))


def _name_inside(node: DrawnNode, icon: bool, sign: bool) -> str:
    """In the middle of the box; lower or higher only where the signs need the room."""
    box = node.box
    above, under = (ICON if icon else 5), (ICON if sign else 5)
    size, lines = fit(node.name, (12, 11, 10), box.width - 10, box.height - above - under)
    height = len(lines) * size * LINE_HEIGHT
    top = box.center[1] - height / 2
    if top < box.y + above and len(lines) > 1:
        top = box.y + above
    top = min(top, box.bottom - under - height)
    return block(lines, size, box.center[0], top)


def _annotation(node: DrawnNode) -> str:
    box = node.box
    bracket = (
        f'<path d="M{num(box.x + 10)} {num(box.y)}H{num(box.x)}V{num(box.bottom)}H{num(box.x + 10)}" fill="none"/>'
    )
    size, lines = fit(node.name, (12, 11, 10), box.width - 12, box.height)
    return bracket + block(lines, size, box.x + 12, box.y + 4, attributes=' stroke="none" text-anchor="start"')


def _data(node: DrawnNode) -> str:
    box = node.box
    if node.kind.startswith("dataStore"):
        x, y, across, right = num(box.x), num(box.y + 7), num(box.width / 2), num(box.right)
        return (
            f'<path d="M{x} {y}A{across} 7 0 0 1 {right} {y}V{num(box.bottom - 7)}A{across} 7 0 0 1 {x} '
            f'{num(box.bottom - 7)}ZM{x} {y}A{across} 7 0 0 0 {right} {y}"/>'
        )
    fold = 10
    return (
        f'<path d="M{num(box.x)} {num(box.y)}H{num(box.right - fold)}L{num(box.right)} {num(box.y + fold)}'
        f'V{num(box.bottom)}H{num(box.x)}ZM{num(box.right - fold)} {num(box.y)}v{fold}h{fold}"/>'
    )
