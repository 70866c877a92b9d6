"""A case played by hand on a draft: every role in one window, the clock in hand. Nothing of it touches a real case.

What was done is kept as the steps of a scenario and played anew at each look: a page more costs the case once more, and
a changed diagram shows at once what it makes of the same steps.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints.bundles import FOLDERS, read_folders
from complaints.console.simulate import stage_for
from complaints.models import DraftScenario, Trial
from complaints.simulation.reading import Scenario, read_text
from complaints.simulation.running import run_scenario
from complaints.simulation.stage import Stage
from engine.actors import Actor
from engine.bundle import Bundle
from engine.errors import EngineError
from engine.runtime import Runtime

Document = dict[str, Any]


@dataclass(frozen=True)
class TrialView:
    """The newest trial of a draft."""

    id: uuid.UUID
    document: Document
    started_by: str
    changed_at: datetime


def newest(session: Session, *, instansi_id: str, draft_id: uuid.UUID) -> TrialView | None:
    """The trial of a draft, if one was begun."""
    row = _row(session, instansi_id, draft_id)
    return TrialView(row.id, dict(row.scenario), row.started_by, row.changed_at) if row else None


def begin(
    session: Session, runtime: Runtime, *, instansi_id: str, draft_id: uuid.UUID, document: Document, by: Actor
) -> None:
    """Begin anew; an earlier trial of the draft is forgotten."""
    row = _row(session, instansi_id, draft_id)
    if row is None:
        row = Trial(instansi_id=instansi_id, draft_id=draft_id)
        session.add(row)
    row.scenario, row.started_by, row.changed_at = document, by.name, runtime.clock.now()


def add_step(
    session: Session,
    runtime: Runtime,
    *,
    instansi_id: str,
    draft_id: uuid.UUID,
    verb: str,
    given: Any,
    files: Mapping[str, str],
) -> None:
    """Do one more thing and keep it. Raises EngineError with the reason when it cannot be done: nothing is kept."""
    row = _require(session, instansi_id, draft_id)
    document = {**row.scenario, "steps": [*row.scenario["steps"], {verb: given}]}
    with played(document, files) as (_stage, failure):
        if failure:
            raise EngineError(failure)
    row.scenario, row.changed_at = document, runtime.clock.now()


def undo_step(session: Session, runtime: Runtime, *, instansi_id: str, draft_id: uuid.UUID) -> None:
    """Take the last step back."""
    row = _require(session, instansi_id, draft_id)
    row.scenario = {**row.scenario, "steps": row.scenario["steps"][:-1]}
    row.changed_at = runtime.clock.now()


def record(
    session: Session,
    runtime: Runtime,
    *,
    instansi_id: str,
    draft_id: uuid.UUID,
    process_id: str,
    name: str,
    files: Mapping[str, str],
    by: Actor,
) -> None:
    """Keep the trial as a scenario of the process, with what came of each step as what is expected."""
    if not name.strip():
        raise EngineError("beri skenario ini nama")
    row = _require(session, instansi_id, draft_id)
    document = {**row.scenario, "scenario": name.strip(), "steps": _expecting(row.scenario, files)}
    session.add(
        DraftScenario(
            instansi_id=instansi_id,
            process_id=process_id,
            name=name.strip()[:120],
            text=as_yaml(document),
            saved_by=by.name,
            saved_at=runtime.clock.now(),
        )
    )


def as_yaml(document: Document) -> str:
    """The document as a scenario file."""
    return yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=150)


def _expecting(document: Document, files: Mapping[str, str]) -> list[Document]:
    """Each step followed by where the case stands after it."""
    found: list[Document] = []
    for number, step in enumerate(document["steps"], 1):
        found.append(step)
        with played({**document, "steps": document["steps"][:number]}, files) as (stage, failure):
            if failure or stage.case_id is None:
                raise EngineError(failure or "belum ada kasus")
            case = stage.case()
            status = {"status": case.phase} if case.phase else {}
            if case.end_element and case.status == "completed":
                found.append({"expect": {"ended": case.end_element, **status}})
            found += [{"expect": {"task": task.element, "role": task.role, **status}} for task in case.open_tasks]
    return found


@contextmanager
def played(document: Document, files: Mapping[str, str]) -> Iterator[tuple[Stage, str]]:
    """The stage after all steps, and what went wrong ("" when nothing did). `files`: those of the draft."""
    scenario = scenario_of(document)
    stage = stage_for(scenario, {**read_folders(FOLDERS), **files})
    try:
        result = run_scenario(scenario, stage)
        yield stage, "; ".join(result.failures)
    finally:
        stage.close()


def scenario_of(document: Document) -> Scenario:
    """The document as the simulator reads it."""
    (scenario,) = read_text(str(document["scenario"]), as_yaml(document))
    return scenario


def channels(bundle: Bundle, process_id: str) -> list[tuple[str, str, str]]:
    """Ways in: (start event, its name, channel or "" for an activity), in the order of the drawing."""
    found = []
    for start in bundle.sheets[process_id].start_events():
        listed = [part.strip() for part in start.properties.get("kanal", "").split(",") if part.strip()]
        found += [(start.id, start.name, kanal) for kanal in listed or [""]]
    return found


def _row(session: Session, instansi_id: str, draft_id: uuid.UUID) -> Trial | None:
    return session.scalars(
        select(Trial).where(Trial.instansi_id == instansi_id, Trial.draft_id == draft_id)
    ).one_or_none()


def _require(session: Session, instansi_id: str, draft_id: uuid.UUID) -> Trial:
    row = _row(session, instansi_id, draft_id)
    if row is None:
        raise EngineError("belum ada percobaan")
    return row


def forget(session: Session, *, instansi_id: str, draft_id: uuid.UUID) -> None:
    """Throw the trial away."""
    row = _row(session, instansi_id, draft_id)
    if row is not None:
        session.delete(row)
