"""Processes that start by the clock keep their rhythm, whatever is deployed meanwhile."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from engine.commands import fire_starts
from engine.errors import DeployRefusedError
from tests.support import diagrams as d
from tests.support.lab import Lab


def timed(text: str, *, kind: str = "timeDate", mark: str = "Task_rekap") -> str:
    """Started by the clock; `mark` makes another version of it."""
    nodes = [d.start("Start_berkala", d.timer(kind, text)), d.operation(mark), d.end()]
    return d.process("berkala", nodes, d.chain("Start_berkala", mark, "End_selesai"))


def at(lab: Lab, moment: str) -> int:
    lab.clock.set(datetime.fromisoformat(moment))
    return fire_starts(lab.factory, lab.runtime)


def test_a_start_that_has_come_does_not_come_again_with_the_next_version(lab: Lab) -> None:
    moment = "2026-03-11T10:00:00+08:00"
    lab.deploy("berkala", berkala=timed(moment))
    assert at(lab, "2026-03-11T10:00+08:00") == 1
    lab.deploy("berkala", berkala=timed(moment, mark="Task_rekap_baru"))
    assert at(lab, "2026-03-20T10:00+08:00") == 0
    assert lab.called == ["Task_rekap"]


def test_a_monthly_start_comes_on_its_day_however_often_it_is_deployed(lab: Lab) -> None:
    for day in range(4):
        lab.deploy("berkala", berkala=timed("R/P1M", kind="timeCycle", mark=f"Task_rekap_{day}"))
        lab.clock.advance(timedelta(days=5))
    assert at(lab, "2026-04-09T08:59+08:00") == 0
    assert at(lab, "2026-04-09T09:00+08:00") == 1
    assert lab.called == ["Task_rekap_3"]


def test_a_changed_timer_counts_anew_and_a_removed_one_is_over(lab: Lab) -> None:
    lab.deploy("berkala", berkala=timed("R/P1M", kind="timeCycle"))
    lab.deploy("berkala", berkala=timed("R/P7D", kind="timeCycle"))
    assert at(lab, "2026-03-16T09:00+08:00") == 1
    plain = d.process("berkala", [d.start(), d.operation("Task_rekap"), d.end()], d.chain("Start_mulai", "Task_rekap", "End_selesai"))  # fmt: skip
    lab.deploy("berkala", berkala=plain)
    assert at(lab, "2026-12-31T09:00+08:00") == 0


def test_a_worker_that_was_away_makes_up_for_every_start(lab: Lab) -> None:
    lab.deploy("berkala", berkala=timed("R3/P1D", kind="timeCycle"))
    assert at(lab, "2026-04-01T09:00+08:00") == 3
    assert at(lab, "2026-04-02T09:00+08:00") == 0


@pytest.mark.parametrize("text", ["hari_kerja(banyak)", "ada(banyak)", "semua"])
def test_a_start_without_a_moment_is_refused_at_deploy(lab: Lab, text: str) -> None:
    """Nothing has a value yet when a process is to start by itself."""
    with pytest.raises(DeployRefusedError) as refused:
        lab.deploy("berkala", berkala=timed(text))
    assert [(finding.file, finding.rule) for finding in refused.value.findings] == [("berkala.bpmn", "timers")]
    assert at(lab, "2027-01-01T09:00+08:00") == 0
