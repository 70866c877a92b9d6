"""BPMN XML in, one drawing out. Read once per content, then kept: a case only adds colour to it."""

from __future__ import annotations

import math
from collections import OrderedDict
from hashlib import sha256
from threading import Lock

from lxml import etree

from engine.definition.drawing.edges import edge_markup
from engine.definition.drawing.labels import below
from engine.definition.drawing.model import Box, Drawing, DrawnNode, Edge, Point, UnreadableDiagramError, around
from engine.definition.drawing.shapes import node_markup
from engine.definition.safe_xml import UnsafeXmlError, parse_xml

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
DI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
DC = "{http://www.omg.org/spec/DD/20100524/DC}"
DD = "{http://www.omg.org/spec/DD/20100524/DI}"
KEPT = 128
FARTHEST = 100_000
_FLAT = ("participant", "lane", "group")
_BOXES = ("subProcess", "transaction", "adHocSubProcess")
_DEFINITION = "EventDefinition"
_drawings: OrderedDict[bytes, Drawing] = OrderedDict()
_lock = Lock()


def drawing(xml: str) -> Drawing:
    """The first plane of a BPMN file, from memory when its content was read before. Raises UnreadableDiagramError."""
    key = sha256(xml.encode()).digest()
    with _lock:
        known = _drawings.get(key)
        if known:
            _drawings.move_to_end(key)
            return known
    fresh = read(xml)
    with _lock:
        _drawings[key] = fresh
        while len(_drawings) > KEPT:
            _drawings.popitem(last=False)
    return fresh


def read(xml: str) -> Drawing:
    """Like `drawing`, without memory."""
    try:
        root = parse_xml(xml)
    except UnsafeXmlError as error:
        raise UnreadableDiagramError(str(error)) from error
    plane = next(root.iter(f"{DI}BPMNPlane"), None)
    if plane is None:
        raise UnreadableDiagramError("the file has no drawing (BPMNPlane)")
    meaning = {element.get("id", ""): element for element in root.iter(f"{BPMN}*")}
    nodes: list[DrawnNode] = []
    edges: list[Edge] = []
    for drawn in plane:
        element = meaning.get(drawn.get("bpmnElement", ""))
        if element is None:
            continue
        if drawn.tag == f"{DI}BPMNShape":
            nodes.append(_node(drawn, element))
        elif drawn.tag == f"{DI}BPMNEdge":
            edges.append(_edge(drawn, element, meaning))
    if not nodes:
        raise UnreadableDiagramError("the drawing has no shapes")
    markup = {node.id: node_markup(node) for node in nodes} | {edge.id: edge_markup(edge) for edge in edges}
    return Drawing(*_layers(nodes), tuple(edges), _bounds(nodes, edges), markup)


def _layers(nodes: list[DrawnNode]) -> tuple[tuple[DrawnNode, ...], tuple[DrawnNode, ...]]:
    """What lies under the lines, and what lies over them."""
    below = [node for node in nodes if node.kind in _FLAT or (node.kind in _BOXES and node.expanded)]
    below.sort(key=lambda node: ((*_FLAT, *_BOXES).index(node.kind), -node.box.width * node.box.height))
    lower = {node.id for node in below}
    above = [node for node in nodes if node.id not in lower]
    return tuple(below), tuple(sorted(above, key=lambda node: node.kind == "boundaryEvent"))


def _node(drawn: etree._Element, element: etree._Element) -> DrawnNode:
    kind = _local(element)
    name = element.get("name", "")
    if kind == "textAnnotation":
        name = "".join(element.findtext(f"{BPMN}text") or "")
    return DrawnNode(
        id=element.get("id", ""),
        kind=kind,
        name=" ".join(name.split()),
        box=_box(drawn.find(f"{DC}Bounds")) or Box(0, 0, 0, 0),
        label=_label(drawn),
        trigger=_trigger(element),
        interrupting=element.get("cancelActivity", element.get("isInterrupting", "true")) != "false",
        repeats=_repeats(element),
        expanded=drawn.get("isExpanded", "false") == "true",
        horizontal=drawn.get("isHorizontal", "true") != "false",
        triggered=element.get("triggeredByEvent") == "true",
        black_box=kind == "participant" and not element.get("processRef"),
    )


def _local(element: etree._Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _trigger(element: etree._Element) -> str:
    found = [_local(child) for child in element if _local(child).endswith(_DEFINITION)]
    if len(found) > 1:
        return "parallelMultiple" if element.get("parallelMultiple") == "true" else "multiple"
    return found[0].removesuffix(_DEFINITION) if found else ""


def _repeats(element: etree._Element) -> str:
    if element.find(f"{BPMN}standardLoopCharacteristics") is not None:
        return "loop"
    several = element.find(f"{BPMN}multiInstanceLoopCharacteristics")
    if several is None:
        return ""
    return "sequential" if several.get("isSequential") == "true" else "parallel"


def _edge(drawn: etree._Element, element: etree._Element, meaning: dict[str, etree._Element]) -> Edge:
    points = tuple(_point(point) for point in drawn.findall(f"{DD}waypoint"))
    if len(points) < 2:
        raise UnreadableDiagramError(f"{element.get('id')}: a line needs two points")
    source = meaning.get(element.get("sourceRef", ""))
    default = source is not None and source.get("default") == element.get("id")
    conditional = element.find(f"{BPMN}conditionExpression") is not None
    at_gateway = source is not None and _local(source).endswith("Gateway")
    return Edge(
        id=element.get("id", ""),
        kind=_local(element),
        name=" ".join(element.get("name", "").split()),
        points=points,
        label=_label(drawn),
        default=default,
        conditional=conditional and not at_gateway and not default,
    )


def _label(drawn: etree._Element) -> Box | None:
    return _box(drawn.find(f"{DI}BPMNLabel/{DC}Bounds"))


def _box(bounds: etree._Element | None) -> Box | None:
    if bounds is None:
        return None
    box = Box(*(_number(bounds, name) for name in ("x", "y", "width", "height")))
    if box.width < 0 or box.height < 0:
        raise UnreadableDiagramError("a shape has a negative size")
    return box


def _point(point: etree._Element) -> Point:
    return _number(point, "x"), _number(point, "y")


def _number(element: etree._Element, name: str) -> float:
    try:
        value = float(element.get(name, ""))
    except ValueError as error:
        raise UnreadableDiagramError(f"{name}={element.get(name)!r} is no number") from error
    if not math.isfinite(value) or abs(value) > FARTHEST:
        raise UnreadableDiagramError(f"{name}={value} is off the diagram")
    return value


def _bounds(nodes: list[DrawnNode], edges: list[Edge]) -> Box:
    boxes = [node.box for node in nodes]
    boxes += [label for label in [*(node.label for node in nodes), *(edge.label for edge in edges)] if label]
    boxes += [below(node.box) for node in nodes if node.kind.endswith(("Event", "Gateway")) and not node.label]
    boxes += [Box(x, y, 0, 0) for edge in edges for x, y in edge.points]
    return around(boxes)
