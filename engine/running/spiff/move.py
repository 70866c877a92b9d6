"""A saved case carried over to another version: its steps keep their ids, their data and what already happened.

Works on the saved document alone: steps are renamed where the owner drew a mapping, boundary events follow the new
drawing, and steps of the past whose element is gone are left out.
"""

from __future__ import annotations

import json
import uuid
import zlib
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import datetime
from typing import Any

from SpiffWorkflow.bpmn.specs.event_definitions.message import MessageEventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.multiple import MultipleEventDefinition
from SpiffWorkflow.bpmn.specs.mixins.events.start_event import StartEvent
from SpiffWorkflow.bpmn.specs.mixins.subworkflow_task import EventSubprocess
from SpiffWorkflow.util.task import TaskState

from engine.definition.bundle import Bundle
from engine.definition.diagram import Element
from engine.definition.graph import Place, Tokens, process_of
from engine.running.spiff.compiler import Compiled
from engine.running.spiff.execution import Execution
from engine.running.spiff.state import LIVE
from engine.running.spiff.timers import MomentTimer

SPLIT = ".BoundaryEventSplit"
CHILD = " [child]"
ID, PARENT, SPEC, STATE, DATA, INTERNAL, TRIGGERED = range(7)

LIBRARY = (".EndJoin", ".BoundaryEventJoin")
"""Ends of names of steps that nobody drew."""


def standing(saved: bytes, process_id: str, bundle: Bundle) -> frozenset[Tokens]:
    """Where a saved case stands on its version: its process, and each process and sub-process that runs in it."""
    parts = _parts(json.loads(zlib.decompress(saved)), process_id)
    return frozenset(tokens_in(scope, process_of(bundle, scope), rows) for scope, rows in parts)


def tokens_in(scope: str, process_id: str, rows: list[list[Any]]) -> Tokens:
    """Where one run of a scope stands, by its saved steps."""
    live = [row for row in rows if row[STATE] & LIVE and not row[SPEC].endswith(LIBRARY)]
    at = sorted({base_of(row[SPEC]) for row in live})
    named = {row[ID]: base_of(row[SPEC]) for row in rows}
    waiting = {row[SPEC] for row in live}
    arrived = {(row[SPEC], named[row[PARENT]]) for row in rows if row[SPEC] in waiting and row[PARENT] in named}
    return Tokens(process_id, scope, tuple(at), frozenset(arrived))


def base_of(spec: str) -> str:
    """The element behind the name of a spec."""
    return spec.removesuffix(SPLIT).removesuffix(CHILD)


def move(saved: bytes, old: Compiled, new: Compiled, mapping: Mapping[Place, str]) -> bytes:
    """The document under the new version. Whether it may be moved is decided before (engine.running.move_plan).

    `mapping` gives a place another element of the same scope. Raises LookupError when a live step has no place in the
    new version.
    """
    document = json.loads(zlib.decompress(saved))
    after = {old.process_id: new.spec, **new.subprocess_specs}
    before = {old.process_id: old.spec, **old.subprocess_specs}

    def rows(scope: str, target: str, saved_rows: list[list[Any]]) -> list[list[Any]]:
        process_id = process_of(old.bundle, scope)
        renamed = {element: to for (process, element), to in mapping.items() if process == process_id}
        return _Rows(before[scope], after[target], renamed).moved(saved_rows)

    _leave_unheard(document, old.process_id, before, {*after, *(element for _process, element in mapping)})
    document["tasks"] = rows(old.process_id, old.process_id, document["tasks"])
    for sub in document["subs"]:
        target = mapping.get((process_of(old.bundle, sub[1]), sub[1]), sub[1])
        if target not in after:
            raise LookupError(sub[1])
        sub[1], sub[2] = target, rows(sub[1], target, sub[2])
    for scope, scope_rows in list(_parts(document, old.process_id)):
        document["subs"] += _listening(after, before.get(scope), after[scope], scope_rows)
    return zlib.compress(json.dumps(document, separators=(",", ":")).encode(), 6)


def _leave_unheard(document: dict[str, Any], process_id: str, specs: Mapping[str, Any], known: Collection[str]) -> None:
    """Leave out event sub-processes that only listen and that the new version does not know any more."""
    gone = {sub[0] for sub in document["subs"] if sub[1] not in known and _listens(specs[sub[1]], sub[2])}
    document["subs"] = [sub for sub in document["subs"] if sub[0] not in gone]
    for _scope, rows in _parts(document, process_id):
        rows[:] = [row for row in rows if row[ID] not in gone]


def _listens(spec: Any, rows: list[list[Any]]) -> bool:
    live = [spec.task_specs[row[SPEC]] for row in rows if row[STATE] & LIVE and not row[SPEC].endswith(LIBRARY)]
    return all(isinstance(each, StartEvent) for each in live)


def _listening(specs: Mapping[str, Any], old: Any, new: Any, rows: list[list[Any]]) -> Iterator[list[Any]]:
    """Event sub-processes that only the new version has and that a message starts wait in a running scope, too."""
    live = [row for row in rows if row[STATE] & LIVE]
    if all(isinstance(new.task_specs[row[SPEC]], EventSubprocess) for row in live):
        return  # one of them has ended all else
    top = next((row[ID] for row in rows if row[SPEC] == new.start.name), None)
    for name, spec in new.task_specs.items():
        start = _message_start(specs[spec.spec]) if isinstance(spec, EventSubprocess) else None
        if start is None or (old is not None and name in old.task_specs):
            continue
        data, ids = live[0][DATA], [str(uuid.uuid4()) for _each in range(3)]
        rows.append([ids[0], top, name, int(TaskState.STARTED), data, {}, 0])
        begun = [ids[1], None, specs[spec.spec].start.name, int(TaskState.COMPLETED), data, {}, 0]
        yield [ids[0], spec.spec, [begun, [ids[2], ids[1], start, int(TaskState.WAITING), data, {}, 0]]]


def _message_start(spec: Any) -> str | None:
    starts = (each for each in spec.task_specs.values() if isinstance(each, StartEvent))
    return next((each.name for each in starts if isinstance(each.event_definition, MessageEventDefinition)), None)


class _Rows:
    """The rows of one workflow on their way from one spec to another."""

    def __init__(self, old: Any, new: Any, renamed: Mapping[str, str]) -> None:
        self.old, self.new, self.renamed = old, new, renamed

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
        target = self.renamed.get(element)
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
        known = {self.renamed.get(name, name) for name in _boundaries(self.old, self._old(element))}
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
        back = {target: source for source, target in self.renamed.items()}
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
