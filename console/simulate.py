"""`simulate`: play scenarios with a simulated clock; status 1 when one goes another way than it says."""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from sqlalchemy.orm import Session

from complaints.casework.task_context import observe, options_for
from complaints.decrees import calendar_for
from complaints.decrees.seed import seed_decrees
from complaints.demo.government import demo_governments
from complaints.intake.lodging import START_VARIABLES
from complaints.law.bundles import FOLDERS, ROOT, bundle_files, given_to, read_folders
from complaints.models import Unit
from complaints.operations import OPERATIONS
from complaints.people.governments import Government, instansi_row, unit_rows
from complaints.workshop.passages import SUMMARY, as_text, count
from complaints.workshop.simulation import Result, Scenario, ScenarioError, read_scenarios, run_scenario
from complaints.workshop.simulation.coverage import uncovered
from complaints.workshop.simulation.stage import Bundle, Stage
from console.tools import Commands, Tools
from engine.clock import FixedClock
from engine.definition.bundle import read_bundle
from engine.running.runtime import Runtime

WORTH_A_PROCESS = 10
"""Scenarios below which another process would cost more time than it saves."""
SCENARIOS = ROOT / "processes" / "scenarios"


def add(commands: Commands) -> None:
    """Teaches the parser."""
    play = commands.add_parser("simulate", help="mainkan skenario dengan jam simulasi; status 1 bila ada yang gagal")
    play.add_argument("paths", nargs="*", type=Path, default=[SCENARIOS], help="berkas atau folder skenario")
    play.add_argument(
        "--cakupan", action="store_true", help="sebut elemen dan alur yang tidak dilalui satu skenario pun"
    )
    play.add_argument(
        "--catat", action="store_true", help=f"tulis berapa skenario melalui tiap unsur ke {SUMMARY.name}"
    )
    play.set_defaults(run=run)


def run(args: argparse.Namespace, _tools: Callable[[], Tools]) -> int:
    """Prints one line per scenario, details of those that fail, and the coverage where asked."""
    files = read_folders(FOLDERS)
    try:
        results = play_all(list(read_scenarios(args.paths)), files)
    except ScenarioError as error:
        print(error, file=sys.stderr)
        return 1
    for result in results:
        print(result.report())
    failed = sum(not result.passed for result in results)
    print(f"{len(results) - failed} lulus, {failed} gagal.")
    missing = _print_coverage(results, files) if args.cakupan else 0
    if args.catat:
        SUMMARY.write_text(as_text(count(results)), encoding="utf-8")
    return 1 if failed or missing or not results else 0


def play_all(scenarios: Sequence[Scenario], files: Mapping[str, str]) -> list[Result]:
    """Every scenario, in order; many of them on all processors. Raises ScenarioError."""
    alone = partial(play, files=dict(files))
    workers = min(os.cpu_count() or 1, len(scenarios) // WORTH_A_PROCESS)
    if workers < 2:
        return [alone(scenario) for scenario in scenarios]
    with ProcessPoolExecutor(workers) as pool:
        return list(pool.map(alone, scenarios, chunksize=4))


def play(scenario: Scenario, files: Mapping[str, str], home: Government | None = None) -> Result:
    """One scenario on a stage of its own. `home`: where it plays, instead of a government of the program."""
    stage = stage_for(scenario, files, home)
    try:
        return run_scenario(scenario, stage)
    finally:
        stage.close()


def stage_for(scenario: Scenario, files: Mapping[str, str], home: Government | None = None) -> Stage:
    """A fresh stage with the processes, the government and the decrees of a scenario. Raises ScenarioError."""
    home = home or home_of(scenario)
    main = str(home.values["process"])
    return Stage(
        start=scenario.start,
        instansi=instansi_row(home),
        units=_units(scenario, home),
        process_id=scenario.process,
        bundles={
            each: _bundle(files, each, main) for each in dict.fromkeys([*_beside(scenario, main), scenario.process])
        },
        make_runtime=_runtime,
        seed=lambda session: _seed(session, scenario),
    )


def _units(scenario: Scenario, home: Government) -> list[Unit]:
    """Those of the government that the scenario names, or all. Raises ScenarioError for one that it does not have."""
    if unknown := sorted(set(scenario.units) - set(home.units)):
        raise ScenarioError(f"{scenario.file}: unit {unknown} tidak ada pada {home.id}")
    return [unit for unit in unit_rows(home) if not scenario.units or unit.id in scenario.units]


def home_of(scenario: Scenario) -> Government:
    """The government that a scenario names, or the first one that runs its process. Raises ScenarioError."""
    homes = [each.government for each in demo_governments() if scenario.process in each.government.processes]
    fitting = [each for each in homes if scenario.instansi in ("", each.id)]
    if not fitting:
        raise ScenarioError(f"{scenario.file}: tidak ada instansi yang menjalankan proses '{scenario.process}'")
    return fitting[0]


def _beside(scenario: Scenario, main: str) -> list[str]:
    return [main] if scenario.complaints else []


_bundles: dict[tuple[str, str], tuple[Mapping[str, str], Bundle]] = {}


def _bundle(files: Mapping[str, str], process_id: str, law_of: str) -> Bundle:
    """What is deployed for a process; worked out once for the same files."""
    kept, bundle = _bundles.get((process_id, law_of), ({}, None))
    if bundle is None or kept != files:
        if f"{process_id}.bpmn" not in files:
            raise ScenarioError(f"proses '{process_id}' tidak ada")
        bundle = Bundle(bundle_files(dict(files), process_id, law_of=law_of), given_to(files, process_id))
        _bundles[process_id, law_of] = files, bundle
    return bundle


def _runtime(clock: FixedClock) -> Runtime:
    return Runtime(
        clock=clock,
        calendar_for=calendar_for,
        operations=OPERATIONS,
        observers=(observe,),
        options_for=options_for,
        given=START_VARIABLES,
    )


def _seed(session: Session, scenario: Scenario) -> None:
    seed_decrees(session, at=scenario.start)


def _print_coverage(results: list[Result], files: dict[str, str]) -> int:
    missing = 0
    for process_id in sorted({result.scenario.process for result in results}):
        bundle = read_bundle(bundle_files(files, process_id))
        visited: Counter[tuple[str, str]] = Counter()
        for result in results:
            visited.update(result.path)
        for file, element in uncovered(bundle, visited):
            missing += 1
            print(f"tidak dilalui: {file}#{element}")
    print(f"{missing} elemen dan alur tidak dilalui skenario.")
    return missing
