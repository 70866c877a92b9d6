"""From files to specs that the library can run. Compiled once per content and shared by all threads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any

from lxml import etree
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser, full_tag
from SpiffWorkflow.bpmn.parser.task_parsers import SubWorkflowParser
from SpiffWorkflow.bpmn.parser.TaskParser import TaskParser
from SpiffWorkflow.bpmn.specs.data_spec import TaskDataReference
from SpiffWorkflow.bpmn.specs.event_definitions import CycleTimerEventDefinition, NoneEventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.multiple import MultipleEventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.timer import TimerEventDefinition
from SpiffWorkflow.bpmn.specs.mixins.inclusive_gateway import InclusiveGateway
from SpiffWorkflow.bpmn.specs.mixins.subworkflow_task import EventSubprocess

from engine.catalogue import _
from engine.definition.bundle import Bundle
from engine.definition.diagram import PASSED, Diagram, Element
from engine.definition.properties import NOTED_MOMENT
from engine.definition.safe_xml import parse_xml
from engine.running.spiff.own_values import MappingCall
from engine.running.spiff.specs import (
    Caught,
    CollectionReference,
    DecisionTask,
    NumberReference,
    OperationTask,
    OperationThrow,
    ParallelInstances,
    PassedTask,
    SequentialInstances,
)
from engine.running.spiff.timers import CycleTimer, MomentTimer


class _MultiInstance:
    """Reads `camunda:collection` and `camunda:elementVariable`, or a number, and the condition that ends it early."""

    def _add_multiinstance_task(self: Any, loop: etree._Element) -> None:
        camunda = "{http://camunda.org/schema/1.0/bpmn}"
        collection, item = loop.get(f"{camunda}collection"), loop.get(f"{camunda}elementVariable")
        number = (loop.findtext(full_tag("loopCardinality")) or "").strip()
        condition = (loop.findtext(full_tag("completionCondition")) or "").strip()
        if not number and not (collection and item):
            needed = _("multi-instance memerlukan camunda:collection dan camunda:elementVariable")
            self.raise_validation_exception(needed)
        original = self.spec.task_specs.pop(self.task.name)
        kind = SequentialInstances if loop.get("isSequential") == "true" else ParallelInstances
        self.task = kind(
            self.spec,
            original.name,
            task_spec="",
            data_input=NumberReference(number) if number else CollectionReference(str(collection)),
            input_item=TaskDataReference(item) if item else None,
            condition=condition or None,
            lane=original.lane,
        )
        self._copy_task_attrs(original, loop)
        original.completed_event.connect(self.task.merge_child)


class _EventSubprocesses(SubWorkflowParser):
    """Tells event sub-processes from others. The library looks for their mark where no file has it."""

    def create_task(self) -> Any:
        if self.node.get("triggeredByEvent") == "true":
            self.spec_class = self.EVENT_SUBPROCESS_CLASS
        return super().create_task()


def _with_own_parsers() -> dict[str, tuple[type, type]]:
    classes = dict(BpmnParser.PARSER_CLASSES)
    classes[full_tag("serviceTask")] = (TaskParser, OperationTask)
    classes[full_tag("sendTask")] = (TaskParser, OperationTask)
    classes |= {full_tag(kind): (TaskParser, PassedTask) for kind in PASSED}
    classes[full_tag("subProcess")] = (_EventSubprocesses, classes[full_tag("subProcess")][1])
    classes[full_tag("callActivity")] = (classes[full_tag("callActivity")][0], MappingCall)
    classes[full_tag("businessRuleTask")] = (TaskParser, DecisionTask)
    return {
        tag: (type(f"Own{parser.__name__}", (_MultiInstance, parser), {}), spec)
        for tag, (parser, spec) in classes.items()
    }


class OwnParser(BpmnParser):
    """The library's parser with our own readers of elements."""

    OVERRIDE_PARSER_CLASSES = _with_own_parsers()


@dataclass(frozen=True)
class Compiled:
    """A process ready to run: the library's specs beside our own facts about every element."""

    process_id: str
    spec: Any
    subprocess_specs: Mapping[str, Any]
    bundle: Bundle
    diagram_of: Mapping[str, Diagram]
    """Spec name (a process or an embedded sub-process) -> the diagram that draws it."""
    maps: bool = False
    """Whether any of its calls keeps values to itself."""
    looks_far: frozenset[str] = frozenset()
    """Names of specs with an inclusive join, which reads what may still come from afar."""

    def element(self, task: Any) -> Element | None:
        """The drawn element behind a step of the library, None for its own bookkeeping steps."""
        bpmn_id = getattr(task.task_spec, "bpmn_id", None)
        if bpmn_id is None:
            return None
        diagram = self.diagram_of.get(task.workflow.spec.name)
        return diagram.elements.get(bpmn_id) if diagram else None


_cache: dict[tuple[str, str], Compiled] = {}
_lock = Lock()
CACHE_SIZE = 64


def compiled(bundle: Bundle, process_id: str) -> Compiled:
    """Compile a process of a bundle, or take it from the cache."""
    key = (bundle.content_hash, process_id)
    found = _cache.get(key)
    if found is None:
        with _lock:
            found = _cache.get(key) or compile_process(bundle, process_id)
            while len(_cache) >= CACHE_SIZE:
                _cache.pop(next(iter(_cache)))
            _cache[key] = found
    return found


def compile_process(bundle: Bundle, process_id: str) -> Compiled:
    """Build the specs. Raises the library's ValidationException for what it cannot execute."""
    parser = OwnParser()
    for diagram in bundle.diagrams.values():
        parser.add_bpmn_xml(_executed(bundle.files[diagram.file], diagram.process_id), diagram.file)
    spec = parser.get_spec(process_id)
    subprocess_specs = parser.get_subprocess_specs(process_id)
    diagram_of: dict[str, Diagram] = {}
    for one in (spec, *subprocess_specs.values()):
        drawn_on = bundle.diagrams.get(one.name) or bundle.diagram_with(one.name)
        if drawn_on is not None:
            diagram_of[one.name] = drawn_on
            _own_definitions(one, drawn_on)
            _own_event_subprocesses(one, drawn_on)
    maps = any(element.maps for diagram in bundle.diagrams.values() for element in diagram.elements.values())
    looks_far = frozenset(
        one.name
        for one in (spec, *subprocess_specs.values())
        if any(isinstance(each, InclusiveGateway) for each in one.task_specs.values())
    )
    return Compiled(process_id, spec, subprocess_specs, bundle, diagram_of, maps, looks_far)


def _executed(text: str, process_id: str) -> etree._Element:
    """The file without the pools that are drawn only: the library refuses two files that draw the same other side."""
    root = parse_xml(text)
    for process in root.findall(full_tag("process")):
        if process.get("id") != process_id:
            root.remove(process)
    return root


def _own_definitions(spec: Any, diagram: Diagram) -> None:
    """Put our timers and throws in place, and the hook that notes a moment where `catatWaktu` asks for it."""
    for task_spec in list(spec.task_specs.values()):
        element = diagram.elements.get(getattr(task_spec, "bpmn_id", None) or "")
        if element is None:
            continue
        definition = getattr(task_spec, "event_definition", None)
        if isinstance(definition, MultipleEventDefinition):
            targets = [flow.target for flow in diagram.outgoing(element.id)]
            definition.event_definitions = [
                _own_definition(inner, diagram.elements[child.bpmn_id])
                for inner, child in zip(definition.event_definitions, task_spec.outputs, strict=True)
                if child.bpmn_id in targets
            ]
        elif definition is not None:
            task_spec.event_definition = _own_definition(definition, element)
        variable = element.properties.get(NOTED_MOMENT)
        if variable and not task_spec.name.endswith(" [child]"):
            split = spec.task_specs.get(f"{element.id}.BoundaryEventSplit")
            (split or task_spec).update_event.connect(_note_moment, variable)


def _own_event_subprocesses(spec: Any, diagram: Diagram) -> None:
    """Let the event sub-processes that a message starts wait from the beginning of their scope, and note which ones
    interrupt.

    The library begins them when the message comes, once, and in the outermost process only.
    """
    for name in spec.start.trigger_specs:
        waiting = spec.task_specs[name]
        spec.start.connect(waiting)
        waiting.connect(spec.end)
    spec.start.trigger_specs = []
    for one in spec.task_specs.values():
        if isinstance(one, EventSubprocess):
            one.interrupts = diagram.interrupts(one.bpmn_id)


def _own_definition(definition: Any, element: Element) -> Any:
    if element.kind == "startEvent" and element.scope == element.process_id:
        return NoneEventDefinition()  # when a process starts is the business of commands.timed_starts
    if isinstance(definition, CycleTimerEventDefinition):
        return CycleTimer(element.id, definition.expression)
    if isinstance(definition, TimerEventDefinition):
        return MomentTimer(element.id, definition.expression)
    if element.kind == "endEvent" and element.event in ("terminate", "error"):
        return NoneEventDefinition()  # what they do is the business of early_ends
    if element.event == "error":
        return Caught(element.id, element.error or None)
    if element.topic and element.kind in ("intermediateThrowEvent", "endEvent"):
        return OperationThrow()
    return definition


def _note_moment(_workflow: Any, my_task: Any, variable: str) -> None:
    if my_task.internal_data.get("noted"):
        return
    my_task.internal_data["noted"] = True
    my_task.workflow.script_engine.note_moment(my_task, variable)
