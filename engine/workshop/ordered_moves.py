"""Running cases that shall go over to another version: ordered by a person, carried out by the worker, once each."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.catalogue import _
from engine.db import UNAVAILABLE, SessionFactory, unit_of_work
from engine.definition.graph import Place
from engine.errors import EngineError
from engine.government import bind, crossing
from engine.models import MigrationOrder
from engine.running.commands.move import migrate_case
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


def move_ordered(factory: SessionFactory, runtime: Runtime, workshop: Workshop, *, limit: int = 100) -> int:
    """Carry out what was ordered; gives how many orders were answered. A case that cannot go stays, with the reason.

    The case and the answer commit together: whoever is killed in between has done nothing.
    """
    done = 0
    while done < limit and _move_next(factory, runtime, workshop):
        done += 1
    return done


def _move_next(factory: SessionFactory, runtime: Runtime, workshop: Workshop) -> bool:
    query = (
        select(MigrationOrder)
        .where(MigrationOrder.done_at.is_(None))
        .order_by(MigrationOrder.ordered_at, MigrationOrder.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    with unit_of_work(factory) as session:
        with crossing(session, why="the worker moves what was ordered in any government"):
            order = session.scalars(query).one_or_none()
        if order is None:
            return False
        bind(session, order.instansi_id)
        try:
            with session.begin_nested():
                migrate_case(
                    session,
                    runtime,
                    instansi_id=order.instansi_id,
                    case_id=order.case_id,
                    version_id=order.version_id,
                    by=Actor(order.ordered_by, order.ordered_by_name, frozenset()),
                    mapping={(process, element): to for process, element, to in order.mapping},
                    agreed=order.agreed,
                    given=workshop.start_values(session, order.instansi_id, order.case_id),
                )
            order.moved = True
        except UNAVAILABLE:
            raise
        except EngineError as error:
            order.answer = str(error)
        except Exception as error:  # whatever it is: one case must not keep the others from moving
            runtime.alarm(f"kasus {order.case_id} gagal dipindahkan: {type(error).__name__}")
            order.answer = _("gagal dipindahkan; lihat catatan sistem")
        order.done_at = runtime.clock.now()
    return True
