"""Save and restore the state of a running process without its spec, and keep it small.

Saved are only steps that exist (not the library's predictions) and that a live step still needs. Format 1:
{"root": …, "subs": [...], "tasks": [[id, parent, spec, state, data, internal, triggered], …]} per workflow, JSON, zlib.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from SpiffWorkflow.bpmn.specs.control import BoundaryEventJoin, BoundaryEventSplit, _EndJoin
from SpiffWorkflow.bpmn.specs.mixins.events.event_types import CatchingEvent
from SpiffWorkflow.bpmn.specs.mixins.events.intermediate_event import BoundaryEvent
from SpiffWorkflow.bpmn.specs.mixins.subworkflow_task import EventSubprocess
from SpiffWorkflow.bpmn.specs.mixins.unstructured_join import UnstructuredJoin
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine.catalogue import _
from engine.running.spiff.compiler import Compiled
from engine.running.spiff.runs_of_steps import CaseRunOfSteps, QuietStep, SubRun, predict

FORMAT = 1
INTERNAL = 5
"""Where a stored step keeps what belongs to it alone."""
LIVE = TaskState.WAITING | TaskState.READY | TaskState.STARTED


def save(workflow: CaseRunOfSteps) -> bytes:
    """Compact at rest and serialise."""
    tasks = saved_tasks(workflow)
    subs = list(_running_within(workflow, tasks))
    document = {"tasks": tasks, "subs": [[str(sub.parent_task_id), sub.spec.name, rows] for sub, rows in subs]}
    return _packed(document)


def checked(state_format: int) -> None:
    """Raises ValueError for a state that another program saved."""
    if state_format != FORMAT:
        raise ValueError(
            _(
                "keadaan berformat %(state_format)s, mesin ini membaca format %(format)s",
                state_format=state_format,
                format=FORMAT,
            )
        )


def reschedule(saved: bytes, moved: Mapping[str, Mapping[str, Any]]) -> bytes:
    """The saved state with other values for timers that wait, by the id of their step; nothing runs."""
    document = json.loads(zlib.decompress(saved))
    for rows in (document["tasks"], *(rows for _parent, _spec, rows in document["subs"])):
        for row in rows:
            row[INTERNAL].update(moved.get(row[0], {}))
    return _packed(document)


def _packed(document: Mapping[str, Any]) -> bytes:
    return zlib.compress(json.dumps(document, separators=(",", ":")).encode(), 6)


def _running_within(workflow: CaseRunOfSteps, tasks: list[list[Any]]) -> Iterator[tuple[SubRun, list[list[Any]]]]:
    """Running sub-processes of steps that are kept with their rows, parents first."""
    kept = {row[0] for row in tasks}
    for sub in sorted(workflow.subprocesses.values(), key=lambda s: s.depth):
        if not sub.completed and str(sub.parent_task_id) in kept:
            rows = saved_tasks(sub)
            kept |= {row[0] for row in rows}
            yield sub, rows


def saved_tasks(workflow: Any) -> list[list[Any]]:
    """The steps of one run of a scope, as they are stored."""
    keep = needed_tasks(workflow)
    rows = []
    for task in workflow.tasks.values():
        if task.id in keep:
            parent = str(task._parent) if task._parent in keep else None
            internal = {k: v for k, v in task.internal_data.items() if k != "seen_events"}
            rows.append(
                [str(task.id), parent, task.task_spec.name, task.state, task.data, internal, int(task.triggered)]
            )
    return rows


def needed_tasks(workflow: Any) -> set[UUID]:
    """Ids of the steps that some live step still needs: the live ones and their ancestors up to where all meet.

    Event sub-processes stand beside: they need nobody, and where they and the others meet is the beginning of all.
    """
    tasks = _live_tasks(workflow)
    aside = {task.id for task in tasks if isinstance(task.task_spec, EventSubprocess)}
    live = [task for task in tasks if task.id not in aside]
    return aside | _with_ancestors(live) if live else aside


def _with_ancestors(live: list[Task]) -> set[UUID]:
    top = _meeting_point(live)
    if isinstance(top.parent.task_spec if top.parent else None, BoundaryEventSplit) and not isinstance(
        top.task_spec, BoundaryEvent
    ):
        top = top.parent
    keep: set[UUID] = {top.id}
    for task in live:
        while task is not None and task.id not in keep:
            keep.add(task.id)
            task = task.parent
    return keep


def _live_tasks(workflow: Any) -> list[Task]:
    """Live steps, and the arrivals that a pending join still counts. Ends that merely wait for others are not live."""
    waiting_ends, live, pending = [], [], set()
    for task in workflow.tasks.values():
        if not task.has_state(LIVE):
            continue
        if isinstance(task.task_spec, _EndJoin | BoundaryEventJoin):
            waiting_ends.append(task)
            continue
        live.append(task)
        if isinstance(task.task_spec, UnstructuredJoin):
            pending.add(task.task_spec)
    if pending:
        live += [
            task
            for task in workflow.tasks.values()
            if task.task_spec in pending and task.has_state(TaskState.FINISHED_MASK) and task.parent is not None
        ]
    return live or waiting_ends


def _ancestors(task: Task) -> Iterator[Task]:
    current: Task | None = task
    while current is not None:
        yield current
        current = current.parent


def _meeting_point(tasks: list[Task]) -> Task:
    """The lowest common ancestor."""
    common = [t.id for t in _ancestors(tasks[0])][::-1]
    for task in tasks[1:]:
        path = [t.id for t in _ancestors(task)][::-1]
        length = next(
            (i for i, (a, b) in enumerate(zip(common, path, strict=False)) if a != b), min(len(common), len(path))
        )
        common = common[:length]
    found: Task = tasks[0].workflow.tasks[common[-1]]
    return found


def restore(compiled: Compiled, saved: bytes, script_engine: Any) -> CaseRunOfSteps:
    """Build the workflow again from saved bytes and the compiled specs."""
    document = json.loads(zlib.decompress(saved))
    workflow = CaseRunOfSteps(compiled, script_engine)
    _restore_tasks(workflow, document["tasks"])
    for parent_id, spec_name, rows in document["subs"]:
        parent = workflow.get_task_from_id(UUID(parent_id))
        sub = workflow.sub_run(parent, spec_name)
        workflow.subprocesses[parent.id] = sub
        _restore_tasks(sub, rows)
        sub.completed_event.connect(parent.task_spec._on_subworkflow_completed, parent)
    for one in (workflow, *workflow.subprocesses.values()):
        _predict(one)
    return workflow


def _restore_tasks(workflow: Any, rows: list[list[Any]]) -> None:
    tops: list[Task] = []
    ids = {row[0]: UUID(row[0]) for row in rows}
    for task_id, parent, spec_name, state, data, internal, triggered in rows:
        task = QuietStep(workflow, workflow.spec.task_specs[spec_name], state=state, id=ids[task_id])
        task.data, task.internal_data, task.triggered = data, internal, bool(triggered)
        if parent is not None:
            task._parent = ids[parent]
        else:
            tops.append(task)
    for task in list(workflow.tasks.values()):
        if task._parent is not None:
            workflow.tasks[task._parent]._children.append(task.id)
    if len(tops) == 1 and tops[0].task_spec is workflow.spec.start:
        workflow.task_tree = tops[0]
        return
    root = QuietStep(workflow, workflow.spec.start, state=TaskState.COMPLETED)
    for top in tops:
        root._children.append(top.id)
        top._parent = root.id
    workflow.task_tree = root


def _predict(workflow: Any) -> None:
    for task in list(workflow.tasks.values()):
        if task.has_state(LIVE):
            predict(task)
            if task.has_state(TaskState.WAITING) and isinstance(task.task_spec, CatchingEvent):
                workflow.top_workflow.event_manager.add_task(task)
