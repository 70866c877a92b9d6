"""Values of a called process that are its own: those that its call maps into it, and those given in it.

They lie with the step of the call, and so in the saved state. What is given inside is told to the case as well, which
its history, forms and operations read by name; conditions, tables and timers inside read the own ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from SpiffWorkflow.bpmn.specs.defaults import CallActivity

from engine.catalogue import _
from engine.deadlines import Deadline
from engine.definition.expressions import compile_expression
from engine.definition.expressions.names import Names
from engine.definition.mapped import MappedValue
from engine.errors import ExpressionError

OWN = "own"
"""Where a step of the library keeps them."""


class MappingCall(CallActivity):
    """A call that may keep its values to itself: then nothing else goes in, and nothing else comes out."""

    def copy_data(self, my_task: Any, subworkflow: Any) -> None:
        """The library's hook when what is called begins."""
        if not my_task.workflow.script_engine.enter(my_task):
            super().copy_data(my_task, subworkflow)

    def update_data(self, my_task: Any, subworkflow: Any) -> None:
        """The library's hook when it has come to its end."""
        if not my_task.workflow.script_engine.leave(my_task):
            super().update_data(my_task, subworkflow)


def own_values(task: Any) -> dict[str, Any] | None:
    """Those of the innermost mapped call in which a step lies; None when it lies in none. Written to where they lie."""
    top, workflow = task.workflow.top_workflow, task.workflow
    if not top.script_engine.maps:
        return None
    while workflow.parent_task_id is not None:
        host = top.get_task_from_id(workflow.parent_task_id)
        if OWN in host.internal_data:
            found: dict[str, Any] = host.internal_data[OWN]
            return found
        workflow = host.workflow
    return None


def locals_of(task: Any) -> Mapping[str, Any]:
    """What a step reads before the values of the case: the item of its instance, then the own values around it."""
    own = own_values(task)
    return task.data if own is None else {**own, **task.data}


def worked_out(mapped: Iterable[MappedValue], scope: Names) -> dict[str, Any]:
    """Target → value. Raises ExpressionError for one that no case can keep."""
    return {each.target: _kept(compile_expression(each.source).evaluate(scope), each) for each in mapped}


def _kept(value: Any, mapped: MappedValue) -> Any:
    if isinstance(value, Deadline):
        return value.moment.isoformat()
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [_kept(each, mapped) for each in value]
    if value is None or isinstance(value, bool | int | float | str):
        return value
    raise ExpressionError(_("nilai '%(name)s' tidak dapat disimpan", name=mapped.target))
