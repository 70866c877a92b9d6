"""Roles whose day has come: the worker begins them, and ends them with what their holders had in hand."""

from __future__ import annotations

from functools import partial

from sqlalchemy import select

from complaints.models import Instansi, Membership, PlannedRole
from complaints.people import held_work
from complaints.people.acts import About, Act, Subject, record_act
from complaints.people.terms import last_day_of
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
    return each_due(factory, begun, partial(_begin, runtime=runtime), limit=BATCH) + ended


def _begin(session: Session, planned: PlannedRole, *, runtime: Runtime) -> None:
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
    _tell(session, runtime, Act.ROLE_BEGUN, planned)


def _end(session: Session, ended: Membership, *, runtime: Runtime) -> None:
    instansi_id, user_id = ended.instansi_id, ended.user_id
    session.delete(ended)
    session.flush()
    _tell(session, runtime, Act.ROLE_OVER, ended)

    def let_go() -> None:
        note = _("Perannya berakhir.")
        held_work.let_go(session, runtime, instansi_id=instansi_id, person_id=user_id, by=SISTEM, note=note)

    failure = attempt(session, let_go)
    if failure is not None:  # the role ends all the same; colleagues take the tasks over
        runtime.alarm(f"tugas orang {user_id} tidak kembali ke daftar: {type(failure).__name__}")


def _tell(session: Session, runtime: Runtime, act: Act, row: Membership | PlannedRole) -> None:
    """The government's history tells it, as of what an administrator does."""
    zone = session.get_one(Instansi, row.instansi_id).time_zone
    until = last_day_of(row.ends_at, zone)
    record_act(
        session, runtime, instansi_id=row.instansi_id, by=SISTEM, act=act,
        subject=Subject(About.PERSON, str(row.user_id)),
        after={"role": row.role, "unit": row.unit, "until": until.isoformat() if until else ""},
    )  # fmt: skip
