"""`simulate`: play scenarios with a simulated clock; status 1 when one goes another way than it says."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path

from sqlalchemy.orm import Session

from complaints.bundles import FOLDERS, ROOT, bundle_files, read_folders
from complaints.console.tools import Commands, Tools
from complaints.decrees import calendar_for
from complaints.decrees.seed import seed_decrees
from complaints.demo import government
from complaints.governments import instansi_row
from complaints.intake import START_VARIABLES
from complaints.operations import OPERATIONS
from complaints.simulation import Result, Scenario, ScenarioError, read_scenarios, run_scenario
from complaints.simulation.coverage import uncovered
from complaints.simulation.stage import Stage
from complaints.task_context import observe, options_for
from engine.bundle import read_bundle
from engine.clock import FixedClock
from engine.runtime import Runtime

SCENARIOS = ROOT / "processes" / "scenarios"


def add(commands: Commands) -> None:
    """Teaches the parser."""
    play = commands.add_parser("simulate", help="mainkan skenario dengan jam simulasi; status 1 bila ada yang gagal")
    play.add_argument("paths", nargs="*", type=Path, default=[SCENARIOS], help="berkas atau folder skenario")
    play.add_argument(
        "--cakupan", action="store_true", help="sebut elemen dan alur yang tidak dilalui satu skenario pun"
    )
    play.set_defaults(run=run)


def run(args: argparse.Namespace, _tools: Callable[[], Tools]) -> int:
    """Prints one line per scenario, details of those that fail, and the coverage where asked."""
    files = read_folders(FOLDERS)
    try:
        results = [play(scenario, files) for scenario in read_scenarios(args.paths)]
    except ScenarioError as error:
        print(error, file=sys.stderr)
        return 1
    for result in results:
        print(result.report())
    failed = sum(not result.passed for result in results)
    print(f"{len(results) - failed} lulus, {failed} gagal.")
    missing = _print_coverage(results, files) if args.cakupan else 0
    return 1 if failed or missing or not results else 0


def play(scenario: Scenario, files: Mapping[str, str]) -> Result:
    """One scenario on a stage of its own."""
    stage = stage_for(scenario, files)
    try:
        return run_scenario(scenario, stage)
    finally:
        stage.close()


def stage_for(scenario: Scenario, files: Mapping[str, str]) -> Stage:
    """A fresh stage with the process, the government and the decrees of a scenario."""
    home = government.governments()[scenario.process]
    return Stage(
        start=scenario.start,
        instansi=instansi_row(home),
        units=home.units,
        files=bundle_files(dict(files), scenario.process),
        make_runtime=_runtime,
        seed=lambda session: _seed(session, scenario),
    )


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
