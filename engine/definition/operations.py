"""Named operations: what a service or send task of a diagram may call, and what it says of itself to the gate."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.definition.diagram import Element


@dataclass
class OperationContext:
    """What an operation (service or send task) may look at and add to."""

    session: Session
    instansi_id: str
    case_id: uuid.UUID
    element: Element
    variables: Mapping[str, Any]
    answers: Mapping[str, Any]
    """All answers of the command that is running, texts included."""
    actor: Actor
    now: datetime
    acted_at: datetime | None = None
    """When the act happened that the case begins with, if it was entered afterwards; else now, or None."""
    form: str = ""
    """Form that the answers were given in."""
    notices: list[dict[str, Any]] = field(default_factory=list)
    """What was told to whom, without identity: goes into the history."""

    @property
    def parameters(self) -> dict[str, str]:
        """The `param.` properties of the element, without that prefix."""
        return self.element.parameters


Operation = Callable[[OperationContext], Mapping[str, Any] | None]
"""Does one named thing in the transaction of the command; may give back small typed variables. Those that the diagram
reads become variables of the case."""


def _nothing(_element: Element) -> Iterable[str]:
    return ()


def _no_problem(_element: Element) -> str:
    return ""


@dataclass(frozen=True)
class DeclaredOperation:
    """An operation that says, for the gate, what it gives and what it needs where an element calls it."""

    run: Operation
    gives: Callable[[Element], Iterable[str]] = _nothing
    """Names of the variables that it gives there."""
    problem: Callable[[Element], str] = _no_problem
    """What is wrong with the element's parameters, in a sentence; "" when nothing is."""

    def __call__(self, context: OperationContext) -> Mapping[str, Any] | None:
        return self.run(context)
