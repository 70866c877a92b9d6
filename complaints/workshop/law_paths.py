"""What a complaint cannot come past in the law's drawing, and can in a draft: steps with a legal basis, messages that
the complainant is owed, ends. However it is done: a gateway before them, another start, an event that leads away, a
call of something else.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import reduce

from engine.definition.bundle import Bundle
from engine.definition.diagram import GATEWAYS, Diagram, Element
from engine.definition.graph import Place, inside
from engine.definition.properties import LEGAL_BASIS

TO_COMPLAINANT = "kirim_pesan"
WAITS = frozenset({"intermediateCatchEvent", "receiveTask"})
WORK = frozenset({"userTask", "callActivity"})


@dataclass(frozen=True)
class Avoided:
    """A step that was not to be avoided; `after` names from where it now is. It may be gone altogether."""

    element: Element
    gone: bool
    after: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Unavoided:
    """A bundle as bits: each place has one, and `must` holds those that nothing avoids from there on."""

    bit: Mapping[Place, int]
    must: Mapping[Place, int]
    sources: Mapping[tuple[str, str], tuple[str, int]]
    """(process, start, boundary event or flow of a decision) -> (its name, what nothing avoids from there on)."""

    def places(self, mask: int) -> set[Place]:
        return {place for place, bit in self.bit.items() if mask & bit}


def owed(element: Element) -> bool:
    """Whether leaving it out would leave out law."""
    basis = bool(element.properties.get(LEGAL_BASIS)) and element.kind not in GATEWAYS
    return basis or element.topic == TO_COMPLAINANT


def carries(element: Element) -> bool:
    """Whether it carries out law, be it only by deciding which way a case takes."""
    return bool(element.properties.get(LEGAL_BASIS)) or element.topic == TO_COMPLAINANT


def decides(diagram: Diagram, element: Element) -> bool:
    """Whether it is a gateway with conditions, of which `law_conditions` tells."""
    return element.kind in GATEWAYS and any(flow.condition for flow in diagram.outgoing(element.id))


def avoided(old: Bundle, new: Bundle, law: Bundle) -> Iterator[Avoided]:
    """Every step of the version before that the draft lets a case come past; what the law's drawing has too is none."""
    before, after, lawful = _ways(old), _ways(new), _ways(law)
    lost: dict[Place, list[str]] = {}
    for source, (name, mask) in _sources(before, after, old, new).items():
        required = before.places(mask)
        if source in lawful.sources:
            in_law = lawful.places(lawful.sources[source][1])
            required = {each for each in required if each in in_law or each not in lawful.bit}
        kept = after.places(after.sources[source][1]) if source in after.sources else set()
        for place in required - kept:
            lost.setdefault(place, []).append(name)
    for diagram in old.diagrams.values():
        for element in diagram.elements.values():
            place = diagram.process_id, element.id
            gone = place not in after.bit and (place in lawful.bit or diagram.process_id not in law.diagrams)
            gone = gone and carries(element) and not decides(diagram, element)
            passed_by = place in lost and place in after.bit and element.kind != "startEvent" and owed(element)
            if gone or passed_by:
                yield Avoided(element, gone, tuple(dict.fromkeys(lost.get(place, ()))))


def _sources(
    before: _Unavoided, after: _Unavoided, old: Bundle, new: Bundle
) -> Mapping[tuple[str, str], tuple[str, int]]:
    """Those of the version before that are still drawn; a new start owes what some former start of its process owes, a
    new event or way of a decision what some former one owes that is drawn no more.
    """
    found = {source: of for source, of in before.sources.items() if source in after.sources}
    for process_id, diagram in new.diagrams.items():
        former = old.diagrams.get(process_id)
        starts = former.start_events() if former is not None else []
        for start in diagram.start_events() if starts else ():
            place = process_id, start.id
            owes = [before.must[process_id, each.id] & ~before.bit[process_id, each.id] for each in starts]
            reached = after.places(after.must[place])
            least = min(owes, key=lambda mask: len(before.places(mask) - reached))
            found.setdefault(place, (start.name, least))
    lost = [source for source in before.sources if source not in after.sources and not _door(old, *source)]
    for source in [each for each in after.sources if each not in found]:
        owed_by = [before.sources[each][1] for each in lost if each[0] == source[0]]
        if owed_by:
            name, mask = after.sources[source]
            reached = after.places(mask)
            found[source] = name, min(owed_by, key=lambda each: len(before.places(each) - reached))
    return found


def _door(bundle: Bundle, process_id: str, source: str) -> bool:
    """Whether a case, or a call, begins here."""
    return any(each.id == source for each in bundle.diagrams[process_id].start_events())


def _ways(bundle: Bundle) -> _Unavoided:
    diagrams = bundle.diagrams.values()
    elements = [(diagram, element) for diagram in diagrams for element in diagram.elements.values()]
    bit = {(diagram.process_id, element.id): 1 << at for at, (diagram, element) in enumerate(elements)}
    must = dict.fromkeys(bit, (1 << len(bit)) - 1)
    changed = True
    while changed:
        changed = False
        for diagram, element in reversed(elements):
            place = diagram.process_id, element.id
            mask = bit[place] | _onward(bundle, diagram, element, must)
            changed |= mask != must[place]
            must[place] = mask
    return _Unavoided(bit, must, dict(_starting(elements, must)))


def _onward(bundle: Bundle, diagram: Diagram, element: Element, must: Mapping[Place, int]) -> int:
    """What nothing avoids behind an element, given what is known of what follows."""
    flows = [
        must[diagram.process_id, each.target] for each in diagram.outgoing(element.id) if _drawn(diagram, each.target)
    ]
    deciding = element.kind in GATEWAYS and element.kind != "parallelGateway"
    combine = int.__and__ if deciding else int.__or__
    mask = reduce(combine, flows) if flows else 0
    within = [
        must[place]
        for place in inside(bundle, element)
        if not bundle.diagrams[place[0]].elements[place[1]].triggered_by_event
    ]
    mask |= reduce(int.__and__, within) if within else 0
    for event in diagram.attached(element.id):
        if event.interrupting:
            mask &= must[diagram.process_id, event.id]
    return mask


def _drawn(diagram: Diagram, element_id: str) -> bool:
    return element_id in diagram.elements


def _starting(
    elements: list[tuple[Diagram, Element]], must: Mapping[Place, int]
) -> Iterator[tuple[tuple[str, str], tuple[str, int]]]:
    for diagram, element in elements:
        if element.kind in ("startEvent", "boundaryEvent"):
            yield (diagram.process_id, element.id), (element.name, must[diagram.process_id, element.id])
        ways = diagram.outgoing(element.id)
        if element.kind in GATEWAYS and len(ways) > 1:
            for flow in ways:
                if _drawn(diagram, flow.target):
                    name = f"{element.name}: {flow.name or diagram.elements[flow.target].name}"
                    yield (diagram.process_id, flow.id), (name, must[diagram.process_id, flow.target])


def delaying(old: Bundle, new: Bundle, law: Bundle, counted: frozenset[Place]) -> Iterator[tuple[Element, Element]]:
    """New steps that wait, with the nearest step behind each that they delay.

    `counted`: steps whose period counts from when they begin. New work delays only these; a new wait all that is owed.
    """
    for process_id, diagram in new.diagrams.items():
        added = [
            each
            for each in diagram.elements.values()
            if each.kind in WAITS | WORK and not any(bundle.element(process_id, each.id) for bundle in (old, law))
        ]
        if process_id not in old.diagrams or not added:
            continue
        begun = [each for each in diagram.elements.values() if (process_id, each.id) in counted]
        due = [each for each in diagram.elements.values() if owed(each) and each.kind != "endEvent"]
        work, waits = _nearest(diagram, begun), _nearest(diagram, [*begun, *due])
        for element in added:
            later = (waits if element.kind in WAITS else work).get(element.id)
            if later is not None:
                yield element, later


def _nearest(diagram: Diagram, steps: list[Element]) -> Mapping[str, Element]:
    """By the id of each element: which of these steps is nearest behind it, on any way in its process."""
    found: dict[str, Element] = {}
    waiting = deque((each.id, each) for each in steps)
    while waiting:
        at, step = waiting.popleft()
        here = diagram.elements[at]
        before = [flow.source for flow in diagram.incoming(at)]
        before += [here.attached_to] if here.attached_to else []
        before += [here.scope] if here.kind == "startEvent" or here.triggered_by_event else []
        for each in before:
            if each in diagram.elements and each not in found:
                found[each] = step
                waiting.append((each, step))
    return found
