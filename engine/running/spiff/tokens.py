"""The tokens of a case in memory, one by one: which there are, where each may go on, and putting one elsewhere.

The library is asked as a flow would ask it: a token comes to the step behind which the element lies, and what watches
over the step goes with it. Whether all tokens of the scope still come to its end is looked at before anything runs.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from SpiffWorkflow.bpmn.specs.control import BoundaryEventSplit
from SpiffWorkflow.bpmn.specs.mixins.events.intermediate_event import BoundaryEvent
from SpiffWorkflow.bpmn.specs.mixins.subworkflow_task import EventSubprocess
from SpiffWorkflow.bpmn.specs.mixins.unstructured_join import UnstructuredJoin
from SpiffWorkflow.util.task import TaskState

from engine.catalogue import _
from engine.definition.bundle import Bundle
from engine.definition.diagram import Element
from engine.definition.graph import Tokens
from engine.definition.rules.soundness import JOINS, no_way_on
from engine.errors import InterventionRefusedError
from engine.running.spiff.execution import Execution
from engine.running.spiff.move import CHILD, SPLIT, tokens_in
from engine.running.spiff.state import LIVE, saved_tasks

MOST_TOKENS = 200
"""Of a case that are told one by one."""


ONLY_LISTENS = (BoundaryEventSplit, BoundaryEvent, EventSubprocess)
"""Steps of the library that stand beside a token and listen, or hold one: nothing of them is put anywhere."""


@dataclass(frozen=True)
class CaseToken:
    """One token of a running case."""

    id: UUID
    """Of the library's step: of a task, the task's own."""
    element: Element
    fixed: str
    """Why it cannot be moved or cancelled by itself; "" when it can."""


def tokens(execution: Execution) -> list[CaseToken]:
    """Where the case stands, one by one, at most `MOST_TOKENS`; what only listens counts as part of it."""
    found = [CaseToken(task.id, element, _fixed(task, element)) for task, element in _standing(execution)]
    return sorted(found, key=lambda each: (each.element.process_id, each.element.id, str(each.id)))[:MOST_TOKENS]


def targets(execution: Execution, step_id: UUID) -> list[Element]:
    """Elements of the same scope to which a token may be put, in the order of the file.

    Raises InterventionRefusedError when there is no such token.
    """
    task, element = _token(execution, step_id)
    diagram = execution.compiled.diagram_of[task.workflow.spec.name]
    return [each for each in diagram.elements.values() if each.scope == element.scope and not _unfit(execution, each)]


def put(execution: Execution, step_id: UUID, *, to: str = "", cancel: bool) -> tuple[Element, Element | None]:
    """Begins at `to` beside a token, or takes the token away, or both; then lets the case run on.

    Gives the element of the token, and where the new one began. Raises InterventionRefusedError with the reason in
    words, what a diagram raises when it runs.
    """
    task, element = _token(execution, step_id)
    if cancel and (fixed := _fixed(task, element)):
        raise InterventionRefusedError(fixed)
    target = _target(execution, element, to) if to else None
    _goes_on(execution.compiled.bundle, task, element, target, cancel=cancel)
    if target is not None:
        _begin(task, target)
    if cancel:
        _over(task).cancel()
    for each in list(task.workflow.tasks.values()):
        if each.has_state(TaskState.WAITING) and isinstance(each.task_spec, UnstructuredJoin):
            each.task_spec._update(each)
    execution.run_on()
    return element, target


def _standing(execution: Execution) -> list[tuple[Any, Element]]:
    scopes = [execution.workflow, *execution.workflow.subprocesses.values()]
    return [
        (task, element)
        for scope in scopes
        if not scope.completed
        for task in scope.tasks.values()
        if task.has_state(LIVE)
        and (element := execution.compiled.element(task)) is not None
        and not isinstance(task.task_spec, ONLY_LISTENS)
        and element.kind != "startEvent"
    ]


def _token(execution: Execution, step_id: UUID) -> tuple[Any, Element]:
    for task, element in _standing(execution):
        if task.id == step_id:
            return task, element
    raise InterventionRefusedError(_("token ini tidak ada lagi di kasus itu"))


def _fixed(task: Any, element: Element) -> str:
    """Why a token cannot be taken away by itself."""
    if task.task_spec.name.endswith(CHILD):
        return _("satu pelaksanaan dari langkah berulang tidak dapat dipindahkan sendiri; pindahkan seluruh langkahnya")
    if element.kind in JOINS:
        return _("token ini menunggu cabang lain pada gerbang; pindahkan token yang ditunggunya")
    return ""


def _unfit(execution: Execution, element: Element) -> str:
    """Why no token can begin at an element."""
    diagram = execution.compiled.bundle.diagrams[element.process_id]
    entered = len(diagram.incoming(element.id))
    if element.kind in ("startEvent", "boundaryEvent") or element.triggered_by_event or not entered:
        return _("tidak ada alur yang menuju “%(name)s”; token tidak dapat diletakkan di sana", name=_called(element))
    if element.kind in JOINS and entered > 1:
        return _("“%(name)s” menggabungkan cabang; letakkan token di depannya", name=_called(element))
    return ""


def _target(execution: Execution, element: Element, to: str) -> Element:
    target = execution.compiled.bundle.element(element.process_id, to)
    if target is None or target.scope != element.scope:
        raise InterventionRefusedError(_("tujuan harus langkah di bagian proses yang sama"))
    if unfit := _unfit(execution, target):
        raise InterventionRefusedError(unfit)
    return target


def _goes_on(bundle: Bundle, task: Any, element: Element, target: Element | None, *, cancel: bool) -> None:
    """Raises InterventionRefusedError when not all tokens of the scope would come to its end."""
    before = tokens_in(task.workflow.spec.name, element.process_id, saved_tasks(task.workflow))
    if target is not None and target.id in before.at:
        raise InterventionRefusedError(_("sudah ada token di “%(name)s”", name=_called(target)))
    after = _after(task, before, element, target, cancel=cancel)
    diagram = bundle.diagrams[element.process_id]
    watching = {"boundaryEvent"}
    if not any(
        diagram.elements[each].kind not in watching and not diagram.elements[each].triggered_by_event
        for each in after.at
        if each in diagram.elements
    ):
        raise InterventionRefusedError(_("tidak ada token lain di bagian ini; pindahkan, jangan batalkan"))
    stuck = no_way_on(diagram, element.scope, after.at, after.arrived)
    if stuck:
        name = _called(diagram.elements[stuck]) if stuck in diagram.elements else stuck
        raise InterventionRefusedError(
            _("sesudah itu kasus tidak dapat sampai ke akhir: berhenti di “%(name)s”", name=name)
        )


def _after(task: Any, before: Tokens, element: Element, target: Element | None, *, cancel: bool) -> Tokens:
    others = {
        row[2]
        for row in saved_tasks(task.workflow)
        if row[3] & LIVE and row[0] != str(task.id) and not row[2].endswith(CHILD)
    }
    at = set(before.at)
    if cancel and element.id not in others:
        at.discard(element.id)
    if target is not None:
        at.add(target.id)
    return replace(before, at=tuple(sorted(at)))


def _over(task: Any) -> Any:
    """The step that a flow leads to: the element itself, or what stands before it and all that watches over it."""
    parent = task.parent
    return parent if parent is not None and parent.task_spec.name == task.task_spec.name + SPLIT else task


def _begin(beside: Any, target: Element) -> None:
    specs, parent = beside.workflow.spec.task_specs, _over(beside).parent
    spec = specs.get(target.id + SPLIT) or specs[target.id]
    begun = parent._add_child(spec, TaskState.FUTURE)
    begun.data = deepcopy(beside.data)
    begun.task_spec._predict(begun)
    begun.task_spec._update(begun)


def _called(element: Element) -> str:
    return element.name or element.id
