"""Everything a command needs that is not data: the clock, the calendar, the operations, the key that signs heads."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.clock import Clock
from engine.deadlines import OfficeCalendar
from engine.definition.bundle import Bundle
from engine.definition.diagram import Element
from engine.definition.forms import Form, Option
from engine.definition.operations import Operation
from engine.models import Case
from engine.record.chain import Signer, Verifier
from engine.record.log.own_keys import head_verifier
from engine.sealed import Close, refuse


@dataclass(frozen=True)
class Completion:
    """A task whose answers were accepted, as observers are told of it in the same transaction.

    An observer that raises an EngineError undoes it all.
    """

    session: Session
    instansi_id: str
    case_id: uuid.UUID
    element: Element
    form: Form | None
    """What asked; None for a task that asks nothing."""
    answers: Mapping[str, Any]
    actor: Actor
    now: datetime


@dataclass(frozen=True)
class Ran:
    """A case that ran on, as heralds are told of it before the row of its history is written.

    What a herald inserts is bound by that row. One that raises an EngineError undoes the command.
    """

    session: Session
    case: Case
    """As it is stored next, with its tasks and timers."""
    bundle: Bundle
    before: Mapping[str, Any]
    """Its variables before it ran."""
    path: Sequence[tuple[str, str, Sequence[str]]]
    """What it passed: process, element, flows."""
    moved: Mapping[str, tuple[datetime, datetime]]
    """Timers that wait on, at another moment: by their element, the old one and the new one."""
    notices: Sequence[Mapping[str, Any]]
    """Who was told what already."""
    now: datetime


@dataclass(frozen=True)
class OptionsRequest:
    """Which option lists a form needs, and for which case and unit."""

    instansi_id: str
    case_id: uuid.UUID
    unit: str
    role: str
    now: datetime


def _no_options(_session: Session, _request: OptionsRequest) -> Mapping[str, list[Option]]:
    return {}


@dataclass(frozen=True)
class Runtime:
    """Chosen once by the composition root."""

    clock: Clock
    calendar_for: Callable[[Session, str], OfficeCalendar]
    operations: Mapping[str, Operation] = field(default_factory=dict)
    observers: tuple[Callable[[Completion], None], ...] = ()
    heralds: tuple[Callable[[Ran], None], ...] = ()
    """Tell of what happened to a case and no step of its diagram told."""
    options_for: Callable[[Session, OptionsRequest], Mapping[str, list[Option]]] = _no_options
    given: frozenset[str] = frozenset()
    """Variables that a case has from its start: diagrams may read them."""
    properties: frozenset[str] = frozenset()
    """Keys of properties of diagrams that the domain reads, beside the engine's own."""
    signer: Signer | None = None
    close: Close = refuse
    """How texts of a sealed case are closed before they are stored (see engine.sealed)."""
    alarm: Callable[[str], None] = logging.getLogger("alur.engine").error
    """Tells the operator of what has no case to be recorded in. Never given texts of people."""

    def verifier_in(self, session: Session) -> Verifier | None:
        """What checks the heads of histories, those too that a former key signed; None where nothing is signed."""
        return head_verifier(session, self.signer)

    def kept(self, session: Session, case: Case, answers: Mapping[str, Any]) -> dict[str, Any]:
        """Texts of people of this case, as they may be stored."""
        return self.close(session, case.instansi_id, case.id, answers) if case.sealed and answers else dict(answers)
