"""A trial played anew, on a database in memory: each function is work for the bench, and gives one thing."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from complaints.law.bundles import FOLDERS, laid_over, read_folders
from complaints.people.governments import Government
from complaints.workshop.simulation.expectations import MismatchError
from complaints.workshop.simulation.play import stage_for
from complaints.workshop.simulation.run import perform, run_scenario
from complaints.workshop.simulation.scenario_file import Scenario, ScenarioError, read_text
from complaints.workshop.simulation.scenario_text import as_yaml
from complaints.workshop.simulation.stage import Stage
from engine.db import reading
from engine.definition.forms import Form, Option
from engine.errors import AnswersRefusedError, EngineError
from engine.running import queries
from engine.running.queries import CaseView, EventView, PathView
from engine.running.runtime import OptionsRequest

Document = dict[str, Any]
"""As a scenario file says it."""
Lists = Mapping[str, list[Option]]


@dataclass(frozen=True)
class TrialLook:
    """How a trial stands after all its steps."""

    process_id: str
    clock: datetime
    failure: str
    """What went wrong; "" when nothing did."""
    case: CaseView | None = None
    events: tuple[EventView, ...] = ()
    path: PathView | None = None
    lists: Mapping[uuid.UUID, Lists] = field(default_factory=dict)
    """By open task: what its form offers."""


def look(document: Document, files: Mapping[str, str], home: Government) -> Iterator[TrialLook]:
    """How it stands. `files`: those of the draft. Raises EngineError when the stage cannot be set up."""
    with _played(document, files, home) as (stage, failure):
        process_id, clock = stage.process_id, stage.clock.now()
        if stage.case_id is None:
            yield TrialLook(process_id, clock, failure)
            return
        case = stage.case()
        with reading(stage.factory, stage.instansi_id) as session:
            path = queries.path(session, instansi_id=stage.instansi_id, case_id=stage.the_case)
            lists = {}
            for task in case.open_tasks:
                asked = OptionsRequest(stage.instansi_id, stage.the_case, task.unit, task.role, clock)
                lists[task.id] = dict(stage.runtime.options_for(session, asked))
        yield TrialLook(process_id, clock, failure, case, tuple(stage.timeline()), path, lists)


def begun(document: Document, files: Mapping[str, str], home: Government) -> Iterator[Document]:
    """The document, when a case begins this way. Raises EngineError when none does."""
    with _played(document, files, home) as (_stage, failure):
        if failure:
            raise EngineError(failure)
        yield document


def stepped(
    document: Document, files: Mapping[str, str], home: Government, verb: str, given: Any
) -> Iterator[Document]:
    """The document with one thing more that was done.

    Raises EngineError with the reason, AnswersRefusedError with the errors by field.
    """
    more = {**document, "steps": [*document["steps"], {verb: given}]}
    with _played(document, files, home) as (stage, failure):
        if failure:
            raise EngineError(failure)
        _check_message(verb, given, stage)
        try:
            perform(_scenario(more).steps[-1], stage)
        except MismatchError as error:
            raise EngineError(str(error)) from error
    yield more


def expecting(document: Document, files: Mapping[str, str], home: Government) -> Iterator[Document]:
    """The document with each step followed by where the case stands after it. Raises EngineError."""
    stands: list[list[Document]] = []
    scenario = _scenario(document)
    with _staged(scenario, files, home) as stage:
        result = run_scenario(scenario, stage, after=lambda _step: stands.append(_standing(stage)))
        if result.failures:
            raise EngineError("; ".join(result.failures))
    steps = [each for step, after in zip(document["steps"], stands, strict=True) for each in (step, *after)]
    yield {**document, "steps": steps}


def _check_message(verb: str, given: Any, stage: Stage) -> None:
    """A message's form is checked where it is typed, not by the engine: the page of a complainant does it too."""
    form = _awaited_form(stage, given) if verb == "message" else None
    errors = form.check(given["answers"]).errors if form is not None else {}
    if errors:
        raise AnswersRefusedError(dict(errors))


def _awaited_form(stage: Stage, given: Mapping[str, Any]) -> Form | None:
    """What an awaited message (`name`) asks."""
    if stage.case_id is None:
        return None
    for name, process_id, element_id in stage.case().waiting_messages:
        element = stage.bundle.element(process_id, element_id)
        if name == given.get("name") and element is not None:
            return stage.bundle.forms.get(element.form)
    return None


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
def _played(document: Document, files: Mapping[str, str], home: Government) -> Iterator[tuple[Stage, str]]:
    """The stage after all steps, and what went wrong."""
    scenario = _scenario(document)
    with _staged(scenario, files, home) as stage:
        result = run_scenario(scenario, stage)
        yield stage, "; ".join(result.failures)


@contextmanager
def _staged(scenario: Scenario, files: Mapping[str, str], home: Government) -> Iterator[Stage]:
    try:
        stage = stage_for(scenario, laid_over(read_folders(FOLDERS), files), home)
    except ScenarioError as error:
        raise EngineError(str(error)) from error
    try:
        yield stage
    finally:
        stage.close()


def _scenario(document: Document) -> Scenario:
    """The document as the simulator reads it. Raises EngineError."""
    try:
        (scenario,) = read_text(str(document["scenario"]), as_yaml(document))
    except (ScenarioError, ValueError) as error:
        raise EngineError(str(error)) from error
    return scenario
