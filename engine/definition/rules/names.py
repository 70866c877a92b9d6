"""Every element has a name that a person can read; a question's answers too."""

from __future__ import annotations

from collections.abc import Iterator
from unicodedata import category

from engine.catalogue import _
from engine.definition.bundle import Bundle
from engine.definition.diagram import GATEWAYS
from engine.definition.surroundings import Surroundings
from engine.errors import Finding

LONGEST = 200
"""Letters of a name: what a person reads in a list and on a drawing."""


def check(bundle: Bundle, _around: Surroundings) -> Iterator[Finding]:
    """Processes, elements and answers without a name, or with one that nobody can read."""
    for diagram in bundle.diagrams.values():
        if not diagram.name:
            yield Finding(diagram.file, diagram.process_id, "names", _("proses ini belum bernama"))
        named = {diagram.process_id: diagram.name}
        named |= {element.id: element.name for element in diagram.elements.values()}
        named |= {flow.id: flow.name for flow in diagram.flows.values()}
        for id_, name in named.items():
            if len(name) > LONGEST or any(category(letter) in ("Cc", "Cf") for letter in name):
                text = _("nama paling panjang %(most)s huruf, tanpa tanda yang tidak terlihat", most=LONGEST)
                yield Finding(diagram.file, id_, "names", text)
        for element in diagram.elements.values():
            joins = element.kind in GATEWAYS and len(diagram.outgoing(element.id)) < 2
            if not element.name and not joins:
                yield Finding(diagram.file, element.id, "names", _("elemen ini belum bernama"))
        for flow in diagram.flows.values():
            source = diagram.elements.get(flow.source)
            if flow.condition and not flow.name and source is not None:
                yield Finding(
                    diagram.file,
                    flow.id,
                    "names",
                    _("alur dari '%(name)s' belum diberi nama jawabannya", name=source.name),
                )
