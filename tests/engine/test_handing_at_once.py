"""Two people reach for one task at the same moment: on PostgreSQL one of them has it, and the other is told."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest

from engine.actors import Actor, Headship
from engine.db import SessionFactory, unit_of_work
from engine.errors import EngineError
from engine.running import commands
from tests.support import diagrams as d
from tests.support.lab import INSTANSI, Lab

ANI, BUDI, CITRA = (Actor(f"orang-{name}", name, frozenset({("penghubung", "")})) for name in ("ani", "budi", "citra"))
HEAD = Actor("kepala", "Gusti", heads=(Headship("kepala", "", frozenset({"satu"})),))


@pytest.fixture
def session_factory(postgresql_factory: SessionFactory) -> SessionFactory:
    """SQLite has one writer at a time."""
    return postgresql_factory


def at_once(lab: Lab, *acts: tuple[Callable[..., Any], Actor, dict[str, Any]], task_id: Any) -> list[str]:
    """Every act in a thread of its own, begun together; gives the class of what refused it, or "done"."""
    together = Barrier(len(acts))

    def one(act: tuple[Callable[..., Any], Actor, dict[str, Any]]) -> str:
        command, by, more = act
        together.wait(timeout=10)
        try:
            with unit_of_work(lab.factory, INSTANSI) as session:
                command(session, lab.runtime, instansi_id=INSTANSI, task_id=task_id, by=by, **more)
        except EngineError as refused:
            return type(refused).__name__
        return "done"

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(one, acts))


def test_colleagues_a_head_and_the_holder_at_once(lab: Lab) -> None:
    lab.deploy(
        "satu",
        satu=d.process(
            "satu",
            [d.start(), d.user("Task_satu", role="penghubung"), d.end()],
            d.chain("Start_mulai", "Task_satu", "End_selesai"),
        ),
    )
    taking = {"note": "Mendesak"}
    for _round in range(5):
        case_id = lab.start("satu")
        task_id = lab.task(case_id, "Task_satu").id
        at_once(lab, (commands.claim, ANI, {}), task_id=task_id)
        answers = at_once(
            lab,
            (commands.take_over, BUDI, taking),
            (commands.take_over, CITRA, taking),
            (commands.take_over, HEAD, taking),
            (commands.complete, ANI, {"answers": {}, "token": "t"}),
            task_id=task_id,
        )
        rows = [event for event in lab.timeline(case_id) if event.kind != "case_started"]
        assert len(rows) == 1 + answers.count("done")
        assert set(answers[:3]) <= {"done", "TaskGoneError"}
        if answers[3] == "done":
            assert lab.case(case_id).status == "completed"
            assert rows[-1].actor == ANI.id
        else:
            assert answers[3] == "TaskClaimedError"
            assert lab.task(case_id, "Task_satu").claimed_by == rows[-1].actor
