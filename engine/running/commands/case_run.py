"""One case under one command: load it, let it run, write everything that came of it in the same transaction."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.catalogue import _, as_written
from engine.db import UNAVAILABLE
from engine.deadlines import Deadline
from engine.definition.bundle import Bundle
from engine.definition.decisions import DecisionError
from engine.definition.diagram import Element
from engine.definition.expressions import Names, compile_expression
from engine.definition.operations import OperationContext
from engine.definition.properties import UNIT
from engine.definition.versions import bundle_of
from engine.errors import CaseBrokenError, EngineError, ExpressionError, UnboundedRunError, UncaughtError
from engine.models import Case, CaseStatus, Task, TaskState, Timer, carrier, insertion, new_id
from engine.prepared import Write, write_together
from engine.record import belongings, chain, runs
from engine.record.advance import Advance
from engine.record.compact_path import compact
from engine.record.digests import case_digest, task_digest, timer_line
from engine.record.parts import AbortedWork, BegunRun, OpenedTask, SetTimer, TableAnswer
from engine.running.commands.rows import (
    DELETE_TIMER,
    MOVE_TIMER,
    WITHDRAW_TASK,
    case_update,
    changed_meanwhile,
    written,
)
from engine.running.runtime import Ran, Runtime
from engine.running.spiff.compiler import compiled
from engine.running.spiff.execution import Execution, PassedNode, WaitingTimer
from engine.running.spiff.state import FORMAT, checked

FAR_FUTURE = datetime(9999, 1, 1, tzinfo=UTC)


class CaseRun:
    """Lives for one command. `execution` is the case in memory; `store` writes what changed."""

    def __init__(
        self,
        session: Session,
        runtime: Runtime,
        case: Case,
        *,
        bundle: Bundle | None = None,
        actor: Actor,
        answers: Mapping[str, Any] | None = None,
    ) -> None:
        self.session = session
        self.runtime = runtime
        self.case = case
        self.actor = actor
        self.answers = dict(answers or {})
        self.form = ""
        self.now = runtime.clock.now()
        self.bundle = bundle or bundle_of(session, case.instansi_id, case.version_id)
        self.notices: list[dict[str, Any]] = []
        self.writes: list[Write] = []
        self.completed_step: uuid.UUID | None = None
        self.known_steps: dict[uuid.UUID, PassedNode] = {}
        self.known_timers: dict[tuple[str, str], WaitingTimer] = {}
        self.execution = Execution(
            compiled(self.bundle, case.process_id),
            variables=dict(case.variables or {}),
            now=self.now,
            calendar=runtime.calendar_for(session, case.instansi_id),
            operation=self._operate,
        )

    def start(self, start_element: str) -> None:
        """Begin at one of the start events. Raises CaseBrokenError."""
        with self.guarded(start_element):
            self.execution.start(start_element)

    def load(self) -> None:
        """Restore the case. Raises CaseBrokenError when its state cannot be read."""
        with self.guarded(""):
            checked(self.case.state_format)
            self.execution.load(self.case.state)
            self.known_steps = {step.id: step for step in self.execution.user_steps()}
            self.known_timers = self.execution.timers_by_key()

    def complete(self, task: Task, typed: Mapping[str, Any]) -> None:
        """Complete a human step with the typed answers that the diagram reads."""
        self.completed_step, self.form = task.id, task.form
        with self.guarded(task.element):
            self.execution.complete(task.id, {k: v for k, v in typed.items() if k in self.bundle.names_read})

    def send(self, message: str, answers: Mapping[str, Any]) -> list[Element]:
        """Give a message to all elements that wait for it, and name them. Raises NotWaitingError, CaseBrokenError."""
        with self.guarded(message):
            return self.execution.send(message, small_values(answers, self.names_open))

    @property
    def names_open(self) -> frozenset[str]:
        """Answers to a message that enter the case openly: those that the diagram reads, of a sealed one no texts."""
        return self.bundle.choices_read if self.case.sealed else self.bundle.names_read

    def fire(self) -> None:
        """Let every timer ring that is due now. Raises CaseBrokenError."""
        with self.guarded(""):
            self.execution.fire()

    def store(
        self,
        event: Advance,
        *,
        element: str = "",
        personal: Mapping[str, Any] | None = None,
        beside: Callable[[Case], None] | None = None,
        also: Sequence[Write] = (),
    ) -> list[Task]:
        """Write state, inbox rows, timers and one history row: `event`, with what the run brought about added to it.

        `element` is the element that made the case run, `personal` the texts of people; `beside` writes what else the
        row binds, when tasks and timers are written; `also` is written together with the rest. Gives the newly opened
        tasks. Raises ConflictError when somebody else has written the case since it was read.
        """
        before = self.case.variables or {}
        with self.guarded(element):  # due dates and units are expressions of the diagram
            opened, withdrawn = self._store_tasks()
            timers_set, timers_gone = self._store_timers()
            self.store_case()
        if beside is not None:
            self._write(element)
            beside(self.case)
        self._herald(before)
        outcome = self.execution.outcome
        salt, bound = belongings.committed(self.session, self.case.id)
        told = replace(
            event,
            path=compact(outcome.path, self.bundle),
            opened=tuple(OpenedTask(t.process_id, t.element, str(t.id), t.role, t.unit, t.due_at) for t in opened),
            closed=tuple(step.element.id for step in withdrawn),
            timers=tuple(SetTimer(t.element, t.due_at, t.provisional, t.rule) for t in timers_set),
            timers_gone=tuple(timers_gone),
            decisions=tuple(TableAnswer(*decision) for decision in outcome.decisions),
            notices=tuple(self.notices),
            phase=self.case.phase or "",
            bound=bound,
            stands=self.stands(),
            shapes={**event.shapes, **{str(task.id): task_digest(task) for task in opened}},
            **self._runs_told(opened, withdrawn),
        )
        row = chain.next_row(
            self.case,
            told,
            at=self.now,
            actor=self.actor,
            element=element,
            personal=self.runtime.kept(self.session, self.case, personal or {}) or None,
            signer=self.runtime.signer,
            salt=salt,
        )
        self.writes += [insertion(row), *also, case_update(self.case)]
        written(self.case, self._write(element)[-1])
        return opened

    def _write(self, element: str) -> list[int]:
        """Send what is gathered; gives how many rows each changed."""
        writes, self.writes = self.writes, []
        with self.guarded(element):
            try:
                return write_together(self.session, writes)
            except IntegrityError as error:
                raise changed_meanwhile() from error

    def _herald(self, before: Mapping[str, Any]) -> None:
        if not self.runtime.heralds:
            return
        old = {timer.element: timer.due for timer in self.known_timers.values()}
        new = {} if self.execution.ended else {timer.element: timer.due for timer in self.execution.timers()}
        moved = {name: (old[name], due) for name, due in new.items() if name in old and old[name] != due}
        path = self.execution.outcome.path
        ran = Ran(self.session, self.case, self.bundle, before, path, moved, self.notices, self.now)
        for herald in self.runtime.heralds:
            herald(ran)

    def _operate(self, element: Element, variables: Mapping[str, Any]) -> Mapping[str, Any] | None:
        operation = self.runtime.operations.get(element.topic)
        if operation is None:
            raise LookupError(_("operasi '%(topic)s' tidak dikenal", topic=element.topic))
        context = OperationContext(
            session=self.session,
            instansi_id=self.case.instansi_id,
            case_id=self.case.id,
            element=element,
            variables=variables,
            answers=self.answers,
            actor=self.actor,
            now=self.now,
            acted_at=self.execution.now,
            form=self.form,
        )
        with as_written():  # messages, letters, reports: whoever moved the case, others read them
            given = operation(context) or {}
        self.notices += context.notices
        return {name: value for name, value in given.items() if name in self.bundle.names_read}

    def _runs_told(self, opened: list[Task], withdrawn: list[PassedNode]) -> dict[str, Any]:
        """What the history says of instances: runs that began, where the case passed, where tasks lie, what was cut."""
        outcome, where = self.execution.outcome, {step.id: step.run for step in self.execution.user_steps()}
        tasks = [(step.element.process_id, step.element.id, str(step.id), step.run) for step in withdrawn]
        return {
            "begun": tuple(BegunRun(*each) for each in self.execution.runs.begun),
            "runs": runs.along(outcome.path_runs),
            "opened_in": runs.opened_in([where[task.id] for task in opened], outcome.path_runs),
            "aborted": tuple(AbortedWork(*each) for each in (*tasks, *self.execution.aborted())),
        }

    def _store_tasks(self) -> tuple[list[Task], list[PassedNode]]:
        """Open and withdraw inbox rows. The state says which were open: no row has to be read for that."""
        steps = {step.id: step for step in self.execution.user_steps()}
        opened = [self._new_task(step) for step_id, step in steps.items() if step_id not in self.known_steps]
        self.writes += [insertion(task) for task in opened]
        gone = [step for step_id, step in self.known_steps.items() if step_id not in steps]
        withdrawn = [step for step in gone if step.id != self.completed_step]
        common = {"key_instansi": self.case.instansi_id, "new_state": TaskState.CANCELLED, "at": self.now}
        self.writes += [Write(WITHDRAW_TASK, common | {"key_id": step.id}) for step in withdrawn]
        return opened, withdrawn

    def _new_task(self, step: PassedNode) -> Task:
        element, scope = step.element, self.execution.scope(step.locals)
        due = _evaluate(element.due, scope)
        moment = due.moment if isinstance(due, Deadline) else None
        unit = _evaluate(element.properties.get(UNIT, ""), scope)
        return carrier(Task)(
            instansi_id=self.case.instansi_id,
            id=step.id,
            case_id=self.case.id,
            process_id=element.process_id,
            element=element.id,
            name=element.name,
            lane=element.lane,
            role=element.role,
            unit=str(unit or ""),
            form=element.form,
            state=TaskState.OPEN,
            created_at=self.now,
            due_at=moment,
            sort_due_at=moment or FAR_FUTURE,
            due_provisional=isinstance(due, Deadline) and due.provisional,
            due_rule=due.to_rule() if isinstance(due, Deadline) else None,
        )

    def _store_timers(self) -> tuple[list[Timer], list[str]]:
        """Write timer rows that are new or moved, drop those that are over."""
        waiting = {} if self.execution.ended else self.execution.timers_by_key()
        changed = [key for key, timer in self.known_timers.items() if key in waiting and waiting[key] != timer]
        begun = [key for key in waiting if key not in self.known_timers]
        fresh = [self.new_timer(waiting[key]) for key in (*changed, *begun)]
        over = [*changed, *(key for key in self.known_timers if key not in waiting)]
        moved = min(len(over), len(fresh))
        common = {"instansi": self.case.instansi_id, "case": self.case.id}
        pairs = zip(over, fresh, strict=False)
        self.writes += [Write(MOVE_TIMER, common | _moved(*pair)) for pair in pairs]
        self.writes += [Write(DELETE_TIMER, common | {"step": step, "element": name}) for step, name in over[moved:]]
        self.writes += [insertion(timer) for timer in fresh[moved:]]
        self.case.next_due_at = min((timer.due for timer in waiting.values()), default=None)
        return fresh, [element for step, element in over if (step, element) not in waiting]

    def new_timer(self, timer: WaitingTimer) -> Timer:
        """The row of a waiting timer."""
        return carrier(Timer)(
            instansi_id=self.case.instansi_id,
            id=new_id(),
            case_id=self.case.id,
            step_id=timer.step_id,
            element=timer.element,
            due_at=timer.due,
            provisional=timer.provisional,
            rule=timer.rule,
        )

    def store_case(self) -> None:
        """Put state, variables, phase and end into the row of the case."""
        case, outcome = self.case, self.execution.outcome
        case.state = self.execution.save()
        case.state_format = FORMAT
        case.variables = self.execution.variables
        case.waiting_messages = [
            [message, element.process_id, element.id] for message, element in self.execution.waiting_messages()
        ]
        case.phase = outcome.phase or case.phase
        case.end_element = outcome.end_element or case.end_element
        if self.execution.ended:
            case.status, case.ended_at, case.next_due_at = CaseStatus.COMPLETED, self.now, None

    def stands(self) -> str:
        """What binds the row of the case and its timers, once they are stored."""
        waiting = [] if self.execution.ended else self.execution.timers()
        return case_digest(self.case, [timer_line(timer, timer.due) for timer in waiting])

    def guarded(self, element: str) -> _Guard:
        """What a diagram raises inside of this becomes CaseBrokenError."""
        return _Guard(self.case, element)


class _Guard:
    """Turns whatever a diagram raises into CaseBrokenError; refusals of the engine and a lost database pass."""

    def __init__(self, case: Case, element: str) -> None:
        self.case, self.element = case, element

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, EngineError) and not isinstance(error, BROKEN):
            return
        if isinstance(error, Exception) and not isinstance(error, UNAVAILABLE):
            raise CaseBrokenError(self.case.instansi_id, self.case.id, self.element, error) from error


BROKEN = (ExpressionError, DecisionError, UnboundedRunError, UncaughtError)
"""Refusals of the engine that mean the diagram is at fault, not the command."""


def _moved(old: tuple[str, str], timer: Timer) -> dict[str, Any]:
    return {
        "step": old[0],
        "old_element": old[1],
        "new_step_id": timer.step_id,
        "new_element": timer.element,
        "new_due_at": timer.due_at,
        "new_provisional": timer.provisional,
        "new_rule": timer.rule,
    }


def _evaluate(text: str, scope: Names) -> Any:
    return compile_expression(text).evaluate(scope) if text else None


def small_values(answers: Mapping[str, Any], names: frozenset[str]) -> dict[str, Any]:
    """The part of a message that the diagram may read: named there, typed, short."""
    return {
        key: value
        for key, value in answers.items()
        if key in names
        and (isinstance(value, bool | int | float | list) or (isinstance(value, str) and len(value) <= 60))
    }


def told_apart(
    case: Case, names: frozenset[str], typed: Mapping[str, Any], personal: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """What of the answers the history says openly, and what it keeps as texts of people: of a sealed case all that the
    diagram (which reads `names`) does not read.
    """
    hidden = {key: value for key, value in typed.items() if case.sealed and key not in names}
    return {key: value for key, value in typed.items() if key not in hidden}, {**hidden, **personal}
