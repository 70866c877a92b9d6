"""Reads one BPMN file into plain facts: elements, flows, lanes, messages. Knows XML, not the executing library."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from lxml import etree

from engine.catalogue import _
from engine.definition.mapped import MappedValue, mapped, shares_all
from engine.definition.misdrawn import BPMNDI, misdrawn
from engine.definition.properties import FORM, PARAMETER
from engine.definition.safe_xml import UnsafeXmlError, parse_xml
from engine.definition.unread import BPMN, CAMUNDA, camunda_attributes, local, unread

TASKS = frozenset(
    {"userTask", "manualTask", "task", "sendTask", "receiveTask", "serviceTask", "businessRuleTask", "scriptTask"}
)
PASSED = frozenset({"task", "manualTask"})
"""Tasks that say what happens outside: a case passes through them, they are in nobody's list."""
ACTIVITIES = TASKS | {"callActivity", "subProcess", "transaction", "adHocSubProcess"}
GATEWAYS = frozenset({"exclusiveGateway", "inclusiveGateway", "parallelGateway", "eventBasedGateway", "complexGateway"})
EVENTS = frozenset({"startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent"})
NODES = ACTIVITIES | GATEWAYS | EVENTS


@dataclass(frozen=True)
class Element:
    """One flow node. `attributes` are the camunda attributes, `properties` the camunda:property pairs."""

    id: str
    kind: str
    name: str
    process_id: str
    scope: str
    """Id of the process or embedded sub-process that contains it."""
    lane: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
    properties: Mapping[str, str] = field(default_factory=dict)
    event: str = ""
    """`timer`, `message`, `signal`, … of an event or the empty string."""
    timer_kind: str = ""
    """`timeDate`, `timeDuration` or `timeCycle`."""
    timer: str = ""
    message: str = ""
    error: str = ""
    """The code of the error that is thrown, or caught; of one that catches, the empty string means any."""
    attached_to: str = ""
    interrupting: bool = True
    called: str = ""
    collection: str = ""
    item: str = ""
    sequential: bool = False
    loop: str = ""
    """`multi` (one instance per item), `standard` (a loop marker), or the empty string."""
    cardinality: str = ""
    """The number of its instances, when no list gives it."""
    completion: str = ""
    """The condition at which what is left of its instances is withdrawn."""
    holds_code: bool = False
    """Whether a script hides in its extensions."""
    default_flow: str = ""
    triggered_by_event: bool = False
    inputs: tuple[MappedValue, ...] = ()
    """Of a call that keeps its values to itself: what it is given."""
    outputs: tuple[MappedValue, ...] = ()
    """What comes back from it."""
    shares_all: bool = False
    """Whether a call says in words that all values go in, or come out."""
    unread: tuple[str, ...] = ()
    """Parts and attributes that nobody here reads, though another engine, or the library, would act on them."""

    @property
    def role(self) -> str:
        """The role that does a user task."""
        return self.attributes.get("candidateGroups", "")

    @property
    def form(self) -> str:
        """The form of a task; of a message, which modelers give no `formRef`, the property `formulir`."""
        return self.attributes.get("formRef", "") or self.properties.get(FORM, "")

    @property
    def topic(self) -> str:
        """The name of the operation that the element calls."""
        return self.attributes.get("topic", "")

    @property
    def decision(self) -> str:
        """The id of the decision table that the element asks."""
        return self.attributes.get("decisionRef", "")

    @property
    def due(self) -> str:
        """The expression of the due moment of a task."""
        return self.attributes.get("dueDate", "")

    @property
    def maps(self) -> bool:
        """Whether what it calls has values of its own."""
        return bool(self.inputs or self.outputs)

    @property
    def parameters(self) -> dict[str, str]:
        """The `param.` properties of an operation."""
        return {k.removeprefix(PARAMETER): v for k, v in self.properties.items() if k.startswith(PARAMETER)}


@dataclass(frozen=True)
class Flow:
    """A sequence flow; `source` and `target` are ids of elements."""

    id: str
    name: str
    source: str
    target: str
    condition: str = ""
    properties: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Diagram:
    """One file: one executable process with everything drawn in it."""

    file: str
    process_id: str
    name: str
    version_tag: str
    elements: Mapping[str, Element]
    flows: Mapping[str, Flow]
    lanes: tuple[str, ...]
    drawn: frozenset[str]
    duplicate_ids: tuple[str, ...]
    process_count: int
    """Processes that the file could mean: one that says it is executable among others, which are drawn only, is one."""
    unknown_nodes: tuple[str, ...] = ()
    misdrawn: tuple[str, ...] = ()
    """Ids of what has a place in the drawing that cannot be drawn: one waypoint, or bounds that are no numbers."""

    def start_events(self) -> list[Element]:
        """Start events of the process itself, not those of embedded sub-processes."""
        return list(self._starts)

    def attached(self, host: str) -> list[Element]:
        """The boundary events of an activity, in the order of the file."""
        return self._attached.get(host, [])

    def outgoing(self, element_id: str) -> list[Flow]:
        """The flows that leave an element, in the order of the file."""
        return self._outgoing.get(element_id, [])

    def incoming(self, element_id: str) -> list[Flow]:
        """The flows that lead to an element, in the order of the file."""
        return self._incoming.get(element_id, [])

    def inside(self, scope: str) -> list[Element]:
        """What lies directly in a process or a sub-process, in the order of the file."""
        return self._inside.get(scope, [])

    def interrupts(self, event_subprocess: str) -> bool:
        """Whether an event sub-process ends what goes on around it when it begins."""
        starts = [each for each in self.inside(event_subprocess) if each.kind == "startEvent"]
        return any(each.interrupting for each in starts)

    def flow_between(self, source: str, target: str) -> Flow | None:
        """The flow from one element to another, None when there is none."""
        return next((flow for flow in self.outgoing(source) if flow.target == target), None)

    @cached_property
    def _outgoing(self) -> dict[str, list[Flow]]:
        found: dict[str, list[Flow]] = {}
        for flow in self.flows.values():
            found.setdefault(flow.source, []).append(flow)
        return found

    @cached_property
    def _incoming(self) -> dict[str, list[Flow]]:
        found: dict[str, list[Flow]] = {}
        for flow in self.flows.values():
            found.setdefault(flow.target, []).append(flow)
        return found

    @cached_property
    def _inside(self) -> dict[str, list[Element]]:
        found: dict[str, list[Element]] = {}
        for element in self.elements.values():
            found.setdefault(element.scope, []).append(element)
        return found

    @cached_property
    def _starts(self) -> tuple[Element, ...]:
        return tuple(e for e in self.inside(self.process_id) if e.kind == "startEvent")

    @cached_property
    def _attached(self) -> dict[str, list[Element]]:
        found: dict[str, list[Element]] = {}
        for element in self.elements.values():
            if element.attached_to:
                found.setdefault(element.attached_to, []).append(element)
        return found

    @cached_property
    def main_ends(self) -> frozenset[str]:
        """Ends reachable from a start without passing a non-interrupting boundary event, and those that end all else:
        the results of the process."""
        reached: set[str] = set()
        waiting = [element.id for element in self.elements.values() if element.kind == "startEvent"]
        while waiting:
            element_id = waiting.pop()
            if element_id in reached:
                continue
            reached.add(element_id)
            waiting += [flow.target for flow in self.outgoing(element_id)]
            waiting += [e.id for e in self.attached(element_id) if e.interrupting]
        reached |= {each.id for each in self.elements.values() if each.event == "terminate"}
        return frozenset(i for i in reached if i in self.elements and self.elements[i].kind == "endEvent")


def read_diagram(file: str, text: str) -> Diagram:
    """Read a BPMN file. Raises UnsafeXmlError when it is not XML or holds no process."""
    root = parse_xml(text)
    processes = root.findall(f"{BPMN}process")
    process = next((p for p in processes if p.get("isExecutable") == "true"), processes[0] if processes else None)
    if process is None or not process.get("id"):
        raise UnsafeXmlError(_("berkas tidak berisi proses BPMN"))
    reader = _Reader(root, process)
    elements, flows = reader.read()
    ids = Counter(
        node.get("id", "")
        for node in root.iter()
        if isinstance(node.tag, str) and node.get("id") and node.tag.startswith(BPMN)
    )
    return Diagram(
        file=file,
        process_id=process.get("id", ""),
        name=process.get("name", ""),
        version_tag=process.get(f"{CAMUNDA}versionTag", ""),
        elements=elements,
        flows=flows,
        lanes=tuple(lane.get("name", "") for lane in process.iter(f"{BPMN}lane")),
        drawn=frozenset(shape.get("bpmnElement", "") for shape in root.iter(f"{BPMNDI}BPMNShape", f"{BPMNDI}BPMNEdge")),
        duplicate_ids=tuple(sorted(each for each, times in ids.items() if times > 1)),
        process_count=_meant(processes),
        unknown_nodes=tuple(reader.unknown),
        misdrawn=tuple(misdrawn(root)),
    )


def _meant(processes: list[etree._Element]) -> int:
    executable = sum(1 for each in processes if each.get("isExecutable") == "true")
    return executable or sum(1 for each in processes if len(each))


class _Reader:
    """Walks one process, embedded sub-processes included."""

    def __init__(self, root: etree._Element, process: etree._Element) -> None:
        self.process = process
        self.process_id = process.get("id", "")
        self.messages = {m.get("id", ""): m.get("name", "") for m in root.iter(f"{BPMN}message")}
        self.errors = {e.get("id", ""): e.get("errorCode", "") or e.get("name", "") for e in root.iter(f"{BPMN}error")}
        self.lane_of: dict[str, str] = {}
        self.unknown: list[str] = []
        for lane in process.iter(f"{BPMN}lane"):
            for reference in lane.findall(f"{BPMN}flowNodeRef"):
                self.lane_of[(reference.text or "").strip()] = lane.get("name", "")

    def read(self) -> tuple[dict[str, Element], dict[str, Flow]]:
        elements: dict[str, Element] = {}
        flows: dict[str, Flow] = {}
        for node, scope in self._nodes(self.process, self.process_id):
            kind = local(node)
            if kind in NODES:
                elements[node.get("id", "")] = self._element(node, kind, scope)
            elif kind == "sequenceFlow":
                flow = _flow(node)
                flows[flow.id] = flow
        return elements, flows

    def _nodes(self, parent: etree._Element, scope: str) -> Iterator[tuple[etree._Element, str]]:
        for node in parent.iterchildren(tag=etree.Element):
            kind = local(node)
            if kind in NODES or kind == "sequenceFlow":
                yield node, scope
            elif kind.endswith(("Task", "Gateway", "Event")) and node.tag.startswith(BPMN):
                self.unknown.append(node.get("id", kind))
            if kind in ("subProcess", "transaction", "adHocSubProcess"):
                lane = self.lane_of.get(node.get("id", ""), "")
                for child in node.iter():
                    if isinstance(child.tag, str) and child.get("id"):
                        self.lane_of.setdefault(child.get("id", ""), lane)
                yield from self._nodes(node, node.get("id", ""))

    def _element(self, node: etree._Element, kind: str, scope: str) -> Element:
        event, timer_kind, timer, message = self._event(node)
        if kind == "receiveTask":
            event, message = "message", self.messages.get(node.get("messageRef", ""), "")
        loop = node.find(f"{BPMN}multiInstanceLoopCharacteristics")
        attributes = camunda_attributes(node)
        for definition in node.findall(f"{BPMN}messageEventDefinition"):
            attributes |= camunda_attributes(definition)
        interrupting = node.get("cancelActivity", "true") == "true" and node.get("isInterrupting", "true") == "true"
        return Element(
            id=node.get("id", ""),
            kind=kind,
            name=" ".join((node.get("name") or "").split()),
            process_id=self.process_id,
            scope=scope,
            lane=self.lane_of.get(node.get("id", ""), ""),
            attributes=attributes,
            properties=_properties(node),
            event=event,
            timer_kind=timer_kind,
            timer=timer,
            message=message,
            error=self._error(node),
            attached_to=node.get("attachedToRef", ""),
            interrupting=interrupting,
            called=node.get("calledElement", ""),
            collection=loop.get(f"{CAMUNDA}collection", "") if loop is not None else "",
            item=loop.get(f"{CAMUNDA}elementVariable", "") if loop is not None else "",
            sequential=loop is not None and loop.get("isSequential") == "true",
            loop=_loop_kind(node),
            cardinality=_text_in(loop, "loopCardinality"),
            completion=_text_in(loop, "completionCondition"),
            holds_code=_holds_code(node),
            default_flow=node.get("default", ""),
            triggered_by_event=node.get("triggeredByEvent") == "true",
            inputs=mapped(node, "in") if kind == "callActivity" else (),
            outputs=mapped(node, "out") if kind == "callActivity" else (),
            shares_all=kind == "callActivity" and shares_all(node),
            unread=tuple(sorted(set(unread(node)))),
        )

    def _error(self, node: etree._Element) -> str:
        thrown = node.find(f"{BPMN}errorEventDefinition")
        return self.errors.get(thrown.get("errorRef", ""), "") if thrown is not None else ""

    def _event(self, node: etree._Element) -> tuple[str, str, str, str]:
        for definition in node:
            if not isinstance(definition.tag, str) or not definition.tag.endswith("EventDefinition"):
                continue
            kind = local(definition).removesuffix("EventDefinition")
            if kind == "timer":
                for part in definition:
                    if isinstance(part.tag, str):
                        return kind, local(part), (part.text or "").strip(), ""
            return kind, "", "", self.messages.get(definition.get("messageRef", ""), "")
        return "", "", "", ""


def _text_in(loop: etree._Element | None, part: str) -> str:
    return (loop.findtext(f"{BPMN}{part}") or "").strip() if loop is not None else ""


def _loop_kind(node: etree._Element) -> str:
    for kind in ("multi", "standard"):
        if node.find(f"{BPMN}{'multiInstance' if kind == 'multi' else kind}LoopCharacteristics") is not None:
            return kind
    return ""


def _holds_code(node: etree._Element) -> bool:
    extensions = node.findall(f"{BPMN}extensionElements")
    inside = [child for extension in extensions for child in extension.iter(tag=etree.Element)]
    return any(local(child).lower().endswith("script") for child in inside)


def _properties(node: etree._Element) -> dict[str, str]:
    found = node.findall(f"{BPMN}extensionElements/{CAMUNDA}properties/{CAMUNDA}property")
    return {p.get("name", ""): (p.get("value") or "").strip() for p in found}


def _flow(node: etree._Element) -> Flow:
    condition = node.find(f"{BPMN}conditionExpression")
    return Flow(
        id=node.get("id", ""),
        name=" ".join((node.get("name") or "").split()),
        source=node.get("sourceRef", ""),
        target=node.get("targetRef", ""),
        condition=(condition.text or "").strip() if condition is not None else "",
        properties=_properties(node),
    )
