"""Roles whose day has come: the worker begins them, and ends them with what their holders had in hand."""

from __future__ import annotations

from functools import partial

from sqlalchemy import select

from complaints.models import Membership, PlannedRole
from complaints.people import held_work
from engine.actors import SISTEM
from engine.catalogue import _
from engine.db import Session, SessionFactory
from engine.running.due import attempt, each_due
from engine.running.runtime import Runtime

BATCH = 50


def settle_due(factory: SessionFactory, runtime: Runtime) -> int:
    """A chore of the worker: roles that begin or end now, of every government; gives how many."""
    now = runtime.clock.now()
    begun = select(PlannedRole).where(PlannedRole.begins_at <= now).order_by(PlannedRole.begins_at)
    over = select(Membership).where(Membership.ends_at <= now).order_by(Membership.ends_at)
    ended = each_due(factory, over, partial(_end, runtime=runtime), limit=BATCH)
    return each_due(factory, begun, _begin, limit=BATCH) + ended


def _begin(session: Session, planned: PlannedRole) -> None:
    session.merge(
        Membership(
            instansi_id=planned.instansi_id,
            user_id=planned.user_id,
            role=planned.role,
            unit=planned.unit,
            ends_at=planned.ends_at,
        )
    )
    session.delete(planned)


def _end(session: Session, ended: Membership, *, runtime: Runtime) -> None:
    instansi_id, user_id = ended.instansi_id, ended.user_id
    session.delete(ended)
    session.flush()

    def let_go() -> None:
        note = _("Perannya berakhir.")
        held_work.let_go(session, runtime, instansi_id=instansi_id, person_id=user_id, by=SISTEM, note=note)

    failure = attempt(session, let_go)
    if failure is not None:  # the role ends all the same; colleagues take the tasks over
        runtime.alarm(f"tugas orang {user_id} tidak kembali ke daftar: {type(failure).__name__}")
