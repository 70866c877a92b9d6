"""Our own task specs: operations, decisions, multi-instance over an expression."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from SpiffWorkflow.bpmn.specs.defaults import ParallelMultiInstanceTask, SequentialMultiInstanceTask
from SpiffWorkflow.bpmn.specs.event_definitions import ErrorEventDefinition, NoneEventDefinition
from SpiffWorkflow.bpmn.specs.mixins.bpmn_spec_mixin import BpmnSpecMixin
from SpiffWorkflow.util.task import TaskState

from engine.definition.bundle_names import INSTANCES, INSTANCES_DONE
from engine.definition.instances import instances


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


class Caught(ErrorEventDefinition):
    """What a boundary event catches: the error of a code, any without one."""


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


class NumberReference(CollectionReference):
    """So many instances, each with its number as its item, counted from 1."""

    def get(self, my_task: Any) -> list[int]:
        """The numbers, as many as when the activity began. Raises ExpressionError for what is no such number."""
        kept = my_task.internal_data
        if "count" not in kept:
            kept["count"] = instances(my_task.workflow.script_engine.value(my_task, self.expression))
        return list(range(1, kept["count"] + 1))


class _OwnInstances:
    """Instances keep their item to themselves: variables of the case are shared anyway, so nothing is merged."""

    def merge_child(self, workflow: Any, child: Any) -> None:
        my_task = child.parent
        my_task.internal_data["merged"].append(str(child.id))
        if not self._enough(my_task, child):
            self.after_child(my_task)
            return
        for other in self._instances(my_task):  # type: ignore[attr-defined]
            if not other.has_state(TaskState.FINISHED_MASK):
                other.cancel()
        my_task._set_state(TaskState.READY)

    def after_child(self, my_task: Any) -> None:
        raise NotImplementedError

    def _on_cancel(self, my_task: Any) -> None:
        """The library forgets the instances, and leaves what runs and waits in them."""
        super()._on_cancel(my_task)  # type: ignore[misc]
        top = my_task.workflow.top_workflow
        while lost := [each for each in top.subprocesses if not _known(top, each)]:
            for task_id in lost:
                top.subprocesses.pop(task_id).cancel()
        for task in list(top.event_manager.tasks.values()):
            if task.id not in task.workflow.tasks:
                top.event_manager.remove_task(task)

    def _enough(self, my_task: Any, child: Any) -> bool:
        """Whether what is left is withdrawn, now that this instance is done."""
        condition, kept = self.condition, my_task.internal_data  # type: ignore[attr-defined]
        if not condition:
            return False
        counted = {INSTANCES_DONE: len(kept["merged"]), INSTANCES: kept.get("all", 0)}
        return bool(my_task.workflow.script_engine.holds(child, condition, counted))


def _known(top: Any, task_id: UUID) -> bool:
    return any(task_id in each.tasks for each in (top, *top.subprocesses.values()))


class ParallelInstances(_OwnInstances, ParallelMultiInstanceTask):
    """Several instances at once, complete when all of them are."""

    def create_children(self, my_task: Any) -> None:
        super().create_children(my_task)
        my_task.internal_data["all"] = len(list(self._instances(my_task)))

    def after_child(self, my_task: Any) -> None:
        if self.children_complete(my_task):
            my_task._set_state(TaskState.READY)


class SequentialInstances(_OwnInstances, SequentialMultiInstanceTask):
    """Several instances one after the other."""

    def init_remaining_items(self, my_task: Any) -> list[Any]:
        remaining: list[Any] = super().init_remaining_items(my_task)
        my_task.internal_data["all"] = len(remaining)
        return remaining

    def after_child(self, my_task: Any) -> None:
        if self.children_complete(my_task):
            my_task._set_state(TaskState.READY)
        else:
            self.add_next_child(my_task)
