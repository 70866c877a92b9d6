"""What is to be tried on a process, and what need not be because nothing of it has changed since."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from complaints.law.bundles import PROCESS_ROLE_NAMES
from complaints.workshop.mutation.results import Outcome
from complaints.workshop.mutation.trial import Noticed, Seen
from complaints.workshop.passages import place_of
from complaints.workshop.simulation import Scenario, record
from complaints.workshop.simulation.play import bundles_for, home_of
from complaints.workshop.simulation.stage import StageBundle
from engine.definition.bundle import read_bundle
from engine.workshop.mutation import Mutant, mutants_of

LENGTH = 12
DRAWING = re.compile(r"<bpmndi:BPMNDiagram.*</bpmndi:BPMNDiagram>", re.DOTALL)
"""Where a diagram says only where it is drawn."""


@dataclass(frozen=True)
class Attempts:
    """One process with its scenarios and every change of it."""

    process: str
    unbroken: StageBundle
    scenarios: tuple[Scenario, ...]
    mutants: tuple[Mutant, ...]

    def fitting(self, rows: Mapping[tuple[str, str, str, str], Outcome]) -> list[Outcome]:
        """Former results that are still true."""
        found = [rows.get((self.process, *mutant.name)) for mutant in self.mutants]
        pairs = zip(self.mutants, found, strict=True)
        return [
            row for mutant, row in pairs if row is not None and row.digest == self._digest(mutant, row.seen, row.by)
        ]

    def row(self, mutant: Mutant, noticed: Noticed) -> Outcome:
        """What came of a change."""
        by = noticed.by or noticed.how
        print_ = self._digest(mutant, noticed.seen, by)
        return Outcome(self.process, mutant.part, *mutant.name, str(noticed.seen), by, print_)

    def _digest(self, mutant: Mutant, seen: str, by: str) -> str:
        if seen == Seen.GATE:
            played: tuple[Scenario, ...] = ()
        elif seen == Seen.NOBODY:
            played = self.scenarios
        else:
            played = tuple(each for each in self.scenarios if place_of(each) == by)
        parts = [
            f"{name} {_of(DRAWING.sub('', text))}" for name, text in sorted(mutant.files(self.unbroken.files).items())
        ]
        parts += [_of_files(each.file, str(record.place(each))) for each in played]
        return _of("\n".join(parts))[:LENGTH]


def plan(
    process: str, scenarios: Sequence[Scenario], files: Mapping[str, str], *, at: Collection[str] = ()
) -> Attempts:
    """Every change of a process that has scenarios, or those `at` some places. Raises ScenarioError."""
    own = tuple(each for each in scenarios if each.process == process)
    first = own[0]
    unbroken = bundles_for(first, files, home_of(first))[process]
    mutants = tuple(mutants_of(read_bundle(unbroken.files), roles=PROCESS_ROLE_NAMES, at=at))
    return Attempts(process, unbroken, own, mutants)


@lru_cache(maxsize=4096)
def _of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@lru_cache(maxsize=1024)
def _of_files(*paths: str) -> str:
    return _of("\n".join(Path(path).read_text(encoding="utf-8") for path in paths if Path(path).is_file()))
