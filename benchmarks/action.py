"""(a) Completing one human task against the bare library in memory plus one bare commit; (b) round 1,000 of a loop."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import partial
from typing import Any
from unittest.mock import patch

from lxml import etree
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState
from sqlalchemy import Engine, text

from benchmarks.stage import ADMIN, FILES, INSTANSI, STEPS, Bench, counting, median_ms, timed
from engine.db import reading, unit_of_work
from engine.running import commands, queries

CASES = 40


def action(bench: Bench, engine: Engine) -> dict[str, float]:
    """Medians over 40 cases of ten tasks; ours and the bare step take turns, so that both meet the same machine."""
    spec = bare_spec(engine)
    ours, bare = [], []
    for _ in range(CASES):
        case_id, workflow = bench.start("rantai"), BpmnWorkflow(spec)
        workflow.do_engine_steps()
        for _ in range(STEPS - 1):
            ours.append(timed(partial(complete_next, bench, case_id)))
            bare.append(timed(partial(bare_step, workflow, engine)))
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


def seal(bench: Bench) -> float:
    """Processor of the same action with the seal (hashes, commitments, digests, signature) against without; both take
    turns."""
    bare = replace(bench, runtime=replace(bench.runtime, signer=None))
    sealed, unsealed = [], []
    for _ in range(CASES):
        ours = bench.start("rantai")
        with _unsealed():
            other = bare.start("rantai")
        for _ in range(STEPS - 1):
            sealed.append(_processor(partial(complete_next, bench, ours)))
            with _unsealed():
                unsealed.append(_processor(partial(complete_next, bare, other)))
    return round(median_ms(sealed) / median_ms(unsealed), 2)


@contextmanager
def _unsealed() -> Iterator[None]:
    """The engine without what makes a row provable."""
    run = "engine.running.commands.case_run"
    with ExitStack() as stack:
        for name, instead in (
            ("engine.record.chain.row_hash", lambda _row: "0" * 64),
            ("engine.record.chain.commitment", lambda _salt, _texts: ""),
            (f"{run}.case_digest", lambda _case, _timers: ""),
            (f"{run}.task_digest", lambda _task: ""),
            (f"{run}.belongings.committed", lambda _session, _case_id: ("", {})),
        ):
            stack.enter_context(patch(name, instead))
        yield


def _processor(action: Callable[[], object]) -> float:
    begin = time.process_time()
    action()
    return time.process_time() - begin


_known: dict[uuid.UUID, queries.TaskView] = {}


def complete_next(bench: Bench, case_id: uuid.UUID, **answers: object) -> None:
    """What a web request does after reading the page: one command, one transaction."""
    task = _known.pop(case_id, None) or open_task(bench, case_id)
    with unit_of_work(bench.factory, INSTANSI) as session:
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
    with reading(bench.factory, INSTANSI) as session:
        return queries.case(session, instansi_id=INSTANSI, case_id=case_id).open_tasks[0]


def bare_spec(engine: Engine) -> Any:
    """The same diagram for the library alone, and the one row that it commits."""
    library_text = FILES["rantai.bpmn"].replace('camunda:dueDate="hari_kerja(3)"', "")
    library_text = library_text.replace("hari_kerja(3)", '"2030-01-01T00:00:00+00:00"').replace("serviceTask", "task")
    parser = BpmnParser()
    parser.add_bpmn_xml(etree.fromstring(library_text.encode()))
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE bare (id INTEGER PRIMARY KEY, state TEXT)"))
        connection.execute(text("INSERT INTO bare VALUES (1, '')"))
    return parser.get_spec("rantai")


def bare_step(workflow: BpmnWorkflow, engine: Engine) -> None:
    task = next(t for t in workflow.get_tasks(state=TaskState.READY) if t.task_spec.manual)
    task.data.update(catatan="baik", setuju=True)
    task.run()
    workflow.do_engine_steps()
    with engine.begin() as connection:
        connection.execute(text("UPDATE bare SET state = :state WHERE id = 1"), {"state": task.task_spec.name})


def loop(bench: Bench, rounds: int = 1_000, compared: int = 60) -> float:
    """Cost of a round after 1,000 against a first round; old and fresh cases take turns."""
    old = bench.start("ulang")
    for _ in range(rounds):
        complete_next(bench, old, lagi=True)
    late, first = [], []
    for _ in range(compared):
        fresh = bench.start("ulang")
        late.append(timed(partial(complete_next, bench, old, lagi=True)))
        _known[fresh] = open_task(bench, fresh)
        first.append(timed(partial(complete_next, bench, fresh, lagi=True)))
    return round(median_ms(late) / median_ms(first), 2)
