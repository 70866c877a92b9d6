"""The library's traps, one by one: each is refused at deploy or shown to be harmless here."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from engine.db import reading, unit_of_work
from engine.definition.rules.reserved_ids import RESERVED, SUFFIXES
from engine.errors import CaseBrokenError, DeployRefusedError, EngineError
from engine.models import Case, ProcessVersion
from engine.running.spiff.scope import ScopedEngine
from tests.engine.test_gate_rules import findings
from tests.house.files import python_files
from tests.support import diagrams as d
from tests.support.lab import INSTANSI, Lab

LAGI = d.form("lagi", lagi="checkbox")


def refused(*nodes: d.Node, flows: list[d.Flow]) -> set[tuple[str | None, str]]:
    text = d.process("induk", nodes, flows)
    return {(finding.element, finding.rule) for finding in findings({"induk.bpmn": text})}


@pytest.mark.parametrize("name", [*sorted(RESERVED), *(f"Task_a{suffix}" for suffix in SUFFIXES)])
def test_1_ids_of_the_library_are_refused_and_lookalikes_run(name: str, sqlite_lab: Lab) -> None:
    task = d.Node(name, d.user("Task_x").xml.replace("Task_x", name))
    flows = d.chain("Start_mulai", name, "End_selesai")
    assert (name, "reserved_ids") in refused(d.start(), task, d.end(), flows=flows)
    near = f"Task_{re.sub('[^A-Za-z]', '_', name)}"
    text = d.process("dekat", [d.start(), d.user(near), d.end()], d.chain("Start_mulai", near, "End_selesai"))
    sqlite_lab.deploy("dekat", dekat=text)
    case_id = sqlite_lab.start("dekat")
    assert sqlite_lab.open_tasks(case_id) == [near]
    sqlite_lab.complete(case_id, near)
    assert sqlite_lab.case(case_id).status == "completed"


def test_2_a_duration_as_every_modeler_writes_it(lab: Lab) -> None:
    waits = d.catch("Event_tunggu", d.timer("timeDuration", "P3D"))
    text = d.process("jeda", [d.start(), waits, d.end()], d.chain("Start_mulai", "Event_tunggu", "End_selesai"))
    lab.deploy("jeda", jeda=text)
    case_id = lab.start("jeda")
    assert lab.at("2026-03-12T08:59+08:00") == 0
    assert lab.at("2026-03-12T09:00+08:00") == 1
    assert lab.case(case_id).status == "completed"


def test_3_a_diagram_cannot_run_code(sqlite_lab: Lab) -> None:
    script = d.node("scriptTask", "Task_kode", "<bpmn:script>import os</bpmn:script>")
    flows = d.chain("Start_mulai", "Task_kode", "End_selesai")
    assert ("Task_kode", "executable_kinds") in refused(d.start(), script, d.end(), flows=flows)
    engine = ScopedEngine.__new__(ScopedEngine)
    with pytest.raises(NotImplementedError):
        engine.execute(None, "1")
    with pytest.raises(EngineError):
        engine.evaluate(None, "().__class__.__base__.__subclasses__()")


def test_3_nothing_of_ours_evaluates_text_as_python() -> None:
    calls = {
        node.func.id
        for path in python_files("engine", "complaints", "web")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    assert calls.isdisjoint({"eval", "exec", "compile", "__import__"})


def test_4_silent_tasks_unseen_elements_and_twin_flows_are_refused() -> None:
    silent = [d.start(), d.node("sendTask", "Task_diam"), d.end()]
    assert ("Task_diam", "operations") in refused(*silent, flows=d.chain("Start_mulai", "Task_diam", "End_selesai"))
    seen = d.process("induk", [d.start(), d.user("Task_a"), d.end()], d.chain("Start_mulai", "Task_a", "End_selesai"))
    unseen = seen.replace('bpmnElement="Task_a"', 'bpmnElement="Task_b"')
    assert {(f.element, f.rule) for f in findings({"induk.bpmn": unseen})} == {
        ("Task_a", "drawing"),
        ("Task_a_di", "references"),
    }
    flow = d.flow("Task_a", "End_selesai")
    twin = flow.xml.replace(flow.id, "Flow_kembar")
    assert "parallel_flows" in {f.rule for f in findings({"induk.bpmn": seen.replace(flow.xml, flow.xml + twin)})}


def test_5_the_path_counts_loops_and_each_instance_by_its_drawn_id(lab: Lab) -> None:
    text = d.process(
        "jejak",
        [d.start(), d.xor("Gateway_masuk"), d.user("Task_masing", body=d.instances("semua", "satu")),
         d.user("Task_putus", form="lagi"), d.xor("Gateway_lagi"), d.end()],
        [*d.chain("Start_mulai", "Gateway_masuk", "Task_masing", "Task_putus", "Gateway_lagi"),
         d.flow("Gateway_lagi", "Gateway_masuk", "lagi = true"), d.flow("Gateway_lagi", "End_selesai", "lagi != true")],
    )  # fmt: skip
    lab.deploy("jejak", jejak=text, lagi=LAGI)
    case_id = lab.start("jejak", semua=["dinas-a", "dinas-b"])
    for again in (True, False):
        lab.complete(case_id, "Task_masing")
        lab.complete(case_id, "Task_masing")
        lab.complete(case_id, "Task_putus", lagi=again)
    visits = lab.visits(case_id)
    assert set(visits) == {"Start_mulai", "Gateway_masuk", "Task_masing", "Task_putus", "Gateway_lagi", "End_selesai"}
    assert (visits["Gateway_lagi"], visits["Task_putus"]) == (2, 2)
    flows = lab.flows(case_id)
    assert flows["Flow_gateway_lagi_gateway_masuk"] == 1
    assert flows["Flow_task_masing_task_putus"] == 2


def test_6_the_history_remembers_what_the_state_forgets(sqlite_lab: Lab) -> None:
    lab = sqlite_lab
    ids = ["Start_mulai", *[f"Task_{n}" for n in "abcd"], "End_selesai"]
    lab.deploy("lurus", lurus=d.process("lurus", [d.start(), *map(d.user, ids[1:-1]), d.end()], d.chain(*ids)))
    case_id = lab.start("lurus")
    for element in ids[1:-1]:
        lab.complete(case_id, element)
    with reading(lab.factory, INSTANSI) as session:
        case = session.get(Case, (INSTANSI, case_id))
        assert case is not None
        assert len(case.state) < 400
    assert [event.element for event in lab.timeline(case_id)] == ids[:-1]
    assert set(lab.visits(case_id)) == set(ids)


def test_7_a_timer_behind_an_event_gateway_is_due_for_the_worker(lab: Lab) -> None:
    events = [d.catch("Event_jawab", d.message()), d.catch("Event_habis", d.timer("timeDate", "hari_kerja(3)"))]
    text = d.process(
        "tunggu",
        [d.start(), d.node("eventBasedGateway", "Gateway_tunggu"), *events, d.end("End_jawab"), d.end("End_habis")],
        [*d.chain("Start_mulai", "Gateway_tunggu"), *d.chain("Gateway_tunggu", "Event_jawab", "End_jawab"),
         *d.chain("Gateway_tunggu", "Event_habis", "End_habis")],
    )  # fmt: skip
    lab.deploy("tunggu", tunggu=text)
    case_id = lab.start("tunggu")
    with reading(lab.factory, INSTANSI) as session:
        case = session.get(Case, (INSTANSI, case_id))
        assert case is not None
        assert [case.next_due_at] == [timer.due_at for timer in lab.case(case_id).timers]


MESSAGE_WAITS = {
    "a receive task": ([d.receive("Task_tunggu")], "Task_tunggu", []),
    "a catch event": ([d.catch("Event_tunggu", d.message())], "Event_tunggu", []),
    "a boundary event": (
        [d.user("Task_kerja"), d.boundary("Event_batal", "Task_kerja", d.message(), interrupting=True), d.end("End_batal")],
        "Task_kerja",
        d.chain("Event_batal", "End_batal"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", MESSAGE_WAITS)
def test_8_a_message_reaches_whatever_waits_for_it(lab: Lab, name: str) -> None:
    nodes, middle, more = MESSAGE_WAITS[name]
    flows = [*d.chain("Start_mulai", middle, "End_selesai"), *more]
    lab.deploy("pesan", pesan=d.process("pesan", [d.start(), *nodes, d.end()], flows))
    case_id = lab.start("pesan")
    assert [waiting[0] for waiting in lab.case(case_id).waiting_messages] == ["Pesan_jawab"]
    lab.send(case_id)
    case = lab.case(case_id)
    assert (case.status, case.waiting_messages, case.open_tasks) == ("completed", (), ())


def test_9_an_event_subprocess_is_a_trigger_and_keeps_nothing_open(lab: Lab) -> None:
    watch = d.subprocess(
        "Sub_pengawas", [d.start("Start_pengawas", d.timer("timeDate", "hari_kerja(2)")), d.end("End_pengawas")],
        d.chain("Start_pengawas", "End_pengawas"), by_event=True,
    )  # fmt: skip
    text = d.process("awas", [d.start(), d.user("Task_kerja"), d.end(), watch], d.chain("Start_mulai", "Task_kerja", "End_selesai"))  # fmt: skip
    lab.deploy("awas", awas=text)
    case_id = lab.start("awas")
    assert lab.open_tasks(case_id) == ["Task_kerja"]
    assert list(lab.timers(case_id)) == ["Start_pengawas"]
    lab.complete(case_id, "Task_kerja")
    assert (lab.case(case_id).status, lab.timers(case_id)) == ("completed", {})


@pytest.mark.parametrize("text", ["2026-03-12", "2026-03-12T16:00", "2026-03-12T16:00:00"])
def test_10_a_moment_without_zone_is_refused(text: str) -> None:
    nodes = [d.start(), d.catch("Event_jam", d.timer("timeDate", text)), d.end()]
    assert ("Event_jam", "timers") in refused(*nodes, flows=d.chain("Start_mulai", "Event_jam", "End_selesai"))


FORBIDDEN = {"migrate_workflow", "reset_from_task_id", "refresh_waiting_tasks", "reset_branch", "send_event"}


def test_11_and_12_what_the_library_does_badly_is_never_called() -> None:
    """Deprecated, silently losing, or refusing nothing: timers, migration and rewinding are ours."""
    called = {
        node.attr
        for path in python_files("engine")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute)
    }
    assert called.isdisjoint(FORBIDDEN)
    assert "refresh_timers" in called


def test_13_a_case_says_which_format_its_state_has_and_its_version_keeps_every_file(lab: Lab) -> None:
    text = d.process("asal", [d.start(), d.user("Task_a", form="lagi"), d.end()], d.chain("Start_mulai", "Task_a", "End_selesai"))  # fmt: skip
    lab.deploy("asal", asal=text, lagi=LAGI)
    case_id = lab.start("asal")
    with unit_of_work(lab.factory, INSTANSI) as session:
        case = session.get(Case, (INSTANSI, case_id))
        assert case is not None
        version = session.get(ProcessVersion, (INSTANSI, case.version_id))
        assert version is not None
        assert version.engine_version.startswith("spiffworkflow 3.")
        from engine.definition.bundle import unpack

        assert unpack(version.bundle).files == {"asal.bpmn": text, "lagi.form": LAGI}
        case.state_format = 99
    with pytest.raises((EngineError, CaseBrokenError), match="99"):
        lab.complete(case_id, "Task_a", lagi=True)


def test_14_role_unit_form_and_due_date_reach_the_inbox(lab: Lab) -> None:
    task = d.user("Task_isi", role="penghubung", form="lagi", due="hari_kerja(5)", unit="'dinas-a'")
    text = d.process("isi", [d.start(), task, d.end()], d.chain("Start_mulai", "Task_isi", "End_selesai"))
    lab.deploy("isi", isi=text, lagi=LAGI)
    view = lab.task(lab.start("isi"), "Task_isi")
    assert (view.role, view.unit, view.form) == ("penghubung", "dinas-a", "lagi")
    assert view.due_at is not None
    assert view.due_at.isoformat() == "2026-03-16T15:59:59.999999+00:00"
    assert view.due_rule is not None
    assert view.due_rule["count"] == 5


def test_15_a_diagram_with_a_doctype_is_refused(sqlite_lab: Lab) -> None:
    with pytest.raises(DeployRefusedError, match="DOCTYPE"):
        sqlite_lab.deploy("x", x="<!DOCTYPE x []><bpmn:definitions/>")


def test_every_trap_has_its_test() -> None:
    names = " ".join(name for name in globals() if name.startswith("test_"))
    covered = {int(part) for part in names.replace("_", " ").split() if part.isdigit()}
    assert covered == set(range(1, 16)), Path(__file__).name
