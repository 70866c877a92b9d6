"""Parts and attributes of an element that nobody here reads, though another engine or the library would act on them."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
CAMUNDA = "{http://camunda.org/schema/1.0/bpmn}"
SCOPES = frozenset({"subProcess", "transaction", "adHocSubProcess"})
PARTS = frozenset(
    {"documentation", "extensionElements", "incoming", "outgoing", "multiInstanceLoopCharacteristics",
     "standardLoopCharacteristics", "script", "text"}
)  # fmt: skip
"""What may stand inside an element, event definitions apart."""
READ_ATTRIBUTES = frozenset(
    {"candidateGroups", "collection", "calledElementBinding", "decisionRef", "decisionRefBinding", "dueDate",
     "elementVariable", "formRef", "formRefBinding", "historyTimeToLive", "mapDecisionResult", "resultVariable",
     "topic", "type", "versionTag"}
)  # fmt: skip
"""Attributes of the modeler that are read here, or that say how our own reading is called there."""


LOOP_PARTS = frozenset({"loopCardinality", "completionCondition", "extensionElements"})
"""What may say how often an activity is done, beside the list."""


def unread(node: etree._Element) -> Iterator[str]:
    """Their names: `camunda:…` for those of the modeler."""
    for name in camunda_attributes(node):
        if name not in READ_ATTRIBUTES:
            yield f"camunda:{name}"
    for child in node.iterchildren(tag=etree.Element):
        name = local(child)
        if name == "extensionElements":
            yield from _unread_extensions(child, calls=local(node) == "callActivity")
        elif (
            child.tag.startswith(BPMN)
            and name not in PARTS
            and local(node) not in SCOPES
            and not name.endswith("Definition")
        ):
            yield name
        elif name == "multiInstanceLoopCharacteristics":
            yield from (local(part) for part in child.iterchildren(tag=etree.Element) if local(part) not in LOOP_PARTS)


def _unread_extensions(extensions: etree._Element, *, calls: bool) -> Iterator[str]:
    for child in extensions.iterchildren(tag=etree.Element):
        if child.tag.startswith(CAMUNDA) and local(child) != "properties" and not (calls and is_mapping(child)):
            yield f"camunda:{local(child)}"


def is_mapping(part: etree._Element) -> bool:
    """Whether a part of a call says what goes in or comes out: one value, all of them, or the key of the case."""
    known = {"source", "sourceExpression", "target", "variables", "businessKey"}
    whole = part.get("variables") in (None, "all")
    return part.tag in (f"{CAMUNDA}in", f"{CAMUNDA}out") and whole and {*map(_plain, part.attrib)} <= known


def _plain(name: str | bytes) -> str:
    return str(name).rpartition("}")[2]


def camunda_attributes(node: etree._Element) -> dict[str, str]:
    """The attributes of the modeler, without their namespace."""
    return {str(k).removeprefix(CAMUNDA): str(v) for k, v in node.attrib.items() if str(k).startswith(CAMUNDA)}


def local(node: etree._Element) -> str:
    """The name of a node without its namespace."""
    return str(etree.QName(node).localname)
