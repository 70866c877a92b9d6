"""Nothing that is drawn runs without end: a run has so many steps, and what goes beyond is named and stops nobody else."""

from __future__ import annotations

import pytest

from engine.errors import CaseBrokenError
from engine.running.spiff.budget import MOST_STEPS
from tests.support import diagrams as d
from tests.support.lab import Lab

LOOP = [*d.chain("Start_mulai", "Task_kerja", "Gateway_masuk", "Task_putar", "Gateway_lagi"), d.flow("Gateway_lagi", "Gateway_masuk", "lagi = true"),
        d.flow("Gateway_lagi", "End_selesai", "lagi = false")]  # fmt: skip


def loop() -> str:
    """A loop of automatic steps behind a task; the form asks whether to go round again, and nothing changes it there."""
    nodes = [d.start(), d.user("Task_kerja", form="lagi"), d.xor("Gateway_masuk"), d.operation("Task_putar"),
             d.xor("Gateway_lagi"), d.end()]  # fmt: skip
    return d.process("putar", nodes, LOOP)


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


def feeding() -> str:
    """A fork of which one way leads back into it."""
    nodes = [d.start(), d.xor("Gateway_masuk"), d.parallel("Gateway_bagi"), d.end()]
    flows = [
        *d.chain("Start_mulai", "Gateway_masuk", "Gateway_bagi", "End_selesai"),
        d.flow("Gateway_bagi", "Gateway_masuk"),
    ]
    return d.process("bagi", nodes, flows)


def test_processes_that_double_end_in_a_sentence(sqlite_lab: Lab) -> None:
    sqlite_lab.deploy("p0", **doubling(16))
    with pytest.raises(CaseBrokenError, match=f"{MOST_STEPS} langkah"):
        sqlite_lab.start("p0")


def test_a_fork_that_feeds_itself_ends_in_a_sentence(sqlite_lab: Lab) -> None:
    sqlite_lab.deploy("bagi", bagi=feeding())
    with pytest.raises(CaseBrokenError, match=r"50 kali melewati “(Masuk|Bagi)”"):
        sqlite_lab.start("bagi")


def test_a_loop_without_a_wait_leaves_the_task_as_it_was(lab: Lab) -> None:
    lab.deploy("putar", putar=loop(), lagi=d.form("lagi", lagi="checkbox"))
    case_id, other = lab.start("putar"), lab.start("putar")
    with pytest.raises(CaseBrokenError, match="50 kali melewati “"):
        lab.complete(case_id, "Task_kerja", lagi=True)
    assert lab.open_tasks(case_id) == ["Task_kerja"]
    lab.complete(other, "Task_kerja", lagi=False)
    assert lab.case(other).status == "completed"
