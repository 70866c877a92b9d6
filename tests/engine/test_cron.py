"""Lines of a clock as rhythms: on the government's wall, as the start of a process and beside a task."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from engine.definition.cron import cron_of
from engine.errors import ExpressionError
from engine.running.commands import fire_starts
from tests.engine.test_gate_rules import findings
from tests.support import diagrams as d
from tests.support.lab import Lab

MONDAY = datetime.fromisoformat("2026-03-09T09:00+08:00")
MAKASSAR = ZoneInfo("Asia/Makassar")


@pytest.mark.parametrize(("text", "moments"), [
    ("0 8 * * *", ["2026-03-10 08:00", "2026-03-11 08:00"]),
    ("0 0 8 * * ?", ["2026-03-10 08:00", "2026-03-11 08:00"]),
    ("30 9 * * MON-FRI", ["2026-03-09 09:30", "2026-03-10 09:30", "2026-03-11 09:30", "2026-03-12 09:30", "2026-03-13 09:30", "2026-03-16 09:30"]),
    ("0 8,14 * * SAT,SUN", ["2026-03-14 08:00", "2026-03-14 14:00", "2026-03-15 08:00"]),
    ("0 */6 * * *", ["2026-03-09 12:00", "2026-03-09 18:00", "2026-03-10 00:00"]),
    ("0 7 1 * *", ["2026-04-01 07:00", "2026-05-01 07:00"]),
    ("0 7 L * *", ["2026-03-31 07:00", "2026-04-30 07:00"]),
    ("0 7 31 * *", ["2026-03-31 07:00", "2026-05-31 07:00"]),
    ("0 7 5 1/3 *", ["2026-04-05 07:00", "2026-07-05 07:00"]),
    ("0 7 29 FEB *", ["2028-02-29 07:00", "2032-02-29 07:00"]),
])  # fmt: skip
def test_its_moments(text: str, moments: list[str]) -> None:
    cron, at = cron_of(text), MONDAY
    assert cron is not None
    for expected in moments:
        at = cron.after(at, MAKASSAR)
        assert f"{at:%Y-%m-%d %H:%M}" == expected
        assert at.utcoffset() == timedelta(hours=8)


@pytest.mark.parametrize("text", [
    "* 8 * * *", "*/5 8 * * *", "60 8 * * *", "0 24 * * *", "0 8 32 * *", "0 8 0 * *", "0 8 1 * MON", "0 8 * * 1", "0 8 * * MON-",
    "0 8 30 FEB *", "0 9-8 * * *", "5 0 8 * * ?", "0 0 8 * * ? 2027", "0 8 * * MON#2", "0 8 15W * *", "0 8/0 * * *", "0 8 * MEI *",
])  # fmt: skip
def test_what_says_nothing_or_too_much_is_refused(text: str) -> None:
    nodes = [d.start("Start_jam", d.timer("timeCycle", text)), d.end()]
    told = findings({"induk.bpmn": d.process("induk", nodes, d.chain("Start_jam", "End_selesai"))})
    assert ("Start_jam", "timers") in {(each.element, each.rule) for each in told}


def test_another_kind_of_text_is_none() -> None:
    assert [cron_of(text) for text in ("R/P1D", "hari_kerja(3)", "P3D", "0 8")] == [None] * 4
    with pytest.raises(ExpressionError):
        cron_of("A B C D E")


def test_a_process_begins_by_it(lab: Lab) -> None:
    nodes = [d.start("Start_pagi", d.timer("timeCycle", "0 8 * * MON-FRI")), d.operation("Task_rekap"), d.end()]
    text = d.process("pagi", nodes, d.chain(*[each.id for each in nodes]))
    assert findings({"pagi.bpmn": text}, "pagi") == []
    lab.deploy("pagi", pagi=text)
    lab.clock.set(datetime.fromisoformat("2026-03-13T07:59+08:00"))
    assert fire_starts(lab.factory, lab.runtime) == 3  # Tuesday to Thursday were missed
    lab.clock.set(datetime.fromisoformat("2026-03-16T07:59+08:00"))
    assert fire_starts(lab.factory, lab.runtime) == 1
    assert lab.called == ["Task_rekap"] * 4


def test_it_rings_beside_a_task_until_that_is_done(lab: Lab) -> None:
    ring = d.boundary("Timer_pagi", "Task_kerja", d.timer("timeCycle", "0 8 * * MON-FRI"))
    nodes = [d.start(), d.user("Task_kerja"), ring, d.operation("Task_ingatkan"), d.end("End_ingat"), d.end()]
    flows = [*d.chain("Start_mulai", "Task_kerja", "End_selesai"), *d.chain("Timer_pagi", "Task_ingatkan", "End_ingat")]
    text = d.process("pagi", nodes, flows)
    assert findings({"pagi.bpmn": text}, "pagi") == []
    lab.deploy("pagi", pagi=text)
    case_id = lab.start("pagi")
    assert lab.timers(case_id) == {"Timer_pagi": "2026-03-10 08:00"}
    for times, (moment, due) in enumerate(
        [
            ("2026-03-10", "2026-03-11"),
            ("2026-03-11", "2026-03-12"),
            ("2026-03-12", "2026-03-13"),
            ("2026-03-13", "2026-03-16"),
        ],
        1,
    ):
        assert lab.at(f"{moment}T08:00+08:00") == 1
        assert lab.called == ["Task_ingatkan"] * times
        assert lab.timers(case_id) == {"Timer_pagi": f"{due} 08:00"}
    lab.complete(case_id, "Task_kerja")
    assert (lab.case(case_id).status, lab.timers(case_id)) == ("completed", {})
