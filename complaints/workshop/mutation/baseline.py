"""The scenarios as they go unbroken: what each comes by, and how long it takes to play."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from time import perf_counter

from complaints.workshop.simulation import Scenario, ScenarioResult, record
from complaints.workshop.simulation.play import play
from engine.catalogue import _
from engine.definition.bundle import Bundle
from engine.record.advance import Advance
from engine.workshop.mutation import Breakage, Mutant


@dataclass(frozen=True)
class Played:
    """One scenario of a process."""

    scenario: Scenario
    seconds: float
    places: frozenset[str]
    """Elements that it passes, rules that answered it, questions that it may not leave open."""
    passed: frozenset[str]
    """Elements that it passes: a deadline among them rang, and did not only wait."""
    faults: str
    """Why it cannot notice anything: it fails already, or has no record."""


@dataclass
class Baseline:
    """All scenarios of one process."""

    played: list[Played] = field(default_factory=list)

    def passing(self, mutant: Mutant) -> list[Played]:
        """Those that come by what was changed: the quickest of every day of beginning, then the others.

        Three days are as long as three working days until a weekend lies between: the days of beginning differ.
        """
        rang = mutant.kind == Breakage.INTERRUPTING
        fitting = [each for each in self.played if mutant.place in (each.passed if rang else each.places)]
        quick = sorted(
            (each for each in fitting if not each.faults), key=lambda each: (each.seconds, each.scenario.file)
        )
        first = {each.scenario.start.date(): each for each in reversed(quick)}
        return sorted(quick, key=lambda each: (first[each.scenario.start.date()] is not each, quick.index(each)))


def baseline(scenarios: Iterable[Scenario], files: Mapping[str, str]) -> Baseline:
    """Play every scenario once. Raises ScenarioError."""
    return Baseline([played(scenario, files) for scenario in scenarios])


def played(scenario: Scenario, files: Mapping[str, str]) -> Played:
    """Play one scenario unbroken. Raises ScenarioError."""
    begun = perf_counter()
    result = play(scenario, files)
    seconds = perf_counter() - begun
    kept = record.kept(scenario)
    faults = "; ".join(result.failures) or ("" if kept else _("tanpa jejak")) or record.difference(result, kept or ())
    passed = frozenset(f"{process}#{element}" for process, element in result.path)
    return Played(scenario, seconds, places_of(result), passed, faults)


def places_of(result: ScenarioResult) -> frozenset[str]:
    """What a scenario that was played came by."""
    found = {f"{process}#{element}" for process, element in result.path}
    for event in result.timeline:
        if isinstance(event.what, Advance):
            found |= {f"{answer.decision}#{answer.rule}" for answer in event.what.decisions}
            found |= _boundaries(event.what, result.bundle)
    for form, keys in result.asked.values():
        found |= {f"{form}#{key}" for key in keys}
    return frozenset(found)


def _boundaries(what: Advance, bundle: Bundle | None) -> set[str]:
    """Deadlines that began to wait: a case is by them even when they never ring."""
    by_name: dict[str, list[str]] = defaultdict(list)
    for diagram in bundle.diagrams.values() if bundle else ():
        for element in diagram.elements.values():
            if element.event == "timer":
                by_name[element.id].append(f"{diagram.process_id}#{element.id}")
    return {place for timer in what.timers for place in by_name[timer.element]}
