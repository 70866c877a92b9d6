"""What one action may cost: statements, commits, parsing. The same after many rounds and in a large diagram."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from lxml import etree
from sqlalchemy import Engine, func, select

from engine.models import Event, Task, Timer
from tests.engine.test_running import LAGI, loop
from tests.support import diagrams as d
from tests.support.counting import counting
from tests.support.everywhere import everywhere
from tests.support.lab import ADMIN, Lab

MOST_STATEMENTS = 15


def engine_of(lab: Lab) -> Engine:
    engine = lab.factory.kw["bind"]
    assert isinstance(engine, Engine)
    return engine


def cost(lab: Lab, case_id: uuid.UUID, element: str, **answers: Any) -> int:
    """Statements of completing one task; its commit is counted, too."""
    task_id = lab.task(case_id, element).id
    from engine.running import commands

    with counting(engine_of(lab)) as counted:
        lab._do(commands.complete, task_id=task_id, by=ADMIN, answers=answers, token=uuid.uuid4().hex)
    assert (counted.commits, counted.rollbacks) == (1, 0)
    return len(counted.statements)


def large(size: int = 30) -> str:
    """A line of tasks, each with a deadline and its mark: three nodes and a boundary event per step."""
    names = [f"Task_langkah_{number:02}" for number in range(size)]
    nodes, flows = [d.start()], d.chain("Start_mulai", *names, "End_selesai")
    for name in names:
        clock, mark, end = f"Timer_{name.lower()}", f"Task_tandai_{name.lower()}", f"End_{name.lower()}"
        nodes += [
            d.user(name, due="hari_kerja(3)"),
            d.boundary(clock, name, d.timer("timeDate", "hari_kerja(3)")),
            d.operation(mark),
            d.end(end),
        ]
        flows += d.chain(clock, mark, end)
    return d.process("besar", [*nodes, d.end()], flows)


def test_completing_a_task_costs_one_commit_and_few_statements_round_after_round(lab: Lab) -> None:
    lab.deploy("ulang", ulang=loop(), lagi=LAGI)
    case_id = lab.start("ulang")
    costs = [cost(lab, case_id, "Task_kerja", lagi=True) for _ in range(50)]
    assert max(costs) <= MOST_STATEMENTS
    assert set(costs[1:]) == {costs[-1]}


def test_a_large_diagram_costs_no_more_and_keeps_no_rows_for_the_future(lab: Lab) -> None:
    lab.deploy("ulang", ulang=loop(), lagi=LAGI)
    small = lab.start("ulang")
    cost(lab, small, "Task_kerja", lagi=True)
    lab.deploy("besar", besar=large())
    case_id = lab.start("besar")
    costs = [cost(lab, case_id, f"Task_langkah_{number:02}") for number in range(6)]
    assert max(costs) <= cost(lab, small, "Task_kerja", lagi=True) <= MOST_STATEMENTS
    with everywhere(lab.factory) as session:

        def rows(table: Any) -> int:
            return session.scalar(select(func.count()).select_from(table).where(table.case_id == case_id)) or 0

        assert (rows(Task), rows(Timer), rows(Event)) == (7, 1, 7)


def test_nothing_is_parsed_again(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    lab.deploy("ulang", ulang=loop(), lagi=LAGI)
    case_id = lab.start("ulang")
    lab.complete(case_id, "Task_kerja", lagi=True)

    def refuse(*_args: Any, **_options: Any) -> None:
        raise AssertionError("XML was parsed")

    from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser

    import engine.definition.bundle
    import engine.definition.versions

    monkeypatch.setattr(etree, "fromstring", refuse)
    monkeypatch.setattr(BpmnParser, "get_spec", refuse)
    monkeypatch.setattr(engine.definition.bundle, "parse_form", refuse)
    monkeypatch.setattr(engine.definition.versions, "unpack", refuse)
    lab.complete(case_id, "Task_kerja", lagi=True)
    second = lab.start("ulang")
    assert lab.at("2026-03-12") == 2
    monkeypatch.undo()
    assert lab.open_tasks(second) == ["Task_kerja"]


def test_a_repeated_click_writes_nothing(lab: Lab) -> None:
    from engine.running import commands

    lab.deploy("ulang", ulang=loop(), lagi=LAGI)
    case_id = lab.start("ulang")
    task_id = lab.task(case_id, "Task_kerja").id
    arguments = {"task_id": task_id, "by": ADMIN, "answers": {"lagi": True}, "token": "sama"}
    lab._do(commands.complete, **arguments)
    with counting(engine_of(lab)) as counted:
        lab._do(commands.complete, **arguments)
    assert len(counted.statements) == 1
    assert counted.statements[0].startswith("SELECT")


def test_a_sweep_with_nothing_due_is_one_statement(lab: Lab) -> None:
    lab.deploy("ulang", ulang=loop(), lagi=LAGI)
    for _ in range(12):
        lab.start("ulang")
    with counting(engine_of(lab)) as counted:
        assert lab.fire() == 0
    assert len(counted.statements) == 1
