"""Event sub-processes: each waits for its event from the moment its scope begins, beside everything else in it.

One that nothing started keeps no scope open. One that interrupts ends what goes on around it, and its end is then the
end of that scope. One that a message starts without interrupting may be started any number of times.
"""

from __future__ import annotations

from typing import Any

from SpiffWorkflow.bpmn.specs.control import _EndJoin
from SpiffWorkflow.bpmn.specs.mixins.events.start_event import StartEvent
from SpiffWorkflow.bpmn.specs.mixins.subworkflow_task import EventSubprocess
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from engine.running.spiff.early_ends import withdraw
from engine.running.spiff.state import LIVE


def around(task: Any) -> Any:
    """The step of the library that stands for the event sub-process in which a step lies, None when it lies in none."""
    parent_id = task.workflow.parent_task_id
    found = task.workflow.top_workflow.get_task_from_id(parent_id) if parent_id is not None else None
    return found if found is not None and isinstance(found.task_spec, EventSubprocess) else None


def wait_again(task: Any) -> None:
    """The message that a step caught may come again, if it is the start of an event sub-process."""
    begun = around(task)
    if begun is None or not isinstance(task.task_spec, StartEvent):
        return
    again = begun.parent._add_child(begun.task_spec, TaskState.WAITING)
    again.data = dict(begun.data)
    again.task_spec._predict(again)
    again.task_spec._update(again)


def interrupt(started: Any) -> None:
    """One that interrupts began: everything else in the scope around it is withdrawn."""
    begun = around(started)
    withdraw(begun.workflow, {begun.id})


def release(workflow: BpmnWorkflow) -> bool:
    """Withdraw those that nothing started where all else has come to its end. Gives whether a scope can end now."""
    scopes = sorted(workflow.get_active_subprocesses(), key=lambda scope: scope.depth, reverse=True)
    released = [_release(scope) for scope in (*scopes, workflow)]
    return any(released)


def _release(scope: Any) -> bool:
    live = [task for task in scope.tasks.values() if task.has_state(LIVE)]
    idle = [task for task in live if waits(task)]
    ends = [task for task in live if isinstance(task.task_spec, _EndJoin)]
    if not idle or len(idle) + len(ends) < len(live):
        return False
    for task in idle:
        task.cancel()
    for task in ends:
        if task.has_state(TaskState.WAITING):
            task.task_spec._update(task)
    return True


def waits(task: Any) -> bool:
    """Whether this is an event sub-process that nothing has started, or started once more, yet."""
    if not isinstance(task.task_spec, EventSubprocess):
        return False
    inside = task.workflow.top_workflow.get_subprocess(task).tasks.values()
    alive = [one for one in inside if one.has_state(LIVE) and not isinstance(one.task_spec, _EndJoin)]
    return bool(alive) and all(isinstance(one.task_spec, StartEvent) for one in alive)


def ended_scope(end: Any) -> Any:
    """The run of a process or sub-process that an end event ends: of one that interrupted, the one around it."""
    begun = around(end)
    interrupted = begun is not None and begun.task_spec.interrupts
    return ended_scope(begun) if interrupted else end.workflow
