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
            yield from _unread_extensions(child)
        elif (
            child.tag.startswith(BPMN)
            and name not in PARTS
            and local(node) not in SCOPES
            and not name.endswith("Definition")
        ):
            yield name
        elif name == "multiInstanceLoopCharacteristics":
            yield from (local(part) for part in child.iterchildren(tag=etree.Element) if local(part) not in LOOP_PARTS)


def _unread_extensions(extensions: etree._Element) -> Iterator[str]:
    for child in extensions.iterchildren(tag=etree.Element):
        name, whole = local(child), child.get("variables") == "all" or child.get("businessKey") is not None
        if child.tag.startswith(CAMUNDA) and name != "properties" and not (name in ("in", "out") and whole):
            yield f"camunda:{name}"


def camunda_attributes(node: etree._Element) -> dict[str, str]:
    """The attributes of the modeler, without their namespace."""
    return {str(k).removeprefix(CAMUNDA): str(v) for k, v in node.attrib.items() if str(k).startswith(CAMUNDA)}


def local(node: etree._Element) -> str:
    """The name of a node without its namespace."""
    return str(etree.QName(node).localname)
