"""Every reference leads somewhere: flows, lanes, attached events, defaults, messages, and the shapes of the drawing."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from engine.catalogue import _
from engine.definition.bundle import Bundle
from engine.definition.safe_xml import parse_xml
from engine.definition.surroundings import Surroundings
from engine.errors import Finding

ATTRIBUTES = (
    "sourceRef",
    "targetRef",
    "attachedToRef",
    "default",
    "messageRef",
    "signalRef",
    "errorRef",
    "processRef",
    "bpmnElement",
)
TEXTS = frozenset({"flowNodeRef", "incoming", "outgoing", "dataInputRef", "dataOutputRef"})


def check(bundle: Bundle, _around: Surroundings) -> Iterator[Finding]:
    """References to what is not in the file."""
    for diagram in bundle.diagrams.values():
        root = parse_xml(bundle.files[diagram.file])
        ids = {each.get("id") for each in root.iter("*")}
        told: set[tuple[str | None, str]] = set()
        for owner, reference in _references(root):
            if reference.rpartition(":")[2] not in ids and (owner, reference) not in told:
                told.add((owner, reference))
                message = _(
                    "menunjuk %(reference)s, yang tidak ada dalam berkas ini; hapus atau sambungkan lagi",
                    reference=reference,
                )
                yield Finding(diagram.file, owner, "references", message)


def _references(root: etree._Element) -> Iterator[tuple[str | None, str]]:
    """(element that refers, what it refers to). A shape of the drawing counts as the element's own trace."""
    for element in root.iter("*"):
        for name in ATTRIBUTES:
            value = element.get(name)
            if value:
                yield element.get("id"), value
        if etree.QName(element).localname in TEXTS and (element.text or "").strip():
            parent = element.getparent()
            yield parent.get("id") if parent is not None else None, (element.text or "").strip()
