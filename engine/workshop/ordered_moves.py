"""Running cases that shall go over to another version: ordered by a person, carried out by the worker, once each."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.catalogue import _
from engine.db import SessionFactory
from engine.definition.graph import Place
from engine.models import Case, CaseStatus, MigrationOrder, ProcessVersion
from engine.running.commands.move import migrate_case
from engine.running.due import attempt, each_due, told
from engine.running.runtime import Runtime
from engine.workshop.workshop import Workshop


def order_migration(
    session: Session,
    runtime: Runtime,
    *,
    instansi_id: str,
    case_id: uuid.UUID,
    version_id: uuid.UUID,
    by: Actor,
    mapping: Mapping[Place, str] | None = None,
    agreed: bool = False,
) -> MigrationOrder:
    """Ask the worker to move a case; each is moved in a transaction of its own (see migrate_case)."""
    order = MigrationOrder(
        instansi_id=instansi_id,
        case_id=case_id,
        version_id=version_id,
        mapping=[[process, element, to] for (process, element), to in sorted((mapping or {}).items())],
        agreed=agreed,
        ordered_by=by.id,
        ordered_by_name=by.name,
        ordered_at=runtime.clock.now(),
    )
    session.add(order)
    return order


def order_all(session: Session, runtime: Runtime, version: ProcessVersion, *, by: Actor) -> None:
    """Ask the worker to move every case that runs on an earlier version of this process. None is looked at here: each
    is when its turn comes, and one that cannot go without leaving a task out or doing one again stays, with the
    reason.
    """
    running = select(Case.id).where(
        Case.instansi_id == version.instansi_id,
        Case.process_id == version.process_id,
        Case.status == CaseStatus.RUNNING,
        Case.version_id != version.id,
    )
    for case_id in session.scalars(running.order_by(Case.started_at, Case.id)).all():
        order_migration(
            session, runtime, instansi_id=version.instansi_id, case_id=case_id, version_id=version.id, by=by
        )


def move_ordered(factory: SessionFactory, runtime: Runtime, workshop: Workshop, *, limit: int = 100) -> int:
    """Carry out what was ordered; gives how many orders were answered. A case that cannot go stays, with the reason.

    The case and the answer commit together: whoever is killed in between has done nothing.
    """
    query = (
        select(MigrationOrder)
        .where(MigrationOrder.done_at.is_(None))
        .order_by(MigrationOrder.ordered_at, MigrationOrder.id)
    )
    return each_due(factory, query, lambda session, order: _move(session, runtime, workshop, order), limit=limit)


def _move(session: Session, runtime: Runtime, workshop: Workshop, order: MigrationOrder) -> None:
    failure = attempt(
        session,
        lambda: migrate_case(
            session,
            runtime,
            instansi_id=order.instansi_id,
            case_id=order.case_id,
            version_id=order.version_id,
            by=Actor(order.ordered_by, order.ordered_by_name, frozenset()),
            mapping={(process, element): to for process, element, to in order.mapping},
            agreed=order.agreed,
            given=workshop.start_values(session, order.instansi_id, order.case_id),
        ),
    )
    order.moved, order.done_at = failure is None, runtime.clock.now()
    if failure is not None:
        order.answer = told(runtime, failure, of=_("kasus %(id)s gagal dipindahkan", id=order.case_id))
