"""Runs of called processes and of sub-processes: which one a step lies in, which begin, which are taken away.

A run is known by the first eight hexadecimal digits of the library's step that carries it: the state of the case keeps
that step as long as the run lives. An event sub-process runs from the moment its event starts it, not while it waits.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from SpiffWorkflow.bpmn.specs.mixins.unstructured_join import UnstructuredJoin
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from engine.definition.diagram import GATEWAYS
from engine.running.spiff.compiler import Compiled
from engine.running.spiff.event_subprocesses import waits

DIGITS = 8
WAITS = frozenset({"receiveTask", "intermediateCatchEvent"}) | GATEWAYS
"""Elements at which a token rests without being anybody's work."""


def run_of(task: Any) -> str:
    """The run in which a step lies, "" for the case itself."""
    return _name(task.workflow.parent_task_id)


def _name(step_id: UUID | None) -> str:
    return step_id.hex[:DIGITS] if step_id is not None else ""


def _step(workflow: BpmnWorkflow, step_id: UUID) -> Any:
    for one in (workflow, *workflow.subprocesses.values()):
        if step_id in one.tasks:
            return one.tasks[step_id]
    return None


def _waits_on(arrival: Any) -> bool:
    """Whether a later arrival at the same join waits in its place."""
    if not isinstance(arrival.task_spec, UnstructuredJoin):
        return False
    others = arrival.workflow.tasks.values()
    return any(each.task_spec is arrival.task_spec and each.has_state(TaskState.WAITING) for each in others)


@dataclass(frozen=True)
class _Live:
    """Something that goes on: a run, or a wait for a message, an event or other branches."""

    process_id: str
    element_id: str
    instance: str
    within: str


@dataclass
class Runs:
    """What became of runs and waits during one command."""

    begun: list[tuple[str, str, str, str]] = field(default_factory=list)
    """(process id, element id, the run, the run within which it began), in order."""
    _live: dict[UUID, _Live] = field(default_factory=dict)
    """By the step that carries it."""

    def load(self, workflow: BpmnWorkflow, compiled: Compiled) -> None:
        """Take note of what goes on in a case that was just restored."""
        for step_id, sub in workflow.subprocesses.items():
            host = _step(workflow, step_id)
            element = compiled.element(host) if host is not None else None
            if element is not None and not sub.completed and not waits(host):
                self._live[step_id] = _Live(element.process_id, element.id, _name(step_id), run_of(host))
        for scope in (workflow, *workflow.subprocesses.values()):
            for task in scope.tasks.values():
                element = compiled.element(task) if task.has_state(TaskState.WAITING) else None
                if element is not None and element.kind in WAITS:
                    self._live[task.id] = _Live(element.process_id, element.id, str(task.id), run_of(task))

    def step(self, task: Any, compiled: Compiled) -> None:
        """A step is about to be completed: the first one within a run begins it."""
        step_id = task.workflow.parent_task_id
        if step_id is None or step_id in self._live:
            return
        host = _step(task.workflow.top_workflow, step_id)
        element = compiled.element(host) if host is not None else None
        if element is not None:
            live = _Live(element.process_id, element.id, _name(step_id), run_of(host))
            self._live[step_id] = live
            self.begun.append((live.process_id, live.element_id, live.instance, live.within))

    def done(self, task: Any) -> None:
        """A step was completed, and with it the run that it carries; a join withdraws the arrivals that waited."""
        self._live.pop(task.id, None)
        if isinstance(task.task_spec, UnstructuredJoin):
            place = task.task_spec.bpmn_id, run_of(task)
            self._live = {key: live for key, live in self._live.items() if (live.element_id, live.within) != place}

    def aborted(self, workflow: BpmnWorkflow) -> list[tuple[str, str, str, str]]:
        """(process id, element id, instance, run around it) of everything that is no more and was never done."""
        gone = []
        for step_id, live in self._live.items():
            host = _step(workflow, step_id)
            if host is None or (host.has_state(TaskState.CANCELLED) and not _waits_on(host)):
                gone.append((live.process_id, live.element_id, live.instance, live.within))
        return gone
