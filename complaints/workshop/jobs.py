"""Long checks of a draft in the worker's hands: past cases and scenarios, a few at a time, with progress to look at."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints.law.bundles import FOLDERS, laid_over, read_folders
from complaints.models import DraftScenario, WorkshopJob
from complaints.people.governments import government_of
from complaints.workshop import scenario_check
from complaints.workshop.past_cases import candidates, compare
from complaints.workshop.simulation import Scenario, ScenarioError, read_scenarios
from complaints.workshop.simulation.play import SCENARIOS, play
from complaints.workshop.simulation.scenario_file import read_text
from engine.actors import Actor
from engine.catalogue import _
from engine.db import UNAVAILABLE, SessionFactory, reading, unit_of_work
from engine.definition.bundle import Bundle, read_bundle, unpack
from engine.errors import EngineError
from engine.government import bind, crossing
from engine.models import ProcessDraft
from engine.running.runtime import Runtime
from engine.workshop import draft_files

MOST_CASES = 1_000
CASES_AT_ONCE = 25
SCENARIOS_AT_ONCE = 4
MONTH = timedelta(days=31)


@dataclass(frozen=True)
class JobView:
    """A job as its page shows it."""

    id: uuid.UUID
    kind: str
    total: int
    done: int
    results: Sequence[Mapping[str, Any]]
    error: str
    content_hash: str
    started_by: str
    created_at: datetime
    finished: bool


def start(
    session: Session,
    runtime: Runtime,
    *,
    instansi_id: str,
    draft_id: uuid.UUID,
    kind: str,
    by: Actor,
    months: int = 3,
) -> WorkshopJob:
    """Order a check of the draft as it is saved now. Raises EngineError when a file of it cannot be read."""
    draft = session.get_one(ProcessDraft, (instansi_id, draft_id))
    bundle = draft_bundle(session, instansi_id=instansi_id, draft_id=draft_id)
    now = runtime.clock.now()
    scope = {"instansi_id": instansi_id, "process_id": draft.process_id}
    if kind == "replay":
        found = candidates(session, **scope, since=now - months * MONTH, limit=MOST_CASES)
        items = [str(each) for each in found]
    else:
        items = scenario_check.items(session, **scope)
    job = WorkshopJob(
        instansi_id=instansi_id,
        draft_id=draft_id,
        kind=kind,
        content_hash=bundle.content_hash,
        bundle=bundle.pack(),
        items=items,
        started_by=by.name,
        created_at=now,
        finished_at=None if items else now,
    )
    session.add(job)
    session.flush()
    return job


def draft_bundle(session: Session, *, instansi_id: str, draft_id: uuid.UUID) -> Bundle:
    """The draft as one bundle. Raises EngineError when a file cannot be read."""
    saved = draft_files(session, instansi_id=instansi_id, draft_id=draft_id)
    return read_bundle({name: file.text for name, file in saved.items()})


def newest(session: Session, *, instansi_id: str, draft_id: uuid.UUID, kind: str) -> JobView | None:
    """The job of a kind that was ordered last."""
    row = session.scalars(
        select(WorkshopJob)
        .where(WorkshopJob.instansi_id == instansi_id, WorkshopJob.draft_id == draft_id, WorkshopJob.kind == kind)
        .order_by(WorkshopJob.created_at.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    return JobView(
        id=row.id,
        kind=row.kind,
        total=len(row.items),
        done=row.done,
        results=row.results,
        error=row.error,
        content_hash=row.content_hash,
        started_by=row.started_by,
        created_at=row.created_at,
        finished=row.finished_at is not None,
    )


def go_on(factory: SessionFactory, runtime: Runtime) -> int:
    """One piece of the oldest unfinished job; 0 when there is none. For the worker.

    The job is looked up, played in a read transaction of its own, and written at last: nobody waits for it.
    """
    with reading(factory) as session:
        with crossing(session, why="the worker goes on with the oldest job of any government"):
            job = session.scalars(
                select(WorkshopJob).where(WorkshopJob.finished_at.is_(None)).order_by(WorkshopJob.created_at).limit(1)
            ).one_or_none()
        if job is None:
            return 0
        bind(session, job.instansi_id)
        key, done, kind = (job.instansi_id, job.id), job.done, job.kind
        items = job.items[done : done + (CASES_AT_ONCE if kind == "replay" else SCENARIOS_AT_ONCE)]
        try:
            found, error = KINDS[kind](session, runtime, job, items), ""
        except UNAVAILABLE:
            raise
        except (EngineError, ScenarioError) as refused:
            found, error = [], str(refused)
        except Exception as fault:  # whatever it is: a check that breaks must not be tried for ever
            runtime.alarm(f"pemeriksaan {job.id} gagal: {type(fault).__name__}")
            found, error = [], _("gagal; lihat catatan sistem")
    with unit_of_work(factory, key[0]) as session:
        row = session.get(WorkshopJob, key, with_for_update=True)
        if row is not None and row.done == done and row.finished_at is None:
            row.results, row.done, row.error = [*row.results, *found], done + len(items), error
            if error or row.done >= len(row.items):
                row.finished_at = runtime.clock.now()
    return 1


def _replay(session: Session, runtime: Runtime, job: WorkshopJob, items: Sequence[str]) -> list[dict[str, Any]]:
    calendar = runtime.calendar_for(session, job.instansi_id)
    compared = compare(
        session,
        instansi_id=job.instansi_id,
        case_ids=[uuid.UUID(each) for each in items],
        bundle=unpack(job.bundle),
        calendar=calendar,
        now=runtime.clock.now(),
    )
    return [_plain(asdict(each)) for each in compared]


def _scenarios(session: Session, _runtime: Runtime, job: WorkshopJob, items: Sequence[str]) -> list[dict[str, Any]]:
    files = laid_over(read_folders(FOLDERS), unpack(job.bundle).files)
    own = government_of(session, job.instansi_id)
    found = []
    for item in items:
        for scenario in _read(session, job.instansi_id, item):
            result = play(scenario, files, own if item.startswith(scenario_check.OWN) else None)
            visited = Counter({f"{process}#{element}": n for (process, element), n in result.path.items()})
            found.append(
                {
                    "file": item,
                    "name": scenario.name,
                    "passed": result.passed,
                    "failures": result.failures,
                    "path": dict(visited),
                }
            )
    return found


def _read(session: Session, instansi_id: str, item: str) -> list[Scenario]:
    if not item.startswith(scenario_check.OWN):
        return list(read_scenarios([SCENARIOS / item]))
    row = session.get(DraftScenario, (instansi_id, uuid.UUID(item.removeprefix(scenario_check.OWN))))
    return list(read_text(row.name, row.text)) if row is not None else []


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return str(value) if isinstance(value, uuid.UUID) else value


KINDS: Mapping[str, Callable[[Session, Runtime, WorkshopJob, Sequence[str]], list[dict[str, Any]]]] = {
    "replay": _replay,
    "scenarios": _scenarios,
}
