"""What an order would do, tried on a copy: work for the bench, beside the pages, within its limits of time and memory.

Nothing here writes where cases run: the case is copied into memory, and put right there by the same commands.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import true

from complaints.audit.acts import PutRight, name_of
from complaints.audit.path import CaseDiagram, diagrams
from complaints.audit.put_right import put_right
from complaints.interventions.cases import awaited_at
from complaints.interventions.orders import CaseOrder, carry_out
from complaints.models import CaseKey, Membership, Unit, User
from complaints.workshop.bench import sessions_at
from complaints.workshop.moves import copy_cases, copy_rows
from complaints.workshop.simulation.play import runtime_at
from engine.actors import Actor
from engine.clock import FixedClock
from engine.db import Session, SessionFactory, reading, unit_of_work
from engine.definition.drawing import Words
from engine.errors import AnswersRefusedError, EngineError
from engine.models import Base
from engine.record.events import CaseIntervened
from engine.running import queries

TRIED = "pratinjau"
"""The reason of what is only tried."""


@dataclass(frozen=True)
class Preview:
    """What would come of it."""

    refused: str = ""
    """Why it cannot be done; "" when it can."""
    done: PutRight | None = None
    ends: str = ""
    """Name of the end at which the case would be over; "" when it goes on."""
    told: tuple[str, ...] = ()
    """Kinds of messages that would go out."""
    diagrams: tuple[CaseDiagram, ...] = ()


def tried(url: str, instansi_id: str, wanted: CaseOrder, by: Actor, now: datetime, words: Words) -> Iterator[Preview]:
    """What an order would do to its case. `url`: of the database, which is only read."""
    with sessions_at(url) as there, sessions_at("sqlite://") as here:
        Base.metadata.create_all(here.kw["bind"])
        with reading(there, instansi_id) as source, unit_of_work(here, instansi_id) as target:
            copy_cases(source, target, instansi_id, (wanted.case_id,))
            _copy_around(source, target, instansi_id, wanted.case_id)
        yield _tried(here, instansi_id, wanted, by, now, words)


def _tried(
    factory: SessionFactory, instansi_id: str, wanted: CaseOrder, by: Actor, now: datetime, words: Words
) -> Preview:
    runtime = replace(runtime_at(FixedClock(now)), close=_as_it_is)
    try:
        with unit_of_work(factory, instansi_id) as session:
            carry_out(session, runtime, instansi_id=instansi_id, by=by, wanted=wanted, reason=TRIED)
    except AnswersRefusedError as error:
        return Preview(refused="; ".join(error.errors.values()))
    except EngineError as error:
        return Preview(refused=str(error))
    with reading(factory, instansi_id) as session:
        return _shown(session, instansi_id, wanted, words)


def _as_it_is(_session: Session, _instansi_id: str, _case_id: UUID, texts: Mapping[str, Any]) -> dict[str, Any]:
    return dict(texts)


def _shown(session: Session, instansi_id: str, wanted: CaseOrder, words: Words) -> Preview:
    case = queries.case(session, instansi_id=instansi_id, case_id=wanted.case_id)
    bundle = queries.bundle_of_version(session, instansi_id=instansi_id, version_id=case.version_id)
    events = queries.timeline(session, instansi_id=instansi_id, case_id=wanted.case_id)
    row = events[-1]
    if not isinstance(row.what, CaseIntervened):
        return Preview()
    current = [(task.process_id, task.element) for task in case.open_tasks]
    drawn = diagrams(
        events,
        bundle,
        process_id=case.process_id,
        current=current + awaited_at(case, bundle),
        linked=(),
        words=words,
        title="{name}",
    )
    return Preview(
        done=put_right(row.what, bundle, row.element, options={}),
        ends=name_of(bundle, case.end_element or "", case.process_id) if case.status == "completed" else "",
        told=tuple(str(each.get("kind", "")) for each in row.what.notices),
        diagrams=tuple(each for each in drawn if each.here or not current),
    )


def _copy_around(source: Session, target: Session, instansi_id: str, case_id: UUID) -> None:
    """Who may get work, whether the complainant gets mail, and what seals the case; no password and no address."""
    copy_rows(source, target, instansi_id, Unit, true())
    copy_rows(source, target, instansi_id, User, true(), password_hash="", email="")
    copy_rows(source, target, instansi_id, Membership, true())
    copy_rows(source, target, instansi_id, CaseKey, CaseKey.case_id == case_id)
