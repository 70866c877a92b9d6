"""An answer is put right: its tables are asked again, what waits is counted anew, and the history tells both."""

from __future__ import annotations

from typing import Any

import pytest

from engine.errors import AnswersRefusedError, InterventionRefusedError
from engine.running import commands
from tests.engine.test_interventions import finish, order, told, whole
from tests.support import diagrams as d
from tests.support.lab import Lab

TABLE = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="Definitions_t" name="T" namespace="http://alur">
<decision id="tenggat" name="Tenggat"><decisionTable id="Tabel" hitPolicy="FIRST">
<input id="In"><inputExpression id="Ine" typeRef="boolean"><text>berat</text></inputExpression></input>
<output id="Out" name="lama" typeRef="number"/>
<rule id="Aturan_berat"><inputEntry id="I1"><text>true</text></inputEntry><outputEntry id="O1"><text>10</text></outputEntry></rule>
<rule id="Aturan_ringan"><inputEntry id="I2"><text></text></inputEntry><outputEntry id="O2"><text>4</text></outputEntry></rule>
</decisionTable></decision></definitions>"""


def classed() -> dict[str, str]:
    asks = d.node(
        "businessRuleTask",
        "Task_tabel",
        attributes='camunda:decisionRef="tenggat" camunda:decisionRefBinding="deployment"',
    )
    return {
        "kajian": d.process(
            "kajian",
            [d.start(), d.user("Task_kaji", form="kaji"), asks, d.user("Task_jawab", due="hari_kerja(lama)"),
             d.boundary("Timer_telat", "Task_jawab", d.timer("timeDate", "hari_kerja(lama)")),
             d.operation("Task_tandai"), d.end("End_tanda"), d.end()],
            [*d.chain("Start_mulai", "Task_kaji", "Task_tabel", "Task_jawab", "End_selesai"),
             *d.chain("Timer_telat", "Task_tandai", "End_tanda")],
        ),
        "kaji": d.form("kaji", berat="checkbox", catatan="textfield"),
        "tenggat": TABLE,
    }  # fmt: skip


def test_a_changed_class_moves_the_deadlines_that_wait_and_tells_both(lab: Lab) -> None:
    lab.deploy("kajian", **classed())
    case_id = lab.start("kajian")
    lab.complete(case_id, "Task_kaji", berat=False, catatan="apa adanya")
    began, before = lab.clock.now(), lab.case(case_id)
    lab.clock.set(lab.calendar.due(1, "hari_kerja", began).moment)

    lab._do(commands.correct_answer, case_id=case_id, key="berat", value=True, order=order(lab, case_id))

    after, due = lab.case(case_id), lab.calendar.due(10, "hari_kerja", began).moment
    assert (after.open_tasks[0].due_at, after.timers[0].due_at) == (due, due)
    assert (before.variables["lama"], after.variables["lama"]) == (4, 10)
    row = told(lab, case_id).what
    assert (row.intervention, row.before, row.after) == (
        "class_changed", {"berat": False, "lama": 4}, {"berat": True, "lama": 10},
    )  # fmt: skip
    assert [(each.element, each.attribute) for each in row.altered] == [("Task_jawab", "due"), ("Timer_telat", "due")]
    assert [each.due for each in row.timers] == [due]
    whole(lab)
    lab.at(due.isoformat())
    assert lab.called == ["Task_tandai"]
    finish(lab, case_id)


@pytest.mark.parametrize(
    ("key", "value", "error", "words"),
    [
        ("berat", False, InterventionRefusedError, "sudah demikian"),
        ("catatan", "lain", InterventionRefusedError, "kata-kata orang"),
        ("lama", 99, InterventionRefusedError, "tidak ada"),
        ("tidak_ada", True, InterventionRefusedError, "tidak ada"),
        ("berat", "x" * 10_000, AnswersRefusedError, None),
        ("berat", {"a": []}, AnswersRefusedError, None),
    ],
)
def test_only_what_a_form_would_take_puts_an_answer_right(
    lab: Lab, key: str, value: Any, error: type[Exception], words: str | None
) -> None:
    lab.deploy("kajian", **classed())
    case_id = lab.start("kajian")
    lab.complete(case_id, "Task_kaji", berat=False, catatan="apa adanya")
    before = lab.case(case_id)
    with pytest.raises(error, match=words):
        lab._do(commands.correct_answer, case_id=case_id, key=key, value=value, order=order(lab, case_id))
    assert lab.case(case_id) == before
