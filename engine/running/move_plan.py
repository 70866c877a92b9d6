"""Whether a running case can go on under another version, and what that would mean for it.

Looks only at where the case stands and at the two drawings, so that ten thousand cases that stand at the same places
cost one answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from engine.definition.bundle import Bundle
from engine.definition.diagram import GATEWAYS, Diagram, Element
from engine.definition.difference import facts
from engine.definition.graph import Place, Tokens, ahead, must_pass
from engine.definition.rules.soundness import JOINS, no_way_on


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


BLOCKING = frozenset(
    {
        "removed",
        "other_kind",
        "other_call",
        "other_values",
        "other_scope",
        "joins_changed",
        "no_way_on",
        "no_such_target",
    }
)
CONFIRMING = frozenset({"left_out", "again"})


def plan(old: Bundle, new: Bundle, standing: Iterable[Tokens], mapping: Mapping[Place, str] | None = None) -> Plan:
    """What moving a case that stands there (its calling elements included) from one bundle to another means.

    `mapping`: (process id, element) -> element of the same process, and of the same scope, under the new version.
    """
    drawn = dict(mapping or {})
    heard, tokens = _without_unheard(old, new, sorted(standing, key=repr))
    places = sorted({place for each in tokens for place in each.places})
    landing = [(process_id, drawn.get((process_id, element), element)) for process_id, element in places]
    remarks = [_remark("unheard", each) for each in heard]
    for before, after in zip(places, landing, strict=True):
        remarks += _here(old, new, before, after, drawn)
    if not any(remark.kind in BLOCKING for remark in remarks):
        for each in tokens:
            landed = _landed(each, drawn)
            remarks += [*_side_by_side(old, new, each, landed), *_left_out(old, new, landed)]
        remarks += _ahead(old, new, places, landing)
    kinds = {remark.kind for remark in remarks}
    said = tuple(dict.fromkeys(remarks))
    if kinds & BLOCKING:
        return Plan(MoveVerdict.REFUSED, said)
    if kinds & CONFIRMING:
        return Plan(MoveVerdict.CONFIRM, said)
    return Plan(MoveVerdict.SAFE if said else MoveVerdict.SAME, said)


def _without_unheard(old: Bundle, new: Bundle, standing: list[Tokens]) -> tuple[list[Element], list[Tokens]]:
    """Event sub-processes that only listen and that the new version has no more, and where the case stands besides."""
    by_scope: dict[Place, list[Tokens]] = {}
    for each in standing:
        by_scope.setdefault((each.process_id, each.scope), []).append(each)
    silent = {scope for scope, runs in by_scope.items() if new.element(*scope) is None and _listen(old, scope, runs)}
    left = [
        replace(each, at=tuple(at for at in each.at if (each.process_id, at) not in silent))
        for each in standing
        if (each.process_id, each.scope) not in silent
    ]
    found = [old.element(*scope) for scope in sorted(silent)]
    return [each for each in found if each is not None], left


def _listen(bundle: Bundle, scope: Place, runs: list[Tokens]) -> bool:
    """Whether this is an event sub-process, and nothing started it, or is still going on of what it started."""
    host = bundle.element(*scope)
    at = [bundle.element(*place) for run in runs for place in run.places]
    return host is not None and host.triggered_by_event and all(each and each.kind == "startEvent" for each in at)


def _here(old: Bundle, new: Bundle, before: Place, after: Place, drawn: Mapping[Place, str]) -> Iterator[Remark]:
    was = old.element(*before)
    if was is None:
        yield Remark("removed", *before, before[1])
        return
    now = new.element(*after)
    if now is None and was.kind == "boundaryEvent" and before == after:
        return  # told where its host stands
    if now is None:
        yield _remark("removed" if before == after else "no_such_target", was)
        return
    around, host = (drawn.get((was.process_id, each), each) for each in (was.scope, was.attached_to))
    if now.kind != was.kind or now.event != was.event or now.loop != was.loop or now.sequential != was.sequential:
        yield _remark("other_kind", was, old=was.kind, new=now.kind)
    elif now.scope != around or now.attached_to != host:
        yield _remark("other_scope", was)
    elif now.called != was.called:
        yield _remark("other_call", was, old=was.called, new=now.called)
    elif was.maps != now.maps or was.inputs != now.inputs:  # what runs in it was given its values already
        yield _remark("other_values", was)
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
            yield _remark("timer_added", each, new=each.timer or each.message or each.error)
        else:
            yield from _changed("here_changed", old, before[each.id], new, each)
    for each in before.values():
        if each.id not in after:
            yield _remark("timer_removed", each, old=each.timer or each.message or each.error)


def _landed(tokens: Tokens, drawn: Mapping[Place, str]) -> Tokens:
    def to(element: str) -> str:
        return drawn.get((tokens.process_id, element), element)

    arrived = frozenset((to(join), to(source)) for join, source in tokens.arrived)
    return Tokens(tokens.process_id, to(tokens.scope), tuple(sorted(map(to, tokens.at))), arrived)


def _side_by_side(old: Bundle, new: Bundle, before: Tokens, after: Tokens) -> Iterator[Remark]:
    """Tokens of one scope must meet at the same gateways as they were sent out for, and all come to its end."""
    if _scope(old, before) == _scope(new, after) and before == after:
        return
    inner = [place for place in before.places if not _watches(old, place)]
    if len(inner) > 1 or any(_kind(old, place) in JOINS for place in inner):
        yield from _joins(old, new, before, after)
    if stuck := no_way_on(new.diagrams[after.process_id], after.scope, after.at, after.arrived):
        yield _remark("no_way_on", new.diagrams[after.process_id].elements[stuck])


def _joins(old: Bundle, new: Bundle, before: Tokens, after: Tokens) -> Iterator[Remark]:
    was, now = _gateways(old, before), _gateways(new, after)
    for element_id in sorted(set(was) | set(now)):
        if was.get(element_id) != now.get(element_id):
            element = old.element(before.process_id, element_id) or new.element(before.process_id, element_id)
            if element is not None:
                yield _remark("joins_changed", element)


def _gateways(bundle: Bundle, tokens: Tokens) -> dict[str, tuple[frozenset[str], ...]]:
    """Joins of the scope that its tokens are at, or may come to, with what leads there and on."""
    diagram = bundle.diagrams[tokens.process_id]
    found: dict[str, tuple[frozenset[str], ...]] = {}
    for process, element_id in {*tokens.places, *ahead(bundle, tokens.places)}:
        element = diagram.elements.get(element_id) if process == tokens.process_id else None
        if element is not None and element.kind in JOINS and element.scope == tokens.scope:
            coming = frozenset(flow.source for flow in diagram.incoming(element_id))
            found[element_id] = (coming, frozenset(f.target for f in diagram.outgoing(element_id)))
    return found


def _scope(bundle: Bundle, tokens: Tokens) -> tuple[object, ...]:
    """What of a scope decides where its tokens go."""
    diagram = bundle.diagrams[tokens.process_id]
    nodes = {
        (each.id, each.kind, each.event, each.attached_to, each.interrupting, each.triggered_by_event)
        for each in diagram.elements.values()
        if each.scope == tokens.scope
    }
    inside = {node[0] for node in nodes}
    return nodes, {(flow.source, flow.target) for flow in diagram.flows.values() if flow.source in inside}


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
    for place in sorted(to_come - to_come_now - set(landing)):
        was = old.element(*place)
        if was is not None and _work(was):
            yield _remark("ahead_removed" if new.element(*place) is None else "left_out", was)


def _left_out(old: Bundle, new: Bundle, landed: Tokens) -> Iterator[Remark]:
    """Work of a scope that every new run of it does before it comes here, and this one never will."""
    to_come = ahead(new, landed.places)
    for element in new.diagrams[landed.process_id].elements.values():
        place = (landed.process_id, element.id)
        if element.scope != landed.scope or place in to_come:
            continue
        passed = _work(element) and any(must_pass(new, place, to) for to in landed.places)
        if old.element(*place) is not None:
            continue
        heard = [each for each in new.diagrams[landed.process_id].inside(element.id) if each.message]
        if element.triggered_by_event and heard and heard[0].kind == "startEvent":
            yield _remark("heard", heard[0], new=heard[0].message)
        elif passed or element.triggered_by_event:
            yield _remark("left_out", element)


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
    return element is not None and (element.kind == "boundaryEvent" or element.triggered_by_event)


def _kind(bundle: Bundle, place: Place) -> str:
    element = bundle.element(*place)
    return element.kind if element else ""


def _remark(kind: str, element: Element, attribute: str = "", old: str = "", new: str = "") -> Remark:
    return Remark(kind, element.process_id, element.id, element.name, attribute, old, new)
