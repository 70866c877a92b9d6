"""A diagram as Petri nets, one for each scope: the process itself, and every sub-process that is drawn in it.

What a run did is a sequence of labels (`engine.record.moves`), each of one transition. Sub-processes and called
processes are runs of their own; in the net around them they are one transition. A net begins with a token in `BEGIN`
and has ended as drawn when one is left in `ALIVE` and none anywhere else. Inclusive gateways say each way that they
open with a label of its own, and joins of theirs how many tokens they gather: nothing has to be guessed in a replay.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.definition.bundle import Bundle
from engine.definition.diagram import ACTIVITIES, Diagram, Element

BEGIN, ALIVE = "mulai", "hidup"
"""Places of every net."""
CUT = "dihentikan"
"""Behind the id of an element whose work was taken away, as `ITEM` is behind one that runs once per item."""
ITEM = "butir"
MOST_KEPT = 1_000
CLOSED = "tutup"
"""Behind the id of an inclusive gateway that opened all its ways."""
RESTING = ACTIVITIES | {"intermediateCatchEvent", "eventBasedGateway", "inclusiveGateway"}
"""Elements at which a token may rest, and so may be taken away."""


@dataclass(frozen=True)
class Transition:
    """Takes a token from each place in `takes`, puts one into each in `gives`. `element`: which one it is of."""

    label: str
    element: str
    takes: tuple[str, ...]
    gives: tuple[str, ...]


@dataclass(frozen=True)
class Net:
    """Of one scope of one diagram."""

    process_id: str
    scope: str
    transitions: Mapping[str, Transition]

    @property
    def places(self) -> list[str]:
        """All of them, sorted."""
        found = {BEGIN, ALIVE}
        for each in self.transitions.values():
            found |= {*each.takes, *each.gives}
        return sorted(found)


def label(element: str, *more: str) -> str:
    """How a transition is called: the id of its element, and what tells it from others of the same element."""
    return "/".join((element, *more))


def gathered(count: int) -> str:
    """What tells the transition of an inclusive join that gathers so many tokens."""
    return f"x{count}"


def chooses(element: Element, diagram: Diagram) -> bool:
    """Whether exactly one of its ways is taken, and the label names it."""
    return element.kind in ("exclusiveGateway", "eventBasedGateway") and len(diagram.outgoing(element.id)) > 1


def opens_some(element: Element, diagram: Diagram) -> bool:
    """Whether any number of its ways may be taken."""
    outgoing = diagram.outgoing(element.id)
    if len(outgoing) < 2 or element.kind in ("exclusiveGateway", "eventBasedGateway", "parallelGateway"):
        return False
    return element.kind == "inclusiveGateway" or any(flow.condition for flow in outgoing)


def gathers(element: Element, diagram: Diagram) -> bool:
    """Whether it is a join that waits for as many tokens as are on their way."""
    return element.kind == "inclusiveGateway" and len(diagram.incoming(element.id)) > 1


def joins(element: Element, diagram: Diagram) -> bool:
    """Whether it is a join that waits for a token on each of its ways."""
    return element.kind == "parallelGateway" and len(diagram.incoming(element.id)) > 1


def net_of(diagram: Diagram, scope: str = "") -> Net:
    """The net of a process, or of one of its sub-processes."""
    within = scope or diagram.process_id
    return Net(diagram.process_id, within, {each.label: each for each in _transitions(diagram, within)})


class Nets:
    """Nets that were made, by the content of the version: cases of one version share them."""

    def __init__(self) -> None:
        self._made: dict[tuple[str, str, str], Net] = {}

    def of(self, bundle: Bundle, process_id: str, scope: str) -> Net | None:
        """The net of a scope, None where the version does not draw it."""
        diagram = bundle.diagrams.get(process_id)
        if diagram is None:
            return None
        key = bundle.content_hash, process_id, scope
        if key not in self._made:
            while len(self._made) >= MOST_KEPT:
                self._made.pop(next(iter(self._made)))
            self._made[key] = net_of(diagram, scope)
        return self._made[key]


def scopes(diagram: Diagram) -> list[str]:
    """The process, and every sub-process drawn in it."""
    inner = [each.id for each in diagram.elements.values() if diagram.inside(each.id)]
    return [diagram.process_id, *inner]


def _transitions(diagram: Diagram, scope: str) -> Iterator[Transition]:
    for element in diagram.inside(scope):
        gives = tuple(_place(diagram, flow.id) for flow in diagram.outgoing(element.id))
        if opens_some(element, diagram):
            opened = f"buka:{element.id}"
            yield from _taken(diagram, element, (opened,))
            for flow, place in zip(diagram.outgoing(element.id), gives, strict=True):
                yield Transition(label(element.id, flow.id), element.id, (opened,), (opened, place))
            yield Transition(label(element.id, CLOSED), element.id, (opened,), ())
        elif chooses(element, diagram):
            for flow, place in zip(diagram.outgoing(element.id), gives, strict=True):
                yield from _taken(diagram, element, (place,), flow.id)
        else:
            yield from _taken(diagram, element, gives)
        yield from _cut(diagram, element)


def _taken(diagram: Diagram, element: Element, gives: tuple[str, ...], *more: str) -> Iterator[Transition]:
    """The element with the places that it takes from."""
    resting = rest(element.id)
    name = label(element.id, *more)
    if element.kind == "startEvent":
        yield Transition(name, element.id, (BEGIN,), (ALIVE, *gives))
    elif element.triggered_by_event:
        yield Transition(name, element.id, (ALIVE,), (ALIVE, *gives))
    elif element.kind == "boundaryEvent":
        host = rest(element.attached_to)
        yield Transition(name, element.id, (host,), gives if element.interrupting else (host, *gives))
    elif joins(element, diagram):
        taken = tuple(f"alur:{flow.id}" for flow in diagram.incoming(element.id))
        yield Transition(name, element.id, taken, gives)
    elif gathers(element, diagram):
        for count in range(1, len(diagram.incoming(element.id)) + 1):
            yield Transition(label(element.id, gathered(count), *more), element.id, (resting,) * count, gives)
    else:
        yield Transition(name, element.id, (resting,), gives)
        if element.loop == "multi":
            yield Transition(label(element.id, ITEM), element.id, (resting,), (resting,))


def _cut(diagram: Diagram, element: Element) -> Iterator[Transition]:
    resting = rest(element.id)
    if joins(element, diagram):
        for flow in diagram.incoming(element.id):
            yield Transition(label(element.id, CUT, flow.id), element.id, (f"alur:{flow.id}",), ())
    elif element.kind in RESTING and not element.triggered_by_event:
        yield Transition(label(element.id, CUT), element.id, (resting,), ())
        if element.loop == "multi":
            yield Transition(label(element.id, ITEM, CUT), element.id, (resting,), (resting,))


def _place(diagram: Diagram, flow_id: str) -> str:
    target = diagram.elements.get(diagram.flows[flow_id].target)
    if target is not None and joins(target, diagram):
        return f"alur:{flow_id}"
    return rest(diagram.flows[flow_id].target)


def rest(element_id: str) -> str:
    """The place in which a token is that has come to an element."""
    return f"di:{element_id}"
