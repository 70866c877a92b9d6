"""Whether a running case can go on under another version, and what that would mean for it.

Looks only at where the case stands and at the two drawings, so that ten thousand cases that stand at the same places
cost one answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from engine.definition.bundle import Bundle
from engine.definition.diagram import GATEWAYS, Diagram, Element
from engine.definition.difference import facts
from engine.definition.graph import Place, ahead, must_pass

JOINS = frozenset({"parallelGateway", "inclusiveGateway", "complexGateway"})


class MoveVerdict(StrEnum):
    """What moving a case means."""

    SAME = "same"
    """Nothing differs where it stands and in what lies ahead."""
    SAFE = "safe"
    """It goes on from the same place; no task is left out or done again."""
    CONFIRM = "confirm"
    """It can go on, but a task is left out or could be done again: somebody has to agree."""
    REFUSED = "refused"
    """It cannot; it finishes on its version."""


@dataclass(frozen=True)
class Remark:
    """One thing to know. `kind` is a key of the words shown to the owner."""

    kind: str
    process_id: str
    element: str
    name: str
    attribute: str = ""
    old: str = ""
    new: str = ""


@dataclass(frozen=True)
class Plan:
    """The answer for all cases that stand at the same places."""

    outcome: MoveVerdict
    remarks: tuple[Remark, ...]


BLOCKING = frozenset({"removed", "other_kind", "other_call", "joins_changed", "no_such_target"})
CONFIRMING = frozenset({"left_out", "again"})


def plan(old: Bundle, new: Bundle, places: Iterable[Place], mapping: Mapping[Place, str] | None = None) -> Plan:
    """What moving a case that stands at `places` (its calling elements included) from one bundle to another means.

    `mapping`: (process id, element) -> element of the same process under the new version.
    """
    drawn = dict(mapping or {})
    standing = sorted(set(places))
    landing = [(process_id, drawn.get((process_id, element), element)) for process_id, element in standing]
    remarks: list[Remark] = []
    for before, after in zip(standing, landing, strict=True):
        remarks += _here(old, new, before, after)
    if not any(remark.kind in BLOCKING for remark in remarks):
        remarks += _joins(old, new, standing, landing)
        remarks += _ahead(old, new, standing, landing)
    kinds = {remark.kind for remark in remarks}
    if kinds & BLOCKING:
        return Plan(MoveVerdict.REFUSED, tuple(remarks))
    if kinds & CONFIRMING:
        return Plan(MoveVerdict.CONFIRM, tuple(remarks))
    return Plan(MoveVerdict.SAFE if remarks else MoveVerdict.SAME, tuple(remarks))


def _here(old: Bundle, new: Bundle, before: Place, after: Place) -> Iterator[Remark]:
    was = old.element(*before)
    if was is None:
        return
    now = new.element(*after)
    if now is None and was.kind == "boundaryEvent" and before == after:
        return  # told where its host stands
    if now is None:
        yield _remark("removed" if before == after else "no_such_target", was)
        return
    if now.kind != was.kind or now.event != was.event or now.loop != was.loop or now.sequential != was.sequential:
        yield _remark("other_kind", was, old=was.kind, new=now.kind)
    elif now.called != was.called:
        yield _remark("other_call", was, old=was.called, new=now.called)
    elif now.kind == "eventBasedGateway" and _branches(old, was) != _branches(new, now):
        yield _remark("joins_changed", was)
    else:
        if before != after:
            yield _remark("moved_to", was, new=now.name)
        yield from _changed("here_changed", old, was, new, now)
        yield from _timers(old, was, new, now)


def _timers(old: Bundle, was: Element, new: Bundle, now: Element) -> Iterator[Remark]:
    """Boundary events that begin or cease to watch over the place where the case stands."""
    before = {each.id: each for each in old.diagrams[was.process_id].attached(was.id)}
    after = {each.id: each for each in new.diagrams[now.process_id].attached(now.id)}
    for each in after.values():
        if each.id not in before:
            yield _remark("timer_added", each, new=each.timer or each.message)
        else:
            yield from _changed("here_changed", old, before[each.id], new, each)
    for each in before.values():
        if each.id not in after:
            yield _remark("timer_removed", each, old=each.timer or each.message)


def _joins(old: Bundle, new: Bundle, standing: list[Place], landing: list[Place]) -> Iterator[Remark]:
    """Tokens that run side by side must meet at the same gateways as they were sent out for."""
    for process_id in {process for process, _ in standing}:
        inner = [place for place in standing if place[0] == process_id and not _watches(old, place)]
        waits_at_join = any(_kind(old, place) in JOINS for place in inner)
        if len(inner) < 2 and not waits_at_join:
            continue
        before = _gateways(old, [*inner, *ahead(old, inner)], process_id)
        moved = [place for place in landing if place[0] == process_id]
        after = _gateways(new, [*moved, *ahead(new, moved)], process_id)
        for element_id in sorted(set(before) | set(after)):
            if before.get(element_id) != after.get(element_id):
                element = old.element(process_id, element_id) or new.element(process_id, element_id)
                if element is not None:
                    yield _remark("joins_changed", element)


def _gateways(bundle: Bundle, places: Iterable[Place], process_id: str) -> dict[str, tuple[frozenset[str], ...]]:
    diagram = bundle.diagrams.get(process_id)
    if diagram is None:
        return {}
    found: dict[str, tuple[frozenset[str], ...]] = {}
    for process, element_id in places:
        if process == process_id and element_id in diagram.elements and diagram.elements[element_id].kind in JOINS:
            coming = frozenset(f.source for f in diagram.flows.values() if f.target == element_id)
            found[element_id] = (coming, frozenset(f.target for f in diagram.outgoing(element_id)))
    return found


def _ahead(old: Bundle, new: Bundle, standing: list[Place], landing: list[Place]) -> Iterator[Remark]:
    to_come, to_come_now = ahead(old, standing), ahead(new, landing)
    for process_id, element_id in sorted(to_come_now):
        now = new.element(process_id, element_id)
        was = old.element(process_id, element_id)
        if now is None:
            continue
        if was is None:
            yield _remark("ahead_added", now)
        elif (process_id, element_id) not in to_come and (process_id, element_id) not in standing and _work(now):
            yield _remark("again", now)
        else:
            yield from _changed("ahead_changed", old, was, new, now)
    yield from _left_out(old, new, to_come, to_come_now, landing)


def _left_out(
    old: Bundle, new: Bundle, to_come: set[Place], to_come_now: set[Place], landing: list[Place]
) -> Iterator[Remark]:
    """Work that every new case does before it comes here, and this one never will; and what a mapping jumps over."""
    for process_id in sorted({process for process, _ in landing}):
        diagram = new.diagrams.get(process_id)
        for element in diagram.elements.values() if diagram else ():
            place = (process_id, element.id)
            fresh = _work(element) and old.element(*place) is None
            if fresh and place not in to_come_now and any(must_pass(new, place, to) for to in landing):
                yield _remark("left_out", element)
    for process_id, element_id in sorted(to_come - to_come_now - set(landing)):
        was = old.element(process_id, element_id)
        if was is None or not _work(was):
            continue
        yield _remark("ahead_removed" if new.element(process_id, element_id) is None else "left_out", was)


def _work(element: Element) -> bool:
    return element.kind in ("userTask", "receiveTask", "sendTask", "serviceTask", "businessRuleTask", "callActivity")


def _changed(kind: str, old: Bundle, was: Element, new: Bundle, now: Element) -> Iterator[Remark]:
    before, after = _footprint(old, was), _footprint(new, now)
    for attribute in sorted(set(before) | set(after)):
        texts = before.get(attribute, ""), after.get(attribute, "")
        if texts[0] != texts[1]:
            yield _remark(kind, now, attribute, *("", "") if attribute.endswith("_content") else texts)


def _footprint(bundle: Bundle, element: Element) -> dict[str, str]:
    """What an element says, with what its form, its table and its ways on say."""
    decision = bundle.decisions.get(element.decision)
    ways = [f"{flow.condition} → {flow.target}" for flow in bundle.diagrams[element.process_id].outgoing(element.id)]
    return facts(element) | {
        "form_content": bundle.files.get(f"{element.form}.form", ""),
        "decision_content": repr((decision.hit_policy, decision.rules)) if decision else "",
        "ways": "; ".join(ways) if element.kind in GATEWAYS else "",
    }


def _branches(bundle: Bundle, element: Element) -> set[str]:
    diagram: Diagram = bundle.diagrams[element.process_id]
    return {flow.target for flow in diagram.outgoing(element.id)}


def _watches(bundle: Bundle, place: Place) -> bool:
    element = bundle.element(*place)
    return element is not None and element.kind == "boundaryEvent"


def _kind(bundle: Bundle, place: Place) -> str:
    element = bundle.element(*place)
    return element.kind if element else ""


def _remark(kind: str, element: Element, attribute: str = "", old: str = "", new: str = "") -> Remark:
    return Remark(kind, element.process_id, element.id, element.name, attribute, old, new)
