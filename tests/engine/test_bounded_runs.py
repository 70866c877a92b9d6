"""Nothing that is drawn runs without end: a run has so many steps, and what goes beyond is named and stops nobody else."""

from __future__ import annotations

import pytest

from engine.errors import CaseBrokenError
from engine.running.spiff.budget import MOST_STEPS
from tests.support import diagrams as d
from tests.support.lab import Lab


def loop() -> dict[str, str]:
    """A loop behind a task, of a call that waits for nobody: the gate takes a call for a step that may wait."""
    nodes = [d.start(), d.user("Task_kerja", form="lagi"), d.xor("Gateway_masuk"), d.call("Call_anak", "anak"),
             d.xor("Gateway_lagi"), d.end()]  # fmt: skip
    flows = [*d.chain("Start_mulai", "Task_kerja", "Gateway_masuk", "Call_anak", "Gateway_lagi"),
             d.flow("Gateway_lagi", "Gateway_masuk", "lagi = true"), d.flow("Gateway_lagi", "End_selesai", "lagi = false")]  # fmt: skip
    child = d.process("anak", [d.start(), d.end()], d.chain("Start_mulai", "End_selesai"))
    return {"putar": d.process("putar", nodes, flows), "anak": child, "lagi": d.form("lagi", lagi="checkbox")}


def doubling(depth: int) -> dict[str, str]:
    """Each process calls the next one twice; none calls itself."""
    last = d.process(f"p{depth}", [d.start(), d.end()], d.chain("Start_mulai", "End_selesai"))
    return {f"p{depth}": last} | {
        f"p{n}": d.process(
            f"p{n}",
            [d.start(), d.call("Call_satu", f"p{n + 1}"), d.call("Call_dua", f"p{n + 1}"), d.end()],
            d.chain("Start_mulai", "Call_satu", "Call_dua", "End_selesai"),
        )
        for n in range(depth)
    }


def test_processes_that_double_end_in_a_sentence(sqlite_lab: Lab) -> None:
    sqlite_lab.deploy("p0", **doubling(9))
    with pytest.raises(CaseBrokenError, match=f"{MOST_STEPS} langkah"):
        sqlite_lab.start("p0")


def test_a_loop_without_a_wait_leaves_the_task_as_it_was(lab: Lab) -> None:
    lab.deploy("putar", **loop())
    case_id, other = lab.start("putar"), lab.start("putar")
    with pytest.raises(CaseBrokenError, match="50 kali melewati “"):
        lab.complete(case_id, "Task_kerja", lagi=True)
    assert lab.open_tasks(case_id) == ["Task_kerja"]
    lab.complete(other, "Task_kerja", lagi=False)
    assert lab.case(other).status == "completed"
