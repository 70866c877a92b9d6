"""A past case played again on any version, with its real answers at their real times; nothing is stored.

Operations are not called: a replay tells nobody anything. What people answered is taken from the history; work that
only the new version has is taken as done at once when its form needs no answer that was never given.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from engine.catalogue import _
from engine.deadlines import Deadline, OfficeCalendar
from engine.definition.bundle import Bundle
from engine.definition.expressions import compile_expression
from engine.definition.graph import Place
from engine.errors import EngineError
from engine.models import Event
from engine.record.events import CaseStarted, MessageReceived, TaskCompleted
from engine.record.payload import read
from engine.running.spiff.compiler import compiled
from engine.running.spiff.execution import Execution, PassedNode

LONGEST = 10_000


@dataclass(frozen=True)
class Recorded:
    """One thing that came from outside: a start, the answers of a task, a message."""

    at: datetime
    process_id: str
    element: str
    message: str
    event: CaseStarted | TaskCompleted | MessageReceived

    @property
    def answers(self) -> Mapping[str, Any]:
        """The typed answers that came with it."""
        return self.event.answers


@dataclass
class Replay:
    """How the case went on this version. Places are (process id, element id)."""

    path: list[tuple[datetime, str, str]] = field(default_factory=list)
    end_element: str = ""
    waits: list[Place] = field(default_factory=list)
    """Work that nobody's record answers: there the case got stuck."""
    done_at_once: list[Place] = field(default_factory=list)
    """Work of the new version that was taken as done at once."""
    unused: list[Recorded] = field(default_factory=list)
    """What people did that this version did not ask for, or not then."""
    late: set[Place] = field(default_factory=set)
    """Tasks done after their due moment, and deadlines that rang."""
    error: str = ""

    @property
    def places(self) -> list[Place]:
        """The way as a list of places, without times."""
        return [(process, element) for _at, process, element in self.path]


def record(rows: Iterable[Event]) -> list[Recorded]:
    """What came from outside in a history, in order; clocks and claims are left out: they come about by themselves."""
    found = []
    for row in rows:
        event = read(row.kind, row.payload)
        match event:
            case CaseStarted():
                found.append(Recorded(event.acted_at or row.at, "", row.element, "", event))
            case TaskCompleted():
                found.append(Recorded(row.at, event.process, row.element, "", event))
            case MessageReceived():
                found.append(Recorded(row.at, "", row.element, event.message, event))
    return found


def replay(
    bundle: Bundle,
    process_id: str,
    recorded: Iterable[Recorded],
    *,
    calendar: OfficeCalendar,
    given: Mapping[str, Any],
    until: datetime,
    fresh: frozenset[Place] = frozenset(),
) -> Replay:
    """Play a record on a bundle up to `until`. `given`: what the case began with; `fresh`: work the record cannot know.

    A fault of the diagram ends the replay and is told in `error`.
    """
    run = _Run(bundle, process_id, calendar, given, fresh)
    try:
        run.prepare()
        for one in recorded:
            run.take(one)
        run.pass_time(until)
        run.result.waits = [(step.element.process_id, step.element.id) for step in run.open_steps()]
    except EngineError as error:
        run.result.error = str(error)
    except Exception as error:
        run.result.error = f"{type(error).__name__}: {error}"
    return run.result


class _Run:
    def __init__(
        self,
        bundle: Bundle,
        process_id: str,
        calendar: OfficeCalendar,
        given: Mapping[str, Any],
        fresh: frozenset[Place],
    ) -> None:
        self.bundle, self.fresh, self.given, self.calendar = bundle, fresh, given, calendar
        self.process_id = process_id
        self.execution: Execution | None = None
        self.result = Replay()
        self.due: dict[Any, datetime | None] = {}
        self.names = bundle.names_read

    def prepare(self) -> None:
        """Raises what the library says of a diagram that it cannot read."""
        self.compiled = compiled(self.bundle, self.process_id)

    def take(self, one: Recorded) -> None:
        """Let time pass until then, and do what was done."""
        if isinstance(one.event, CaseStarted):
            self._start(one)
            return
        self.pass_time(one.at)
        if isinstance(one.event, MessageReceived):
            self._send(one)
        else:
            self._complete(one)
        self._settle()

    def _start(self, one: Recorded) -> None:
        variables = {key: value for key, value in {**self.given, **one.answers}.items() if key in self.names}
        self.execution = Execution(
            self.compiled, variables=variables, now=one.at, calendar=self.calendar, operation=lambda *_: None
        )
        self.execution.start(one.element)
        self._settle()

    def _send(self, one: Recorded) -> None:
        execution = self._running()
        if one.message not in {message for message, _ in execution.waiting_messages()}:
            self.result.unused.append(one)
            return
        execution.send(one.message, {k: v for k, v in one.answers.items() if k in self.names})

    def _complete(self, one: Recorded) -> None:
        execution = self._running()
        place = (one.process_id, one.element)
        step = next((s for s in self.open_steps() if (s.element.process_id, s.element.id) == place), None)
        if step is None:
            self.result.unused.append(one)
            return
        due = self.due.get(step.id)
        if due is not None and execution.now > due:
            self.result.late.add(place)
        execution.complete(step.id, {k: v for k, v in one.answers.items() if k in self.names})

    def _settle(self) -> None:
        """Note what was passed, when new work is due, and do at once what only this version asks for."""
        execution = self._running()
        while True:
            self._note_path()
            for step in execution.user_steps():
                if step.id not in self.due:
                    self.due[step.id] = self._due(step)
            easy = next((step for step in self.open_steps() if self._answerable(step)), None)
            if easy is None or len(self.result.path) > LONGEST:
                break
            self.result.done_at_once.append((easy.element.process_id, easy.element.id))
            execution.complete(easy.id)
        if not execution.ended:
            execution.load(execution.save())  # as at rest between two acts: without its past it stays small and fast

    def _answerable(self, step: PassedNode) -> bool:
        element = step.element
        if (element.process_id, element.id) not in self.fresh:
            return False
        form = self.bundle.forms.get(element.form)
        return form is None or not form.check({}, options={}, context=self._running().variables).errors

    def pass_time(self, until: datetime) -> None:
        """Let every timer ring at its own moment on the way."""
        execution = self._running()
        while not execution.ended:
            waiting = [timer for timer in execution.timers() if timer.due <= until]
            if not waiting or len(self.result.path) > LONGEST:
                break
            execution.now = max(execution.now, min(timer.due for timer in waiting))
            rings = [timer.element for timer in waiting if timer.due <= execution.now]
            execution.fire()
            self.result.late |= {
                (diagram.process_id, each)
                for each in rings
                for diagram in self.bundle.diagrams.values()
                if each in diagram.elements and not diagram.elements[each].interrupting
            }
            self._settle()
        execution.now = max(execution.now, until)

    def open_steps(self) -> list[PassedNode]:
        """Human work that is open now."""
        return [] if self._running().ended else self._running().user_steps()

    def _note_path(self) -> None:
        execution = self._running()
        self.result.path += [(execution.now, process, element) for process, element, _ in execution.outcome.path]
        execution.outcome.path.clear()
        self.result.end_element = execution.outcome.end_element or ""

    def _due(self, step: PassedNode) -> datetime | None:
        text = step.element.due
        due = compile_expression(text).evaluate(self._running().scope(step.locals)) if text else None
        return due.moment if isinstance(due, Deadline) else None

    def _running(self) -> Execution:
        if self.execution is None:
            raise EngineError(_("riwayat tidak dimulai dengan awal kasus"))
        return self.execution
