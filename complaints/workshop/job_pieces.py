"""What a job does, piece by piece, in a process of its own: past cases and scenarios played on a draft."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from time import monotonic
from typing import Any

from sqlalchemy.orm import Session

from complaints.law.bundles import FOLDERS, laid_over, read_folders
from complaints.models import WorkshopJob
from complaints.people.governments import Government, government_of
from complaints.workshop.bench import sessions_at
from complaints.workshop.past_cases import compare
from complaints.workshop.shipped_scenarios import RECORDED
from complaints.workshop.simulation import Scenario, ScenarioError, ScenarioResult
from complaints.workshop.simulation.found import DepartedStep
from complaints.workshop.simulation.play import play, runtime_at
from complaints.workshop.simulation.scenario_file import read_text
from complaints.workshop.simulation.words import expected_words
from complaints.workshop.verdicts import KIND, data_of, verdict_now
from engine.clock import FixedClock
from engine.db import reading
from engine.definition.bundle import unpack
from engine.errors import EngineError
from engine.workshop.scenarios import is_scenario

Results = list[dict[str, Any]]


def piece(url: str, instansi_id: str, job_id: uuid.UUID, now: datetime, seconds: float) -> Iterator[Results]:
    """The results of one item after the other, from the first that is not done, for about `seconds`."""
    until = monotonic() + seconds
    with sessions_at(url) as factory, reading(factory, instansi_id) as session:
        job = session.get_one(WorkshopJob, (instansi_id, job_id))
        for results in played(session, job, now):
            yield results
            if monotonic() > until:
                return


def played(session: Session, job: WorkshopJob, now: datetime) -> Iterator[Results]:
    """The results of each item that is not done yet, in this process. Raises EngineError for what cannot be played."""
    yield from KINDS[job.kind](session, job, job.items[job.done :], now)


def _replay(session: Session, job: WorkshopJob, items: Sequence[str], now: datetime) -> Iterator[Results]:
    calendar = runtime_at(FixedClock(now)).calendar_for(session, job.instansi_id)
    bundle = unpack(job.bundle)
    for item in items:
        compared = compare(
            session,
            instansi_id=job.instansi_id,
            case_ids=[uuid.UUID(item)],
            bundle=bundle,
            calendar=calendar,
            now=now,
        )
        yield [_plain(asdict(each)) for each in compared]


def _scenarios(session: Session, job: WorkshopJob, items: Sequence[str], _now: datetime) -> Iterator[Results]:
    played = unpack(job.bundle).files
    files = laid_over(read_folders(FOLDERS), {name: text for name, text in played.items() if not is_scenario(name)})
    home = government_of(session, job.instansi_id)
    for item in items:
        try:
            yield [_of_scenario(item, each, files, home) for each in read_text(item, played[item])]
        except ScenarioError as unreadable:
            raise EngineError(str(unreadable)) from unreadable


def _of_scenario(item: str, scenario: Scenario, files: Mapping[str, str], home: Government) -> dict[str, Any]:
    result = play(scenario, files, home if item.startswith(RECORDED) else None, beyond=True)
    visited = Counter({f"{process}#{element}": n for (process, element), n in result.path.items()})
    return {
        "file": item,
        "name": scenario.name,
        "passed": result.passed,
        "failures": result.failures,
        "departures": [_departed(each, result) for each in result.departures],
        "path": dict(visited),
    }


def _departed(departure: DepartedStep, result: ScenarioResult) -> dict[str, Any]:
    """What a step expected and what it would have to expect, for the page and in words for people."""
    complaint = result.scenario.steps[departure.step - 1].complaint
    anew = {**departure.anew, **({"complaint": complaint} if complaint else {})}
    names = result.names
    return {
        "step": departure.step,
        "anew": anew,
        "old": expected_words(_other(departure.old, departure.anew), names),
        "new": expected_words(_other(departure.anew, departure.old), names),
    }


def _other(one: Mapping[str, Any], two: Mapping[str, Any]) -> dict[str, Any]:
    """What the first says otherwise than the second; of variables only those that differ."""
    differing = {key: value for key, value in one.items() if key not in two or two[key] != value}
    if isinstance(differing.get("variables"), dict) and isinstance(two.get("variables"), dict):
        differing["variables"] = _other(differing["variables"], two["variables"])
    return {key: value for key, value in differing.items() if value != {}}


def _verdict(session: Session, job: WorkshopJob, items: Sequence[str], now: datetime) -> Iterator[Results]:
    for _each in items:
        yield [data_of(verdict_now(session, job.instansi_id, job.draft_id, now))]


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return str(value) if isinstance(value, uuid.UUID) else value


KINDS: Mapping[str, Callable[[Session, WorkshopJob, Sequence[str], datetime], Iterator[Results]]] = {
    "replay": _replay,
    "scenarios": _scenarios,
    KIND: _verdict,
}
