"""(h) The process owner's workshop: the gate, the impact on running cases, past cases played again."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import cast

from sqlalchemy import Table, insert, select

from benchmarks.stage import median_ms, timed
from complaints.demo.government import demo_governments
from complaints.law.bundles import FOLDERS, read_folders
from complaints.models import Complaint, WorkshopJob
from complaints.workshop import job_pieces, jobs, law_warnings
from complaints.workshop.deploy_checks import findings, workshop
from complaints.workshop.simulation import Scenario, read_scenarios, run_scenario
from complaints.workshop.simulation.play import SCENARIOS, stage_for
from complaints.workshop.simulation.stage import Stage
from engine import workshop as engine_workshop
from engine.actors import Actor
from engine.db import reading, unit_of_work
from engine.models import Case, Event, ProcessDraft
from engine.workshop import gate

OWNER = Actor("pemilik", "Pemilik proses", frozenset())
RUNNING, FINISHED = 10_000, 1_000
MONTHS = 12
"""How far back the replay reaches: the scenario's clock runs on for months after its case began."""
BATCH = 1_000
ROUNDS = 5
TYPICAL = SCENARIOS / "tanah_laut/pengaduan_02_pengaduan_14_hari.yaml"
"""A complaint of Tanah Laut that goes its whole way."""
STOPS_AFTER = 4
"""Steps after which it still runs."""


def owners_desk() -> dict[str, float]:
    """Milliseconds of the slowest gate, seconds of the impact and of the replay."""
    return {**gates(), **impact(), **replay()}


def gates() -> dict[str, float]:
    """The gate with the law check, without scenarios, for every process of every government; the slowest counts."""
    slowest = 0.0
    for home in demo_governments():
        for process_id in home.government.processes:
            scenario = Scenario("", "", process_id, _typical().start, {}, (), home.id)
            with _stage(scenario) as stage:
                slowest = max(slowest, _gate(stage))
    return {"gate_ms_largest": round(slowest, 1)}


def _gate(stage: Stage) -> float:
    surroundings = replace(
        workshop(),
        findings=findings,
        warnings=lambda _session, _instansi_id, process_id, old, new, _now: law_warnings.warnings(process_id, old, new),
    )
    draft_id = _draft(stage)
    with reading(stage.factory, stage.instansi_id) as session:
        draft = session.get_one(ProcessDraft, (stage.instansi_id, draft_id))
        times = []
        for _ in range(ROUNDS):
            gate._judged_once.cache_clear()  # as for files that nobody has asked about
            times.append(timed(lambda: engine_workshop.verdict(session, stage.runtime, surroundings, draft=draft)))
    return median_ms(times)


def impact() -> dict[str, float]:
    """What a changed diagram would mean for ten thousand running cases."""
    typical = _typical()
    with _stage(replace(typical, steps=typical.steps[:STOPS_AFTER])) as stage:
        _multiply(stage, RUNNING)
        draft_id = _draft(stage)
        with reading(stage.factory, stage.instansi_id) as session:
            bundle = jobs.draft_bundle(session, instansi_id=stage.instansi_id, draft_id=draft_id)
            took = timed(
                lambda: engine_workshop.impact(
                    session, instansi_id=stage.instansi_id, process_id=stage.process_id, bundle=bundle
                )
            )
    return {"impact_10k_s": round(took, 2)}


def replay() -> dict[str, float]:
    """A thousand finished cases on a draft, as the worker plays them, piece by piece."""
    with _stage(_typical()) as stage:
        _multiply(stage, FINISHED)
        draft_id = _draft(stage)
        with unit_of_work(stage.factory, stage.instansi_id) as session:
            job = jobs.start(
                session,
                stage.runtime,
                instansi_id=stage.instansi_id,
                draft_id=draft_id,
                kind="replay",
                by=OWNER,
                months=MONTHS,
            )
            assert len(job.items) == FINISHED
        took = timed(lambda: _until_done(stage))
    return {"replay_1000_s": round(took, 1)}


def _until_done(stage: Stage) -> None:
    with reading(stage.factory, stage.instansi_id) as session:
        job = session.scalars(select(WorkshopJob).where(WorkshopJob.instansi_id == stage.instansi_id)).one()
        for _each in job_pieces.played(session, job, stage.clock.now()):
            pass


def _typical() -> Scenario:
    (scenario,) = read_scenarios([TYPICAL])
    return scenario


@contextmanager
def _stage(scenario: Scenario) -> Iterator[Stage]:
    stage = stage_for(scenario, read_folders(FOLDERS))
    if scenario.steps:
        result = run_scenario(scenario, stage)
        assert result.passed, result.report()
    yield stage
    stage.close()


def _draft(stage: Stage) -> uuid.UUID:
    """A draft in which every task of the main diagram has another name."""
    draft = stage.do(engine_workshop.open_draft, process_id=stage.process_id, title="Ukur", by=OWNER)
    draft_id = uuid.UUID(str(draft.id))
    with reading(stage.factory, stage.instansi_id) as session:
        saved = engine_workshop.draft_files(session, instansi_id=stage.instansi_id, draft_id=draft_id)
    name = f"{stage.process_id}.bpmn"
    text = saved[name].text.replace('<bpmn:userTask id="', '<bpmn:userTask camunda:priority="1" id="')
    stage.do(engine_workshop.save_file, draft_id=draft_id, name=name, text=text, seen=0, by=OWNER)
    return draft_id


def _multiply(stage: Stage, wanted: int) -> None:
    """Copies of the case that was played, with its complaint and its history."""
    with stage.engine.begin() as connection:
        rows = {
            table: [dict(row) for row in connection.execute(select(table)).mappings()]
            for table in (cast(Table, model.__table__) for model in (Case, Complaint, Event))
        }
        for begin in range(1, wanted, BATCH):
            numbers = range(begin, min(begin + BATCH, wanted))
            ids = {number: uuid.uuid4() for number in numbers}
            for table, originals in rows.items():
                key = "case_id" if "case_id" in table.c else "id"
                copies = [{**row, key: ids[n], **_unique(table, n)} for n in numbers for row in originals]
                connection.execute(insert(table), copies)


def _unique(table: Table, number: int) -> dict[str, str]:
    if "submission_token" not in table.c:
        return {}
    return {"number": f"UJI-{number}", "submission_token": f"uji-{number}"}
