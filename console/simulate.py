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

from complaints.law.bundles import FOLDERS, bundle_files, read_folders
from complaints.workshop.passages import SUMMARY, as_text, count, examples
from complaints.workshop.simulation import Scenario, ScenarioError, ScenarioResult, read_scenarios, record
from complaints.workshop.simulation.coverage import uncovered
from complaints.workshop.simulation.play import SCENARIOS, play
from console.tools import Commands, Tools
from engine.catalogue import _
from engine.definition.bundle import read_bundle

WORTH_A_PROCESS = 10
"""Scenarios below which another process would cost more time than it saves."""


def add(commands: Commands) -> None:
    """Teaches the parser."""
    parser = commands.add_parser(
        "simulate", help=_("mainkan skenario dengan jam simulasi; status 1 bila ada yang gagal")
    )
    parser.add_argument("paths", nargs="*", type=Path, default=[SCENARIOS], help=_("berkas atau folder skenario"))
    parser.add_argument(
        "--cakupan", action="store_true", help=_("sebut elemen dan alur yang tidak dilalui satu skenario pun")
    )
    parser.add_argument(
        "--catat",
        action="store_true",
        help=_(
            "tulis jejak skenario yang dimainkan; bila semua, juga berapa skenario melalui tiap unsur ke %(name)s",
            name=SUMMARY.name,
        ),
    )
    parser.set_defaults(run=run)


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
    if args.catat:
        record.write(results)
    failed = sum(not result.passed for result in results) + _print_differences(results)
    print(_("%(value)s lulus, %(failed)s gagal.", value=len(results) - failed, failed=failed))
    missing = _print_coverage(results, files) if args.cakupan else 0
    if args.catat and args.paths == [SCENARIOS]:
        SUMMARY.write_text(as_text(count(results), examples(results)), encoding="utf-8")
    return 1 if failed or missing or not results else 0


def play_all(scenarios: Sequence[Scenario], files: Mapping[str, str]) -> list[ScenarioResult]:
    """Every scenario, in order; many of them on all processors. Raises ScenarioError."""
    alone = partial(play, files=dict(files))
    workers = min(os.cpu_count() or 1, len(scenarios) // WORTH_A_PROCESS)
    if workers < 2:
        return [alone(scenario) for scenario in scenarios]
    with ProcessPoolExecutor(workers) as pool:
        return list(pool.map(alone, scenarios, chunksize=4))


def _print_differences(results: Sequence[ScenarioResult]) -> int:
    """How many scenarios go as they say, but not as their records say."""
    found = [
        f"{result.scenario.file}: {told}"
        for result in results
        if result.passed
        and (kept := record.kept(result.scenario)) is not None
        and (told := record.difference(result, kept))
    ]
    for line in found:
        print(line)
    if found:
        print(_("Bila memang demikian maksudnya: simulate --catat, lalu baca perubahannya."))
    return len(found)


def _print_coverage(results: list[ScenarioResult], files: dict[str, str]) -> int:
    missing = 0
    for process_id in sorted({result.scenario.process for result in results}):
        bundle = read_bundle(bundle_files(files, process_id))
        visited: Counter[tuple[str, str]] = Counter()
        for result in results:
            visited.update(result.path)
        for file, element in uncovered(bundle, visited):
            missing += 1
            print(_("tidak dilalui: %(file)s#%(element)s", file=file, element=element))
    print(_("%(missing)s elemen dan alur tidak dilalui skenario.", missing=missing))
    return missing
