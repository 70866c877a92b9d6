"""A saved case carried over to another version: its steps keep their ids, their data and what already happened.

Works on the saved document alone: steps are renamed where the owner drew a mapping, boundary events follow the new
drawing, and steps of the past whose element is gone are left out.
"""

from __future__ import annotations

import json
import uuid
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from SpiffWorkflow.bpmn.specs.event_definitions.multiple import MultipleEventDefinition
from SpiffWorkflow.util.task import TaskState

from engine.definition.diagram import Element
from engine.running.spiff.compiler import Compiled
from engine.running.spiff.execution import Execution
from engine.running.spiff.state import LIVE
from engine.running.spiff.timers import MomentTimer

SPLIT = ".BoundaryEventSplit"
CHILD = " [child]"
ID, PARENT, SPEC, STATE, DATA, INTERNAL, TRIGGERED = range(7)

Place = tuple[str, str]
"""(process id, element id)."""


@dataclass(frozen=True)
class LiveStep:
    """A step where the case stands: `workflow` is the process or embedded sub-process that holds it."""

    workflow: str
    element: str
    spec: str


def live_steps(saved: bytes, process_id: str) -> list[LiveStep]:
    """Every live step of a saved case, its waiting boundary events included."""
    return [
        LiveStep(workflow, base_of(row[SPEC]), row[SPEC])
        for workflow, rows in _parts(json.loads(zlib.decompress(saved)), process_id)
        for row in rows
        if row[STATE] & LIVE
    ]


def base_of(spec: str) -> str:
    """The element behind the name of a spec."""
    return spec.removesuffix(SPLIT).removesuffix(CHILD)


def move(saved: bytes, old: Compiled, new: Compiled, mapping: Mapping[Place, str]) -> bytes:
    """The document under the new version. Whether it may be moved is decided before (engine.running.move_plan).

    `mapping` gives (workflow, element) another element of the same workflow. Raises LookupError when a live step has
    no place in the new version.
    """
    document = json.loads(zlib.decompress(saved))
    workflows = {old.process_id: new.spec, **new.subprocess_specs}
    before = {old.process_id: old.spec, **old.subprocess_specs}
    document["tasks"] = _Rows(old.process_id, before[old.process_id], workflows[old.process_id], mapping).moved(
        document["tasks"]
    )
    for sub in document["subs"]:
        if sub[1] not in workflows:
            raise LookupError(sub[1])
        sub[2] = _Rows(sub[1], before[sub[1]], workflows[sub[1]], mapping).moved(sub[2])
    return zlib.compress(json.dumps(document, separators=(",", ":")).encode(), 6)


class _Rows:
    """The rows of one workflow on their way from one spec to another."""

    def __init__(self, workflow: str, old: Any, new: Any, mapping: Mapping[Place, str]) -> None:
        self.workflow, self.old, self.new, self.mapping = workflow, old, new, mapping

    def moved(self, rows: list[list[Any]]) -> list[list[Any]]:
        rows = [self._renamed(row) for row in rows]
        for row in list(rows):
            if row[SPEC] not in self.new.task_specs:
                self._drop(rows, row)
        for row in list(rows):
            if row[STATE] & LIVE and not row[SPEC].endswith(SPLIT):
                self._follow_boundaries(rows, row)
        return rows

    def _renamed(self, row: list[Any]) -> list[Any]:
        element = base_of(row[SPEC])
        target = self.mapping.get((self.workflow, element))
        if target is None or target == element:
            return row
        internal = {key.replace(f":{element}", f":{target}"): value for key, value in row[INTERNAL].items()}
        return [*row[:SPEC], target + row[SPEC][len(element) :], row[STATE], row[DATA], internal, row[TRIGGERED]]

    def _drop(self, rows: list[list[Any]], row: list[Any]) -> None:
        """Leave a step out; what hung on it hangs on its parent. A live one only goes with the boundary it watched."""
        if row[STATE] & LIVE and not self._was_boundary(row[SPEC]):
            raise LookupError(row[SPEC])
        rows.remove(row)
        for other in rows:
            if other[PARENT] == row[ID]:
                other[PARENT] = row[PARENT]

    def _was_boundary(self, spec: str) -> bool:
        return any(spec in _boundaries(self.old, name) for name in self.old.task_specs if name.endswith(SPLIT))

    def _follow_boundaries(self, rows: list[list[Any]], row: list[Any]) -> None:
        element = base_of(row[SPEC])
        wanted = set(_boundaries(self.new, element + SPLIT))
        known = {self.mapping.get((self.workflow, name), name) for name in _boundaries(self.old, self._old(element))}
        added = sorted(wanted - known)
        if not added or row[SPEC].endswith(CHILD):
            return
        split = next((one for one in rows if one[ID] == row[PARENT] and one[SPEC] == element + SPLIT), None)
        if split is None:
            split = [str(uuid.uuid4()), row[PARENT], element + SPLIT, int(TaskState.COMPLETED), {}, {}, 0]
            rows.insert(rows.index(row), split)
            row[PARENT] = split[ID]
        rows += [[str(uuid.uuid4()), split[ID], name, int(TaskState.WAITING), {}, {}, 0] for name in added]

    def _old(self, element: str) -> str:
        back = {target: source for (workflow, source), target in self.mapping.items() if workflow == self.workflow}
        return back.get(element, element) + SPLIT


def _boundaries(spec: Any, split: str) -> list[str]:
    found = spec.task_specs.get(split)
    host = base_of(split)
    return [child.name for child in found.outputs if child.name != host] if found is not None else []


def _parts(document: dict[str, Any], process_id: str) -> Iterator[tuple[str, list[list[Any]]]]:
    yield process_id, document["tasks"]
    for _parent, name, rows in document["subs"]:
        yield name, rows


def reset_timers(execution: Execution, began: Callable[[Element], datetime | None]) -> None:
    """Work out anew the timers for whose element `began` gives a moment: when the case came to where they watch.

    The wait does not begin again: days are counted from that moment.
    """
    now = execution.now
    for task in list(execution.workflow.event_manager.tasks.values()):
        definition = task.task_spec.event_definition
        each = definition.event_definitions if isinstance(definition, MultipleEventDefinition) else [definition]
        for timer in each:
            element = _drawn(execution.compiled, task, timer) if isinstance(timer, MomentTimer) else None
            since = began(element) if element is not None else None
            if since is not None:
                timer.reset(task)
                execution.now = since
                timer.begin(task, execution.engine)
    execution.now = now


def _drawn(compiled: Compiled, task: Any, timer: MomentTimer) -> Element | None:
    diagram = compiled.diagram_of.get(task.workflow.spec.name)
    return diagram.elements.get(timer.name) if diagram else None
