"""A diagram as XML that one may break: elements go, flows are led elsewhere, and nothing is left hanging in the air."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Self

from lxml import etree

from engine.definition.diagram import NODES
from engine.definition.safe_xml import parse_xml
from engine.definition.unread import BPMN

ENTERED_OTHERWISE = ("startEvent", "boundaryEvent")
REFERRING = ("flowNodeRef", "incoming", "outgoing")


class Drawn:
    """One file. Every change works on a copy of its own: read it anew for each."""

    def __init__(self, root: etree._Element) -> None:
        self.root = root

    @classmethod
    def read(cls, text: str) -> Self:
        """Raises UnsafeXmlError."""
        return cls(parse_xml(text))

    def text(self) -> str:
        """The file, cleared of everything that only served what is gone."""
        self._clear()
        return etree.tostring(self.root, encoding="unicode")

    def node(self, element_id: str) -> etree._Element:
        """An element of the process. Raises LookupError."""
        for node in self.root.iter(etree.Element):
            if node.get("id") == element_id:
                return node
        raise LookupError(element_id)

    def drop(self, element_id: str) -> None:
        """Without an element and everything that only it leads to."""
        _remove(self.node(element_id))

    def bypass(self, element_id: str) -> bool:
        """Without an element, its way in leading where its one way out led. False where there is no such way."""
        leaving = [flow for flow in self._flows() if flow.get("sourceRef") == element_id]
        if len(leaving) != 1 or leaving[0].get("targetRef") == element_id:
            return False
        for flow in self._flows():
            if flow.get("targetRef") == element_id:
                flow.set("targetRef", leaving[0].get("targetRef", ""))
        _remove(leaving[0])
        _remove(self.node(element_id))
        return True

    def swap(self, one: str, other: str) -> None:
        """Two flows lead each where the other led."""
        first, second = self.node(one), self.node(other)
        to_first, to_second = first.get("targetRef", ""), second.get("targetRef", "")
        first.set("targetRef", to_second)
        second.set("targetRef", to_first)

    def _flows(self) -> Iterator[etree._Element]:
        yield from list(self.root.iter(f"{BPMN}sequenceFlow"))

    def _nodes(self) -> Iterator[etree._Element]:
        yield from [n for n in self.root.iter(etree.Element) if str(etree.QName(n).localname) in NODES]

    def _clear(self) -> None:
        while gone := [*self._without_host(), *self._without_ends(), *self._never_entered()]:
            for node in gone:
                _remove(node)
        ids = {each.get("id") for each in self.root.iter(etree.Element) if each.get("id")}
        for element in list(self.root.iter(etree.Element)):
            name = str(etree.QName(element).localname)
            if (name in REFERRING and (element.text or "").strip() not in ids) or element.get("bpmnElement") not in (
                None,
                *ids,
            ):
                _remove(element)
            elif element.get("default") not in (None, *ids):
                del element.attrib["default"]
        self._name_flows_anew()

    def _without_host(self) -> list[etree._Element]:
        ids = {each.get("id") for each in self._nodes()}
        return [n for n in self._nodes() if n.get("attachedToRef") and n.get("attachedToRef") not in ids]

    def _without_ends(self) -> list[etree._Element]:
        ids = {each.get("id") for each in self._nodes()}
        return [f for f in self._flows() if f.get("sourceRef") not in ids or f.get("targetRef") not in ids]

    def _never_entered(self) -> list[etree._Element]:
        entered = {flow.get("targetRef") for flow in self._flows()}
        return [
            node
            for node in self._nodes()
            if node.get("id") not in entered
            and str(etree.QName(node).localname) not in ENTERED_OTHERWISE
            and node.get("triggeredByEvent") != "true"
        ]

    def _name_flows_anew(self) -> None:
        """`incoming` of each element says again which flows come in."""
        arriving: dict[str, list[str]] = {}
        for flow in self._flows():
            arriving.setdefault(flow.get("targetRef", ""), []).append(flow.get("id", ""))
        for node in self._nodes():
            told = node.findall(f"{BPMN}incoming")
            wanted = arriving.get(node.get("id", ""), [])
            if [(each.text or "").strip() for each in told] == wanted:
                continue
            for each in told:
                _remove(each)
            at = next(
                (i for i, c in enumerate(node) if c.tag not in (f"{BPMN}documentation", f"{BPMN}extensionElements")),
                len(node),
            )
            for number, flow_id in enumerate(wanted):
                element = etree.Element(f"{BPMN}incoming")
                element.text = flow_id
                node.insert(at + number, element)


def _remove(node: etree._Element) -> None:
    parent = node.getparent()
    if parent is not None:
        parent.remove(node)
