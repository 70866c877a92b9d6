"""The library's steps and the runs that they belong to, without what only the library's own tools ask for.

Its steps write a line of log with a dozen fields at each change; each time one is done it walks the whole tree to find
those that wait; and a run that begins predicts everything that may ever come. Here a step changes without a word, the
tree is gone through by the ids of its steps, and predictions reach one step ahead, as in a case that is restored.
"""

from __future__ import annotations

from collections.abc import Iterator
from time import monotonic
from typing import Any

from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine.running.spiff.compiler import Compiled


class QuietStep(Task):
    """A step of the library."""

    _state: int

    def __init__(self, workflow: Any, task_spec: Any, parent: Any = None, **more: Any) -> None:
        super().__init__(workflow, task_spec, parent, **more)
        self.last_state_change = monotonic()

    def _set_state(self, value: int) -> None:
        if value != self._state:
            self._state = value
            self.last_state_change = monotonic()  # joins put arrivals in this order

    def _add_child(self, task_spec: Any, state: int = TaskState.MAYBE) -> QuietStep:
        child = QuietStep(self.workflow, task_spec, self, state=state)
        child.thread_id = self.thread_id
        if state == TaskState.READY:
            child._ready()
        return child


class SubRun(BpmnSubWorkflow):
    """A run of a called process or of a sub-process."""

    def update_waiting_tasks(self) -> None:
        """Let every step that waits look whether it still has to."""
        _look_again(self)


class CaseRunOfSteps(BpmnWorkflow):
    """The run of the process of a case, and those within it."""

    def __init__(self, compiled: Compiled, script_engine: Any) -> None:
        super().__init__(
            compiled.spec, dict(compiled.subprocess_specs), script_engine=script_engine, deserializing=True
        )
        self.looks_far = compiled.looks_far

    def create_subprocess(self, my_task: Any, spec_name: str) -> SubRun:
        """The library's hook when a call or a sub-process begins."""
        run = self.sub_run(my_task, spec_name)
        begin(run)
        self.subprocesses[my_task.id] = run
        return run

    def sub_run(self, my_task: Any, spec_name: str) -> SubRun:
        """A run within this one that has no steps yet."""
        return SubRun(
            self.subprocess_specs[spec_name], parent_task_id=my_task.id, top_workflow=self, deserializing=True
        )

    def update_waiting_tasks(self) -> None:
        """Let every step that waits look whether it still has to."""
        _look_again(self)


def begin(run: Any) -> None:
    """Give a run that has no steps its first one."""
    run.task_tree = QuietStep(run, run.spec.start, state=TaskState.FUTURE)
    predict(run.task_tree)
    run.task_tree._ready()


def predict(task: Any) -> None:
    """Put back the library's predictions behind a step: one step ahead, or all the way where an inclusive join reads
    them.
    """
    if task.workflow.spec.name in task.workflow.top_workflow.looks_far:
        task.task_spec._predict(task, mask=TaskState.NOT_FINISHED_MASK)
    else:
        look_ahead(task)


def look_ahead(task: Any) -> None:
    """Give a step the children that the library expects to find when it runs."""
    if all(child.triggered for child in task.children):
        task.task_spec._predict_hook(task)


def waiting(run: Any) -> Iterator[Task]:
    """Steps of a run that wait, in the order of its tree; what becomes of one while they are gone through counts."""
    tasks, ids = run.tasks, [run.task_tree.id]
    while ids:
        task = tasks.get(ids.pop())
        if task is None:
            continue
        if task._state >= TaskState.FUTURE:
            ids += reversed(task._children)
        if task._state == TaskState.WAITING:
            yield task


def _look_again(run: Any) -> None:
    for task in waiting(run):
        task.task_spec._update(task)
