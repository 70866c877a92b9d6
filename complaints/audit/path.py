"""The way a case took: how often each element and flow ran, where it stands, and the same as a list of steps."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from complaints.audit.acts import BundleAt
from engine.definition.bundle import Bundle
from engine.definition.diagram import Diagram
from engine.definition.drawing import UnreadableDiagramError, Words, size, svg
from engine.record.path import PathCount, Place
from engine.running.queries import EventView

LEGIBLE = 1300
"""Width of a drawing that can still be read when it is fitted to a window: of a wider one its surroundings too."""
AROUND = 260
"""Units of the drawing that are shown around the place that is looked at."""


@dataclass(frozen=True)
class Taken:
    """A flow that was taken: the answer written on it, and where it leads."""

    name: str
    target: str


@dataclass(frozen=True)
class PathStep:
    """One element that ran, in the order in which the engine ran them."""

    number: int
    """The row of the history that made it run."""
    at: datetime
    process_id: str
    process_name: str
    element: str
    kind: str
    name: str
    lane: str
    flows: tuple[Taken, ...]
    actor_name: str
    role: str
    unit: str
    anchor: str
    """Fragment of the first step of this element on the page, "" for the later ones."""


@dataclass(frozen=True)
class CaseDiagram:
    """One process of the case as a drawing. `markup` is None when the stored file cannot be drawn."""

    process_id: str
    name: str
    markup: str | None
    ran: bool
    here: bool
    version: int = 0
    """Number of the version that was walked, where the case walked on several; 0 for one alone."""
    newest: bool = True
    near: str = ""
    """Of a wide drawing what lies around the place that is looked at, large enough to read; "" for others."""


def steps(events: Sequence[EventView], at: BundleAt) -> list[PathStep]:
    """The text path: every element that ran, with the flows on which its token left."""
    found: list[PathStep] = []
    named: set[Place] = set()
    for event in events:
        bundle = at(event)
        for process_id, element, flows in event.path:
            diagram = bundle.diagrams.get(process_id)
            known = diagram.elements.get(element) if diagram else None
            own = element == event.element
            found.append(
                PathStep(
                    number=event.number,
                    at=event.at,
                    process_id=process_id,
                    process_name=diagram.name if diagram else process_id,
                    element=element,
                    kind=known.kind if known else "",
                    name=(known.name if known else "") or element,
                    lane=known.lane if known else "",
                    flows=tuple(_taken(diagram, flow) for flow in flows) if diagram else (),
                    actor_name=event.actor_name if own else "",
                    role=event.role if own else "",
                    unit=event.unit if own else "",
                    anchor="" if (process_id, element) in named else anchor(process_id, element),
                )
            )
            named.add((process_id, element))
    return found


def anchor(process_id: str, element: str) -> str:
    """The fragment that names an element of a process on the page."""
    return f"elemen-{process_id}-{element}"


def _taken(diagram: Diagram, flow_id: str) -> Taken:
    flow = diagram.flows.get(flow_id)
    if flow is None:
        return Taken(flow_id, "")
    target = diagram.elements.get(flow.target)
    return Taken(flow.name, (target.name if target else "") or flow.target)


def diagrams(
    events: Sequence[EventView],
    bundle: Bundle,
    *,
    process_id: str,
    current: Iterable[Place],
    linked: Iterable[PathStep],
    words: Words,
    title: str,
    about: Iterable[Place] = (),
) -> list[CaseDiagram]:
    """The process of the case and everything that ran for it, each drawn with the executed path.

    `linked` are the steps that the page lists: their elements lead to their rows. `title` may hold `{name}`.
    `about`: what is looked at where the case does not stand.
    """
    count = PathCount()
    for event in events:
        count.add(event.path, bundle)
    here = with_callers(current, count, bundle)
    elements = count.with_begun(bundle)
    links: dict[str, dict[str, str]] = {}
    for step in linked:
        links.setdefault(step.process_id, {})[step.element] = f"#{anchor(step.process_id, step.element)}"
    drawn = []
    for diagram in bundle.reachable(process_id):
        counts = _of(diagram.process_id, elements)
        position = {element for process, element in here if process == diagram.process_id}
        if not counts and not position and diagram.process_id != process_id:
            continue
        looked_at = position or {element for process, element in about if process == diagram.process_id}
        draw = partial(
            svg,
            bundle.files[diagram.file],
            counts=counts,
            flow_counts=_of(diagram.process_id, count.flows),
            current=position,
            links=links.get(diagram.process_id, {}),
            words=words,
            title=title.format(name=diagram.name),
        )
        markup, near = whole_and_near(draw, bundle.files[diagram.file], looked_at)
        drawn.append(CaseDiagram(diagram.process_id, diagram.name, markup, bool(counts), bool(position), near=near))
    return drawn


def whole_and_near(draw: Callable[..., str], xml: str, looked_at: set[str]) -> tuple[str | None, str]:
    """The whole drawing and, of a wide one, what lies around these elements; None and "" for one that is not drawn now.

    `draw` takes the arguments `near` and `about` of `svg`.
    """
    try:
        wide = bool(looked_at) and size(xml)[0] > LEGIBLE
        return draw(), draw(near=AROUND, about=looked_at) if wide else ""
    except UnreadableDiagramError:
        return None, ""


def with_callers(current: Iterable[Place], count: PathCount, bundle: Bundle) -> set[Place]:
    """The current places, and every call activity and sub-process around them in which the case stands with them."""
    here = set(current)
    waiting = list(here)
    while waiting:
        process_id, element_id = waiting.pop()
        diagram = bundle.diagrams.get(process_id)
        element = diagram.elements.get(element_id) if diagram else None
        if element is not None and element.scope != process_id:
            around = [(process_id, element.scope)]
        else:
            around = _callers(process_id, count, bundle)
        fresh = [place for place in around if place not in here]
        here.update(fresh)
        waiting += fresh
    return here


def _callers(process_id: str, count: PathCount, bundle: Bundle) -> list[Place]:
    """Call activities of this process that a token has entered and not left."""
    return [
        (diagram.process_id, element.id)
        for diagram in bundle.diagrams.values()
        for element in diagram.elements.values()
        if element.called == process_id
        and count.entered(diagram, element.id) > count.elements.get((diagram.process_id, element.id), 0)
    ]


def _of(process_id: str, counts: Mapping[Place, int]) -> dict[str, int]:
    return {element: count for (process, element), count in counts.items() if process == process_id and count}
