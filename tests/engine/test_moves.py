"""Replaying what a case did in the nets of its diagrams: 1.0 for what is as drawn, less for what was tampered with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from engine.definition.net import ALIVE, Nets
from engine.definition.versions import bundle_of
from engine.record.advance import Advance
from engine.record.moves import Retelling, Step
from engine.running.queries import EventView
from tests.engine.test_early_ends import process, side_by_side, terminated
from tests.engine.test_event_subprocesses import aside
from tests.engine.test_event_subprocesses import drawn as drawn_beside
from tests.engine.test_instances import drawn, often
from tests.support import diagrams as d
from tests.support.everywhere import seen_everywhere
from tests.support.lab import INSTANSI, Lab

CHILD = {
    "anak": d.process(
        "anak", [d.start(), d.user("Task_anak"), d.end()], d.chain("Start_mulai", "Task_anak", "End_selesai")
    )
}


def retold(lab: Lab, case_id: UUID, rows: Sequence[Any] | None = None) -> Retelling:
    case = lab.case(case_id)
    found = Retelling(case.process_id, Nets())
    with seen_everywhere(lab.factory) as session:
        for row in lab.timeline(case_id) if rows is None else rows:
            found.take_in(row, bundle_of(session, INSTANSI, row.version_id))
    return found


def fitness(retelling: Retelling) -> list[float]:
    return [run.replay.fitness for run in retelling.runs.values()]


def finish(lab: Lab, case_id: UUID, **answers: Any) -> None:
    for _time in range(20):
        if not (opened := lab.open_tasks(case_id)):
            return
        lab.complete(case_id, opened[0], **answers)


def forked() -> str:
    """An inclusive and a parallel gateway, each with its join, and a choice."""
    nodes = [d.start(), d.user("Task_pilih", form="pilih"), d.inclusive("Gateway_buka"), d.user("Task_satu"),
             d.user("Task_dua"), d.inclusive("Gateway_kumpul"), d.parallel("Gateway_cabang"), d.user("Task_kiri"),
             d.user("Task_kanan"), d.user("Task_tengah"), d.parallel("Gateway_gabung"), d.end()]  # fmt: skip
    flows = [
        *d.chain("Start_mulai", "Task_pilih", "Gateway_buka"),
        d.flow("Gateway_buka", "Task_satu", "satu"),
        d.flow("Gateway_buka", "Task_dua", "dua"),
        *d.chain("Task_satu", "Gateway_kumpul", "Gateway_cabang"),
        d.flow("Task_dua", "Gateway_kumpul"),
        *(flow for name in ("kiri", "kanan", "tengah") for flow in d.chain("Gateway_cabang", f"Task_{name}", "Gateway_gabung")),
        d.flow("Gateway_gabung", "End_selesai"),
    ]  # fmt: skip
    return d.process("cabang", nodes, flows)


@pytest.mark.parametrize("chosen", [(True, True), (True, False), (False, True)])
def test_gateways_that_open_several_ways_replay_as_drawn(lab: Lab, chosen: tuple[bool, bool]) -> None:
    lab.deploy("cabang", cabang=forked(), pilih=d.form("pilih", satu="checkbox", dua="checkbox"))
    case_id = lab.start("cabang")
    finish(lab, case_id, satu=chosen[0], dua=chosen[1])
    assert fitness(retold(lab, case_id)) == [1.0]


@pytest.mark.parametrize("called", [False, True])
@pytest.mark.parametrize("until", ["", "banyak_selesai >= 1"])
def test_work_once_per_item_replays_as_drawn(lab: Lab, called: bool, until: str) -> None:
    lab.deploy("induk", **drawn(often(number="3", until=until), called=called))
    case_id = lab.start("induk")
    finish(lab, case_id, setuju=True)
    found = retold(lab, case_id)
    assert set(fitness(found)) == {1.0}
    assert len(found.runs) == (4 if called else 1)


def test_what_is_cut_off_replays_as_drawn(lab: Lab) -> None:
    nodes, flows = side_by_side(terminated())
    lab.deploy("induk", induk=process("induk", nodes, flows))
    ended = lab.start("induk")
    lab.complete(ended, "Task_satu")
    assert fitness(retold(lab, ended)) == [1.0]
    lab.deploy(
        "sela",
        sela=drawn_beside(aside(d.user("Task_cabut"), interrupting=True), d.call("Call_anak", "anak"), name="sela"),
        **CHILD,
    )
    broken = lab.start("sela")
    lab.send(broken)
    finish(lab, broken)
    found = retold(lab, broken)
    assert set(fitness(found)) == {1.0}
    assert [run.aborted for run in found.runs.values()] == [False, True, False]


def test_a_boundary_event_that_takes_a_called_process_away_replays_as_drawn(lab: Lab) -> None:
    late = d.boundary("Timer_lewat", "Call_anak", d.timer("timeDuration", "P3D"), interrupting=True)
    told = d.boundary("Timer_ingat", "Call_anak", d.timer("timeDuration", "P1D"))
    line = [d.start(), d.call("Call_anak", "anak"), d.end(), late, d.end("End_lewat"), told, d.end("End_ingat")]
    ways = [*d.chain("Start_mulai", "Call_anak", "End_selesai"), *d.chain("Timer_lewat", "End_lewat"),
            *d.chain("Timer_ingat", "End_ingat")]  # fmt: skip
    lab.deploy("batas", batas=d.process("batas", line, ways), **CHILD)
    case_id = lab.start("batas")
    lab.at("2030-01-01")
    found = retold(lab, case_id)
    assert fitness(found) == [1.0, 1.0]
    steps = [(move.element, move.step) for move in found.runs[""].moves]
    assert ("Call_anak", Step.START) in steps
    assert ("Call_anak", Step.ABORT) in steps


@pytest.fixture
def whole(lab: Lab) -> tuple[UUID, list[EventView]]:
    lab.deploy("cabang", cabang=forked(), pilih=d.form("pilih", satu="checkbox", dua="checkbox"))
    case_id = lab.start("cabang")
    finish(lab, case_id, satu=True, dua=True)
    return case_id, lab.timeline(case_id)


def test_a_row_that_is_missing_is_found_wherever_it_was(lab: Lab, whole: tuple[UUID, list[EventView]]) -> None:
    case_id, rows = whole
    assert len(rows) == 7
    for number in range(len(rows)):
        found = retold(lab, case_id, rows[:number] + rows[number + 1 :])
        assert fitness(found)[0] < 1, number


def test_rows_out_of_order_miss_their_tokens(lab: Lab, whole: tuple[UUID, list[EventView]]) -> None:
    case_id, rows = whole
    run = retold(lab, case_id, [rows[0], rows[2], rows[1], *rows[3:]]).runs[""]
    assert run.replay.fitness < 1
    assert [move.element for move in run.moves if move.lacking] == ["Task_dua"]


def test_a_move_that_the_diagram_does_not_know_is_one_too_many(lab: Lab, whole: tuple[UUID, list[EventView]]) -> None:
    case_id, rows = whole
    strange = tuple(each._replace(element="Task_lain") for each in rows[1].path)
    run = retold(lab, case_id, [rows[0], replace(rows[1], path=strange), *rows[2:]]).runs[""]
    assert next(move.lacking for move in run.moves if move.element == "Task_lain") == ("Task_lain",)
    assert run.replay.fitness < 1


def test_a_history_from_before_runs_were_named_replays_too(lab: Lab) -> None:
    late = d.boundary("Timer_lewat", "Call_lagi", d.timer("timeDuration", "P3D"), interrupting=True)
    line = [d.start(), d.call("Call_anak", "anak"), d.call("Call_lagi", "anak"), d.end(), late, d.end("End_lewat")]
    ways = [*d.chain("Start_mulai", "Call_anak", "Call_lagi", "End_selesai"), *d.chain("Timer_lewat", "End_lewat")]
    lab.deploy("induk", induk=d.process("induk", line, ways), **CHILD)
    case_id = lab.start("induk")
    lab.complete(case_id, "Task_anak")
    named = len(lab.timeline(case_id))
    lab.complete(case_id, "Task_anak")
    rows = lab.timeline(case_id)
    early = [_unnamed(row) for row in rows]
    assert fitness(retold(lab, case_id, early)) == [1.0, 1.0, 1.0]
    mixed = [_unnamed(row) if row.number <= named else row for row in rows]
    assert fitness(retold(lab, case_id, mixed)) == [1.0, 1.0, 1.0]


def _unnamed(row: EventView) -> EventView:
    assert isinstance(row.what, Advance)
    return replace(row, what=replace(row.what, runs=(), begun=(), opened_in=(), aborted=()))


def test_what_still_goes_on_has_its_token_where_it_waits(lab: Lab) -> None:
    lab.deploy("anak", **CHILD)
    run = retold(lab, lab.start("anak")).runs[""]
    assert run.replay.remaining == {"di:Task_anak": 1}
    assert run.replay.marking[ALIVE] == 1
