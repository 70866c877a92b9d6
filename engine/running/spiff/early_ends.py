"""Ends that take all else in their scope along: a terminate end, and an error that leaves the scope for who catches it.

The library's own do it behind the backs of its joins, and lose errors that nobody catches.
"""

from __future__ import annotations

from typing import Any

from SpiffWorkflow.bpmn.specs.control import BoundaryEventSplit
from SpiffWorkflow.bpmn.specs.mixins.events.intermediate_event import BoundaryEvent
from SpiffWorkflow.bpmn.util.event import BpmnEvent
from SpiffWorkflow.util.task import TaskState

from engine.catalogue import _
from engine.errors import UncaughtError
from engine.running.spiff.specs import Caught
from engine.running.spiff.state import LIVE


def end_all(end: Any) -> None:
    """Withdraw whatever else goes on in the scope of an end event; then its scope has ended."""
    own = {child.id for child in end.children}
    withdraw(end.workflow, own)
    for child in end.children:
        if child.has_state(TaskState.WAITING):
            child.task_spec._update(child)


def withdraw(scope: Any, kept: set[Any]) -> None:
    """Cancel every live step of a scope but those that are kept."""
    for task in list(scope.tasks.values()):
        if task.id not in kept and task.has_state(LIVE):
            task.cancel()


def throw(end: Any, code: str) -> None:
    """End the scope of an end event, and wake the nearest boundary event around it that catches its error.

    Raises UncaughtError.
    """
    withdraw(end.workflow, set())
    scope = end.workflow
    while scope.parent_task_id is not None:
        host = scope.top_workflow.get_task_from_id(scope.parent_task_id)
        found = _catcher(host, code) or _catcher(host.parent, code)  # an instance, or the activity it belongs to
        if found is not None:
            found.task_spec.catch(found, BpmnEvent(found.task_spec.event_definition))
            found.task_spec._update(found)
            return
        scope = host.workflow
    raise UncaughtError(_("galat '%(code)s' tidak ditangkap siapa pun", code=code))


def _catcher(host: Any, code: str) -> Any:
    split = host.parent
    if split is None or not isinstance(split.task_spec, BoundaryEventSplit):
        return None
    waiting = [
        each
        for each in split.children
        if isinstance(each.task_spec, BoundaryEvent)
        and each.has_state(TaskState.WAITING)
        and isinstance(each.task_spec.event_definition, Caught)
        and each.task_spec.event_definition.code in (code, None)
    ]
    return max(waiting, key=lambda each: each.task_spec.event_definition.code == code, default=None)
