"""The same process as it is, and within others: embedded, embedded twice, called, once for each of a list."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from engine.running import commands
from tests.support import diagrams as d
from tests.support.lab import Lab

INNER = {"Start_mulai": "Start_lapis", "End_selesai": "End_lapis"}
EACH = d.instances("semua", "satuan")
Files = dict[str, str]


def _renamed(text: str, depth: int) -> str:
    for old, new in INNER.items():
        text = text.replace(f'"{old}"', f'"{new}{depth}"')
    return text


def _embedded(text: str, depth: int = 1, loop: str = "") -> str:
    """Everything that a process draws, within a sub-process of it."""
    inner = _renamed(text, depth)
    found = re.search(r"(<bpmn:process [^>]*>)(.*)(</bpmn:process>)", inner, re.DOTALL)
    assert found is not None
    part = d.Node(f"Sub_lapis{depth}", d.node("subProcess", f"Sub_lapis{depth}", loop + found[2]).xml)
    nodes, flows = [d.start(), part, d.end()], d.chain("Start_mulai", part.id, "End_selesai")
    body = "".join(each.xml for each in (*nodes, *flows))
    shapes = "".join(
        f'<bpmndi:BPMNShape id="{n.id}_di" bpmnElement="{n.id}"><dc:Bounds x="{100 * i}" y="900" width="90" height="80"/>'
        "</bpmndi:BPMNShape>"
        for i, n in enumerate(nodes)
    ) + "".join(
        f'<bpmndi:BPMNEdge id="{f.id}_di" bpmnElement="{f.id}"><di:waypoint x="0" y="0"/><di:waypoint x="9" y="9"/>'
        "</bpmndi:BPMNEdge>"
        for f in flows
    )
    inner = inner.replace(found[0], found[1] + body + found[3])
    for old, new in INNER.items():  # ids of the drawing of those that were renamed
        inner = inner.replace(f'id="{old}_di"', f'id="{new}{depth}_di"')
    return inner.replace("</bpmndi:BPMNPlane>", f"{shapes}</bpmndi:BPMNPlane>", 1)


def _called(process_id: str, text: str, loop: str = "") -> Files:
    """The process itself, called by one of its former name."""
    inner = re.sub(rf'"({process_id})"', f'"{process_id}_lapis"', text).replace(
        f'name="{process_id}_lapis"', 'name="Isi"'
    )
    around = [d.start(), d.call("Call_lapis", f"{process_id}_lapis", loop), d.end()]
    return {
        process_id: d.process(process_id, around, d.chain("Start_mulai", "Call_lapis", "End_selesai")),
        f"{process_id}_lapis": inner,
    }


SCOPES: dict[str, Callable[[str, str], Files]] = {
    "embedded": lambda process_id, text: {process_id: _embedded(text)},
    "embedded_twice": lambda process_id, text: {process_id: _embedded(_embedded(text), 2)},
    "called": _called,
    "embedded_in_called": lambda process_id, text: _called(process_id, _embedded(text)),
    "embedded_for_each": lambda process_id, text: {process_id: _embedded(text, loop=EACH)},
    "called_for_each": lambda process_id, text: _called(process_id, text, EACH),
}


@dataclass
class ScopedLab(Lab):
    """A lab whose processes lie within another scope, and that tells of them as if they did not."""

    scope: str = "embedded"

    def deploy(self, process_id: str, **files: str) -> None:
        super().deploy(process_id, **{**files, **SCOPES[self.scope](process_id, files[process_id])})

    def start(self, process_id: str, start_element: str = "Start_mulai", **variables: Any) -> uuid.UUID:
        return super().start(process_id, start_element, **{"semua": ["satu"], **variables})

    def migrate(self, case_id: uuid.UUID, process_id: str, **options: Any) -> commands.MoveResult:
        if "called" in self.scope and "mapping" in options:
            mapping = options["mapping"].items()
            options["mapping"] = {(f"{process}_lapis", element): to for (process, element), to in mapping}
        return super().migrate(case_id, process_id, **options)

    def visits(self, case_id: uuid.UUID) -> dict[str, int]:
        around = ("_lapis", "_lapis1", "_lapis2")
        return {each: n for each, n in super().visits(case_id).items() if not each.endswith(around)}
