"""Plain and manual tasks: what happens outside is drawn and told, and nobody is asked for it."""

from __future__ import annotations

import pytest

from engine.record.examining import verify_history
from engine.running.move_plan import MoveVerdict
from tests.engine.test_gate_rules import findings
from tests.support import diagrams as d
from tests.support.everywhere import everywhere
from tests.support.lab import Lab

KINDS = ("task", "manualTask")


def drawn(kind: str, *, more: bool = False, body: str = "") -> str:
    """Beside a task of the office something happens outside, before and after a wait."""
    after = [d.node("manualTask", "Task_baru")] if more else []
    nodes = [d.start(), d.node(kind, "Task_luar", body, status="diantar"), d.user("Task_kerja"),
             d.node(kind, "Task_lanjut"), *after, d.catch("Event_tunggu", d.timer("timeDuration", "P3D")), d.end()]  # fmt: skip
    return d.process("antar", nodes, d.chain(*[each.id for each in nodes]))


@pytest.mark.parametrize("kind", KINDS)
def test_a_case_passes_through_and_its_history_says_so(lab: Lab, kind: str) -> None:
    text = drawn(kind)
    assert findings({"antar.bpmn": text}, "antar") == []
    lab.deploy("antar", antar=text)
    case_id = lab.start("antar")
    assert (lab.open_tasks(case_id), lab.case(case_id).phase) == (["Task_kerja"], "diantar")
    lab.complete(case_id, "Task_kerja")
    assert list(lab.timers(case_id)) == ["Event_tunggu"]
    assert lab.at("2026-03-12T09:00+08:00") == 1
    assert lab.case(case_id).status == "completed"
    passed = lab.visits(case_id)
    assert (passed["Task_luar"], passed["Task_lanjut"]) == (1, 1)
    with everywhere(lab.factory) as session:
        assert verify_history(session, verifier=None) == []


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_passed_once_for_each_of_a_list(sqlite_lab: Lab, kind: str) -> None:
    sqlite_lab.deploy("antar", antar=drawn(kind, body=d.instances("semua", "satu")))
    case_id = sqlite_lab.start("antar", semua=["dinas-a", "dinas-b"])
    assert sqlite_lab.open_tasks(case_id) == ["Task_kerja"]
    sqlite_lab.complete(case_id, "Task_kerja")
    assert sqlite_lab.at("2026-03-12T09:00+08:00") == 1
    assert sqlite_lab.case(case_id).status == "completed"


def test_a_case_moves_over_to_where_one_more_is_drawn(sqlite_lab: Lab) -> None:
    sqlite_lab.deploy("antar", antar=drawn("task"))
    case_id = sqlite_lab.start("antar")
    sqlite_lab.deploy("antar", antar=drawn("task", more=True))
    assert sqlite_lab.migrate(case_id, "antar").plan.outcome == MoveVerdict.SAFE
    sqlite_lab.complete(case_id, "Task_kerja")
    assert sqlite_lab.visits(case_id)["Task_baru"] == 1
