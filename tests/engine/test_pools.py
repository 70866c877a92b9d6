"""Several pools in one file: one process runs, the others are drawn only, closed or open."""

from __future__ import annotations

import pytest
from SpiffWorkflow.bpmn.parser.ValidationException import ValidationException

from engine.definition.safe_xml import parse_xml
from engine.running.move_plan import MoveVerdict
from engine.running.spiff.compiler import OwnParser
from tests.engine.test_gate_rules import findings
from tests.support import diagrams as d
from tests.support.lab import Lab

OTHER = (
    '<bpmn:process id="Process_warga" name="Warga" isExecutable="false"><bpmn:startEvent id="Start_warga"/>'
    '<bpmn:scriptTask id="Task_warga"><bpmn:script>1/0</bpmn:script></bpmn:scriptTask>'
    '<bpmn:sequenceFlow id="Flow_warga" sourceRef="Start_warga" targetRef="Task_warga"/></bpmn:process>'
)
POOLS = (
    '<bpmn:collaboration id="Kolaborasi_{name}"><bpmn:participant id="Pool_{name}" name="Dinas" processRef="{name}"/>'
    '<bpmn:participant id="Pool_luar" name="Ombudsman"/>{open}'
    '<bpmn:messageFlow id="Pesan_luar" sourceRef="Task_a" targetRef="Pool_luar"/></bpmn:collaboration>'
)


def pools(name: str, *, opened: bool, nodes: list[d.Node] | None = None) -> str:
    """A process beside a closed pool and, when `opened`, one that holds steps of its own."""
    made = nodes or [d.start(), d.user("Task_a"), d.end()]
    text = d.process(name, made, d.chain(*[each.id for each in made]))
    part = '<bpmn:participant id="Pool_warga" name="Warga" processRef="Process_warga"/>' if opened else ""
    at = text.index("<bpmn:process ")
    whole = text[:at] + POOLS.format(name=name, open=part) + text[at:]
    return whole.replace("</bpmn:process>", "</bpmn:process>" + (OTHER if opened else ""))


@pytest.mark.parametrize("opened", [False, True])
def test_only_the_process_that_says_so_runs(lab: Lab, opened: bool) -> None:
    caller = pools("induk", opened=opened, nodes=[d.start(), d.user("Task_a"), d.call("Call_anak", "anak"), d.end()])
    files = {"induk.bpmn": caller, "anak.bpmn": pools("anak", opened=opened)}
    assert findings(files) == []
    lab.deploy("induk", induk=files["induk.bpmn"], anak=files["anak.bpmn"])
    case_id = lab.start("induk")
    for _process in files:
        assert lab.open_tasks(case_id) == ["Task_a"]
        lab.complete(case_id, "Task_a")
    assert lab.case(case_id).status == "completed"
    assert not {"Start_warga", "Task_warga"} & set(lab.visits(case_id))


def test_a_pool_drawn_later_moves_no_case(sqlite_lab: Lab) -> None:
    sqlite_lab.deploy("induk", induk=pools("induk", opened=False))
    case_id = sqlite_lab.start("induk")
    sqlite_lab.deploy("induk", induk=pools("induk", opened=True))
    assert sqlite_lab.migrate(case_id, "induk").plan.outcome == MoveVerdict.SAME
    sqlite_lab.complete(case_id, "Task_a")
    assert sqlite_lab.case(case_id).status == "completed"


def test_the_library_itself_refuses_the_same_other_side_in_two_files() -> None:
    parser = OwnParser()
    parser.add_bpmn_xml(parse_xml(pools("induk", opened=True)), "induk.bpmn")
    with pytest.raises(ValidationException, match="Duplicate process ID"):
        parser.add_bpmn_xml(parse_xml(pools("anak", opened=True)), "anak.bpmn")
