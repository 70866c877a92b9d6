"""`mutate`: break the law on purpose, one element at a time, and see which scenario notices."""

from __future__ import annotations

import argparse
import logging
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from time import monotonic

from complaints.law.bundles import FOLDERS, read_folders
from complaints.workshop.mutation import results
from complaints.workshop.mutation.baseline import Baseline, Played, played
from complaints.workshop.mutation.plan import Attempts, plan
from complaints.workshop.mutation.results import Outcome
from complaints.workshop.mutation.trial import Noticed, try_out
from complaints.workshop.simulation import Scenario, ScenarioError, read_scenarios
from complaints.workshop.simulation.play import SCENARIOS
from console.tools import Commands, Tools
from engine.catalogue import _
from engine.workshop.mutation import Mutant

EVERY = 10.0
"""Seconds between two savings, and between two lines of progress."""
Rows = dict[tuple[str, str, str, str], Outcome]


def add(commands: Commands) -> None:
    """Teaches the parser."""
    parser = commands.add_parser(
        "mutate", help=_("ubah tiap unsur proses dengan sengaja dan lihat skenario mana yang menyadarinya")
    )
    parser.add_argument("processes", nargs="*", metavar="PROSES", help=_("id proses; semua bila tidak disebut"))
    parser.add_argument("--pekerja", type=int, default=os.cpu_count() or 1, help=_("banyak prosesor yang dipakai"))
    parser.add_argument("--ulang", action="store_true", help=_("coba juga yang hasilnya masih berlaku"))
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, _tools: Callable[[], Tools]) -> int:
    """Tries what has changed since the last time; prints the figures. Status 1 for a scenario that fails unbroken."""
    files = read_folders(FOLDERS)
    try:
        scenarios = list(read_scenarios([SCENARIOS]))
        known = sorted({each.process for each in scenarios})
        if unknown := sorted(set(args.processes) - set(known)):
            raise ScenarioError(_("proses %(unknown)s tidak punya skenario", unknown=", ".join(unknown)))
        plans = [plan(process, scenarios, files) for process in args.processes or known]
        former = {} if args.ulang else {row.name: row for row in results.read()}
        with ProcessPoolExecutor(max(1, args.pekerja), initializer=_begin, initargs=(files,)) as pool:
            done = _go(plans, former, pool)
    except ScenarioError as error:
        print(error, file=sys.stderr)
        return 1
    _print(plans, done)
    return 0


def _go(plans: Sequence[Attempts], former: Rows, pool: ProcessPoolExecutor) -> Rows:
    """Tries process after process, saving on the way: an interrupted run goes on where it stopped."""
    others = {row.name: row for row in results.read() if row.process not in {each.process for each in plans}}
    done: Rows = {**others, **{row.name: row for each in plans for row in each.fitting(former)}}
    for each in plans:
        todo = [mutant for mutant in each.mutants if (each.process, *mutant.name) not in done]
        if not todo:
            continue
        unbroken = Baseline(list(pool.map(_play, each.scenarios)))
        for scenario in unbroken.played:
            if scenario.faults:
                print(f"{scenario.scenario.file}: {scenario.faults}", file=sys.stderr)
        saved = begun = monotonic()
        for number, row in enumerate(_tried(each, todo, unbroken, pool), 1):
            done[row.name] = row
            if monotonic() - saved > EVERY or number == len(todo):
                saved = monotonic()
                results.write(done.values())
                print(f"{each.process}: {number}/{len(todo)}, {saved - begun:.0f} s", flush=True)
    return done


def _tried(of: Attempts, mutants: Sequence[Mutant], unbroken: Baseline, pool: ProcessPoolExecutor) -> Iterator[Outcome]:
    waiting = {}
    for mutant in mutants:
        passing = [each.scenario for each in unbroken.passing(mutant)]
        waiting[pool.submit(_try, of, mutant, passing)] = mutant
    for finished in as_completed(waiting):
        yield of.row(waiting.pop(finished), finished.result())


_files: dict[str, str] = {}


def _begin(files: Mapping[str, str]) -> None:
    _files.update(files)
    logging.disable(logging.CRITICAL)  # what breaks here breaks on purpose: no alarm for an operator


def _play(scenario: Scenario) -> Played:
    return played(scenario, _files)


def _try(of: Attempts, mutant: Mutant, scenarios: Sequence[Scenario]) -> Noticed:
    return try_out(mutant, of.unbroken, scenarios, _files)


def _print(plans: Sequence[Attempts], done: Rows) -> None:
    print(f"{'':<32}{'mutan':>7}{'gerbang':>9}{'harapan':>9}{'jejak':>7}{'lolos':>7}{'%':>8}")
    every = [row for row in done.values() if row.process in {each.process for each in plans}]
    for name, rows in [*((p.process, [r for r in every if r.process == p.process]) for p in plans), ("", every)]:
        counted = results.count(rows)
        numbers = "".join(
            f"{counted.by.get(seen, 0):>{width}}"
            for seen, width in (("gerbang", 9), ("harapan", 9), ("jejak", 7), ("lolos", 7))
        )
        print(f"{name:<32}{counted.tried:>7}{numbers}{counted.percent:>8.1f}")
    basis = {(each.process, *mutant.name): mutant.basis for each in plans for mutant in each.mutants}
    for row in sorted(row for row in every if not row.noticed):
        norms = ", ".join(basis.get(row.name, ()))
        print(f"lolos: {row.process} {row.place} {row.kind} {row.detail} ({row.by}) {norms}")
