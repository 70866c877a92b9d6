"""(a) Completing one human task against the bare library in memory plus one bare commit; (b) round 1,000 of a loop."""

from __future__ import annotations

import uuid
from functools import partial

from lxml import etree
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState
from sqlalchemy import Engine, text

from benchmarks.stage import ADMIN, FILES, INSTANSI, STEPS, Bench, counting, median_ms, timed
from engine import commands, queries
from engine.db import reading, unit_of_work

CASES = 40


def action(bench: Bench, engine: Engine) -> dict[str, float]:
    """Median of one completion over 40 cases of ten tasks, and the bare step on the same database."""
    cases = [bench.start("rantai") for _ in range(CASES)]
    ours = [timed(partial(complete_next, bench, case_id)) for case_id in cases for _ in range(STEPS - 1)]
    bare = bare_steps(engine)
    with counting(engine) as counts:
        complete_next(bench, bench.start("rantai"))
    with counting(engine) as started:
        bench.start("rantai")
    return {
        "ratio": round(median_ms(ours) / median_ms(bare), 2),
        "ms": round(median_ms(ours), 2),
        "bare_ms": round(median_ms(bare), 2),
        "commits": counts.commits - started.commits,
        "statements": counts.statements - started.statements,
    }


_known: dict[uuid.UUID, queries.TaskView] = {}


def complete_next(bench: Bench, case_id: uuid.UUID, **answers: object) -> None:
    """What a web request does after reading the page: one command, one transaction."""
    task = _known.pop(case_id, None) or open_task(bench, case_id)
    with unit_of_work(bench.factory) as session:
        opened = commands.complete(
            session,
            bench.runtime,
            instansi_id=INSTANSI,
            task_id=task.id,
            by=ADMIN,
            answers=answers or {"catatan": "baik", "setuju": True},
            token=uuid.uuid4().hex,
        )
    if opened:
        _known[case_id] = opened[0]


def open_task(bench: Bench, case_id: uuid.UUID) -> queries.TaskView:
    with reading(bench.factory) as session:
        return queries.case(session, instansi_id=INSTANSI, case_id=case_id).open_tasks[0]


def bare_steps(engine: Engine) -> list[float]:
    """The library alone: the same diagram kept in memory, one task completed, one row committed."""
    library_text = FILES["rantai.bpmn"].replace('camunda:dueDate="hari_kerja(3)"', "")
    library_text = library_text.replace("hari_kerja(3)", '"2030-01-01T00:00:00+00:00"').replace("serviceTask", "task")
    parser = BpmnParser()
    parser.add_bpmn_xml(etree.fromstring(library_text.encode()))
    spec = parser.get_spec("rantai")
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE bare (id INTEGER PRIMARY KEY, state TEXT)"))
        connection.execute(text("INSERT INTO bare VALUES (1, '')"))
    times = []
    for _ in range(CASES):
        workflow = BpmnWorkflow(spec)
        workflow.do_engine_steps()
        times += [timed(partial(bare_step, workflow, engine)) for _ in range(STEPS - 1)]
    return times


def bare_step(workflow: BpmnWorkflow, engine: Engine) -> None:
    task = next(t for t in workflow.get_tasks(state=TaskState.READY) if t.task_spec.manual)
    task.data.update(catatan="baik", setuju=True)
    task.run()
    workflow.do_engine_steps()
    with engine.begin() as connection:
        connection.execute(text("UPDATE bare SET state = :state WHERE id = 1"), {"state": task.task_spec.name})


def loop(bench: Bench, rounds: int = 1_000) -> float:
    """Cost of the last 50 rounds against the first 50."""
    case_id = bench.start("ulang")
    times = [timed(partial(complete_next, bench, case_id, lagi=True)) for _ in range(rounds)]
    return round(median_ms(times[-50:]) / median_ms(times[:50]), 2)
