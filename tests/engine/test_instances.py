"""Activities done a number of times, and those that end before all are done; saved between all steps."""

from __future__ import annotations

from uuid import UUID

import pytest

from engine.errors import CaseBrokenError
from engine.record.examining import verify_history
from engine.running.move_plan import MoveVerdict
from tests.engine.test_gate_rules import findings
from tests.support import diagrams as d
from tests.support.everywhere import everywhere
from tests.support.lab import Lab

LIST = 'camunda:collection="semua" camunda:elementVariable="satu"'


def often(attributes: str = "", *, number: str = "", until: str = "", sequential: bool = False) -> str:
    """The mark of an activity that is done several times."""
    parts = f"<bpmn:loopCardinality>{number}</bpmn:loopCardinality>" if number else ""
    parts += f"<bpmn:completionCondition>{until}</bpmn:completionCondition>" if until else ""
    mark = f'isSequential="{str(sequential).lower()}" {attributes}'
    return f"<bpmn:multiInstanceLoopCharacteristics {mark}>{parts}</bpmn:multiInstanceLoopCharacteristics>"


def drawn(mark: str, *, called: bool = False) -> dict[str, str]:
    """Something done several times, then a task of the office."""
    task = d.call("Task_nilai", "anak", mark) if called else d.user("Task_nilai", form="nilai", body=mark)
    nodes = [d.start(), task, d.user("Task_akhir"), d.end()]
    child = d.process("anak", [d.start(), d.user("Task_nilai_anak", form="nilai"), d.end()],
                      d.chain("Start_mulai", "Task_nilai_anak", "End_selesai"))  # fmt: skip
    text = d.process("induk", nodes, d.chain(*[each.id for each in nodes]))
    return {"induk": text, "nilai": d.form("nilai", setuju="checkbox"), **({"anak": child} if called else {})}


def told(files: dict[str, str]) -> list[str]:
    named = {f"{name}.{'form' if text.startswith('{') else 'bpmn'}": text for name, text in files.items()}
    return [f"{each.element} {each.rule}" for each in findings(named)]


def finish(lab: Lab, case_id: UUID, most: int = 20) -> int:
    """Complete what is open of the activity; how often that was needed."""
    for done in range(most):
        opened = [each for each in lab.open_tasks(case_id) if each.startswith("Task_nilai")]
        if not opened:
            return done
        lab.complete(case_id, opened[0], setuju=False)
    raise AssertionError(most)


@pytest.mark.parametrize("called", [False, True])
@pytest.mark.parametrize("sequential", [False, True])
def test_a_fixed_number_is_done_so_often(lab: Lab, sequential: bool, called: bool) -> None:
    files = drawn(often(number="3", sequential=sequential), called=called)
    assert told(files) == []
    lab.deploy("induk", **files)
    case_id = lab.start("induk")
    assert len(lab.open_tasks(case_id)) == (1 if sequential else 3)
    assert finish(lab, case_id) == 3
    lab.complete(case_id, "Task_akhir")
    assert lab.case(case_id).status == "completed"
    with everywhere(lab.factory) as session:
        assert verify_history(session, verifier=None) == []


@pytest.mark.parametrize("called", [False, True])
@pytest.mark.parametrize("sequential", [False, True])
@pytest.mark.parametrize(("until", "needed"), [("banyak_selesai &gt;= 2", 2), ("banyak_selesai * 2 &gt;= banyak_semua", 2),
                                               ("setuju = true", 4)])  # fmt: skip
def test_what_is_left_is_withdrawn_as_soon_as_the_condition_holds(
    sqlite_lab: Lab, sequential: bool, called: bool, until: str, needed: int
) -> None:
    lab = sqlite_lab
    files = drawn(often(LIST, until=until, sequential=sequential), called=called)
    assert told(files) == []
    lab.deploy("induk", **files)
    case_id = lab.start("induk", semua=["dinas-a", "dinas-b", "dinas-a", "dinas-b"])
    assert finish(lab, case_id) == needed
    assert lab.open_tasks(case_id) == ["Task_akhir"]
    withdrawn = [each for event in lab.timeline(case_id) for each in getattr(event.what, "closed", ())]
    assert len(withdrawn) == (0 if sequential else 4 - needed)
    lab.complete(case_id, "Task_akhir")
    assert lab.case(case_id).status == "completed"


def test_an_answer_may_end_it_at_once(lab: Lab) -> None:
    lab.deploy("induk", **drawn(often(LIST, until="setuju = true")))
    case_id = lab.start("induk", semua=["dinas-a", "dinas-b", "dinas-a"])
    lab.complete(case_id, "Task_nilai", setuju=False)
    lab.complete(case_id, "Task_nilai", setuju=True)
    assert lab.open_tasks(case_id) == ["Task_akhir"]


def test_a_number_may_be_worked_out_and_is_kept(lab: Lab) -> None:
    lab.deploy("induk", **drawn(often(number="banyak", sequential=True)))
    case_id = lab.start("induk", banyak=2)
    assert finish(lab, case_id) == 2
    none = lab.start("induk", banyak=0)
    assert lab.open_tasks(none) == ["Task_akhir"]
    with pytest.raises(CaseBrokenError, match="bilangan bulat dari 0 sampai 100"):
        lab.start("induk", banyak=101)


def test_a_case_in_the_midst_of_it_moves_along(lab: Lab) -> None:
    lab.deploy("induk", **drawn(often(LIST)))
    case_id = lab.start("induk", semua=["dinas-a", "dinas-b", "dinas-a"])
    lab.complete(case_id, "Task_nilai", setuju=False)
    lab.deploy("induk", **drawn(often(LIST, until="banyak_selesai &gt;= 2")))
    assert lab.migrate(case_id, "induk").plan.outcome == MoveVerdict.SAFE
    lab.complete(case_id, "Task_nilai", setuju=False)
    assert lab.open_tasks(case_id) == ["Task_akhir"]


@pytest.mark.parametrize("sequential", [False, True])
@pytest.mark.parametrize("called", [False, True])
def test_what_interrupts_it_withdraws_every_instance_with_all_that_runs_in_it(
    lab: Lab, called: bool, sequential: bool
) -> None:
    mark = d.instances("semua", "satu", sequential=sequential)
    work = d.call("Task_nilai", "anak", mark) if called else d.user("Task_nilai", body=mark)
    stop = d.boundary("Event_batal", "Task_nilai", d.message(), interrupting=True)
    nodes = [d.start(), work, stop, d.end(), d.user("Task_batal"), d.end("End_batal")]
    flows = [*d.chain("Start_mulai", "Task_nilai", "End_selesai"), *d.chain("Event_batal", "Task_batal", "End_batal")]
    late = d.boundary("Timer_lewat", "Task_nilai_anak", d.timer("timeDuration", "P3D"))
    inner = [d.start(), d.user("Task_nilai_anak"), late, d.end(), d.end("End_lewat")]
    way = [*d.chain("Start_mulai", "Task_nilai_anak", "End_selesai"), *d.chain("Timer_lewat", "End_lewat")]
    lab.deploy("induk", induk=d.process("induk", nodes, flows), anak=d.process("anak", inner, way))
    case_id = lab.start("induk", semua=["dinas-a", "dinas-b"])
    lab.send(case_id)
    assert (lab.open_tasks(case_id), lab.timers(case_id)) == (["Task_batal"], {})
    lab.complete(case_id, "Task_batal")
    assert (lab.case(case_id).status, lab.case(case_id).end_element) == ("completed", "End_batal")
