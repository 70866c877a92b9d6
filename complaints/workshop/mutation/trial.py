"""Whether anybody notices one change: the gate before a deploy, what a scenario expects, or what its record says."""

from __future__ import annotations

import signal
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum

from complaints.workshop.passages import place_of
from complaints.workshop.simulation import Scenario, record, run_scenario
from complaints.workshop.simulation.play import staged
from complaints.workshop.simulation.stage import StageBundle
from engine.catalogue import _
from engine.errors import DeployRefusedError
from engine.workshop.mutation import Mutant

TRIES = 40
"""Scenarios that are played for one change, the quickest first."""
SECONDS = 20
"""Of a processor, that one play of a scenario with a change may take; the longest unbroken takes a few."""


class Seen(StrEnum):
    """Who noticed."""

    GATE = "gerbang"
    """It cannot be deployed: `by` is the rule that found it."""
    EXPECTATION = "harapan"
    """A scenario expects otherwise."""
    RECORD = "jejak"
    """A scenario goes otherwise than its record says."""
    NOBODY = "lolos"


@dataclass(frozen=True)
class Noticed:
    """`by`: the file of the scenario below `processes/scenarios`, or the rule of the gate; `how`: in words."""

    seen: Seen
    by: str = ""
    how: str = ""


class OutOfTimeError(Exception):
    """A play took longer than SECONDS."""


def try_out(mutant: Mutant, unbroken: StageBundle, scenarios: Sequence[Scenario], files: Mapping[str, str]) -> Noticed:
    """Play the scenarios in order until one notices; a change that cannot even be deployed is noticed by the gate."""
    broken = StageBundle(mutant.files(unbroken.files), unbroken.given)
    hung = 0
    for scenario in scenarios[:TRIES]:
        try:
            with _limited():
                noticed = _played(scenario, broken, files)
        except OutOfTimeError:
            hung += 1
            continue
        if noticed is not None:
            return noticed
    why = _("%(tried)s skenario", tried=len(scenarios[:TRIES]))
    if hung:
        why = _("%(hung)s skenario tidak selesai dalam %(seconds)s detik", hung=hung, seconds=SECONDS)
    return Noticed(Seen.NOBODY, "", why)


def _played(scenario: Scenario, broken: StageBundle, files: Mapping[str, str]) -> Noticed | None:
    try:
        with staged(scenario, files, instead=broken) as stage:
            result = run_scenario(scenario, stage)
    except DeployRefusedError as refused:
        return Noticed(Seen.GATE, refused.findings[0].rule, str(refused.findings[0]))
    except OutOfTimeError:
        raise
    except Exception as error:  # a scenario that breaks off has noticed as surely as one that expects otherwise
        return Noticed(Seen.EXPECTATION, place_of(scenario), f"galat: {type(error).__name__}")
    if result.failures:
        return Noticed(Seen.EXPECTATION, place_of(scenario), result.failures[0])
    kept = record.kept(scenario)
    other = record.difference(result, kept) if kept is not None else ""
    return Noticed(Seen.RECORD, place_of(scenario), other) if other else None


@contextmanager
def _limited() -> Iterator[None]:
    def ring(_signal: int, _frame: object) -> None:
        raise OutOfTimeError

    before = signal.signal(signal.SIGPROF, ring)
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
