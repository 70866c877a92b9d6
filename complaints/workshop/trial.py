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

from complaints.law.bundles import FOLDERS, laid_over, read_folders
from complaints.models import Trial
from complaints.people.governments import Government, government_of
from complaints.properties import CHANNELS
from complaints.workshop import recorded_scenarios
from complaints.workshop.simulation.expectations import MismatchError
from complaints.workshop.simulation.play import stage_for
from complaints.workshop.simulation.run import perform, run_scenario
from complaints.workshop.simulation.scenario_file import Scenario, ScenarioError, read_text
from complaints.workshop.simulation.stage import Stage
from engine.actors import Actor
from engine.catalogue import _
from engine.db import reading
from engine.definition.bundle import Bundle
from engine.definition.forms import Form
from engine.errors import AnswersRefusedError, EngineError
from engine.running import queries
from engine.running.runtime import Runtime

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
    session: Session,
    runtime: Runtime,
    *,
    instansi_id: str,
    draft_id: uuid.UUID,
    document: Document,
    files: Mapping[str, str],
    by: Actor,
) -> None:
    """Begin anew; an earlier trial of the draft is forgotten. Raises EngineError when no case begins this way."""
    with played(document, files, government_of(session, instansi_id)) as (_stage, failure):
        if failure:
            raise EngineError(failure)
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
    """Do one more thing and keep it. Nothing is kept when it cannot be done.

    Raises EngineError with the reason, AnswersRefusedError with the errors by field.
    """
    row = _require(session, instansi_id, draft_id)
    document = {**row.scenario, "steps": [*row.scenario["steps"], {verb: given}]}
    with played(row.scenario, files, government_of(session, instansi_id)) as (stage, failure):
        if failure:
            raise EngineError(failure)
        _check_message(verb, given, stage)
        try:
            perform(scenario_of(document).steps[-1], stage)
        except MismatchError as error:
            raise EngineError(str(error)) from error
    row.scenario, row.changed_at = document, runtime.clock.now()


def _check_message(verb: str, given: Any, stage: Stage) -> None:
    """A message's form is checked where it is typed, not by the engine: the page of a complainant does it too."""
    form = form_of(stage, given) if verb == "message" else None
    if form is None:
        return
    errors = form.check(given["answers"]).errors
    if errors:
        raise AnswersRefusedError(dict(errors))


def form_of(stage: Stage, given: Mapping[str, Any]) -> Form | None:
    """What an open task (`task`, `unit`) or an awaited message (`name`) asks, on the version that is played."""
    if stage.case_id is None:
        return None
    case = stage.case()
    with reading(stage.factory, stage.instansi_id) as session:
        bundle = queries.bundle_of_version(session, instansi_id=stage.instansi_id, version_id=case.version_id)
    for task in case.open_tasks:
        if (task.element, task.unit) == (given.get("task"), given.get("unit", "")):
            return bundle.forms.get(task.form)
    for name, process_id, element_id in case.waiting_messages:
        element = bundle.element(process_id, element_id)
        if name == given.get("name") and element is not None:
            return bundle.forms.get(element.form)
    return None


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
    row = _require(session, instansi_id, draft_id)
    steps = _expecting(row.scenario, files, government_of(session, instansi_id))
    document = {**row.scenario, "scenario": name.strip() or "Percobaan", "steps": steps}
    recorded_scenarios.keep(
        session, runtime, instansi_id=instansi_id, process_id=process_id, name=name, text=as_yaml(document), by=by
    )


def as_yaml(document: Document) -> str:
    """The document as a scenario file."""
    return yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=150)


def _expecting(document: Document, files: Mapping[str, str], home: Government) -> list[Document]:
    """Each step followed by where the case stands after it."""
    stands: list[list[Document]] = []
    scenario = scenario_of(document)
    with _stage(scenario, files, home) as stage:
        result = run_scenario(scenario, stage, after=lambda _step: stands.append(_standing(stage)))
        if result.failures:
            raise EngineError("; ".join(result.failures))
    return [each for step, after in zip(document["steps"], stands, strict=True) for each in (step, *after)]


def _standing(stage: Stage) -> list[Document]:
    if stage.case_id is None:
        return []
    case = stage.case()
    status = {"status": case.phase} if case.phase else {}
    ended = case.end_element and case.status == "completed"
    found: list[Document] = [{"expect": {"ended": case.end_element, **status}}] if ended else []
    for task in case.open_tasks:
        unit = {"unit": task.unit} if task.unit else {}
        found.append({"expect": {"task": task.element, "role": task.role, **unit, **status}})
    return found


@contextmanager
def played(document: Document, files: Mapping[str, str], home: Government) -> Iterator[tuple[Stage, str]]:
    """The stage after all steps, and what went wrong ("" when nothing did). `files`: those of the draft.

    Raises EngineError when the stage cannot be set up.
    """
    scenario = scenario_of(document)
    with _stage(scenario, files, home) as stage:
        result = run_scenario(scenario, stage)
        yield stage, "; ".join(result.failures)


@contextmanager
def _stage(scenario: Scenario, files: Mapping[str, str], home: Government) -> Iterator[Stage]:
    try:
        stage = stage_for(scenario, laid_over(read_folders(FOLDERS), files), home)
    except ScenarioError as error:
        raise EngineError(str(error)) from error
    try:
        yield stage
    finally:
        stage.close()


def scenario_of(document: Document) -> Scenario:
    """The document as the simulator reads it. Raises EngineError."""
    try:
        (scenario,) = read_text(str(document["scenario"]), as_yaml(document))
    except (ScenarioError, ValueError) as error:
        raise EngineError(str(error)) from error
    return scenario


def channels(bundle: Bundle, process_id: str) -> list[tuple[str, str, str]]:
    """Ways in: (start event, its name, channel or "" for an activity), in the order of the drawing."""
    found = []
    for start in bundle.diagrams[process_id].start_events():
        listed = [part.strip() for part in start.properties.get(CHANNELS, "").split(",") if part.strip()]
        found += [(start.id, start.name, kanal) for kanal in listed or [""]]
    return found


def _row(session: Session, instansi_id: str, draft_id: uuid.UUID) -> Trial | None:
    return session.scalars(
        select(Trial).where(Trial.instansi_id == instansi_id, Trial.draft_id == draft_id)
    ).one_or_none()


def _require(session: Session, instansi_id: str, draft_id: uuid.UUID) -> Trial:
    row = _row(session, instansi_id, draft_id)
    if row is None:
        raise EngineError(_("belum ada percobaan"))
    return row


def forget(session: Session, *, instansi_id: str, draft_id: uuid.UUID) -> None:
    """Throw the trial away."""
    row = _row(session, instansi_id, draft_id)
    if row is not None:
        session.delete(row)
