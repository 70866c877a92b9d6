"""Did a case go as its diagram says: its history replayed in the nets of a version, and each departure in words.

A token that was missing where another is left over came later: the step was done before its turn. One that was missing
for good: the step was done without its turn. One that is left in a run that has ended: its step was passed over.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy.orm import Session

from complaints.audit.acts import name_of
from complaints.audit.file import CaseFile
from complaints.audit.loaded import Loaded, load
from complaints.casework.readings import Opening
from complaints.people.roles import WorkScope
from engine.actors import Actor
from engine.catalogue import _
from engine.definition.bundle import Bundle
from engine.definition.diagram import Element
from engine.definition.net import Nets
from engine.definition.versions import bundle_of
from engine.errors import NotFoundError
from engine.models import ProcessVersion
from engine.record.advance import Advance
from engine.record.events import TaskCompleted
from engine.record.moves import ProcessRun, Retelling
from engine.record.parts import OpenedTask
from engine.running.queries import EventView, TaskView

_NETS = Nets()


class CaseDeparture(StrEnum):
    """How a case departed from its diagram."""

    SKIPPED = "terlewat"
    EARLY = "mendahului"
    UNCALLED = "tanpa_giliran"
    UNKNOWN = "tidak_dikenal"
    ROLE = "peran"
    LATE = "terlambat"


@dataclass(frozen=True)
class Departed:
    """One departure, where and when. `row`: of the history, 0 for what never happened."""

    kind: CaseDeparture
    process_id: str
    element: str
    name: str
    row: int = 0
    at: datetime | None = None
    due: datetime | None = None
    role: str = ""
    """Who did it; `expected` would have."""
    expected: str = ""


@dataclass(frozen=True)
class Conformance:
    """What the replay of one case found."""

    file: CaseFile
    process_id: str
    version: int
    """Against which it was held; of one that moved on its way, 0 for each its own."""
    ended: bool
    runs: int
    perfect: int
    """Runs exactly as drawn."""
    fitness: float
    """The lowest of its runs."""
    departed: tuple[Departed, ...]


def conformance(
    session: Session,
    *,
    instansi_id: str,
    actor: Actor,
    scopes: Sequence[WorkScope],
    case_id: UUID,
    opening: Opening,
    version_id: UUID | None = None,
) -> Conformance:
    """The case held against the versions on which it ran, or against one version of its process.

    Raises NotFoundError, also for a version that is none of its process.
    """
    loaded = load(session, instansi_id=instansi_id, actor=actor, scopes=scopes, case_id=case_id, opening=opening)
    other, number = None, 0
    if version_id is not None:
        version = session.get(ProcessVersion, (instansi_id, version_id))
        if version is None or version.process_id != loaded.case.process_id:
            raise NotFoundError(_("Versi ini tidak ada."))
        other, number = bundle_of(session, instansi_id, version_id), version.number
    return _judged(loaded, other, number, opening.now)


def _judged(loaded: Loaded, other: Bundle | None, number: int, now: datetime) -> Conformance:
    retelling = Retelling(loaded.case.process_id, _NETS)
    for event in loaded.events:
        retelling.take_in(event, other or loaded.at(event))
    ended = loaded.file.status == "completed"
    runs = [run for run in retelling.runs.values() if run.moves]
    found = [each for run in runs for each in departures(run, other or loaded.bundle, ended=ended)]
    found += _roles(loaded.events, other)
    found += _late(loaded.tasks, now)
    fitness = [run.replay.fitness if ended else 1.0 if not run.replay.missing else 0.0 for run in runs]
    return Conformance(
        file=loaded.file,
        process_id=loaded.case.process_id,
        version=number,
        ended=ended,
        runs=len(runs),
        perfect=sum(value == 1.0 for value in fitness),
        fitness=min(fitness, default=1.0),
        departed=tuple(sorted(found, key=lambda each: (each.row or 1_000_000, each.element))),
    )


def departures(run: ProcessRun, bundle: Bundle, *, ended: bool) -> Iterator[Departed]:
    """Where the moves of a run and its net part."""
    left = run.replay.remaining if ended else {}
    told = set()
    for move in run.moves:
        for place in move.lacking:
            kind = CaseDeparture.EARLY if place in left else CaseDeparture.UNCALLED
            kind = CaseDeparture.UNKNOWN if place == move.label else kind
            told.add(place)
            name = name_of(bundle, move.element, run.process_id)
            yield Departed(kind, run.process_id, move.element, name, move.row, move.at)
    for place in left:
        element = _at(place, run, bundle)
        if element is not None and place not in told:
            yield Departed(CaseDeparture.SKIPPED, run.process_id, element.id, element.name or element.id)


def _at(place: str, run: ProcessRun, bundle: Bundle) -> Element | None:
    """The element at which a token lies."""
    diagram, (_kind, _colon, id_) = bundle.diagrams.get(run.process_id), place.partition(":")
    if diagram is None:
        return None
    flow = diagram.flows.get(id_)
    return diagram.elements.get(flow.target if flow else id_)


def _roles(events: Sequence[EventView], other: Bundle | None) -> Iterator[Departed]:
    """Tasks that somebody completed in another role, or for another unit, than the one whose work it was."""
    opened: dict[str, OpenedTask] = {}
    for event in events:
        what = event.what
        if isinstance(what, TaskCompleted) and (task := opened.get(what.task)):
            element = other.element(task.process, task.element) if other else None
            expected = element.role if element else task.role
            strange = event.role not in ("", expected) or (task.unit and event.unit not in ("", task.unit))
            if strange:
                yield Departed(
                    CaseDeparture.ROLE, task.process, task.element, event.element_name, event.number, event.at,
                    role=event.role, expected=expected,
                )  # fmt: skip
        if isinstance(what, Advance):
            opened |= {each.task: each for each in what.opened}


def _late(tasks: Sequence[TaskView], now: datetime) -> Iterator[Departed]:
    """Tasks that were completed, or are still open, after their due moment."""
    for task in tasks:
        end = task.completed_at or now
        if task.due_at is not None and end > task.due_at and task.state != "cancelled":
            yield Departed(
                CaseDeparture.LATE, task.process_id, task.element, task.name, 0, task.completed_at, task.due_at
            )
