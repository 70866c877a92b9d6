"""Which element of a drawing is which of another one: by what it is called, not by the id that it goes by.

An id is written by a tool: a step that was pasted, drawn again or renamed in a panel has another one and is still the
step that the law means. Two steps that changed their ids are still each itself. So a draft is read under the ids of the
drawing that it is held against, and that an id is another one is said of each element.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace

from engine.definition.bundle import Bundle
from engine.definition.diagram import Diagram, Element, Flow
from engine.definition.graph import Place

ALIKE = tuple(each.name for each in fields(Element) if each.name not in ("id", "scope", "attached_to", "default_flow"))
"""What tells which of two elements of one name and kind is the same as before."""
MOST_ALIKE = 100
"""Elements of one name and kind in one drawing that are compared; the five regulations have three."""
Ids = dict[str, str]
"""The id that a draft has -> the one under which it is read."""
SAME_FLOW: tuple[Callable[[Flow, Flow], bool], ...] = (
    lambda was, now: (was.id, was.source, was.target) == (now.id, now.source, now.target),
    lambda was, now: (was.source, was.target) == (now.source, now.target),
    lambda was, now: (was.id, was.source) == (now.id, now.source),
    lambda was, now: was.source == now.source and bool(was.name) and was.name == now.name,
    lambda was, now: was.source == now.source and bool(was.condition) and was.condition == now.condition,
    lambda was, now: was.id == now.id,
)
"""What tells that a flow is one of before, the surest first."""


@dataclass(frozen=True)
class Followed:
    """A bundle as it reads under the ids of another one."""

    bundle: Bundle
    own: Mapping[Place, str] = field(default_factory=dict)
    """The ids that it has itself, where they are others."""

    def renamed(self, other: Bundle) -> Iterator[tuple[Element, str]]:
        """Elements of the other bundle that go by another id here, with that id."""
        for place, own in self.own.items():
            element = other.element(*place)
            if element is not None:
                yield element, own


def followed(base: Bundle, new: Bundle) -> Followed:
    """`new` under the ids of `base`."""
    diagrams: dict[str, Diagram] = {}
    own: dict[Place, str] = {}
    for process_id, diagram in new.diagrams.items():
        other = base.diagrams.get(process_id)
        if other is None or other is diagram:
            diagrams[process_id] = diagram
            continue
        elements = _elements(other, diagram)
        diagrams[process_id] = _under(diagram, elements, _flows(other, diagram, elements))
        own |= {(process_id, to): each for each, to in elements.items() if each != to}
    return Followed(replace(new, diagrams=diagrams), own)


def _elements(base: Diagram, new: Diagram) -> Ids:
    """Who has its kind and name is a step; of several who is most like it, then who has its id. Where nobody has its
    name, who has its id."""
    found = {each.id: each.id for each in base.elements.values() if _unchanged(base, each, new)}
    named: dict[tuple[str, ...], list[Element]] = {}
    for now in new.elements.values():
        if now.id not in found:
            named.setdefault(_called(now), []).append(now)
    pairs = [
        ((_likeness(base, was, new, now), was.id == now.id), was.id, now.id)
        for was in base.elements.values()
        if was.id not in found
        for now in named.get(_called(was), ())[:MOST_ALIKE]
    ]
    taken = set(found)
    for _likeness_of, was_id, now_id in sorted(pairs, key=lambda pair: pair[0], reverse=True):
        if was_id not in taken and now_id not in found:
            found[now_id] = was_id
            taken.add(was_id)
    found |= {each: each for each in new.elements if each in base.elements and each not in found and each not in taken}
    return found | _apart(found, [each for each in new.elements if each not in found])


def _called(element: Element) -> tuple[str, ...]:
    """What without a name goes by its id."""
    return element.kind, element.name or f"#{element.id}"


def _unchanged(base: Diagram, was: Element, new: Diagram) -> bool:
    now = new.elements.get(was.id)
    return now == was and _around(base, was) == _around(new, was)


def _likeness(base: Diagram, was: Element, new: Diagram, now: Element) -> int:
    same = sum(bool(getattr(was, name) == getattr(now, name)) for name in ALIKE)
    return same + sum(before == after for before, after in zip(_around(base, was), _around(new, now), strict=True))


def _around(diagram: Diagram, element: Element) -> tuple[list[str], ...]:
    """The names of what comes before it and after it, and of what it hangs at."""
    before = [each.source for each in diagram.incoming(element.id)]
    after = [each.target for each in diagram.outgoing(element.id)]
    return tuple(
        sorted(diagram.elements[each].name for each in ids if each in diagram.elements)
        for ids in (before, after, [element.attached_to])
    )


def _flows(base: Diagram, new: Diagram, elements: Ids) -> Ids:
    found: Ids = {}
    left = list(base.flows.values())
    free = [
        replace(each, source=elements.get(each.source, each.source), target=elements.get(each.target, each.target))
        for each in new.flows.values()
    ]
    for alike in SAME_FLOW:
        for was in list(left):
            now = next((each for each in free if alike(was, each)), None)
            if now is not None:
                found[now.id] = was.id
                left.remove(was)
                free.remove(now)
    return found | _apart(found, [each.id for each in free])


def _apart(found: Ids, others: Iterable[str]) -> Ids:
    """Ids for what is new: one that is read as another one's is written otherwise."""
    taken = set(found.values())
    return {each: f"{each}'" if each in taken else each for each in others}


def _under(diagram: Diagram, elements: Ids, flows: Ids) -> Diagram:
    if all(each == to for ids in (elements, flows) for each, to in ids.items()):
        return diagram
    read = [
        replace(
            each,
            id=elements[each.id],
            scope=elements.get(each.scope, each.scope),
            attached_to=elements.get(each.attached_to, each.attached_to),
            default_flow=flows.get(each.default_flow, each.default_flow),
            properties={key: elements.get(value, value) for key, value in each.properties.items()},
        )
        for each in diagram.elements.values()
    ]
    ways = [
        replace(
            each,
            id=flows[each.id],
            source=elements.get(each.source, each.source),
            target=elements.get(each.target, each.target),
        )
        for each in diagram.flows.values()
    ]
    return replace(diagram, elements={each.id: each for each in read}, flows={each.id: each for each in ways})
