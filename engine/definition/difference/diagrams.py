"""Differences between two drawings of one process."""

from __future__ import annotations

from collections.abc import Iterator

from engine.definition.diagram import Diagram, Element, Flow
from engine.definition.difference.change import Change, attributes, members
from engine.definition.drawing.layout import drawing
from engine.definition.drawing.model import Box, UnreadableDiagramError
from engine.definition.expressions import standard
from engine.definition.mapped import MappedValue
from engine.definition.timer_text import is_plain_timer


def facts(element: Element) -> dict[str, str]:
    """What an element says, by attribute: everything that steers, obliges or is read, nothing of the drawing."""
    found = {
        "kind": element.kind,
        "name": element.name,
        "role": element.role,
        "form": element.form,
        "due": standard(element.due),
        "decision": element.decision,
        "operation": element.topic,
        "called": element.called,
        "event": element.event,
        "timer": element.timer if is_plain_timer(element.timer) else standard(element.timer),
        "message": element.message,
        "error": element.error,
        "attached_to": element.attached_to,
        "interrupting": "" if element.interrupting else "false",
        "collection": standard(element.collection),
        "cardinality": standard(element.cardinality),
        "completion": standard(element.completion),
        "goes_in": _mapped(element.inputs),
        "comes_out": _mapped(element.outputs),
        "sequential": "true" if element.sequential else "",
        "default_flow": element.default_flow,
        "lane": element.lane,
        **{f"property.{key}": value for key, value in element.properties.items()},
    }
    return {key: value for key, value in found.items() if value}


def _mapped(values: tuple[MappedValue, ...]) -> str:
    return "; ".join(sorted(f"{each.target} = {standard(each.source)}" for each in values))


def diagram_name(diagram: Diagram) -> str:
    """The name of a process as people read it, its id when it has none."""
    return diagram.name or diagram.process_id


def diagram_changes(old: Diagram, new: Diagram, old_text: str, new_text: str) -> Iterator[Change]:
    """Elements and flows with their attributes; last, what only lies elsewhere in the drawing."""
    container, name = new.process_id, diagram_name(new)
    described = {"name": old.name, "lanes": ", ".join(old.lanes)}, {"name": new.name, "lanes": ", ".join(new.lanes)}
    yield from attributes("process", "", container, name, *described)

    def element(before: Element, after: Element) -> Iterator[Change]:
        return attributes("element", container, after.id, after.name, facts(before), facts(after))

    changes = list(members("element", container, old.elements, new.elements, name=_name, inside=element))
    yield from changes
    yield from _flows(old, new)
    told = {change.id for change in changes}
    before, after = _boxes(old_text), _boxes(new_text)
    for key, each in new.elements.items():
        if key not in told and before.get(key) != after.get(key):
            yield Change("element", "drawn", container, key, each.name)


def _flows(old: Diagram, new: Diagram) -> Iterator[Change]:
    before = {key: (flow, old) for key, flow in old.flows.items()}
    after = {key: (flow, new) for key, flow in new.flows.items()}

    def flow(was: tuple[Flow, Diagram], now: tuple[Flow, Diagram]) -> Iterator[Change]:
        return attributes("flow", new.process_id, now[0].id, flow_name(now), flow_facts(was[0]), flow_facts(now[0]))

    return members("flow", new.process_id, before, after, name=flow_name, inside=flow)


def flow_name(drawn: tuple[Flow, Diagram]) -> str:
    """From what to what it leads."""
    flow, diagram = drawn
    return " → ".join(
        _name(diagram.elements[key]) if key in diagram.elements else key for key in (flow.source, flow.target)
    )


def _name(element: Element) -> str:
    return element.name or element.id


def flow_facts(flow: Flow) -> dict[str, str]:
    """What a flow says, by attribute."""
    found = {"name": flow.name, "condition": standard(flow.condition), "source": flow.source, "target": flow.target}
    return found | {f"property.{key}": value for key, value in flow.properties.items()}


def _boxes(text: str) -> dict[str, Box]:
    try:
        drawn = drawing(text)
    except UnreadableDiagramError:
        return {}
    return {node.id: node.box for node in (*drawn.below, *drawn.above)}
