"""What each run of a case did, as moves in the net of its diagram (`engine.definition.net`), told from its history.

A run is the case itself, a called process or a sub-process. A history that was written before format 6 names no runs:
there they are told apart by their beginnings, which is right as long as no two runs of one process went side by side.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from engine.definition.bundle import Bundle
from engine.definition.diagram import Diagram, Element
from engine.definition.net import CLOSED, CUT, ITEM, Nets, chooses, gathered, gathers, joins, label, opens_some, rest
from engine.record import runs
from engine.record.advance import Advance, HistoryEvent
from engine.record.events import CaseIntervened, Handing, TaskAssigned, TaskCompleted
from engine.record.interventions import Intervention
from engine.record.parts import AbortedWork
from engine.record.path import Passed
from engine.record.token_replay import TokenReplay


class Step(StrEnum):
    """Of the life of a piece of work, as XES 1849-2016 names them."""

    SCHEDULE = "schedule"
    ASSIGN = "assign"
    START = "start"
    COMPLETE = "complete"
    ABORT = "ate_abort"
    REASSIGN = "reassign"
    UNKNOWN = "unknown"
    """Whatever else somebody did to put a case right: XES has no name for it."""


class RetoldRow(Protocol):
    """A row of a history as it is read here."""

    @property
    def number(self) -> int:
        """Within the history."""

    @property
    def at(self) -> datetime:
        """When."""

    @property
    def element(self) -> str:
        """Which element made the case run on."""

    @property
    def what(self) -> HistoryEvent:
        """What the row says."""

    @property
    def path(self) -> tuple[Passed, ...]:
        """The way that it tells."""


@dataclass(frozen=True)
class Move:
    """What happened at an element of a run. `label`: its transition in the net, "" for what moves no token."""

    row: int
    at: datetime
    element: str
    step: Step
    instance: str = ""
    """The id of the task or of the run that it is about, "" for what has none."""
    label: str = ""
    lacking: tuple[str, ...] = ()
    """Places of the net in which it missed a token; the label itself where the net has no such move."""
    intervention: str = ""
    """What somebody did beside the diagram: one of `Intervention`."""


@dataclass
class ProcessRun:
    """One run, with everything that happened in it, in order."""

    id: str
    process_id: str
    scope: str
    within: str = ""
    carrier: str = ""
    """The element, within the run around it, that began it."""
    moves: list[Move] = field(default_factory=list)
    aborted: bool = False
    replay: TokenReplay = field(default_factory=TokenReplay)


_Stop = tuple[Passed, str]


class Retelling:
    """Reads one history, oldest row first. `runs`: those found so far, in the order in which they began."""

    def __init__(self, process_id: str, nets: Nets) -> None:
        self.runs: dict[str, ProcessRun] = {"": ProcessRun("", process_id, process_id)}
        self._nets = nets
        self._tasks: dict[str, tuple[str, str]] = {}
        """Open task → its run and element."""
        self._carried: dict[tuple[str, str], str] = {}
        """Run and element → the run that it began last."""
        self._guessed: dict[str, str] = {}
        """Scope → the run of a history without names that goes on there."""

    def take_in(self, row: RetoldRow, bundle: Bundle) -> None:
        """The next row, and the version on which it was written."""
        what = row.what
        if isinstance(what, Handing) and what.task in self._tasks:
            run, element = self._tasks[what.task]
            taken = Step.ASSIGN if isinstance(what, TaskAssigned) else Step.START
            self._tell(run, Move(row.number, row.at, element, taken if what.to else Step.SCHEDULE, what.task))
        if isinstance(what, CaseIntervened):
            self._put_right(row, what, bundle)
        if isinstance(what, Advance):
            self._advance(row, what, bundle)

    def _put_right(self, row: RetoldRow, what: CaseIntervened, bundle: Bundle) -> None:
        """The act itself, before what came of it: at the task that it is about, else in the run of its process."""
        task = next((task for task, (_run, at) in self._tasks.items() if at == row.element), "")
        element = bundle.element(what.process, row.element)
        scope = element.scope if element else what.process
        found = next((run.id for run in reversed(list(self.runs.values())) if run.scope == scope), "")
        run = self._tasks[task][0] if task else found
        step = Step.REASSIGN if what.intervention == Intervention.TASK_REASSIGNED else Step.UNKNOWN
        self._tell(run, Move(row.number, row.at, row.element, step, task, intervention=what.intervention))

    def _advance(self, row: RetoldRow, what: Advance, bundle: Bundle) -> None:
        for process_id, element_id, run, within in what.begun:
            element = bundle.element(process_id, element_id)
            called = element.called if element else ""
            self._known(within, process_id, element.scope if element else process_id)
            self.runs[run] = ProcessRun(run, called or process_id, called or element_id, within, element_id)
            self._carried[within, element_id] = run
            self._tell(within, Move(row.number, row.at, element_id, Step.START, run))
        stops = list(zip(row.path, self._runs_of(row, what, bundle), strict=True))
        early, late = self._aborts(row, what, stops, bundle)
        for run, move in early:
            self._tell(run, move, bundle)
        done = what.task if isinstance(what, TaskCompleted) else ""
        for passed, run in self._watched_first(stops, bundle):
            instance = self._carried.get((run, passed.element), "")
            if done and passed.element == row.element:
                instance, done = done, ""
                self._tasks.pop(instance, None)
            for name in self._labels(passed, self.runs[run], bundle):
                self._tell(run, Move(row.number, row.at, passed.element, Step.COMPLETE, instance, name), bundle)
        for run, move in late:
            self._tell(run, move, bundle)
        for opened, run in zip(what.opened, self._opened_in(what, bundle), strict=True):
            self._tasks[opened.task] = run, opened.element
            self._tell(run, Move(row.number, row.at, opened.element, Step.SCHEDULE, opened.task))

    def _watched_first(self, stops: Sequence[_Stop], bundle: Bundle) -> list[_Stop]:
        """Boundary events that leave their work going come first: they happened while it went on."""
        return sorted(stops, key=lambda stop: not self._leaves(stop, bundle))

    def _leaves(self, stop: _Stop, bundle: Bundle) -> bool:
        element = bundle.element(stop[0].process, stop[0].element)
        leaves = element is not None and element.kind == "boundaryEvent" and not element.interrupting
        return leaves and element is not None and self.runs[stop[1]].replay.marking[rest(element.attached_to)] > 0

    def _tell(self, run_id: str, move: Move, bundle: Bundle | None = None) -> None:
        """Note a move, and play it, if it is one of the net."""
        run = self.runs[run_id]
        if bundle is not None and move.label:
            net = self._nets.of(bundle, run.process_id, run.scope)
            transition = net.transitions.get(move.label) if net else None
            if transition is None:
                run.replay.foreign()
            lacking = run.replay.fire(transition) if transition else (move.label,)
            move = replace(move, lacking=lacking)
        run.moves.append(move)

    def _labels(self, passed: Passed, run: ProcessRun, bundle: Bundle) -> Iterator[str]:
        diagram = bundle.diagrams.get(passed.process)
        element = diagram.elements.get(passed.element) if diagram else None
        if diagram is None or element is None:
            yield passed.element
            return
        outgoing = diagram.outgoing(element.id)
        if element.loop == "multi" and not passed.flows and outgoing:
            yield label(element.id, ITEM)
            return
        most = len(diagram.incoming(element.id))
        waiting = min(max(run.replay.marking[rest(element.id)], 1), most)
        more = [gathered(waiting)] if gathers(element, diagram) else []
        more += passed.flows if chooses(element, diagram) else ()
        yield label(element.id, *more)
        if opens_some(element, diagram):
            yield from (label(element.id, flow) for flow in passed.flows)
            yield label(element.id, CLOSED)

    def _aborts(
        self, row: RetoldRow, what: Advance, stops: Sequence[_Stop], bundle: Bundle
    ) -> tuple[list[tuple[str, Move]], list[tuple[str, Move]]]:
        """(run, move) of what was taken away: what already was there before the row ran on, and what came only then."""
        early: list[tuple[str, Move]] = []
        late: list[tuple[str, Move]] = []
        cut = set()
        for each in self._taken_away(what):
            if each.instance in self.runs:
                self.runs[each.instance].aborted = True
            self._tasks.pop(each.instance, None)
            run, diagram = self.runs[each.run], bundle.diagrams.get(each.process)
            element = diagram.elements.get(each.element) if diagram else None
            labels = [*_cut_labels(element, diagram, run, stops)] if element and diagram else []
            told = Move(row.number, row.at, each.element, Step.ABORT, each.instance)
            if not labels:
                early.append((each.run, told))
            for name in labels:
                if (each.run, name) in cut and not name.endswith(f"{ITEM}/{CUT}"):
                    continue
                cut.add((each.run, name))
                net = self._nets.of(bundle, run.process_id, run.scope)
                transition = net.transitions.get(name) if net else None
                ready = transition is not None and run.replay.can(transition)
                (early if ready else late).append((each.run, replace(told, label=name)))
        return early, late

    def _taken_away(self, what: Advance) -> Iterator[AbortedWork]:
        """Of a row that names no ids, as many open tasks of an element as it says."""
        yield from (each for each in what.aborted if each.run in self.runs)
        for element in what.closed if not what.aborted else ():
            task = next((task for task, (_run, at) in self._tasks.items() if at == element), "")
            if task:
                run, _at = self._tasks.pop(task)
                yield AbortedWork(self.runs[run].process_id, element, task, run)

    def _runs_of(self, row: RetoldRow, what: Advance, bundle: Bundle) -> list[str]:
        """The run of each stop, begun if it is not known yet; guessed where the row names none."""
        found = []
        for passed, named in zip(row.path, runs.of_stops(what, len(row.path)), strict=True):
            element = bundle.element(passed.process, passed.element)
            scope = element.scope if element else passed.process
            begins = element is not None and element.kind == "startEvent"
            run = named or self._guess(passed.process, scope, begins=begins)
            self._known(run, passed.process, scope)
            found.append(run)
        return found

    def _opened_in(self, what: Advance, bundle: Bundle) -> Iterator[str]:
        for opened, named in zip(what.opened, runs.of_opened(what), strict=True):
            element = bundle.element(opened.process, opened.element)
            yield named or self._guess(opened.process, element.scope if element else opened.process, begins=False)

    def _guess(self, process_id: str, scope: str, *, begins: bool) -> str:
        if scope == self.runs[""].scope:
            return ""
        if begins or scope not in self._guessed:
            count = sum(1 for each in self.runs.values() if each.scope == scope)
            self._guessed[scope] = f"{scope}#{count + 1}"
            self.runs[self._guessed[scope]] = ProcessRun(self._guessed[scope], process_id, scope)
        return self._guessed[scope]

    def _known(self, run: str, process_id: str, scope: str) -> None:
        """A run that began before the history named runs goes on under its name."""
        if run in self.runs:
            return
        guessed = self._guessed.pop(scope, "")
        self.runs[run] = self.runs.pop(guessed) if guessed else ProcessRun(run, process_id, scope)
        self.runs[run].id = run
        self._tasks = {task: (run if of == guessed else of, at) for task, (of, at) in self._tasks.items()}


def _cut_labels(element: Element, diagram: Diagram, run: ProcessRun, stops: Sequence[_Stop]) -> Iterator[str]:
    """The moves by which the tokens of an element leave it. None where a boundary event takes them along."""
    here = [passed for passed, of in stops if of == run.id]
    taking = {each.id for each in diagram.attached(element.id) if each.interrupting}
    if element.triggered_by_event or any(passed.element in taking for passed in here):
        return
    if joins(element, diagram):
        for flow in diagram.incoming(element.id):
            if run.replay.marking[f"alur:{flow.id}"]:
                yield label(element.id, CUT, flow.id)
        return
    if element.loop == "multi":
        yield label(element.id, ITEM, CUT)
        if any(passed.element == element.id and passed.flows for passed in here):
            return
    yield label(element.id, CUT)
