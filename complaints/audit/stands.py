"""Where a case stood, from which row of its history to which: a token comes to a place, waits, and goes on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from complaints.audit.acts import BundleAt
from engine.definition.bundle import Bundle
from engine.record.advance import Advance
from engine.record.events import CaseMigrated
from engine.record.path import Passed, Place
from engine.running.queries import EventView

WAITING = frozenset({"userTask", "receiveTask", "intermediateCatchEvent"})
"""Kinds of elements at which a token waits for somebody or something."""


@dataclass(frozen=True)
class Stand:
    """The case stood at `place` after row `begun`, and until row `ended`; None: it stands there."""

    place: Place
    begun: int
    ended: int | None

    def holds_after(self, number: int) -> bool:
        """Whether it stood there once this row was written."""
        return self.begun <= number and (self.ended is None or number < self.ended)


def stands(events: Sequence[EventView], at: BundleAt, *, current: Iterable[Place]) -> list[Stand]:
    """Every wait of the case, in the order in which they ended. `current`: where it stands after the last row."""
    walk, found = _Tokens(), list[Stand]()
    for event in events:
        found += walk.row(event, at(event))
    last = events[-1].number if events else 0
    return [*found, *(Stand(place, walk.entered.get(place, last), None) for place in dict.fromkeys(current))]


@dataclass
class _Tokens:
    entered: dict[Place, int] = field(default_factory=dict)
    """Places that a token came to and has not left, with the row that led it there."""

    def row(self, event: EventView, bundle: Bundle) -> Iterator[Stand]:
        number, what = event.number, event.what
        for element in what.closed if isinstance(what, Advance) else ():
            yield from self._left([place for place in self.entered if place[1] == element], number)
        if isinstance(what, CaseMigrated):
            to = {(process, element): (process, target) for process, element, target in what.mapping}
            self.entered = {to.get(place, place): since for place, since in self.entered.items()}
        for passed in event.path:
            yield from self._left(_leaves(passed, bundle), number)
            for place in _entries(passed, bundle):
                self.entered[place] = number

    def _left(self, places: Iterable[Place], number: int) -> Iterator[Stand]:
        for place in places:
            begun = self.entered.get(place, number)
            if begun < number:
                yield Stand(place, begun, number)
            self.entered.pop(place, None)


def _leaves(passed: Passed, bundle: Bundle) -> Iterator[Place]:
    """The place itself, what a timer ends with it, and those that waited beside it for whatever comes first. Work per
    item is left at its end."""
    element = bundle.element(passed.process, passed.element)
    if element is not None and element.loop == "multi" and not passed.flows:
        return
    yield passed.process, passed.element
    if element is not None and element.attached_to and element.interrupting:
        yield passed.process, element.attached_to
    diagram = bundle.diagrams.get(passed.process)
    if diagram is None or element is None or element.kind not in WAITING:
        return
    for flow in diagram.incoming(passed.element):
        source = diagram.elements.get(flow.source)
        if source is not None and source.kind == "eventBasedGateway":
            yield from ((passed.process, each.target) for each in diagram.outgoing(source.id))


def _entries(passed: Passed, bundle: Bundle) -> Iterator[Place]:
    """The waiting places to which its token went on."""
    diagram = bundle.diagrams.get(passed.process)
    element = diagram.elements.get(passed.element) if diagram else None
    if diagram is None or element is None:
        return
    every = element.kind == "eventBasedGateway"
    targets = (flow.target for flow in diagram.outgoing(element.id) if every or flow.id in passed.flows)
    for target in targets:
        known = diagram.elements.get(target)
        if known is not None and known.kind in WAITING:
            yield passed.process, target
