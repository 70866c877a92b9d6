"""Processes that start by the clock keep their rhythm, whatever is deployed meanwhile."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from engine.errors import DeployRefusedError
from engine.models import Case, StartTimer
from engine.running.commands import fire_starts
from tests.support import diagrams as d
from tests.support.everywhere import everywhere
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


@pytest.mark.parametrize(
    ("text", "rule"), [("hari_kerja(banyak)", "timers"), ("ada(banyak)", "expressions"), ("semua", "timers")]
)
def test_a_start_without_a_moment_is_refused_at_deploy(lab: Lab, text: str, rule: str) -> None:
    """Nothing has a value yet when a process is to start by itself."""
    with pytest.raises(DeployRefusedError) as refused:
        lab.deploy("berkala", berkala=timed(text))
    assert [(finding.file, finding.rule) for finding in refused.value.findings] == [("berkala.bpmn", rule)]
    assert at(lab, "2027-01-01T09:00+08:00") == 0


MONTHLY = "R/2026-01-31T08:00:00+08:00/P1M"


def due(lab: Lab) -> datetime | None:
    """The next moment that the only start waits for."""
    with everywhere(lab.factory) as session:
        return session.scalars(select(StartTimer.due_at)).one()


def test_a_rhythm_begins_with_its_first_moment_after_the_deployment(lab: Lab) -> None:
    """Deployed on 9 March; the end of March is the end of March, although February is short."""
    lab.deploy("berkala", berkala=timed(MONTHLY, kind="timeCycle"))
    assert due(lab) == datetime.fromisoformat("2026-03-31T08:00+08:00")
    assert at(lab, "2026-03-31T07:59+08:00") == 0
    assert at(lab, "2026-03-31T08:00+08:00") == 1
    assert due(lab) == datetime.fromisoformat("2026-04-30T08:00+08:00")


def test_a_rhythm_stays_whatever_is_deployed_meanwhile(lab: Lab) -> None:
    for day in range(5):
        lab.deploy("berkala", berkala=timed(MONTHLY, kind="timeCycle", mark=f"Task_rekap_{day}"))
        lab.clock.advance(timedelta(days=9))
        fire_starts(lab.factory, lab.runtime)
    assert lab.called == ["Task_rekap_2"]
    assert due(lab) == datetime.fromisoformat("2026-04-30T08:00+08:00")


def test_an_anchor_that_lies_ahead_is_waited_for(lab: Lab) -> None:
    lab.deploy("berkala", berkala=timed("R/2027-01-01T08:00:00+08:00/P1Y", kind="timeCycle"))
    assert at(lab, "2026-12-31T23:59+08:00") == 0
    assert at(lab, "2027-01-01T08:00+08:00") == 1


def test_each_period_that_a_worker_missed_is_started_once_and_as_of_its_moment(lab: Lab) -> None:
    lab.deploy("berkala", berkala=timed(MONTHLY, kind="timeCycle"))
    assert at(lab, "2026-07-15T10:00+08:00") == 4
    assert at(lab, "2026-07-15T10:01+08:00") == 0
    with everywhere(lab.factory) as session:
        cases = [row.id for row in session.scalars(select(Case).order_by(Case.id))]
    began = [lab.timeline(case_id)[0].what.acted_at.isoformat() for case_id in cases]
    months = {datetime.fromisoformat(moment).astimezone(ZoneInfo("Asia/Makassar")).isoformat() for moment in began}
    assert months == {f"2026-{day}T08:00:00+08:00" for day in ("03-31", "04-30", "05-31", "06-30")}


def test_a_rhythm_that_is_counted_ends(lab: Lab) -> None:
    """Four moments from January on; two have gone by at the deployment."""
    lab.deploy("berkala", berkala=timed("R4/2026-01-15T08:00:00+08:00/P1M", kind="timeCycle"))
    assert at(lab, "2026-12-31T08:00+08:00") == 2
    assert due(lab) is None


def test_a_rhythm_that_is_over_starts_nothing(lab: Lab) -> None:
    lab.deploy("berkala", berkala=timed("R2/2026-01-15T08:00:00+08:00/P1M", kind="timeCycle"))
    assert due(lab) is None
    assert at(lab, "2026-12-31T08:00+08:00") == 0
