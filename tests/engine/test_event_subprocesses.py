"""Event sub-processes that a message starts: at any time, any number of times, in every scope, saved between all steps."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from engine.definition.bundle import read_bundle
from engine.errors import MigrationRefusedError
from engine.models import Case, Event
from engine.record.examining import verify_history
from engine.running.move_plan import MoveVerdict
from engine.workshop.replay import record, replay
from tests.engine.test_gate_rules import findings
from tests.support import diagrams as d
from tests.support.everywhere import everywhere
from tests.support.lab import Lab


def aside(*inner: d.Node, interrupting: bool = False, body: str = "") -> d.Node:
    """An event sub-process that the message begins."""
    begin = d.start("Start_tambah", body or d.message(), f'isInterrupting="{str(interrupting).lower()}"')
    steps = inner or (d.operation("Task_catat"),)
    ids = ["Start_tambah", *[each.id for each in steps], "End_tambah"]
    return d.subprocess("Sub_tambah", [begin, *steps, d.end("End_tambah")], d.chain(*ids), by_event=True)


def drawn(watch: d.Node | None, *nodes: d.Node, name: str = "induk") -> str:
    """A line of steps, by default one task of the office, with the event sub-process beside it."""
    line = [d.start(), *(nodes or (d.user("Task_kerja"),)), d.end()]
    return d.process(name, [*line, *([watch] if watch else [])], d.chain(*[each.id for each in line]))


def whole(lab: Lab) -> bool:
    with everywhere(lab.factory) as session:
        return verify_history(session, verifier=None) == []


def test_it_happens_as_often_as_the_message_comes_and_keeps_nothing_open(lab: Lab) -> None:
    assert findings({"induk.bpmn": drawn(aside())}) == []
    lab.deploy("induk", induk=drawn(aside()))
    case_id = lab.start("induk")
    for times in (1, 2, 3):
        assert [each[0] for each in lab.case(case_id).waiting_messages] == ["Pesan_jawab"]
        lab.send(case_id)
        assert lab.called == ["Task_catat"] * times
        assert lab.open_tasks(case_id) == ["Task_kerja"]
    lab.complete(case_id, "Task_kerja")
    case = lab.case(case_id)
    assert (case.status, case.end_element, case.waiting_messages) == ("completed", "End_selesai", ())
    passed = lab.visits(case_id)
    assert {each: passed[each] for each in ("Start_tambah", "Task_catat", "End_tambah", "Sub_tambah")} == dict.fromkeys(
        ("Start_tambah", "Task_catat", "End_tambah", "Sub_tambah"), 3
    )
    assert whole(lab)


def test_what_it_began_is_finished_before_the_case_ends(lab: Lab) -> None:
    lab.deploy("induk", induk=drawn(aside(d.user("Task_baca"))))
    case_id = lab.start("induk")
    lab.send(case_id)
    lab.send(case_id)
    assert lab.open_tasks(case_id) == ["Task_baca", "Task_baca", "Task_kerja"]
    lab.complete(case_id, "Task_baca")
    lab.complete(case_id, "Task_kerja")
    assert (lab.case(case_id).status, lab.open_tasks(case_id)) == ("running", ["Task_baca"])
    lab.send(case_id)
    assert lab.open_tasks(case_id) == ["Task_baca", "Task_baca"]
    lab.complete(case_id, "Task_baca")
    lab.complete(case_id, "Task_baca")
    assert lab.case(case_id).status == "completed"
    assert whole(lab)


def test_one_that_interrupts_ends_the_case(lab: Lab) -> None:
    text = drawn(aside(d.user("Task_baca"), interrupting=True))
    assert findings({"induk.bpmn": text}) == []
    lab.deploy("induk", induk=text)
    case_id, other = lab.start("induk"), lab.start("induk")
    lab.complete(other, "Task_kerja")
    assert lab.case(other).status == "completed"
    lab.send(case_id)
    assert (lab.open_tasks(case_id), lab.case(case_id).waiting_messages) == (["Task_baca"], ())
    lab.complete(case_id, "Task_baca")
    case = lab.case(case_id)
    assert (case.status, case.end_element) == ("completed", "End_tambah")
    assert whole(lab)


@pytest.mark.parametrize("interrupting", [False, True])
def test_in_a_part_embedded_in_the_process(lab: Lab, interrupting: bool) -> None:
    """It ends, or outlives, the part that it watches, and nothing else."""
    inner = [d.start("Start_dalam"), d.user("Task_dalam"), d.end("End_dalam"), aside(interrupting=interrupting)]
    part = d.subprocess("Sub_kerja", inner, d.chain("Start_dalam", "Task_dalam", "End_dalam"))
    text = drawn(None, part, d.user("Task_akhir"))
    lab.deploy("induk", induk=text)
    told, untold = lab.start("induk"), lab.start("induk")
    lab.send(told)
    assert lab.called == ["Task_catat"]
    assert lab.open_tasks(told) == (["Task_akhir"] if interrupting else ["Task_dalam"])
    if not interrupting:
        lab.send(told)
        lab.complete(told, "Task_dalam")
    lab.complete(untold, "Task_dalam")
    for case_id in (told, untold):
        assert lab.case(case_id).waiting_messages == ()
        lab.complete(case_id, "Task_akhir")
        assert lab.case(case_id).status == "completed"
    assert whole(lab)


@pytest.mark.parametrize("interrupting", [False, True])
def test_in_a_called_process_for_each_of_a_list(lab: Lab, interrupting: bool) -> None:
    """All instances hear the message, each with its own item; the caller goes on when all are through."""
    reads = d.user("Task_baca", role="penghubung", unit="satu")
    child = drawn(aside(reads, interrupting=interrupting), d.user("Task_anak"), name="anak")
    caller = drawn(None, d.call("Call_anak", "anak", d.instances("semua", "satu")), d.user("Task_akhir"))
    assert findings({"induk.bpmn": caller, "anak.bpmn": child}) == []
    lab.deploy("induk", induk=caller, anak=child)
    case_id = lab.start("induk", semua=["dinas-a", "dinas-b"])
    rounds = 1 if interrupting else 2
    for _round in range(rounds):
        lab.send(case_id)
    units = [task.unit for task in lab.case(case_id).open_tasks if task.element == "Task_baca"]
    assert sorted(units) == sorted(["dinas-a", "dinas-b"] * rounds)
    while (opened := lab.open_tasks(case_id)) != ["Task_akhir"]:
        lab.complete(case_id, opened[-1])
    assert lab.case(case_id).variables.get("hasil_anak") == ("End_tambah" if interrupting else "End_selesai")
    lab.complete(case_id, "Task_akhir")
    assert lab.case(case_id).status == "completed"
    assert whole(lab)


def test_a_case_that_goes_round_and_round_beside_it_stays_small(sqlite_lab: Lab) -> None:
    nodes = [
        d.start(),
        d.xor("Gateway_masuk"),
        d.user("Task_kerja", form="lagi"),
        d.xor("Gateway_lagi"),
        d.end(),
        aside(),
    ]
    flows = [*d.chain("Start_mulai", "Gateway_masuk", "Task_kerja", "Gateway_lagi"),
             d.flow("Gateway_lagi", "Gateway_masuk", "lagi = true"), d.flow("Gateway_lagi", "End_selesai", "lagi != true")]  # fmt: skip
    sqlite_lab.deploy("induk", induk=d.process("induk", nodes, flows), lagi=d.form("lagi", lagi="checkbox"))
    case_id = sqlite_lab.start("induk")
    sizes = []
    for _round in range(30):
        sqlite_lab.complete(case_id, "Task_kerja", lagi=True)
        sqlite_lab.send(case_id)
        with everywhere(sqlite_lab.factory) as session:
            sizes.append(len(session.scalars(select(Case.state)).one()))
    assert max(sizes[1:]) - min(sizes[1:]) < 60
    sqlite_lab.complete(case_id, "Task_kerja", lagi=False)
    assert sqlite_lab.case(case_id).status == "completed"


def test_a_rhythm_beside_the_work_keeps_no_case_open(lab: Lab) -> None:
    lab.deploy("induk", induk=drawn(aside(body=d.timer("timeCycle", "R/P1D"))))
    case_id = lab.start("induk")
    for times, day in enumerate(("2026-03-10", "2026-03-11", "2026-03-12"), 1):
        assert lab.at(f"{day}T09:00+08:00") == 1
        assert lab.called == ["Task_catat"] * times
    lab.complete(case_id, "Task_kerja")
    assert (lab.case(case_id).status, lab.timers(case_id)) == ("completed", {})


def test_a_mark_that_says_no_is_an_ordinary_part(sqlite_lab: Lab) -> None:
    inner = [d.start("Start_dalam"), d.user("Task_dalam"), d.end("End_dalam")]
    part = d.subprocess("Sub_kerja", inner, d.chain("Start_dalam", "Task_dalam", "End_dalam"))
    text = drawn(None, part).replace('id="Sub_kerja"', 'id="Sub_kerja" triggeredByEvent="false"')
    sqlite_lab.deploy("induk", induk=text)
    case_id = sqlite_lab.start("induk")
    sqlite_lab.complete(case_id, "Task_dalam")
    assert sqlite_lab.case(case_id).status == "completed"


def test_a_running_case_hears_from_then_on_where_it_is_drawn_later(lab: Lab) -> None:
    lab.deploy("induk", induk=drawn(None))
    case_id = lab.start("induk")
    lab.deploy("induk", induk=drawn(aside(d.user("Task_baca"))))
    plan = lab.migrate(case_id, "induk").plan
    assert plan.outcome == MoveVerdict.SAFE
    assert [(each.kind, each.element, each.new) for each in plan.remarks] == [("heard", "Start_tambah", "Pesan_jawab")]
    for _times in range(2):
        lab.send(case_id)
    assert lab.open_tasks(case_id) == ["Task_baca", "Task_baca", "Task_kerja"]
    for task in ("Task_kerja", "Task_baca", "Task_baca"):
        lab.complete(case_id, task)
    assert lab.case(case_id).status == "completed"
    assert whole(lab)


def test_a_moved_case_keeps_what_was_begun_beside_it(lab: Lab) -> None:
    lab.deploy("induk", induk=drawn(aside(d.user("Task_baca"))))
    case_id = lab.start("induk")
    lab.send(case_id)
    lab.deploy(
        "induk",
        induk=drawn(aside(d.user("Task_baca"), d.operation("Task_catat")), d.user("Task_kerja"), d.user("Task_lagi")),
    )
    assert lab.migrate(case_id, "induk").plan.outcome == MoveVerdict.SAFE
    lab.complete(case_id, "Task_baca")
    assert lab.called == ["Task_catat"]
    lab.send(case_id)
    for task in ("Task_kerja", "Task_lagi", "Task_baca"):
        lab.complete(case_id, task)
    assert (lab.case(case_id).status, lab.called) == ("completed", ["Task_catat", "Task_catat"])


@pytest.mark.parametrize("interrupting", [False, True])
def test_a_running_case_ceases_to_hear_what_is_drawn_no_more(lab: Lab, interrupting: bool) -> None:
    lab.deploy("induk", induk=drawn(aside(interrupting=interrupting)))
    case_id = lab.start("induk")
    lab.deploy("induk", induk=drawn(None, d.user("Task_kerja"), d.user("Task_lagi")))
    plan = lab.migrate(case_id, "induk").plan
    assert plan.outcome == MoveVerdict.SAFE
    assert [each.element for each in plan.remarks if each.kind == "unheard"] == ["Sub_tambah"]
    assert lab.case(case_id).waiting_messages == ()
    for task in ("Task_kerja", "Task_lagi"):
        lab.complete(case_id, task)
    assert lab.case(case_id).status == "completed"
    assert whole(lab)


def test_what_goes_on_beside_it_keeps_a_case_on_its_version(lab: Lab) -> None:
    """Until it is done: then nothing but its ear is left."""
    lab.deploy("induk", induk=drawn(aside(d.user("Task_baca"))))
    case_id = lab.start("induk")
    lab.send(case_id)
    lab.deploy("induk", induk=drawn(None, d.user("Task_kerja"), d.user("Task_lagi")))
    with pytest.raises(MigrationRefusedError) as refused:
        lab.migrate(case_id, "induk")
    assert {each.element for each in refused.value.plan.remarks if each.kind == "removed"} >= {
        "Sub_tambah",
        "Task_baca",
    }  # type: ignore[attr-defined]
    lab.complete(case_id, "Task_baca")
    assert lab.migrate(case_id, "induk").plan.outcome == MoveVerdict.SAFE
    for task in ("Task_kerja", "Task_lagi"):
        lab.complete(case_id, task)
    assert lab.case(case_id).status == "completed"


def test_a_timer_that_only_ticks_beside_goes_with_its_part(lab: Lab) -> None:
    lab.deploy("induk", induk=drawn(aside(body=d.timer("timeCycle", "R/P1D"))))
    case_id = lab.start("induk")
    assert lab.timers(case_id)
    lab.deploy("induk", induk=drawn(None))
    assert lab.migrate(case_id, "induk").plan.outcome == MoveVerdict.SAFE
    assert lab.timers(case_id) == {}
    lab.complete(case_id, "Task_kerja")
    assert lab.case(case_id).status == "completed"


def test_a_past_case_is_played_again_with_all_that_it_heard(sqlite_lab: Lab) -> None:
    text = drawn(aside(d.user("Task_baca")))
    sqlite_lab.deploy("induk", induk=text)
    case_id = sqlite_lab.start("induk")
    sqlite_lab.send(case_id)
    sqlite_lab.send(case_id)
    for task in ("Task_kerja", "Task_baca", "Task_baca"):
        sqlite_lab.complete(case_id, task)
    with everywhere(sqlite_lab.factory) as session:
        rows = list(session.scalars(select(Event).where(Event.case_id == case_id).order_by(Event.number)))
    played = replay(
        read_bundle({"induk.bpmn": text}), "induk", record(rows),
        calendar=sqlite_lab.calendar, given={}, until=sqlite_lab.clock.now(),
    )  # fmt: skip
    assert (played.error, played.unused, played.waits, played.end_element) == ("", [], [], "End_selesai")
    assert played.places.count(("induk", "Sub_tambah")) == 2
