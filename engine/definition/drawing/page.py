"""The drawing of one case: executed parts in colour and thicker, how often each ran, and where the case stands now."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from html import escape

from engine.catalogue import N_
from engine.definition.drawing.layout import drawing as read
from engine.definition.drawing.marks import Mark, mark_markup, paper_of
from engine.definition.drawing.model import Box, Drawing, DrawnNode, Edge, around
from engine.definition.drawing.numbers import num
from engine.definition.drawing.text import FONT, line, width

MARGIN = 12
FLAG_HEIGHT = 22
QUIET, RAN, HERE = "#66737c", "#0b4f8a", "#9a4f00"
PAPER_RAN, PAPER_HERE = "#e4eff8", "#fff2d9"
_SILENT = {"participant", "lane", "group", "textAnnotation"}
"""What never runs: it carries its name, and needs no hint."""


@dataclass(frozen=True)
class Words:
    """The few words on the drawing, in the reader's language; `{name}` and `{count}` are filled in."""

    here: str = N_("Sekarang di sini")
    ran: str = N_("{name}: dijalankan {count} kali")
    taken: str = N_("{name}: dilalui {count} kali")
    not_run: str = N_("{name}: belum dijalankan")


def svg(
    xml: str,
    *,
    counts: Mapping[str, int],
    flow_counts: Mapping[str, int],
    current: Collection[str],
    title: str,
    links: Mapping[str, str] | None = None,
    words: Words | None = None,
    near: float = 0,
    above: float | None = None,
    about: Collection[str] = (),
    marks: Mapping[str, Mark] | None = None,
) -> str:
    """SVG markup of a BPMN file with the executed path of one case. Raises UnreadableDiagramError.

    `counts` and `flow_counts` say how often each element and flow ran, `current` where the case stands. `links` gives
    an address per element id. Without links the drawing is one image for assistive technology, with links a group.
    `marks` stand below elements, in place of how often they ran, and colour them by their weight.
    `near` shows only that many units around where the case stands, or around the elements `about`, and `above` so many
    over and under them (None: as many); 0 shows everything.
    """
    drawing = read(xml)
    case = _Case(drawing, counts, flow_counts, current, links or {}, words or Words(), marks or {})
    view = _whole(drawing)
    nodes = (*drawing.below, *drawing.above)
    here = [node.box for node in nodes if node.id in (about or current)]
    if near and here:
        view = around(here).grown(near, above).within(view)
    lines = sorted(drawing.edges, key=lambda edge: edge.id in flow_counts)
    parts = [_opening(view, title, role="group" if links else "img")]
    parts += [case.node(node) for node in drawing.below]
    parts += [case.line(edge) for edge in lines if edge.kind != "messageFlow"]
    parts += [case.node(node) for node in drawing.above]
    parts += [case.line(edge) for edge in lines if edge.kind == "messageFlow"]
    parts += [_badge(node, counts[node.id]) for node in nodes if counts.get(node.id) and marks is None]
    parts += [mark_markup(node, case.marks[node.id]) for node in nodes if node.id in case.marks]
    parts += [_flag(node.box, case.words.here) for node in nodes if node.id in current]
    return "".join(parts) + "</g></svg>"


def size(xml: str) -> tuple[float, float]:
    """Width and height of the whole drawing, in the units of its coordinates. Raises UnreadableDiagramError."""
    view = _whole(read(xml))
    return view.width, view.height


def _whole(drawing: Drawing) -> Box:
    bounds = drawing.bounds
    return Box(bounds.x, bounds.y - FLAG_HEIGHT, bounds.width, bounds.height + FLAG_HEIGHT).grown(MARGIN)


@dataclass(frozen=True)
class _Case:
    """Adds to each part what one case did with it."""

    drawing: Drawing
    counts: Mapping[str, int]
    flow_counts: Mapping[str, int]
    current: Collection[str]
    links: Mapping[str, str]
    words: Words
    marks: Mapping[str, Mark]

    def node(self, node: DrawnNode) -> str:
        count, here = self.counts.get(node.id, 0), node.id in self.current
        state = "here" if here else "ran" if count else "quiet"
        said = self._said(node, count, here)
        title = "" if node.kind in _SILENT else f"<title>{escape(said)}</title>"
        mark = self.marks.get(node.id)
        paint = _paint(node, state) if mark is None else paper_of(mark)
        drawn = (
            f'<g class="diagram-node diagram-{state}" data-element="{escape(node.id)}"{paint}>'
            f"{title}{_ring(node) if here else ''}{self.drawing.markup[node.id]}</g>"
        )
        address = self.links.get(node.id)
        return f'<a href="{escape(address)}" aria-label="{escape(said)}">{drawn}</a>' if address else drawn

    def _said(self, node: DrawnNode, count: int, here: bool) -> str:
        if (mark := self.marks.get(node.id)) is not None:
            return f"{node.name or node.id}: {mark.said}"
        said = (self.words.ran if count else self.words.not_run).format(name=node.name or node.id, count=count)
        return f"{said}. {self.words.here}" if here else said

    def line(self, edge: Edge) -> str:
        count = self.flow_counts.get(edge.id, 0)
        state, color, weight = ("ran", RAN, 2.8) if count else ("quiet", QUIET, 1.4)
        said = self.words.taken.format(name=edge.name or edge.id, count=count)
        return (
            f'<g class="diagram-flow diagram-{state}" data-element="{escape(edge.id)}" color="{color}" '
            f'stroke-width="{num(weight)}">{f"<title>{escape(said)}</title>" if count else ""}'
            f"{self.drawing.markup[edge.id]}</g>"
        )


def _opening(view: Box, title: str, *, role: str) -> str:
    size = f'width="{num(view.width)}" height="{num(view.height)}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="diagram" role="{role}" {size} '
        f'viewBox="{num(view.x)} {num(view.y)} {num(view.width)} {num(view.height)}" font-family="{FONT}" '
        f'text-anchor="middle"><title>{escape(title)}</title><g stroke="currentColor">'
    )


def _paint(node: DrawnNode, state: str) -> str:
    color, paper = {"here": (HERE, PAPER_HERE), "ran": (RAN, PAPER_RAN), "quiet": (QUIET, "#fff")}[state]
    if node.kind in {"participant", "lane"}:
        return f' color="{QUIET}" fill="#fff" stroke-width="1.2"'
    heavy = node.kind in {"endEvent", "callActivity"}
    weight = (3.5 if heavy else 1.4) if state == "quiet" else (5 if heavy else 3)
    return f' color="{color}" fill="{paper}" stroke-width="{num(weight)}"'


def _ring(node: DrawnNode) -> str:
    box = node.box.grown(6)
    round_ = "50%" if node.kind.endswith("Event") else "12"
    return (
        f'<rect x="{num(box.x)}" y="{num(box.y)}" width="{num(box.width)}" height="{num(box.height)}" rx="{round_}" '
        f'fill="none" stroke-width="2" stroke-dasharray="6 4"/>'
    )


def _badge(node: DrawnNode, count: int) -> str:
    box, gateway = node.box, node.kind.endswith("Gateway")
    text = f"{count}×"
    wide = max(22, width(text, 11, bold=True) + 10)
    x, y = box.right - wide / 2 - 2, box.y - 9
    if gateway:
        x, y = box.x - wide / 2 + 4, box.y + 1  # flows leave a diamond by its corners, their answers stand there
    return (
        f'<g class="diagram-badge" stroke="#fff" stroke-width="1.5"><rect x="{num(x)}" y="{num(y)}" '
        f'width="{num(wide)}" height="18" rx="9" fill="{RAN}"/>'
        f'<g font-size="11" fill="#fff" stroke="none">{line(text, 11, x + wide / 2, y + 13, bold=True)}</g></g>'
    )


def _flag(box: Box, text: str) -> str:
    wide = width(text, 12, bold=True) + 22
    x, y = box.center[0], box.y - 10 - FLAG_HEIGHT
    return (
        f'<g class="diagram-flag" stroke="none" fill="{HERE}"><rect x="{num(x - wide / 2)}" y="{num(y)}" '
        f'width="{num(wide)}" height="{FLAG_HEIGHT}" rx="3"/>'
        f'<path d="M{num(x - 6)} {num(y + FLAG_HEIGHT - 1)}h12l-6 8z"/>'
        f'<g font-size="12" fill="#fff">{line(text, 12, x, y + 15, bold=True)}</g></g>'
    )
