"""Runs what need not wait, as the library's `do_engine_steps` does and in its order.

The library walks the whole tree of steps for each turn, and once more to find that nothing is left. Here the steps are
looked through as they lie; the tree is walked only where several are ready at once, because it says which comes first.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

Told = Callable[[Task], None]


def run_steps(workflow: BpmnWorkflow, will_complete: Told, did_complete: Told) -> None:
    """Lets every step run that waits for nobody, then looks at the timers. Raises what a step raises."""
    more = True
    while more:
        active = workflow.get_active_subprocesses()
        for part in sorted(active, key=lambda each: each.depth, reverse=True):
            while _run_ready(workflow, part, will_complete, did_complete):
                pass
            if part.parent_task_id is not None:
                call = workflow.get_task_from_id(part.parent_task_id)
                call.task_spec._update(call)
        ran = _run_ready(workflow, workflow, will_complete, did_complete)
        more = ran or len(workflow.get_active_subprocesses()) > len(active)
    workflow.refresh_timers()


def _run_ready(workflow: BpmnWorkflow, part: Any, will_complete: Told, did_complete: Told) -> bool:
    """Whether something of a part, itself a workflow or a subprocess of it, was ready and ran."""
    ready = _ready(workflow, part)
    for task in ready:
        will_complete(task)
        task.run()
        did_complete(task)
    return bool(ready)


def _ready(workflow: BpmnWorkflow, part: Any) -> list[Task]:
    anywhere = [
        task
        for each in (workflow, *workflow.subprocesses.values())
        for task in each.tasks.values()
        if task._state == TaskState.READY and not task.task_spec.manual
    ]
    if not anywhere:
        return []
    if len(anywhere) == 1 and anywhere[0].workflow is part:
        return anywhere
    return [task for task in part.get_tasks(state=TaskState.READY) if not task.task_spec.manual]
