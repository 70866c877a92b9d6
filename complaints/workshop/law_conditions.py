"""Which way a case takes at a gateway: conditions that a change words otherwise, takes away, or puts beside others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from complaints.workshop.law_periods import digest_of
from engine.catalogue import _
from engine.definition.bundle import Bundle
from engine.definition.diagram import GATEWAYS, Diagram, Element, Flow
from engine.definition.expressions import compile_expression
from engine.definition.expressions.nodes import Node
from engine.errors import ExpressionError

Condition = Node | str


@dataclass(frozen=True)
class ChangedWay:
    """One way on from a gateway that is asked for otherwise than before."""

    gateway: Element
    """As it was."""
    target: str
    """The element that the way leads to."""
    key: str
    text: str


def changed_ways(old: Bundle, new: Bundle, shipped: Bundle) -> Iterator[ChangedWay]:
    """Every one of them, whatever ids it goes by now; a condition as it comes with the program is none."""
    for diagram in old.diagrams.values():
        for gateway in diagram.elements.values():
            if gateway.kind in GATEWAYS and any(flow.condition for flow in diagram.outgoing(gateway.id)):
                yield from _of_gateway(diagram, gateway, new, shipped)


def _of_gateway(diagram: Diagram, gateway: Element, new: Bundle, shipped: Bundle) -> Iterator[ChangedWay]:
    after, now = new.diagrams.get(diagram.process_id), new.element(diagram.process_id, gateway.id)
    law = shipped.diagrams.get(diagram.process_id)
    if after is None or (now is None and law is not None and gateway.id not in law.elements):
        return  # what goes back to the law's drawing departs from nothing
    if now is None or now.kind != gateway.kind:
        text = _("keputusan “%(name)s” tidak ada lagi, atau memilih dengan cara lain", name=gateway.name)
        yield ChangedWay(gateway, gateway.id, f"keputusan:{gateway.id}", text)
        return
    left = list(after.outgoing(gateway.id))
    for flow in diagram.outgoing(gateway.id):
        same = next((each for each in left if each.id == flow.id), None)
        same = same or next((each for each in left if each.target == flow.target), None)
        if same is not None:
            left.remove(same)
        before, said = _condition(gateway, flow), _condition(now, same)
        if before == said or (same is not None and law is not None and _as_in(law, gateway, flow) == said):
            continue
        yield _changed(gateway, flow, _shown(gateway, flow), _shown(now, same))
    for flow in left:
        yield _changed(gateway, flow, _("tidak ada"), _shown(now, flow))


def _changed(gateway: Element, flow: Flow, before: str, now: str) -> ChangedWay:
    text = _(
        "keputusan “%(name)s”, jalan “%(way)s”: syaratnya berubah dari %(before)s menjadi %(now)s",
        name=gateway.name,
        way=flow.name or flow.id,
        before=before,
        now=now,
    )
    return ChangedWay(gateway, flow.target, f"syarat:{flow.id}:{digest_of(now)}", text)


def _as_in(law: Diagram, gateway: Element, flow: Flow) -> Condition | None:
    found, same = law.elements.get(gateway.id), law.flows.get(flow.id)
    return _condition(found, same) if found is not None and same is not None else None


def _condition(gateway: Element, flow: Flow | None) -> Condition:
    """What is asked, not how it is written: blanks and brackets aside."""
    if flow is None:
        return "gone"
    if gateway.default_flow == flow.id or not flow.condition:
        return "otherwise"
    try:
        return compile_expression(flow.condition).node
    except ExpressionError:
        return flow.condition


def _shown(gateway: Element, flow: Flow | None) -> str:
    if flow is None:
        return _("tidak ada")
    if gateway.default_flow == flow.id or not flow.condition:
        return _("selain itu")
    return f"`{flow.condition.strip()}`"
