"""A call that maps its values: what it calls reads those alone, and what comes out of it is what it says."""

from __future__ import annotations

import uuid

import pytest
from sqlalchemy import select

from engine.definition.bundle import read_bundle
from engine.errors import DeployRefusedError, MigrationRefusedError
from engine.models import Event
from engine.running import commands
from engine.running.move_plan import MoveVerdict
from engine.workshop.replay import record, replay
from tests.support import diagrams as d
from tests.support.everywhere import everywhere
from tests.support.lab import ADMIN, Lab

GIVEN = d.form("isi", jumlah="number")
ASKED = d.form("nilai", lulus="checkbox")


def values(
    *, going: str = 'source="jumlah" target="banyaknya"', coming: str = 'source="lulus" target="hasil_uji"'
) -> str:
    """What a call says of them."""
    parts = [f"<camunda:in {each}/>" for each in going.split("|") if each]
    parts += [f"<camunda:out {each}/>" for each in coming.split("|") if each]
    return f"<bpmn:extensionElements>{''.join(parts)}</bpmn:extensionElements>"


def main(body: str, *, more: str = "", after: str = "hasil_uji = true") -> str:
    """Asks for a number, calls, and branches by what came back."""
    nodes = [
        d.start(), d.user("Task_isi", form="isi"), d.call("Call_uji", "uji", body + more), d.xor("Gateway_hasil"),
        d.user("Task_baik"), d.end("End_baik"), d.end("End_buruk"),
    ]  # fmt: skip
    flows = [
        *d.chain("Start_mulai", "Task_isi", "Call_uji", "Gateway_hasil"),
        d.flow("Gateway_hasil", "Task_baik", after), d.flow("Gateway_hasil", "End_buruk", f"not({after})"),
        d.flow("Task_baik", "End_baik"),
    ]  # fmt: skip
    return d.process("induk", nodes, flows)


def called(condition: str = "banyaknya > 10") -> str:
    """Asks twice when the number that went in is large."""
    nodes = [
        d.start(), d.user("Task_nilai", form="nilai"), d.xor("Gateway_besar"),
        d.user("Task_nilai_lagi"), d.end(), d.end("End_cepat"),
    ]  # fmt: skip
    flows = [
        *d.chain("Start_mulai", "Task_nilai", "Gateway_besar"),
        d.flow("Gateway_besar", "Task_nilai_lagi", condition),
        d.flow("Gateway_besar", "End_cepat", f"not({condition})"), d.flow("Task_nilai_lagi", "End_selesai"),
    ]  # fmt: skip
    return d.process("uji", nodes, flows)


def answer(lab: Lab, task_id: uuid.UUID, **answers: object) -> None:
    lab._do(commands.complete, task_id=task_id, by=ADMIN, answers=answers, token=uuid.uuid4().hex)


FORMS = {"isi": GIVEN, "nilai": ASKED}


def deployed(lab: Lab, **files: str) -> None:
    lab.deploy("induk", **{"induk": main(values()), "uji": called(), **FORMS, **files})


@pytest.mark.parametrize(("number", "passes", "tasks"), [(20, True, 2), (3, False, 1), (3, True, 1)])
def test_what_is_mapped_goes_in_and_comes_out(lab: Lab, number: int, passes: bool, tasks: int) -> None:
    deployed(lab)
    case_id = lab.start("induk")
    lab.complete(case_id, "Task_isi", jumlah=number)
    lab.complete(case_id, "Task_nilai", lulus=passes)
    if tasks == 2:
        lab.complete(case_id, "Task_nilai_lagi")
    assert lab.open_tasks(case_id) == (["Task_baik"] if passes else [])
    kept = lab.case(case_id).variables
    assert kept["hasil_uji"] is passes
    assert "banyaknya" not in kept


def test_each_instance_has_values_of_its_own(lab: Lab) -> None:
    """Two at once: what the first was given and answered is not what the second reads, saved and restored between."""
    body = values(going='source="satu" target="banyaknya"') + d.instances("semua", "satu")
    nodes = [d.start(), d.call("Call_uji", "uji", body), d.xor("Gateway_hasil"), d.end("End_baik"), d.end("End_buruk")]
    flows = [
        *d.chain("Start_mulai", "Call_uji", "Gateway_hasil"),
        d.flow("Gateway_hasil", "End_baik", "hasil_uji = true"),
        d.flow("Gateway_hasil", "End_buruk", "not(hasil_uji = true)"),
    ]
    deployed(lab, induk=d.process("induk", nodes, flows))
    case_id = lab.start("induk", semua=[20, 30])
    first, second = lab.case(case_id).open_tasks
    answer(lab, first.id, lulus=True)
    answer(lab, second.id, lulus=False)
    again = lab.case(case_id).open_tasks
    assert [each.element for each in again] == ["Task_nilai_lagi"] * 2
    came_out = []
    for each in again:
        answer(lab, each.id)
        came_out.append(lab.case(case_id).variables["hasil_uji"])
    assert sorted(came_out) == [False, True], "each its own answer, though the later one overtook the first in the case"
    assert lab.case(case_id).status == "completed"


def test_a_timer_inside_counts_from_what_went_in(lab: Lab) -> None:
    timed = d.boundary("Timer_ingat", "Task_nilai", d.timer("timeDate", "hari_kerja(banyaknya)"))
    nodes = [d.start(), d.user("Task_nilai", form="nilai", due="hari_kerja(banyaknya)"), timed, d.operation("Task_catat"), d.end("End_ingat"), d.end()]  # fmt: skip
    flows = [*d.chain("Start_mulai", "Task_nilai", "End_selesai"), *d.chain("Timer_ingat", "Task_catat", "End_ingat")]
    deployed(lab, uji=d.process("uji", nodes, flows))
    case_id = lab.start("induk")
    lab.complete(case_id, "Task_isi", jumlah=2)
    (task,) = lab.case(case_id).open_tasks
    assert task.due_at is not None
    lab.clock.set(task.due_at)
    assert lab.fire() == 1
    assert lab.called == ["Task_catat"]
    lab.complete(case_id, "Task_nilai", lulus=True)
    assert lab.open_tasks(case_id) == ["Task_baik"]


def test_a_case_inside_is_moved_with_its_values_and_not_where_others_would_have_gone_in(lab: Lab) -> None:
    deployed(lab)
    case_id = lab.start("induk")
    lab.complete(case_id, "Task_isi", jumlah=20)
    deployed(lab, induk=main(values(going='sourceExpression="jumlah + 1" target="banyaknya"')))
    with pytest.raises(MigrationRefusedError) as refused:
        lab.migrate(case_id, "induk")
    assert [each.kind for each in refused.value.plan.remarks if each.element == "Call_uji"] == ["other_values"]  # type: ignore[attr-defined]
    deployed(lab, uji=called("banyaknya > 15"))
    assert lab.migrate(case_id, "induk").plan.outcome in (MoveVerdict.SAFE, MoveVerdict.CONFIRM)
    lab.complete(case_id, "Task_nilai", lulus=True)
    assert lab.open_tasks(case_id) == ["Task_nilai_lagi"]


def test_a_past_case_is_played_again_with_what_went_in(lab: Lab) -> None:
    files = {"induk.bpmn": main(values()), "uji.bpmn": called(), "isi.form": GIVEN, "nilai.form": ASKED}
    deployed(lab)
    case_id = lab.start("induk")
    lab.complete(case_id, "Task_isi", jumlah=20)
    for task, answers in (("Task_nilai", {"lulus": True}), ("Task_nilai_lagi", {}), ("Task_baik", {})):
        lab.complete(case_id, task, **answers)
    with everywhere(lab.factory) as session:
        rows = list(session.scalars(select(Event).where(Event.case_id == case_id).order_by(Event.number)))
    played = replay(
        read_bundle(files), "induk", record(rows), calendar=lab.calendar, given={}, until=lab.clock.now()
    )  # fmt: skip
    assert (played.error, played.unused, played.end_element) == ("", [], "End_baik")


REFUSED = {
    "nothing but what went in": ({"uji": called("jumlah > 10")}, "'jumlah' tidak masuk ke sini"),
    "no source": ({"induk": main(values(going='target="banyaknya"'))}, "tepat satu sumber"),
    "two sources": ({"induk": main(values(going='source="jumlah" sourceExpression="1" target="banyaknya"'))}, "tepat satu sumber"),
    "no target": ({"induk": main(values(coming='source="lulus"'))}, "satu nama tujuan"),
    "no name": ({"induk": main(values(going='source="jumlah" target="a b"'))}, "huruf, angka"),
    "twice": ({"induk": main(values(going='source="jumlah" target="banyaknya"|source="jumlah" target="banyaknya"'))}, "dua kali"),
    "all, too": ({"induk": main(values(going='variables="all"'))}, "pilih salah satu"),
    "unknown source": ({"induk": main(values(going='source="entah" target="banyaknya"'))}, "tidak ada yang memberi nilai 'entah'"),
    "no expression": ({"induk": main(values(going='sourceExpression="1 +" target="banyaknya"'))}, "nilai masuk panggilan"),
    "a name of outside": ({"induk": main(values(going='source="jumlah" target="semua"')), "uji": called("semua > 10")}, "berarti lain di luar"),
    "out without a name of its own": ({"induk": main(values(coming=""), after="lulus = true")}, "dari nilai keluar"),
}  # fmt: skip


@pytest.mark.parametrize("kind", REFUSED)
def test_what_a_mapping_leaves_open_is_refused(sqlite_lab: Lab, kind: str) -> None:
    files, said = REFUSED[kind]
    with pytest.raises(DeployRefusedError, match=said):
        deployed(sqlite_lab, **files)


def test_a_process_with_values_of_its_own_is_called_by_nobody_else(sqlite_lab: Lab) -> None:
    nodes = [d.start(), d.user("Task_isi", form="isi"), d.call("Call_uji", "uji", values()), d.call("Call_lain", "uji"), d.end()]  # fmt: skip
    text = d.process("induk", nodes, d.chain(*[each.id for each in nodes]))
    with pytest.raises(DeployRefusedError, match="juga dipanggil dengan nilai lain"):
        deployed(sqlite_lab, induk=text)
