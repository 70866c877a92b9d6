"""Where a case may not go over: meetings that were drawn otherwise, places in other parts, nowhere to go on from."""

from __future__ import annotations

import pytest

from engine.errors import MigrationRefusedError
from engine.running.move_plan import MoveVerdict
from tests.engine.test_migrating import fork, plan_of
from tests.support import diagrams as d
from tests.support.lab import Lab


def refused_for(lab: Lab, before: str, after: str) -> set[str]:
    """What stands in the way of moving a case, also when everything else is agreed to. It finishes on its version."""
    lab.deploy("kajian", kajian=before)
    case_id = lab.start("kajian")
    lab.deploy("kajian", kajian=after)
    with pytest.raises(MigrationRefusedError) as refused:
        lab.migrate(case_id, "kajian", agreed=True)
    for each in sorted(lab.open_tasks(case_id)):
        lab.complete(case_id, each)
    assert lab.case(case_id).status == "completed"
    return {remark.kind for remark in plan_of(refused).remarks}


def three_branches() -> str:
    nodes = [
        d.start(),
        d.parallel("Gateway_bagi"),
        *(d.user(f"Task_{each}") for each in "abc"),
        d.parallel("Gateway_temu"),
    ]
    flows = [flow for each in "abc" for flow in d.chain("Gateway_bagi", f"Task_{each}", "Gateway_temu")]
    ends = [*d.chain("Start_mulai", "Gateway_bagi"), *d.chain("Gateway_temu", "End_selesai")]
    return d.process("kajian", [*nodes, d.end()], [*flows, *ends])


def test_nobody_waits_for_a_branch_that_was_drawn_later(lab: Lab) -> None:
    assert "joins_changed" in refused_for(lab, fork(), three_branches())


def test_a_meeting_point_that_no_longer_waits_is_none(lab: Lab) -> None:
    once = fork(meeting=d.xor)
    assert "joins_changed" in refused_for(lab, fork(), once)


def test_a_case_does_not_come_to_a_meeting_that_the_others_were_never_sent_to(lab: Lab) -> None:
    """One after the other became side by side: whoever stands at the first alone would wait for the second for ever."""
    row = d.process(
        "kajian",
        [d.start(), d.user("Task_a"), d.user("Task_b"), d.end()],
        d.chain("Start_mulai", "Task_a", "Task_b", "End_selesai"),
    )
    lab.deploy("kajian", kajian=row)
    case_id = lab.start("kajian")
    lab.deploy("kajian", kajian=fork())
    with pytest.raises(MigrationRefusedError) as refused:
        lab.migrate(case_id, "kajian", agreed=True)
    assert "no_way_on" in {remark.kind for remark in plan_of(refused).remarks}
    lab.complete(case_id, "Task_a")
    lab.complete(case_id, "Task_b")
    assert lab.case(case_id).status == "completed"


def for_each(*, sequential: bool) -> str:
    task = d.user("Task_kaji", body=d.instances("semua", "orang", sequential=sequential))
    return d.process("kajian", [d.start(), task, d.end()], d.chain("Start_mulai", "Task_kaji", "End_selesai"))


def test_work_for_each_does_not_become_one_after_the_other(lab: Lab) -> None:
    lab.deploy("kajian", kajian=for_each(sequential=False))
    case_id = lab.start("kajian", semua=["a"])
    lab.deploy("kajian", kajian=for_each(sequential=True))
    with pytest.raises(MigrationRefusedError) as refused:
        lab.migrate(case_id, "kajian", agreed=True)
    assert {remark.kind for remark in plan_of(refused).remarks} == {"other_kind"}
    lab.complete(case_id, "Task_kaji")
    assert lab.case(case_id).status == "completed"


def part(*tasks: str, name: str = "Sub_kerja") -> str:
    ids = [f"Task_{each}" for each in tasks]
    nodes = [d.start("Start_kerja"), *map(d.user, ids), d.end("End_kerja")]
    sub = d.subprocess(name, nodes, d.chain("Start_kerja", *ids, "End_kerja"))
    return d.process("kajian", [d.start(), sub, d.end()], d.chain("Start_mulai", name, "End_selesai"))


def test_work_that_now_lies_in_an_embedded_part_is_another_place(lab: Lab) -> None:
    flat = d.process(
        "kajian", [d.start(), d.user("Task_dalam"), d.end()], d.chain("Start_mulai", "Task_dalam", "End_selesai")
    )
    assert refused_for(lab, flat, part("dalam")) == {"other_scope"}


def test_work_added_before_and_behind_is_told_within_an_embedded_part(lab: Lab) -> None:
    lab.deploy("kajian", kajian=part("dalam"))
    case_id = lab.start("kajian")
    lab.deploy("kajian", kajian=part("awal", "dalam", "akhir"))
    with pytest.raises(MigrationRefusedError, match="persetujuan") as refused:
        lab.migrate(case_id, "kajian")
    told = {(r.kind, r.element) for r in plan_of(refused).remarks}
    assert told == {("left_out", "Task_awal"), ("ahead_added", "Task_akhir")}
    lab.migrate(case_id, "kajian", agreed=True)
    lab.complete(case_id, "Task_dalam")
    lab.complete(case_id, "Task_akhir")
    assert lab.case(case_id).status == "completed"


def test_an_embedded_part_under_another_id_takes_its_case_along_where_the_owner_says(lab: Lab) -> None:
    lab.deploy("kajian", kajian=part("dalam"))
    case_id = lab.start("kajian")
    lab.deploy("kajian", kajian=part("dalam", "lagi", name="Sub_bagian"))
    with pytest.raises(MigrationRefusedError):
        lab.migrate(case_id, "kajian", agreed=True)
    lab.migrate(case_id, "kajian", mapping={("kajian", "Sub_kerja"): "Sub_bagian"})
    lab.complete(case_id, "Task_dalam")
    lab.complete(case_id, "Task_lagi")
    assert lab.case(case_id).status == "completed"


def watched(*tasks: str, watch: bool = True) -> str:
    ids = [f"Task_{each}" for each in tasks]
    begin = d.start("Start_pengawas", d.timer("timeDate", "hari_kerja(2)"), 'isInterrupting="false"')
    way = d.chain("Start_pengawas", "Task_awasi", "End_pengawas")
    aside = d.subprocess("Sub_pengawas", [begin, d.operation("Task_awasi"), d.end("End_pengawas")], way, by_event=True)
    nodes = [d.start(), *map(d.user, ids), d.end(), *([aside] if watch else [])]
    return d.process("kajian", nodes, d.chain("Start_mulai", *ids, "End_selesai"))


def test_a_part_that_watches_goes_along(lab: Lab) -> None:
    lab.deploy("kajian", kajian=watched("satu"))
    case_id = lab.start("kajian")
    lab.deploy("kajian", kajian=watched("satu", "dua"))
    assert lab.migrate(case_id, "kajian").plan.outcome is MoveVerdict.SAFE
    assert lab.at("2026-03-11") == 1
    assert lab.called == ["Task_awasi"]
    lab.complete(case_id, "Task_satu")
    lab.complete(case_id, "Task_dua")
    assert lab.case(case_id).status == "completed"


def test_a_part_that_would_have_watched_from_the_beginning_is_not_left_out_silently(lab: Lab) -> None:
    lab.deploy("kajian", kajian=watched("satu", watch=False))
    case_id = lab.start("kajian")
    lab.deploy("kajian", kajian=watched("satu"))
    with pytest.raises(MigrationRefusedError, match="persetujuan") as refused:
        lab.migrate(case_id, "kajian")
    assert [(r.kind, r.element) for r in plan_of(refused).remarks] == [("left_out", "Sub_pengawas")]
    lab.migrate(case_id, "kajian", agreed=True)
    lab.complete(case_id, "Task_satu")
    assert lab.case(case_id).status == "completed"
