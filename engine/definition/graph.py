"""What lies ahead of a place in a bundle: along flows, into called processes, from a host to its boundary events."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from engine.definition.bundle import Bundle
from engine.definition.diagram import Element

Place = tuple[str, str]
"""(process id, element id): of what an embedded sub-process holds too, the process that draws it."""


@dataclass(frozen=True)
class Tokens:
    """Where one run of a process, or of a sub-process embedded in it, stands."""

    process_id: str
    scope: str
    """The process, or the sub-process."""
    at: tuple[str, ...]
    """Elements, sorted; calling ones and waiting boundary events included."""
    arrived: frozenset[tuple[str, str]] = frozenset()
    """(join, element that a token came from) of joins that wait for more."""

    @property
    def places(self) -> Iterator[Place]:
        """Each element with its process."""
        return ((self.process_id, element) for element in self.at)


def process_of(bundle: Bundle, scope: str) -> str:
    """The process that draws a scope: itself, or the one around an embedded sub-process; "" when none does."""
    diagram = bundle.diagrams.get(scope) or bundle.diagram_with(scope)
    return diagram.process_id if diagram is not None else ""


def ahead(bundle: Bundle, places: Iterable[Place]) -> set[Place]:
    """Every place that a case may still come to, the given ones not included unless a loop leads back to them.

    A process that ends leads on behind whatever calls it, so the places must include the calling elements: the case is
    in there already, and begins there anew only where one after the other is done for each of a list.
    """
    waiting = [step for place in places for step in _next(bundle, place, entered=True)]
    found: set[Place] = set()
    while waiting:
        place = waiting.pop()
        if place in found:
            continue
        found.add(place)
        waiting += _next(bundle, place)
    return found


def _next(bundle: Bundle, place: Place, *, entered: bool = False) -> Iterator[Place]:
    process_id, element_id = place
    diagram = bundle.diagrams.get(process_id)
    element = diagram.elements.get(element_id) if diagram else None
    if diagram is None or element is None:
        return
    for flow in diagram.outgoing(element_id):
        yield process_id, flow.target
    yield from ((process_id, each.id) for each in diagram.attached(element_id))
    if not entered or element.sequential:
        yield from inside(bundle, element)


def inside(bundle: Bundle, element: Element) -> Iterator[Place]:
    """Where a call or an embedded sub-process begins, and the event sub-processes that wait in it from then on."""
    called = element.kind == "callActivity"
    scope = element.called if called else element.id
    diagram = bundle.diagrams.get(scope if called else element.process_id)
    if diagram is not None and (called or element.kind in ("subProcess", "transaction")):
        for each in diagram.inside(scope):
            if each.kind == "startEvent" or each.triggered_by_event:
                yield diagram.process_id, each.id


def must_pass(bundle: Bundle, place: Place, to: Place) -> bool:
    """Whether every way from a start of the process to `to` leads through `place`, both in the same process."""
    diagram = bundle.diagrams.get(place[0])
    if diagram is None or place[0] != to[0] or place == to:
        return False
    waiting = [(place[0], start.id) for start in diagram.start_events()]
    found: set[Place] = set()
    while waiting:
        here = waiting.pop()
        if here == to:
            return False
        if here in found or here == place:
            continue
        found.add(here)
        waiting += _next(bundle, here)
    return to in ahead(bundle, [place])
