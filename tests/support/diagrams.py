"""Small diagrams for tests, written as lists of nodes and flows; the drawing is added so that they pass the gate."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from xml.sax.saxutils import escape, quoteattr

NAMESPACES = (
    'xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" '
    'xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI" '
    'xmlns:camunda="http://camunda.org/schema/1.0/bpmn" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
)


@dataclass(frozen=True)
class Node:
    id: str
    xml: str
    inner: tuple[Node, ...] = ()
    flows: tuple[Flow, ...] = ()


@dataclass(frozen=True)
class Flow:
    source: str
    target: str
    condition: str = ""
    name: str = ""

    @property
    def id(self) -> str:
        return f"Flow_{self.source}_{self.target}".lower().replace("flow_", "Flow_", 1)

    @property
    def xml(self) -> str:
        condition = ""
        if self.condition:
            text = escape(self.condition)
            condition = f'<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">{text}</bpmn:conditionExpression>'
        name = quoteattr(self.name or self.condition or "lanjut")
        return (
            f'<bpmn:sequenceFlow id="{self.id}" name={name} sourceRef="{self.source}" targetRef="{self.target}">'
            f"{condition}</bpmn:sequenceFlow>"
        )


def flow(source: str, target: str, condition: str = "") -> Flow:
    return Flow(source, target, condition)


def chain(*ids: str) -> list[Flow]:
    """Flows from each to the next."""
    return [Flow(source, target) for source, target in pairwise(ids)]


def _properties(properties: dict[str, str]) -> str:
    given = {"dasarHukum": "TL-VI.B.1.a", "sumber": "default"} | properties
    rows = "".join(f'<camunda:property name="{k}" value={quoteattr(v)}/>' for k, v in given.items())
    return f"<bpmn:extensionElements><camunda:properties>{rows}</camunda:properties></bpmn:extensionElements>"


def node(kind: str, node_id: str, body: str = "", *, attributes: str = "", **properties: str) -> Node:
    name = node_id.split("_", 1)[1].replace("_", " ").capitalize()
    xml = f'<bpmn:{kind} id="{node_id}" name="{name}" {attributes}>{_properties(properties)}{body}</bpmn:{kind}>'
    return Node(node_id, xml)


def timer(kind: str, text: str) -> str:
    text = escape(text)
    return (
        "<bpmn:timerEventDefinition>"
        f'<bpmn:{kind} xsi:type="bpmn:tFormalExpression">{text}</bpmn:{kind}>'
        "</bpmn:timerEventDefinition>"
    )


def start(node_id: str = "Start_mulai", body: str = "", attributes: str = "") -> Node:
    return node("startEvent", node_id, body, attributes=attributes)


def end(node_id: str = "End_selesai", **properties: str) -> Node:
    return node("endEvent", node_id, **properties)


def user(
    node_id: str, *, role: str = "admin", form: str = "", due: str = "", body: str = "", **properties: str
) -> Node:
    attributes = f'camunda:candidateGroups="{role}"'
    if form:
        attributes += f' camunda:formRef="{form}" camunda:formRefBinding="deployment"'
    if due:
        attributes += f" camunda:dueDate={quoteattr(due)}"
    return node("userTask", node_id, body, attributes=attributes, **properties)


def operation(node_id: str, topic: str = "catat", **properties: str) -> Node:
    return node("serviceTask", node_id, attributes=f'camunda:type="external" camunda:topic="{topic}"', **properties)


def xor(node_id: str) -> Node:
    return node("exclusiveGateway", node_id)


def parallel(node_id: str) -> Node:
    return node("parallelGateway", node_id)


def inclusive(node_id: str) -> Node:
    return node("inclusiveGateway", node_id)


def call(node_id: str, process: str, body: str = "") -> Node:
    return node("callActivity", node_id, body, attributes=f'calledElement="{process}"')


def boundary(node_id: str, attached: str, body: str, *, interrupting: bool = False) -> Node:
    attributes = f'attachedToRef="{attached}" cancelActivity="{str(interrupting).lower()}"'
    return node("boundaryEvent", node_id, body, attributes=attributes)


def catch(node_id: str, body: str) -> Node:
    return node("intermediateCatchEvent", node_id, body)


def message(name: str = "Pesan_jawab") -> str:
    return f'<bpmn:messageEventDefinition messageRef="{name}_id"/>'


def receive(node_id: str, name: str = "Pesan_jawab") -> Node:
    return node("receiveTask", node_id, attributes=f'messageRef="{name}_id"')


def subprocess(node_id: str, nodes: Iterable[Node], flows: Iterable[Flow], *, by_event: bool = False) -> Node:
    nodes, flows = tuple(nodes), tuple(flows)
    body = "".join(n.xml for n in nodes) + "".join(f.xml for f in flows)
    attributes = 'triggeredByEvent="true"' if by_event else ""
    made = node("subProcess", node_id, body, attributes=attributes)
    return Node(node_id, made.xml, nodes, flows)


def instances(collection: str, item: str, *, sequential: bool = False) -> str:
    return (
        f'<bpmn:multiInstanceLoopCharacteristics isSequential="{str(sequential).lower()}" '
        f'camunda:collection="{collection}" camunda:elementVariable="{item}"/>'
    )


def process(
    process_id: str, nodes: Iterable[Node], flows: Iterable[Flow], *, messages: Iterable[str] = ("Pesan_jawab",)
) -> str:
    """The text of a BPMN file with one drawn process."""
    nodes, flows = list(nodes), list(flows)
    body = "".join(n.xml for n in nodes) + "".join(f.xml for f in flows)
    declared = "".join(f'<bpmn:message id="{name}_id" name="{name}"/>' for name in messages)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><bpmn:definitions {NAMESPACES} id="Definitions_{process_id}" '
        f'targetNamespace="http://alur">{declared}'
        f'<bpmn:process id="{process_id}" name="{process_id}" isExecutable="true">{body}</bpmn:process>'
        f'<bpmndi:BPMNDiagram id="Diagram_{process_id}"><bpmndi:BPMNPlane id="Plane_{process_id}" '
        f'bpmnElement="{process_id}">{_drawing(nodes, flows)}</bpmndi:BPMNPlane></bpmndi:BPMNDiagram></bpmn:definitions>'
    )


def _drawing(nodes: list[Node], flows: list[Flow]) -> str:
    everything = [(each, 0) for each in nodes] + [(each, 1) for each in _inside(nodes)]
    shapes = "".join(
        f'<bpmndi:BPMNShape id="{n.id}_di" bpmnElement="{n.id}">'
        f'<dc:Bounds x="{100 + 150 * i}" y="{100 + 200 * row}" width="100" height="80"/></bpmndi:BPMNShape>'
        for i, (n, row) in enumerate(everything)
    )
    edges = "".join(
        f'<bpmndi:BPMNEdge id="{f.id}_di" bpmnElement="{f.id}"><di:waypoint x="0" y="0"/><di:waypoint x="9" y="9"/>'
        "</bpmndi:BPMNEdge>"
        for f in [*flows, *(inner for each in [*nodes, *_inside(nodes)] for inner in each.flows)]
    )
    return shapes + edges


def _inside(nodes: Iterable[Node]) -> list[Node]:
    return [each for node in nodes for inner in node.inner for each in (inner, *_inside([inner]))]


def form(form_id: str, **fields: str) -> str:
    """A form-js form: `form("lagi", lagi="checkbox", catatan="textfield")`."""
    components = [
        {"type": kind, "key": key, "label": key.capitalize(), "id": f"Field_{key}", "layout": {"row": f"Row_{key}"}}
        for key, kind in fields.items()
    ]
    return json.dumps({"type": "default", "id": form_id, "schemaVersion": 19, "components": components})
