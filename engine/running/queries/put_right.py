"""A running case as somebody sees it who will put it right: its tokens, where each may go on, the answers it got."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.catalogue import _
from engine.definition.bundle import Bundle
from engine.definition.diagram import Element
from engine.definition.forms import Form
from engine.definition.versions import bundle_of
from engine.errors import InterventionRefusedError, NotFoundError
from engine.models import Case, CaseStatus, Event
from engine.record.advance import Advance
from engine.record.events import CaseIntervened, CaseStarted, MessageReceived, TaskCompleted
from engine.record.payload import canonical, read
from engine.running.runtime import Runtime
from engine.running.spiff import tokens
from engine.running.spiff.compiler import compiled
from engine.running.spiff.execution import Execution
from engine.running.spiff.state import checked
from engine.running.spiff.tokens import CaseToken


@dataclass(frozen=True)
class StandingCase:
    """Where a running case stands, and what it was told."""

    seen: str
    """`state_seen`, for the orders that are given now."""
    tokens: list[CaseToken]
    targets: Mapping[uuid.UUID, list[Element]]
    """Where each token may be put, or another one beside it."""
    answers: list[GivenAnswer]


@dataclass(frozen=True)
class GivenAnswer:
    """A typed answer of the history: who asked for it, and what it is by now."""

    process_id: str
    element: str
    name: str
    """Of the element, as people read it."""
    key: str
    value: Any
    form: Form
    beside: Mapping[str, Any]
    """The other typed answers of the same form as they are by now."""
    unit: str
    role: str


def answers_given(session: Session, case: Case, bundle: Bundle) -> list[GivenAnswer]:
    """The typed answers that forms of the case's version asked for, each as it was given last, newest question last.
    Words and files of people are not among them: nobody puts those right for their author.
    """
    rows = session.execute(
        select(Event.kind, Event.payload, Event.element, Event.unit, Event.role)
        .where(Event.instansi_id == case.instansi_id, Event.case_id == case.id)
        .order_by(Event.number)
    ).all()
    found: dict[str, GivenAnswer] = {}
    for row in rows:
        event = read(row.kind, row.payload)
        if isinstance(event, CaseIntervened):
            for key, value in event.answers.items():
                if key in found:
                    found[key] = replace(found[key], value=value)
        elif isinstance(event, TaskCompleted | MessageReceived | CaseStarted):
            found |= {each.key: each for each in _given(bundle, row, event)}
    return [replace(each, beside=_beside(found, each)) for each in found.values()]


def _given(bundle: Bundle, row: Any, event: Advance) -> Iterator[GivenAnswer]:
    diagram = bundle.diagram_with(row.element)
    process = event.process if isinstance(event, TaskCompleted) else diagram.process_id if diagram else ""
    element = bundle.element(process, row.element)
    form = bundle.forms.get(element.form) if element is not None else None
    if element is None or form is None:
        return
    typed = form.typed_keys()
    for key, value in event.answers.items():
        if key in typed:
            yield GivenAnswer(process, element.id, element.name, key, value, form, {}, row.unit, row.role)


def _beside(found: Mapping[str, GivenAnswer], one: GivenAnswer) -> dict[str, Any]:
    return {key: each.value for key, each in found.items() if each.element == one.element}


def standing_case(session: Session, runtime: Runtime, *, instansi_id: str, case_id: uuid.UUID) -> StandingCase:
    """A running case, three statements.

    Raises NotFoundError, InterventionRefusedError when it ended or cannot be read.
    """
    case = session.get(Case, (instansi_id, case_id))
    if case is None:
        raise NotFoundError(_("kasus tidak ditemukan"))
    if case.status != CaseStatus.RUNNING:
        raise InterventionRefusedError(_("kasus sudah berakhir"))
    bundle = bundle_of(session, instansi_id, case.version_id)
    execution = Execution(
        compiled(bundle, case.process_id),
        variables=dict(case.variables or {}),
        now=runtime.clock.now(),
        calendar=runtime.calendar_for(session, instansi_id),
        operation=lambda _element, _variables: None,
    )
    try:
        checked(case.state_format)
        execution.load(case.state)
    except Exception as error:  # whatever a damaged state raises, nothing can be put right here
        raise InterventionRefusedError(_("keadaan kasus tidak dapat dibaca; pulihkan dari cadangan")) from error
    found = tokens.tokens(execution)
    return StandingCase(
        seen=state_seen(case),
        tokens=found,
        targets={each.id: tokens.targets(execution, each.id) for each in found},
        answers=answers_given(session, case, bundle),
    )


def state_seen(case: Case) -> str:
    """The number of the newest row of a case's history, and a digest of where it stands and what it knows: another one
    means that it moved on. What does not move it (a task taken in hand, an attempt that failed) leaves the digest.
    """
    told = [str(case.version_id), case.status.value, case.state.hex(), dict(case.variables or {})]
    return f"{case.event_count}-{hashlib.sha256(canonical(told).encode('utf-8', 'surrogatepass')).hexdigest()}"
