"""Scenarios that owners recorded: played with those that came with the program, named anew, thrown away."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints.models import DraftScenario
from engine.actors import Actor
from engine.catalogue import _
from engine.errors import EngineError, NotFoundError
from engine.running.runtime import Runtime

LONGEST_NAME = 120


@dataclass(frozen=True)
class RecordedScenario:
    """One of them, as its file would say it."""

    id: uuid.UUID
    name: str
    text: str
    saved_by: str
    saved_at: datetime


def listed(session: Session, *, instansi_id: str, process_id: str) -> list[RecordedScenario]:
    """In the order in which they were recorded."""
    rows = session.scalars(
        select(DraftScenario)
        .where(DraftScenario.instansi_id == instansi_id, DraftScenario.process_id == process_id)
        .order_by(DraftScenario.saved_at, DraftScenario.id)
    )
    return [RecordedScenario(row.id, row.name, row.text, row.saved_by, row.saved_at) for row in rows]


def keep(
    session: Session, runtime: Runtime, *, instansi_id: str, process_id: str, name: str, text: str, by: Actor
) -> None:
    """Keep a scenario file's text. Raises EngineError for an empty name, or one that is taken."""
    session.add(
        DraftScenario(
            instansi_id=instansi_id,
            process_id=process_id,
            name=_free(session, instansi_id, process_id, name),
            text=text,
            saved_by=by.name,
            saved_at=runtime.clock.now(),
        )
    )


def rename(session: Session, *, instansi_id: str, scenario_id: uuid.UUID, name: str) -> None:
    """Give a scenario another name. Raises EngineError, NotFoundError."""
    row = _row(session, instansi_id, scenario_id)
    if row.name == name.strip():
        return
    row.name = _free(session, instansi_id, row.process_id, name)
    document = {**yaml.load(row.text, yaml.CSafeLoader), "scenario": row.name}
    row.text = yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=150)


def delete(session: Session, *, instansi_id: str, scenario_id: uuid.UUID) -> None:
    """Throw a scenario away. Raises NotFoundError."""
    session.delete(_row(session, instansi_id, scenario_id))


def _row(session: Session, instansi_id: str, scenario_id: uuid.UUID) -> DraftScenario:
    row = session.get(DraftScenario, (instansi_id, scenario_id))
    if row is None:
        raise NotFoundError(_("skenario ini sudah tidak ada"))
    return row


def _free(session: Session, instansi_id: str, process_id: str, name: str) -> str:
    name = " ".join(name.split())[:LONGEST_NAME]
    if not name:
        raise EngineError(_("beri skenario ini nama"))
    taken = [each.name for each in listed(session, instansi_id=instansi_id, process_id=process_id)]
    if name in taken:
        raise EngineError(_("sudah ada skenario bernama “%(name)s”", name=name))
    return name
