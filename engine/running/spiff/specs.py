"""Our own task specs: operations, decisions, multi-instance over an expression."""

from __future__ import annotations

from typing import Any

from SpiffWorkflow.bpmn.specs.defaults import ParallelMultiInstanceTask, SequentialMultiInstanceTask
from SpiffWorkflow.bpmn.specs.event_definitions import NoneEventDefinition
from SpiffWorkflow.bpmn.specs.mixins.bpmn_spec_mixin import BpmnSpecMixin


class OperationTask(BpmnSpecMixin):
    """A service or send task: calls the named operation of the application."""

    def _run_hook(self, my_task: Any) -> bool:
        my_task.workflow.script_engine.call_operation(my_task)
        return True


class PassedTask(BpmnSpecMixin):
    """A plain or a manual task: passed at once. The library's own would wait, in nobody's list."""


class DecisionTask(BpmnSpecMixin):
    """A business rule task: asks the decision table it names."""

    def _run_hook(self, my_task: Any) -> bool:
        my_task.workflow.script_engine.decide(my_task)
        return True


class OperationThrow(NoneEventDefinition):
    """The throw part of a message event that carries a topic."""

    def throw(self, my_task: Any) -> None:
        my_task.workflow.script_engine.call_operation(my_task)


class CollectionReference:
    """The collection of a multi-instance activity, read by our expression language."""

    def __init__(self, expression: str) -> None:
        self.expression = expression
        self.bpmn_id = expression

    def exists(self, my_task: Any) -> bool:
        """Always: a list that is missing counts as empty."""
        return True

    def get(self, my_task: Any) -> list[Any]:
        """The items; none when the expression gives no list."""
        value = my_task.workflow.script_engine.value(my_task, self.expression)
        return list(value) if isinstance(value, list | tuple) else []


class _OwnInstances:
    """Instances keep their item to themselves: variables of the case are shared anyway, so nothing is merged."""

    def merge_child(self, workflow: Any, child: Any) -> None:
        my_task = child.parent
        my_task.internal_data["merged"].append(str(child.id))
        self.after_child(my_task)

    def after_child(self, my_task: Any) -> None:
        raise NotImplementedError


class ParallelInstances(_OwnInstances, ParallelMultiInstanceTask):
    """Several instances at once, complete when all of them are."""

    def after_child(self, my_task: Any) -> None:
        if self.children_complete(my_task):
            my_task._set_state(16)


class SequentialInstances(_OwnInstances, SequentialMultiInstanceTask):
    """Several instances one after the other."""

    def after_child(self, my_task: Any) -> None:
        if self.children_complete(my_task):
            my_task._set_state(16)
        else:
            self.add_next_child(my_task)
