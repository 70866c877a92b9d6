"""What a version would mean for running cases: each function is work for the bench, and gives one thing.

Nothing here writes where cases run. A move is tried on a copy, in memory, of what the case consists of.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, insert, select, true
from sqlalchemy.orm import Session

from complaints.models import Complaint, DecreeDay, Instansi
from complaints.workshop.bench import sessions_at
from complaints.workshop.simulation.play import runtime_at
from complaints.workshop.start_values import start_values
from engine import workshop
from engine.actors import Actor
from engine.clock import FixedClock
from engine.db import SessionFactory, reading, unit_of_work
from engine.definition.bundle import unpack
from engine.definition.graph import Place
from engine.errors import EngineError
from engine.models import Base, Case, Event, ProcessVersion, Setting, Task, Timer
from engine.record.parts import Alteration
from engine.running import commands
from engine.workshop import Standing


@dataclass(frozen=True)
class MoveAsked:
    """Which cases shall go to which version, and how."""

    case_ids: tuple[uuid.UUID, ...]
    version_id: uuid.UUID
    mapping: Mapping[Place, str]
    agreed: bool
    by: Actor


@dataclass(frozen=True)
class TriedMove:
    """What came of it for one case."""

    case_id: uuid.UUID
    changes: Sequence[Alteration] = ()
    refused: str = ""
    """Why it stays; "" when it goes."""


def address(factory: SessionFactory) -> str:
    """Where the database is, for the bench. Holds its password: for no log and no page."""
    url: str = factory.kw["bind"].url.render_as_string(hide_password=False)
    return url


def impact_of(
    url: str, instansi_id: str, process_id: str, packed: bytes, but_version: uuid.UUID | None
) -> Iterator[list[Standing]]:
    """Every running case of a process against a bundle (`packed`), as `engine.workshop.impact`."""
    bundle = unpack(packed)
    with sessions_at(url) as factory, reading(factory, instansi_id) as session:
        yield workshop.impact(
            session, instansi_id=instansi_id, process_id=process_id, bundle=bundle, but_version=but_version
        )


def tried(url: str, instansi_id: str, asked: MoveAsked, now: datetime) -> Iterator[list[TriedMove]]:
    """What moving these cases would do to each."""
    with sessions_at(url) as there, sessions_at("sqlite://") as here:
        Base.metadata.create_all(here.kw["bind"])
        with reading(there, instansi_id) as source, unit_of_work(here, instansi_id) as target:
            copy_cases(source, target, instansi_id, asked.case_ids)
        yield [_tried(here, instansi_id, asked, case_id, now) for case_id in asked.case_ids]


def _tried(factory: SessionFactory, instansi_id: str, asked: MoveAsked, case_id: uuid.UUID, now: datetime) -> TriedMove:
    runtime = runtime_at(FixedClock(now))
    try:
        with unit_of_work(factory, instansi_id) as session:
            complaint = session.get(Complaint, (instansi_id, case_id))
            moved = commands.migrate_case(
                session,
                runtime,
                instansi_id=instansi_id,
                case_id=case_id,
                version_id=asked.version_id,
                by=asked.by,
                mapping=asked.mapping,
                agreed=asked.agreed,
                given=start_values(complaint) if complaint else {},
            )
    except EngineError as error:
        return TriedMove(case_id, refused=str(error))
    return TriedMove(case_id, moved.changes)


def copy_cases(source: Session, target: Session, instansi_id: str, case_ids: Sequence[uuid.UUID]) -> None:
    """The cases, their process, and what deadlines are counted by. What else rows refer to stays behind."""
    process = select(Case.process_id).where(Case.instansi_id == instansi_id, Case.id.in_(case_ids))
    wanted: Sequence[tuple[type[Base], ColumnElement[bool]]] = (
        (Setting, true()),
        (DecreeDay, true()),
        (Instansi, Instansi.id == instansi_id),
        (ProcessVersion, ProcessVersion.process_id.in_(process)),
        (Case, Case.id.in_(case_ids)),
        (Complaint, Complaint.id.in_(case_ids)),
        *((each, each.case_id.in_(case_ids)) for each in (Event, Task, Timer)),
    )
    for model, chosen in wanted:
        copy_rows(source, target, instansi_id, model, chosen)


def copy_rows(
    source: Session, target: Session, instansi_id: str, model: type[Base], chosen: ColumnElement[bool], **instead: Any
) -> None:
    """Rows of a table, of this government where the table knows governments. `instead`: what columns hold there."""
    table = model.__table__
    assert isinstance(table, Table)
    own = table.c.instansi_id == instansi_id if "instansi_id" in table.c else true()
    rows = [dict(row) | instead for row in source.execute(select(table).where(own, chosen)).mappings()]
    if rows:
        target.execute(insert(table), rows)
