"""Ends that take all else along: terminate, and errors with who catches them; saved between all steps."""

from __future__ import annotations

import pytest

from engine.record.examining import verify_history
from engine.running.move_plan import MoveVerdict
from tests.engine.test_gate_rules import findings
from tests.support import diagrams as d
from tests.support.everywhere import everywhere
from tests.support.lab import Lab

ERRORS = '<bpmn:error id="Galat_batal" name="Batal" errorCode="batal"/><bpmn:error id="Galat_lain" name="Lain" errorCode="lain"/>'


def terminated(node_id: str = "End_semua") -> d.Node:
    return d.node("endEvent", node_id, "<bpmn:terminateEventDefinition/>")


def thrown(node_id: str = "End_galat", error: str = "Galat_batal") -> d.Node:
    return d.node("endEvent", node_id, f'<bpmn:errorEventDefinition errorRef="{error}"/>')


def caught(node_id: str, host: str, error: str = "Galat_batal", *, interrupting: bool = True) -> d.Node:
    named = f' errorRef="{error}"' if error else ""
    return d.boundary(node_id, host, f"<bpmn:errorEventDefinition{named}/>", interrupting=interrupting)


def process(name: str, nodes: list[d.Node], flows: list[d.Flow]) -> str:
    return d.process(name, nodes, flows).replace("<bpmn:process ", f"{ERRORS}<bpmn:process ", 1)


def side_by_side(end: d.Node, prefix: str = "") -> tuple[list[d.Node], list[d.Flow]]:
    """Two tasks at once; one of them leads to the end, the other has a deadline."""
    begin, fork = f"Start_{prefix}mulai", f"Gateway_{prefix}cabang"
    one, two, late = f"Task_{prefix}satu", f"Task_{prefix}dua", f"Timer_{prefix}lewat"
    nodes = [d.start(begin), d.parallel(fork), d.user(one), d.user(two), end, d.end(f"End_{prefix}dua"),
             d.boundary(late, two, d.timer("timeDuration", "P3D")), d.end(f"End_{prefix}lewat")]  # fmt: skip
    flows = [
        *d.chain(begin, fork, one, end.id),
        *d.chain(fork, two, f"End_{prefix}dua"),
        *d.chain(late, f"End_{prefix}lewat"),
    ]
    return nodes, flows


def whole(lab: Lab) -> bool:
    with everywhere(lab.factory) as session:
        return verify_history(session, verifier=None) == []


def told(**files: str) -> list[tuple[str | None, str]]:
    return [(each.element, each.rule) for each in findings({f"{name}.bpmn": text for name, text in files.items()})]


def test_a_terminate_end_ends_the_case_at_once(lab: Lab) -> None:
    text = process("induk", *side_by_side(terminated()))
    assert told(induk=text) == []
    lab.deploy("induk", induk=text)
    case_id, other = lab.start("induk"), lab.start("induk")
    lab.complete(case_id, "Task_satu")
    case = lab.case(case_id)
    assert (case.status, case.end_element, case.open_tasks, case.timers) == ("completed", "End_semua", (), ())
    assert lab.timeline(case_id)[-1].what.closed == ("Task_dua",)
    lab.complete(other, "Task_dua")
    assert lab.open_tasks(other) == ["Task_satu"]
    lab.complete(other, "Task_satu")
    assert lab.case(other).status == "completed"
    assert whole(lab)


@pytest.mark.parametrize("called", [False, True])
def test_a_terminate_end_inside_ends_its_part_alone(lab: Lab, called: bool) -> None:
    nodes, flows = side_by_side(terminated(), "dalam_")
    part = d.call("Sub_kerja", "anak") if called else d.subprocess("Sub_kerja", nodes, flows)
    line = [d.start(), part, d.user("Task_akhir"), d.end()]
    induk = process("induk", line, d.chain(*[each.id for each in line]))
    files = {"induk": induk, **({"anak": process("anak", nodes, flows)} if called else {})}
    assert told(**files) == []
    lab.deploy("induk", **files)
    case_id = lab.start("induk")
    lab.complete(case_id, "Task_dalam_satu")
    assert (lab.open_tasks(case_id), lab.timers(case_id)) == (["Task_akhir"], {})
    lab.complete(case_id, "Task_akhir")
    assert (lab.case(case_id).status, lab.case(case_id).end_element) == ("completed", "End_selesai")
    assert whole(lab)


def test_a_terminate_end_beside_the_way_is_the_result_too(lab: Lab) -> None:
    """Behind an event that does not interrupt, where an ordinary end is none."""
    stop = d.boundary("Event_cabut", "Task_kerja", d.message())
    nodes = [d.start(), d.user("Task_kerja"), stop, d.end(), terminated()]
    text = process(
        "induk", nodes, [*d.chain("Start_mulai", "Task_kerja", "End_selesai"), *d.chain("Event_cabut", "End_semua")]
    )
    lab.deploy("induk", induk=text)
    case_id = lab.start("induk")
    lab.send(case_id)
    assert (lab.case(case_id).status, lab.case(case_id).end_element) == ("completed", "End_semua")


def with_errors(*, called: bool, catching: list[d.Node], mark: str = "") -> dict[str, str]:
    """A part that may fail, and where each of its errors leads."""
    nodes, flows = side_by_side(thrown(), "dalam_")
    part = d.call("Sub_kerja", "anak", mark) if called else d.subprocess("Sub_kerja", nodes, flows)
    behind = [node for each in catching for node in (d.user(f"Task_{each.id}"), d.end(f"End_{each.id}"))]
    ways = [flow for each in catching for flow in d.chain(each.id, f"Task_{each.id}", f"End_{each.id}")]
    line = [d.start(), part, d.user("Task_akhir"), d.end()]
    induk = process("induk", [*line, *catching, *behind], [*d.chain(*[each.id for each in line]), *ways])
    return {"induk": induk, **({"anak": process("anak", nodes, flows)} if called else {})}


@pytest.mark.parametrize("called", [False, True])
@pytest.mark.parametrize("error", ["Galat_batal", ""])
def test_an_error_is_caught_at_the_part_that_threw_it(lab: Lab, called: bool, error: str) -> None:
    files = with_errors(called=called, catching=[caught("Event_batal", "Sub_kerja", error)])
    assert told(**files) == []
    lab.deploy("induk", **files)
    failed, fine = lab.start("induk"), lab.start("induk")
    lab.complete(failed, "Task_dalam_satu")
    assert (lab.open_tasks(failed), lab.timers(failed)) == (["Task_Event_batal"], {})
    lab.complete(failed, "Task_Event_batal")
    assert (lab.case(failed).status, lab.case(failed).end_element) == ("completed", "End_Event_batal")
    passed = lab.visits(failed)
    assert (passed["End_galat"], passed["Event_batal"]) == (1, 1)
    assert not {"Sub_kerja", "Task_akhir"} & set(passed)
    lab.complete(fine, "Task_dalam_dua")
    assert lab.open_tasks(fine) == ["Task_dalam_satu"]
    assert whole(lab)


def test_the_event_that_names_an_error_goes_before_the_one_that_takes_any(sqlite_lab: Lab) -> None:
    catching = [caught("Event_apa", "Sub_kerja", ""), caught("Event_batal", "Sub_kerja")]
    sqlite_lab.deploy("induk", **with_errors(called=True, catching=catching[1:]))
    case_id = sqlite_lab.start("induk")
    sqlite_lab.complete(case_id, "Task_dalam_satu")
    assert sqlite_lab.open_tasks(case_id) == ["Task_Event_batal"]
    assert told(**with_errors(called=True, catching=catching)) == [("Event_apa", "errors")]


def test_an_error_goes_outwards_until_somebody_catches_it(lab: Lab) -> None:
    """Out of a process that is called for each of a list, through a part that knows nothing of it."""
    nodes, flows = side_by_side(thrown(), "dalam_")
    outer = [d.start("Start_b"), d.call("Call_anak", "anak", d.instances("semua", "satu")), d.end("End_b")]
    part = d.subprocess("Sub_luar", outer, d.chain("Start_b", "Call_anak", "End_b"))
    line = [d.start(), part, d.end()]
    more = [caught("Event_batal", "Sub_luar"), d.user("Task_batal"), d.end("End_batal")]
    induk = process(
        "induk", [*line, *more], [*d.chain(*[each.id for each in line]), *d.chain(*[each.id for each in more])]
    )
    files = {"induk": induk, "anak": process("anak", nodes, flows)}
    assert told(**files) == []
    lab.deploy("induk", **files)
    case_id = lab.start("induk", semua=["dinas-a", "dinas-b"])
    assert lab.open_tasks(case_id) == ["Task_dalam_dua"] * 2 + ["Task_dalam_satu"] * 2
    lab.complete(case_id, "Task_dalam_satu")
    assert (lab.open_tasks(case_id), lab.timers(case_id)) == (["Task_batal"], {})
    lab.complete(case_id, "Task_batal")
    assert lab.case(case_id).end_element == "End_batal"
    assert whole(lab)


def test_an_error_of_one_of_a_list_ends_all_of_it(lab: Lab) -> None:
    mark = d.instances("semua", "satu", sequential=True)
    lab.deploy("induk", **with_errors(called=True, catching=[caught("Event_batal", "Sub_kerja")], mark=mark))
    case_id = lab.start("induk", semua=["dinas-a", "dinas-b"])
    lab.complete(case_id, "Task_dalam_satu")
    assert lab.open_tasks(case_id) == ["Task_Event_batal"]


def test_a_case_moves_to_where_an_error_is_caught(lab: Lab) -> None:
    quiet = with_errors(called=True, catching=[])
    quiet["anak"] = process("anak", *side_by_side(d.end("End_galat"), "dalam_"))
    lab.deploy("induk", **quiet)
    case_id = lab.start("induk")
    lab.deploy("induk", **with_errors(called=True, catching=[caught("Event_batal", "Sub_kerja")]))
    assert lab.migrate(case_id, "induk").plan.outcome == MoveVerdict.SAFE
    lab.complete(case_id, "Task_dalam_satu")
    assert lab.open_tasks(case_id) == ["Task_Event_batal"]


def test_what_nobody_catches_and_what_nobody_throws_is_refused() -> None:
    assert told(**with_errors(called=True, catching=[])) == [("End_galat", "errors")]
    other = with_errors(called=False, catching=[caught("Event_lain", "Sub_kerja", "Galat_lain")])
    assert told(**other) == [("End_galat", "errors"), ("Event_lain", "errors")]
    nameless = {name: text.replace(' errorRef="Galat_batal"', "") for name, text in
                with_errors(called=False, catching=[caught("Event_batal", "Sub_kerja")]).items()}  # fmt: skip
    assert ("End_galat", "errors") in told(**nameless)
    line = [d.start(), d.user("Task_a"), caught("Event_batal", "Task_a"), d.end(), d.end("End_batal")]
    on_a_task = process(
        "induk", line, [*d.chain("Start_mulai", "Task_a", "End_selesai"), *d.chain("Event_batal", "End_batal")]
    )
    assert ("Event_batal", "errors") in told(induk=on_a_task)
    soft = with_errors(called=True, catching=[caught("Event_batal", "Sub_kerja", interrupting=False)])
    assert ("Event_batal", "errors") in told(**soft)
    alone = process("induk", [d.start(), thrown()], d.chain("Start_mulai", "End_galat"))
    assert told(induk=alone) == [("End_galat", "errors")]
