"""The guide's table of what runs and what is refused says of each element kind of the standard what the gate does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import SpiffWorkflow
from lxml import etree

from engine.definition.diagram import EVENTS, read_diagram
from tests.engine.gate_samples import GOOD_TABLE, decide
from tests.engine.test_gate_rules import findings
from tests.house.files import ROOT
from tests.support import diagrams as d

SCHEMA = Path(str(SpiffWorkflow.__file__)).parent / "bpmn" / "parser" / "schema" / "Semantic.xsd"
DRAWN_ONLY = {"dataObject", "dataObjectReference", "dataStoreReference", "sequenceFlow", "event", "implicitThrowEvent"}
"""No steps, or names of the schema that no file holds."""
NEVER_THERE = {
    "startEvent": {"terminate", "cancel", "link"},
    "endEvent": {"timer", "conditional", "link"},
    "intermediateCatchEvent": {"", "terminate", "cancel", "error", "escalation", "compensate"},
    "intermediateThrowEvent": {"terminate", "cancel", "error", "timer", "conditional"},
    "boundaryEvent": {"", "terminate", "link"},
}
"""Which the standard itself does not allow there (table 10.93): no row says them, and the gate refuses them."""
CHILD = d.process("anak", [d.start(), d.end()], d.chain("Start_mulai", "End_selesai"))
BODIES = {"timer": d.timer("timeDuration", "P3D"), "message": d.message()}
READY = {
    "userTask": d.user("Task_x"),
    "serviceTask": d.operation("Task_x"),
    "sendTask": d.node("sendTask", "Task_x", attributes='camunda:topic="catat"'),
    "receiveTask": d.receive("Task_x"),
    "businessRuleTask": decide("Task_x"),
    "callActivity": d.call("Task_x", "anak"),
    "subProcess": d.subprocess("Task_x", [d.start("Start_d"), d.end("End_d")], d.chain("Start_d", "End_d")),
}
"""Kinds that say more than their name before they pass."""


def of_schema(group: str) -> list[str]:
    tree = etree.parse(SCHEMA)
    found = tree.findall("{http://www.w3.org/2001/XMLSchema}element")
    return [str(each.get("name")) for each in found if each.get("substitutionGroup") == group]


def all_kinds() -> list[str]:
    definitions = ["", *(each.removesuffix("EventDefinition") for each in of_schema("eventDefinition"))]
    nodes = [each for each in of_schema("flowElement") if each not in DRAWN_ONLY]
    return [f"{node} {event}".strip() for node in nodes for event in (definitions if node in EVENTS else [""])]


def said() -> dict[str, bool]:
    text = (ROOT / "docs" / "panduan-pemilik-proses.md").read_text(encoding="utf-8")
    part = text.partition("## Yang dijalankan")[2].partition("\n## ")[0]
    rows = [line.split("|") for line in part.splitlines() if line.startswith("| `")]
    return {kind: row[2].strip() == "dijalankan" for row in rows for kind in re.findall(r"`([^`]+)`", row[1])}


def example(kind: str) -> str:
    """A process whose step `Task_x` is of that kind."""
    node, _, event = kind.partition(" ")
    body = BODIES.get(event) or (f"<bpmn:{event}EventDefinition/>" if event else "")
    after = [d.catch("Event_lalu", d.timer("timeDuration", "P3D"))] if node == "eventBasedGateway" else []
    step = READY.get(node) or d.node(node, "Task_x", body)
    first, last = d.start(), d.end()
    if node == "startEvent":
        return d.process("induk", [step, last], d.chain("Task_x", "End_selesai"))
    if node == "endEvent":
        return d.process("induk", [first, step], d.chain("Start_mulai", "Task_x"))
    if node == "boundaryEvent":
        nodes = [first, d.user("Task_a"), d.boundary("Task_x", "Task_a", body, interrupting=True), last, d.end("End_x")]
        return d.process(
            "induk", nodes, [*d.chain("Start_mulai", "Task_a", "End_selesai"), *d.chain("Task_x", "End_x")]
        )
    nodes = [first, step, *after, last]
    return d.process("induk", nodes, d.chain(*[each.id for each in nodes]))


def runs(kind: str) -> bool:
    text = example(kind)
    tells = findings({"induk.bpmn": text, "anak.bpmn": CHILD, "tabel.dmn": GOOD_TABLE})
    known = "Task_x" in read_diagram("induk.bpmn", text).elements
    return known and not any(each.element == "Task_x" and each.rule == "executable_kinds" for each in tells)


@pytest.mark.parametrize("kind", all_kinds())
def test_the_guide_says_what_the_gate_does(kind: str) -> None:
    node, _, event = kind.partition(" ")
    if event in NEVER_THERE.get(node, set()):
        assert not runs(kind)
        assert kind not in said()
    else:
        assert said().get(kind) is runs(kind)


def test_the_guide_names_nothing_that_the_standard_does_not_know() -> None:
    assert set(said()) <= set(all_kinds())
