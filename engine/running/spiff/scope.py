"""What the library asks while a case runs, answered by our expressions, decisions and operations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any, Protocol

from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine

from engine.deadlines import OfficeCalendar
from engine.definition.decisions import Rule
from engine.definition.diagram import Element
from engine.definition.expressions import compile_expression
from engine.definition.expressions.nodes import Literal
from engine.running.spiff.compiler import Compiled
from engine.running.spiff.own_values import OWN, locals_of, worked_out


class CaseInMemory(Protocol):
    """The running case that is asked: `engine.running.spiff.execution.Execution`."""

    compiled: Compiled
    now: datetime
    calendar: OfficeCalendar

    def scope(self, local: Mapping[str, Any]) -> CaseScope: ...
    def give(self, task: Any, values: Mapping[str, Any]) -> None: ...
    def decided(self, task: Any, decision_id: str, rule: Rule, outputs: dict[str, Literal]) -> None: ...
    def called(self, task: Any, element: Element) -> None: ...


class ScopedEngine(PythonScriptEngine):
    """Replaces the library's Python evaluation by our expressions, decisions and operations."""

    def __init__(self, execution: CaseInMemory) -> None:
        self.execution = execution

    @property
    def now(self) -> datetime:
        return self.execution.now

    @property
    def zone(self) -> tzinfo:
        """Of the government."""
        return self.execution.calendar.zone

    @property
    def maps(self) -> bool:
        """Whether any call of the bundle keeps values to itself."""
        return self.execution.compiled.maps

    def evaluate(self, task: Any, expression: str, external_context: Any = None) -> bool:
        """Whether the condition of a flow is met: that is what the library asks. Raises ExpressionError."""
        return compile_expression(expression).holds(self.execution.scope(locals_of(task)))

    def holds(self, task: Any, expression: str, more: Mapping[str, Any]) -> bool:
        """Whether a condition is met where the task stands, that may read `more`. Raises ExpressionError."""
        return compile_expression(expression).holds(self.execution.scope({**locals_of(task), **more}))

    def value(self, task: Any, expression: str) -> Any:
        """The value of an expression where the task stands. Raises ExpressionError."""
        return compile_expression(expression).evaluate(self.execution.scope(locals_of(task)))

    def enter(self, call: Any) -> bool:
        """Give a call that maps its values those that go in; gives whether it does. Raises ExpressionError."""
        element = self.execution.compiled.element(call)
        if element is None or not element.maps:
            return False
        call.internal_data[OWN] = worked_out(element.inputs, self.execution.scope(locals_of(call)))
        return True

    def leave(self, call: Any) -> bool:
        """Take over what comes out of such a call; gives whether it is one. Raises ExpressionError."""
        own = call.internal_data.pop(OWN, None)
        if own is None:
            return False
        element = self.execution.compiled.element(call)
        self.execution.give(call, worked_out(element.outputs if element else (), self.execution.scope(own)))
        return True

    def execute(self, task: Any, script: str, external_context: Any = None) -> bool:
        raise NotImplementedError("a diagram cannot run code")

    def decide(self, task: Any) -> None:
        element = self.execution.compiled.element(task)
        decision = self.execution.compiled.bundle.decisions[element.decision if element else ""]
        for outputs, rule in decision.decide(self.execution.scope(locals_of(task))):
            self.execution.decided(task, decision.id, rule, outputs)

    def call_operation(self, task: Any) -> None:
        element = self.execution.compiled.element(task)
        if element is not None:
            self.execution.called(task, element)

    def note_moment(self, task: Any, variable: str) -> None:
        self.execution.give(task, {variable: self.execution.now.isoformat()})


@dataclass(frozen=True)
class CaseScope:
    """What expressions see: the locals of the step over the variables of the case."""

    now: datetime
    calendar: OfficeCalendar
    variables: Mapping[str, Any]
    locals: Mapping[str, Any]

    def variable(self, name: str) -> Any:
        """The value of a variable: of the instance at hand, else of the case; None when neither has it."""
        return self.locals[name] if name in self.locals else self.variables.get(name)
