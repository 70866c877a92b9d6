"""Plays a scenario on a stage of its own: its government, its processes, the decrees, a simulated clock."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from threading import local

from sqlalchemy.orm import Session

from complaints.casework.task_checks import verify
from complaints.casework.task_context import observe, options_for
from complaints.decrees import calendar_for
from complaints.decrees.seed import seed_decrees
from complaints.demo.government import all_governments
from complaints.intake.lodging import START_VARIABLES
from complaints.law.bundles import ROOT, bundle_files, given_to
from complaints.models import Unit
from complaints.operations import OPERATIONS
from complaints.people.governments import Government, GovernmentFileError, instansi_row, unit_rows
from complaints.properties import KEYS
from complaints.workshop.simulation import Scenario, ScenarioError, ScenarioResult, run_scenario
from complaints.workshop.simulation.stage import Stage, StageBundle
from engine.catalogue import _
from engine.clock import FixedClock
from engine.db import Engine, make_engine
from engine.running.runtime import Runtime

SCENARIOS = ROOT / "processes" / "scenarios"


GROUNDS = 24
"""Stages whose beginning is kept, of about a megabyte each: scenarios of a process often begin at the same moment."""


def play(
    scenario: Scenario, files: Mapping[str, str], home: Government | None = None, *, beyond: bool = False
) -> ScenarioResult:
    """One scenario on a stage of its own. `home`: where it plays, instead of a government of the program.

    `beyond`: on after an expectation that does not hold, see `run_scenario`.
    """
    with staged(scenario, files, home) as stage:
        return run_scenario(scenario, stage, beyond=beyond)


@contextmanager
def staged(
    scenario: Scenario,
    files: Mapping[str, str],
    home: Government | None = None,
    *,
    instead: StageBundle | None = None,
) -> Iterator[Stage]:
    """A stage as of `stage_for`, one at a time in each thread: its statements are known from the one before."""
    stage = _stage(scenario, files, home or home_of(scenario), instead, _database())
    try:
        yield stage
    finally:
        stage.close()


def stage_for(
    scenario: Scenario,
    files: Mapping[str, str],
    home: Government | None = None,
    *,
    instead: StageBundle | None = None,
) -> Stage:
    """A fresh stage with the processes, the government and the decrees of a scenario. Raises ScenarioError.

    `instead`: what is deployed for the process of the scenario, where that is not what the files have.
    Several stages may be there at a time.
    """
    return _stage(scenario, files, home or home_of(scenario), instead, make_engine("sqlite://"))


def _stage(
    scenario: Scenario, files: Mapping[str, str], home: Government, instead: StageBundle | None, database: Engine
) -> Stage:
    bundles = bundles_for(scenario, files, home)
    if instead is not None:
        bundles = {**bundles, scenario.process: instead}
    begun = (scenario.process, scenario.start, scenario.units)
    kept = _grounds.get(begun)
    ground = kept[1] if kept is not None and kept[0] == (home, bundles) else b""
    stage = Stage(
        start=scenario.start,
        instansi=instansi_row(home),
        units=_units(scenario, home),
        process_id=scenario.process,
        bundles=bundles,
        make_runtime=runtime_at,
        seed=lambda session: _seed(session, scenario),
        database=database,
        ground=ground,
    )
    if not ground:
        while len(_grounds) >= GROUNDS:
            _grounds.pop(next(iter(_grounds)), None)
        _grounds[begun] = (home, bundles), stage.ground()
    return stage


def bundles_for(scenario: Scenario, files: Mapping[str, str], home: Government) -> dict[str, StageBundle]:
    """What is deployed for a scenario, by process: its own, and that of the complaints that it begins with."""
    main = str(home.values["process"])
    return {each: _bundle(files, each, main) for each in dict.fromkeys([*_beside(scenario, main), scenario.process])}


def _units(scenario: Scenario, home: Government) -> list[Unit]:
    """Those of the government that the scenario names, or all. Raises ScenarioError for one that it does not have."""
    if unknown := sorted(set(scenario.units) - set(home.units)):
        raise ScenarioError(
            _(
                "%(file)s: unit %(unknown)s tidak ada pada %(id)s",
                file=scenario.file,
                unknown=", ".join(unknown),
                id=home.id,
            )
        )
    return [unit for unit in unit_rows(home) if not scenario.units or unit.id in scenario.units]


def home_of(scenario: Scenario) -> Government:
    """The government that a scenario names, or the first one that runs its process. Raises ScenarioError."""
    try:
        homes = [each for each in all_governments() if scenario.process in each.processes]
    except GovernmentFileError as error:
        raise ScenarioError(str(error)) from error
    fitting = [each for each in homes if scenario.instansi in ("", each.id)]
    if not fitting:
        raise ScenarioError(
            _(
                "%(file)s: tidak ada instansi yang menjalankan proses '%(process)s'",
                file=scenario.file,
                process=scenario.process,
            )
        )
    return fitting[0]


def _beside(scenario: Scenario, main: str) -> list[str]:
    return [main] if scenario.complaints else []


_grounds: dict[tuple[str, datetime, tuple[str, ...]], tuple[tuple[Government, dict[str, StageBundle]], bytes]] = {}
_here = local()


def _database() -> Engine:
    """One in memory for each thread."""
    if not hasattr(_here, "database"):
        _here.database = make_engine("sqlite://")
    database: Engine = _here.database
    return database


_bundles: dict[tuple[str, str], tuple[Mapping[str, str], StageBundle]] = {}


def _bundle(files: Mapping[str, str], process_id: str, law_of: str) -> StageBundle:
    """What is deployed for a process; worked out once for the same files."""
    kept, bundle = _bundles.get((process_id, law_of), ({}, None))
    if bundle is None or kept != files:
        if f"{process_id}.bpmn" not in files:
            raise ScenarioError(_("proses '%(process_id)s' tidak ada", process_id=process_id))
        bundle = StageBundle(bundle_files(dict(files), process_id, law_of=law_of), given_to(files, process_id))
        _bundles[process_id, law_of] = files, bundle
    return bundle


def runtime_at(clock: FixedClock) -> Runtime:
    """What the engine needs besides data, with a clock in hand and without a key: nothing of it is sealed."""
    return Runtime(
        properties=KEYS,
        clock=clock,
        calendar_for=calendar_for,
        operations=OPERATIONS,
        observers=(verify, observe),
        options_for=options_for,
        given=START_VARIABLES,
    )


def _seed(session: Session, scenario: Scenario) -> None:
    seed_decrees(session, at=scenario.start)
