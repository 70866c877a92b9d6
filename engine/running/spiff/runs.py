"""Runs of called processes and of sub-processes: which one a step lies in, which begin, which are taken away.

A run is known by the first eight hexadecimal digits of the library's step that carries it: the state of the case keeps
that step as long as the run lives. An event sub-process runs from the moment its event starts it, not while it waits.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from engine.running.spiff.compiler import Compiled
from engine.running.spiff.event_subprocesses import waits

DIGITS = 8


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


@dataclass
class Runs:
    """What became of the runs during one command."""

    begun: list[tuple[str, str, str, str]] = field(default_factory=list)
    """(process id, element id, the run, the run within which it began), in order."""
    _live: dict[UUID, tuple[str, str]] = field(default_factory=dict)
    """Step that carries a run → (process id, element id)."""

    def load(self, workflow: BpmnWorkflow, compiled: Compiled) -> None:
        """Take note of what runs in a case that was just restored."""
        for step_id, sub in workflow.subprocesses.items():
            host = _step(workflow, step_id)
            element = compiled.element(host) if host is not None else None
            if element is not None and not sub.completed and not waits(host):
                self._live[step_id] = (element.process_id, element.id)

    def step(self, task: Any, compiled: Compiled) -> None:
        """A step is about to be completed: the first one within a run begins it."""
        step_id = task.workflow.parent_task_id
        if step_id is None or step_id in self._live:
            return
        host = _step(task.workflow.top_workflow, step_id)
        element = compiled.element(host) if host is not None else None
        if element is not None:
            self._live[step_id] = (element.process_id, element.id)
            self.begun.append((element.process_id, element.id, _name(step_id), run_of(host)))

    def done(self, task: Any) -> None:
        """A step was completed, and with it the run that it carries."""
        self._live.pop(task.id, None)

    def aborted(self, workflow: BpmnWorkflow) -> list[tuple[str, str, str]]:
        """(process id, element id, run) of every run that is no more and was never done."""
        gone = []
        for step_id, (process_id, element_id) in self._live.items():
            host = _step(workflow, step_id)
            if host is None or host.has_state(TaskState.FINISHED_MASK):
                gone.append((process_id, element_id, _name(step_id)))
        return gone
