"""Long checks of a draft in the worker's hands: past cases and scenarios, a few at a time, with progress to look at."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from complaints.models import WorkshopJob
from complaints.workshop import scenario_check
from complaints.workshop.past_cases import candidates
from engine.actors import Actor
from engine.catalogue import N_, written
from engine.definition.bundle import Bundle, read_bundle
from engine.models import ProcessDraft
from engine.running.runtime import Runtime
from engine.workshop import draft_files
from engine.workshop.scenarios import is_scenario

MOST_CASES = 1_000
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
    """Why it ended, or why the last piece has to be tried again."""
    tries: int
    """How often the next piece was begun without an answer."""
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
    """Order a check of the draft as it is saved now; one of the kind that still runs is given up for it.

    Raises EngineError when a file of the draft cannot be read.
    """
    draft = session.get_one(ProcessDraft, (instansi_id, draft_id))
    bundle = played_with(session, draft=draft, kind=kind)
    now = runtime.clock.now()
    scope = {"instansi_id": instansi_id, "process_id": draft.process_id}
    if kind == "replay":
        found = candidates(session, **scope, since=now - months * MONTH, limit=MOST_CASES)
        items = [str(each) for each in found]
    else:
        items = [name for name in bundle.files if is_scenario(name)]
    session.execute(
        update(WorkshopJob)
        .where(WorkshopJob.instansi_id == instansi_id, WorkshopJob.draft_id == draft_id, WorkshopJob.kind == kind)
        .where(WorkshopJob.finished_at.is_(None))
        .values(finished_at=now, error=written(N_("digantikan oleh pemeriksaan yang lebih baru")))
    )
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


def played_with(session: Session, *, draft: ProcessDraft, kind: str) -> Bundle:
    """What a check of this kind plays: the draft, for scenarios with them. Raises EngineError, see `draft_bundle`."""
    bundle = draft_bundle(session, instansi_id=draft.instansi_id, draft_id=draft.id)
    return scenario_check.suite(session, draft, bundle) if kind == "scenarios" else bundle


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
        tries=row.tries,
        content_hash=row.content_hash,
        started_by=row.started_by,
        created_at=row.created_at,
        finished=row.finished_at is not None,
    )
