"""Changes of the elements of a diagram."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

from engine.definition.diagram import TASKS, Diagram, Element
from engine.definition.properties import LEGAL_BASIS, PARAMETER, UNIT, listed
from engine.definition.unread import BPMN, CAMUNDA
from engine.workshop.mutation.days import changed_days
from engine.workshop.mutation.drawn import Drawn
from engine.workshop.mutation.mutant import Breakage, Mutant

Change = Callable[[Drawn], bool | None]
"""Works on a copy of the file; False where it cannot be made."""
LEFT_OUT = TASKS | {"callActivity", "subProcess", "intermediateThrowEvent", "intermediateCatchEvent"}
"""What a token may be led past."""


@dataclass(frozen=True)
class _Place:
    """An element in its file."""

    diagram: Diagram
    text: str
    element: Element

    def mutant(self, kind: Breakage, change: Change, detail: str = "") -> Iterator[Mutant]:
        drawn = Drawn.read(self.text)
        if change(drawn) is False:
            return
        yield Mutant(
            kind=kind,
            part="elemen",
            place=f"{self.diagram.process_id}#{self.element.id}",
            detail=detail,
            file=self.diagram.file,
            text=drawn.text(),
            basis=listed(self.element.properties.get(LEGAL_BASIS, "")),
        )


def in_diagram(diagram: Diagram, text: str, roles: frozenset[str], at: Collection[str] = ()) -> Iterator[Mutant]:
    """Every change of every element, or of those `at` these places, in the order of the file."""
    others = sorted({element.role for element in diagram.elements.values() if element.role in roles} or roles)
    for element in diagram.elements.values():
        if at and f"{diagram.process_id}#{element.id}" not in at:
            continue
        place = _Place(diagram, text, element)
        yield from _left_out(place)
        yield from _moments(place)
        yield from _task(place, [*others, *sorted(roles)])
        yield from _receivers(place, roles)
        yield from _ways(place)


def _left_out(place: _Place) -> Iterator[Mutant]:
    element = place.element
    several_starts = len(place.diagram.start_events()) > 1
    a_start = element.kind == "startEvent" and element.scope == element.process_id
    if element.kind == "boundaryEvent" or (a_start and several_starts) or element.triggered_by_event:
        yield from place.mutant(Breakage.DROPPED, lambda drawn: drawn.drop(element.id))
    elif element.kind in LEFT_OUT:
        yield from place.mutant(Breakage.DROPPED, lambda drawn: drawn.bypass(element.id))
    if element.kind == "boundaryEvent" or (element.kind == "startEvent" and element.event and not a_start):
        yield from place.mutant(Breakage.INTERRUPTING, lambda drawn: _turn_interrupting(drawn, element))
    if element.loop:
        yield from place.mutant(Breakage.ONCE, lambda drawn: _without_loop(drawn, element))


def _turn_interrupting(drawn: Drawn, element: Element) -> None:
    attribute = "isInterrupting" if element.kind == "startEvent" else "cancelActivity"
    drawn.node(element.id).set(attribute, "false" if element.interrupting else "true")


def _without_loop(drawn: Drawn, element: Element) -> None:
    node = drawn.node(element.id)
    for kind in ("multiInstance", "standard"):
        for loop in node.findall(f"{BPMN}{kind}LoopCharacteristics"):
            node.remove(loop)


def _moments(place: _Place) -> Iterator[Mutant]:
    """A day sooner, a day later, other days: of the due moment of a task, and of a timer."""
    element = place.element
    for kind, changed in changed_days(element.timer):
        yield from place.mutant(kind, partial(_set_timer, element=element, timer=changed), "batas")
    for kind, changed in changed_days(element.due):
        yield from place.mutant(kind, partial(_set_due, element=element, due=changed), "tenggat")
    if element.due:
        yield from place.mutant(Breakage.NO_DUE, lambda drawn: _set_due(drawn, element, ""))


def _set_timer(drawn: Drawn, element: Element, timer: str) -> None:
    for node in drawn.node(element.id).iter(f"{BPMN}{element.timer_kind}"):
        node.text = timer


def _set_due(drawn: Drawn, element: Element, due: str) -> None:
    node = drawn.node(element.id)
    if due:
        node.set(f"{CAMUNDA}dueDate", due)
    else:
        del node.attrib[f"{CAMUNDA}dueDate"]


def _task(place: _Place, roles: list[str]) -> Iterator[Mutant]:
    """Given to another role, or no longer to one unit."""
    element = place.element
    other = next((role for role in roles if role != element.role), "")
    if element.kind == "userTask" and other:
        yield from place.mutant(
            Breakage.OTHER_ROLE, lambda drawn: drawn.node(element.id).set(f"{CAMUNDA}candidateGroups", other), other
        )
    if element.properties.get(UNIT):
        yield from place.mutant(Breakage.NO_UNIT, lambda drawn: _set_property(drawn, element, UNIT, ""))


def _receivers(place: _Place, roles: frozenset[str]) -> Iterator[Mutant]:
    """A parameter whose members are roles names receivers: without each of them; and not to one unit."""
    element = place.element
    for name, value in element.parameters.items():
        members = listed(value)
        if members and set(members) <= roles:
            for member in members:
                rest = ",".join(each for each in members if each != member)
                yield from place.mutant(
                    Breakage.NO_RECEIVER,
                    partial(_set_property, element=element, name=f"{PARAMETER}{name}", value=rest),
                    f"{name}={member}",
                )
    if element.parameters.get(UNIT):
        yield from place.mutant(Breakage.NO_UNIT, lambda drawn: _set_property(drawn, element, f"{PARAMETER}{UNIT}", ""))


def _set_property(drawn: Drawn, element: Element, name: str, value: str) -> None:
    for node in drawn.node(element.id).iter(f"{CAMUNDA}property"):
        if node.get("name") == name:
            if value:
                node.set("value", value)
            elif (parent := node.getparent()) is not None:
                parent.remove(node)
            return


def _ways(place: _Place) -> Iterator[Mutant]:
    """Two answers of a decision exchanged: each with the next."""
    flows = place.diagram.outgoing(place.element.id)
    if place.element.kind not in ("exclusiveGateway", "inclusiveGateway"):
        return
    for one, other in pairwise(flows):
        if one.target != other.target:
            yield from place.mutant(
                Breakage.SWAPPED, partial(Drawn.swap, one=one.id, other=other.id), f"{one.id} {other.id}"
            )
