"""One case in memory: start or restore it, give it answers, messages and time, and read what came of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from SpiffWorkflow.bpmn.specs.control import BoundaryEventSplit
from SpiffWorkflow.bpmn.specs.defaults import EndEvent
from SpiffWorkflow.bpmn.specs.event_definitions.message import MessageEventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.multiple import MultipleEventDefinition
from SpiffWorkflow.bpmn.specs.mixins.events.intermediate_event import BoundaryEvent
from SpiffWorkflow.bpmn.util.event import BpmnEvent
from SpiffWorkflow.util.task import TaskState

from engine.catalogue import _
from engine.deadlines import OfficeCalendar
from engine.definition.decisions import Rule
from engine.definition.diagram import Element
from engine.definition.expressions.nodes import Literal
from engine.definition.properties import PHASE
from engine.errors import NotWaitingError, TaskGoneError
from engine.running.spiff import early_ends, event_subprocesses
from engine.running.spiff.budget import Budget
from engine.running.spiff.compiler import Compiled
from engine.running.spiff.engine_steps import run_steps
from engine.running.spiff.own_values import locals_of, own_values
from engine.running.spiff.runs import Runs, run_of
from engine.running.spiff.runs_of_steps import CaseRunOfSteps, begin, look_ahead
from engine.running.spiff.scope import CaseScope, ScopedEngine
from engine.running.spiff.state import restore, save


@dataclass(frozen=True)
class PassedNode:
    """A live step: a user task that waits for a person, or an event that waits for a message."""

    id: UUID
    element: Element
    locals: Mapping[str, Any]
    run: str = ""
    """The run of a called process or sub-process in which it lies, "" for the case itself."""


@dataclass(frozen=True)
class WaitingTimer:
    """A timer of a running case; `rule` says how `due` was worked out."""

    step_id: str
    element: str
    due: datetime
    provisional: bool
    rule: dict[str, Any] | None


@dataclass
class RunOutcome:
    """What happened since the execution was loaded."""

    path: list[tuple[str, str, list[str]]] = field(default_factory=list)
    """(process id, element id, ids of the flows its token left on), in order."""
    path_runs: list[str] = field(default_factory=list)
    """The run in which each of them was passed."""
    decisions: list[tuple[str, str, dict[str, Literal], str]] = field(default_factory=list)
    """(decision id, rule id, outputs, annotation)."""
    phase: str | None = None
    end_element: str | None = None


OperationCaller = Callable[[Element, Mapping[str, Any]], Mapping[str, Any] | None]


class Execution:
    """Not thread-safe; lives for one command."""

    def __init__(
        self,
        compiled: Compiled,
        *,
        variables: dict[str, Any],
        now: datetime,
        calendar: OfficeCalendar,
        operation: OperationCaller,
    ) -> None:
        self.compiled = compiled
        self.variables = variables
        self.now = now
        self.calendar = calendar
        self.operation = operation
        self.outcome = RunOutcome()
        self.budget = Budget()
        self.runs = Runs()
        self.engine = ScopedEngine(self)
        self.workflow: CaseRunOfSteps = None  # type: ignore[assignment]  # from `start` or `load` on

    def start(self, start_element: str) -> None:
        """Begin at one of the start events; the others are withdrawn."""
        self.workflow = CaseRunOfSteps(self.compiled, self.engine)
        begin(self.workflow)
        chosen = None
        for _turn in range(2):  # the library's own Start, then its split when there are several starts
            for task in self.workflow.get_tasks(state=TaskState.READY):
                if task.task_spec.name in ("Start", "StartEventSplit"):
                    look_ahead(task)
                    task.run()
        for task in list(self.workflow.tasks.values()):
            element = self.compiled.element(task)
            if element is None or element.kind != "startEvent" or task.workflow is not self.workflow:
                continue
            if element.id == start_element:
                chosen = task
            elif task.has_state(TaskState.READY | TaskState.WAITING):
                task.cancel()
        if chosen is None:
            process = self.compiled.process_id
            raise NotWaitingError(_("proses '%(id)s' tidak punya awal '%(start)s'", id=process, start=start_element))
        self.run_on()

    def load(self, state: bytes) -> None:
        """Restore a case at rest. Raises ValueError when the state cannot be read."""
        self.workflow = restore(self.compiled, state, self.engine)
        self.runs.load(self.workflow, self.compiled)

    def save(self) -> bytes:
        """The state of the case at rest, for `load`. Raises UnboundedRunError when it is too large."""
        return self.budget.state(save(self.workflow))

    def give(self, task: Any, values: Mapping[str, Any]) -> None:
        """Let the case know values that came up at a step, and the mapped call in which it lies."""
        self.variables.update(values)
        own = own_values(task)
        if own is not None:
            own.update(values)

    def complete(self, step_id: UUID, answers: Mapping[str, Any] | None = None) -> None:
        """Complete a user task with the answers that the diagram reads. Raises TaskGoneError."""
        task = self._find(step_id)
        if task is None or not task.has_state(TaskState.READY):
            raise TaskGoneError(_("tugas ini sudah selesai atau ditarik"))
        self.give(task, answers or {})
        look_ahead(task)
        task.run()
        self._completed(task)
        self.run_on()

    def send(self, message: str, answers: Mapping[str, Any] | None = None) -> list[Element]:
        """Hand a message, with the answers that the diagram reads, to every step that waits for it; gives those
        elements. Raises NotWaitingError.
        """
        hits = [(task, definition) for task, definition in self._message_waits() if definition.name == message]
        if not hits:
            raise NotWaitingError(_("kasus ini tidak sedang menunggu '%(message)s'", message=message))
        for task, definition in hits:
            self.give(task, answers or {})
            task.task_spec.catch(task, BpmnEvent(definition))
            task.task_spec._update(task)
            self._wait_again(task)
        elements = [self.compiled.element(task) for task, _ in hits]
        self.run_on()
        return [element for element in elements if element is not None]

    def fire(self) -> None:
        """Let time pass: every timer due at `now` fires."""
        self.workflow.refresh_timers()
        self.run_on()

    def aborted(self) -> list[tuple[str, str, str, str]]:
        """(process id, element id, instance, run) of runs and waits that were taken away unfinished."""
        return self.runs.aborted(self.workflow)

    @property
    def ended(self) -> bool:
        """Whether nothing is left to do."""
        return bool(self.workflow.completed)

    def user_steps(self) -> list[PassedNode]:
        """User tasks that wait for a person."""
        found = []
        for task in self._live(TaskState.READY):
            element = self.compiled.element(task)
            if element is not None and task.task_spec.manual:
                found.append(PassedNode(task.id, element, locals_of(task), run_of(task)))
        return found

    def waiting_messages(self) -> list[tuple[str, Element]]:
        """(message name, element that catches it)."""
        found = []
        for task, definition in self._message_waits():
            for element in self._catchers(task):
                if element.message == definition.name:
                    found.append((definition.name, element))
        return found

    def timers(self) -> list[WaitingTimer]:
        """Every timer that waits, with its moment."""
        found = []
        for task in self.workflow.event_manager.tasks.values():
            for definition in _definitions(task):
                due = definition.waiting_until(task) if hasattr(definition, "waiting_until") else None
                if due is not None:
                    rule = task._get_internal_data(f"rule:{definition.name}")
                    provisional = bool(task._get_internal_data(f"provisional:{definition.name}"))
                    moment = datetime.fromisoformat(due)
                    found.append(WaitingTimer(str(task.id), definition.name, moment, provisional, rule))
        return found

    def timers_by_key(self) -> dict[tuple[str, str], WaitingTimer]:
        """The same by (step id, element)."""
        return {(timer.step_id, timer.element): timer for timer in self.timers()}

    def scope(self, local: Mapping[str, Any]) -> CaseScope:
        """What expressions may read now; `local` holds the item of an instance."""
        return CaseScope(self.now, self.calendar, self.variables, local)

    def decided(self, task: Any, decision_id: str, rule: Rule, outputs: dict[str, Literal]) -> None:
        """Take over what a decision table answered, and note it for the history."""
        self.give(task, outputs)
        self.outcome.decisions.append((decision_id, rule.id, outputs, rule.annotation))

    def decided_again(self, decision_id: str, rule: Rule, outputs: dict[str, Literal]) -> None:
        """The same where no step asked: what a table says of values that were put right."""
        self.variables.update(outputs)
        self.outcome.decisions.append((decision_id, rule.id, outputs, rule.annotation))

    def called(self, task: Any, element: Element) -> None:
        """Run the operation that an element calls, and take over what it gives."""
        given = self.operation(element, {**self.variables, **locals_of(task)})
        if given:
            self.give(task, given)

    def run_on(self) -> None:
        """Let everything run that need not wait. Raises what the diagram raises."""
        more = True
        while more:
            run_steps(self.workflow, self._will_complete, self._completed)
            more = not self.workflow.completed and event_subprocesses.release(self.workflow)
        steps = self.user_steps()
        self.budget.waiting(len(steps) + len(self.workflow.event_manager.tasks))
        for step in steps:
            self._note_phase(step.element)
        for _task, element in self.waiting_messages():
            if element.kind != "startEvent":
                self._note_phase(element)

    def _wait_again(self, task: Any) -> None:
        """An event that does not interrupt may happen any number of times; the library lets it happen once."""
        element = self.compiled.element(task)
        if element is None or element.interrupting:
            return
        if isinstance(task.task_spec, BoundaryEvent):
            again = task.parent._add_child(task.task_spec, TaskState.WAITING)
            again.task_spec._predict(again)
            again.task_spec._update(again)
        else:
            event_subprocesses.wait_again(task)

    def _live(self, mask: int) -> list[Any]:
        found = [task for task in self.workflow.tasks.values() if task.has_state(mask)]
        for sub in self.workflow.subprocesses.values():
            if not sub.completed:
                found += [task for task in sub.tasks.values() if task.has_state(mask)]
        return found

    def _find(self, step_id: UUID) -> Any:
        for workflow in (self.workflow, *self.workflow.subprocesses.values()):
            if step_id in workflow.tasks:
                return workflow.tasks[step_id]
        return None

    def _message_waits(self) -> list[tuple[Any, Any]]:
        return [
            (task, definition)
            for task in self.workflow.event_manager.tasks.values()
            for definition in _definitions(task)
            if isinstance(definition, MessageEventDefinition)
        ]

    def _catchers(self, task: Any) -> list[Element]:
        element = self.compiled.element(task)
        if element is None:
            return []
        if element.kind != "eventBasedGateway":
            return [element]
        diagram = self.compiled.diagram_of[task.workflow.spec.name]
        return [diagram.elements[flow.target] for flow in diagram.outgoing(element.id)]

    def _will_complete(self, task: Any) -> None:
        self.budget.step(task, self.compiled.element(task))
        self.runs.step(task, self.compiled)
        look_ahead(task)
        if isinstance(task.task_spec, EndEvent):
            element = self.compiled.element(task)
            if element is not None and element.id in self.compiled.diagram_of[task.workflow.spec.name].main_ends:
                self._note_end(task, element)

    def _note_end(self, task: Any, element: Element) -> None:
        ends = event_subprocesses.ended_scope(task)
        if ends is self.workflow:
            self.outcome.end_element = element.id
        elif ends.spec.name == element.process_id:
            call = self.workflow.get_task_from_id(ends.parent_task_id)
            self.give(call, {f"hasil_{element.process_id}": element.id})

    def _completed(self, task: Any) -> None:
        self.runs.done(task)
        element = self.compiled.element(task)
        if element is None or (task.task_spec.name.endswith(" [child]") and element.kind == "callActivity"):
            return
        if (
            element.kind == "startEvent"
            and element.event
            and element.interrupting
            and element.scope != element.process_id
        ):
            event_subprocesses.interrupt(task)
        flows = self._flows_left(task, element)
        self.outcome.path.append((element.process_id, element.id, flows))
        self.outcome.path_runs.append(run_of(task))
        self._note_phase(element)
        if element.kind == "endEvent" and element.event == "terminate":
            early_ends.end_all(task)
        elif element.kind == "endEvent" and element.event == "error":
            early_ends.throw(task, element.error)

    def _flows_left(self, task: Any, element: Element) -> list[str]:
        diagram = self.compiled.diagram_of[task.workflow.spec.name]
        flows = []
        for child in task.children:
            if child.has_state(TaskState.PREDICTED_MASK):
                continue
            target = child.task_spec
            name = getattr(target, "bpmn_id", None)
            if isinstance(target, BoundaryEventSplit):
                name = target.name.removesuffix(".BoundaryEventSplit")
            flow = diagram.flow_between(element.id, name) if name else None
            if flow is not None and not isinstance(target, BoundaryEvent):
                flows.append(flow.id)
        return flows

    def _note_phase(self, element: Element) -> None:
        status = element.properties.get(PHASE)
        if status:
            self.outcome.phase = status


def _definitions(task: Any) -> list[Any]:
    definition = task.task_spec.event_definition
    if isinstance(definition, MultipleEventDefinition):
        return list(definition.event_definitions)
    return [definition]
