"""A government's own decrees: entered with an act in its history, and its waiting deadlines counted anew afterwards.

What a decree moves is counted by the worker: the page only leaves the order, in the transaction of the decree.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from complaints.decrees import DayInput, calendar_for, issue_decree
from complaints.models import DecreeDay, Instansi
from complaints.people.acts import About, Act, Subject, record_act
from engine.actors import Actor
from engine.db import UNAVAILABLE, SessionFactory, reading, unit_of_work
from engine.models import Setting, new_id
from engine.running.commands import recompute_some
from engine.running.queries.moving import DeadlinePreview, would_move
from engine.running.runtime import Runtime

ORDER = "recount/"
MOST_ORDERS = 10
MOST_WAITING = 100
LEASE = timedelta(minutes=5)
STRETCHES = 5
"""Batches of cases of one turn of the worker: about half a second."""
WARN_FROM_MONTH = 10


def enter(
    session: Session, runtime: Runtime, *, instansi_id: str, by: Actor, decree: str, days: Sequence[DayInput],
    revokes: Sequence[date],
) -> None:  # fmt: skip
    """Enters a decree of the government itself, and orders its deadlines counted anew. Raises as `issue_decree`."""
    scope = session.get_one(Instansi, instansi_id).regency_scope
    issue_decree(session, scope=scope, decree=decree, days=days, at=runtime.clock.now(), revokes=revokes)
    record_decree(
        session, runtime, instansi_id=instansi_id, by=by, scope=scope, decree=decree, days=days, revokes=revokes
    )
    order_recount(session, instansi_id=instansi_id, by=by, why=decree)


def order_recount(session: Session, *, instansi_id: str, by: Actor, why: str, leased_at: datetime | None = None) -> str:
    """Has the worker count the waiting deadlines of a government anew; `why` stands in the histories of its cases.

    `leased_at`: whoever orders does it themselves, and calls `recounted` with the key that this gives; when nobody has
    after the lease, the worker does it.
    """
    order = {"instansi": instansi_id, "decree": why, "by": by.id, "name": by.name, "role": by.role}
    if leased_at is not None:
        order["after"] = (leased_at + LEASE).isoformat()
    key = ORDER + new_id().hex
    session.add(Setting(key=key, value=json.dumps(order)))
    return key


def recounted(session: Session, key: str) -> None:
    """An order is done."""
    session.execute(delete(Setting).where(Setting.key == key))


def preview(session: Session, runtime: Runtime, *, instansi_id: str) -> DeadlinePreview:
    """What would move by the calendar of this transaction; nothing is changed."""
    now = runtime.clock.now()
    return would_move(session, instansi_id=instansi_id, calendar=calendar_for(session, instansi_id), now=now)


def recount_due(factory: SessionFactory, runtime: Runtime) -> int:
    """A chore of the worker: counts the deadlines anew that a decree touched, a stretch of them at each turn, so that
    timers ring and mails leave between; gives how many stretches were done.

    An order is leased first, so that no two workers do the same, and taken away when it is done. It keeps how far it
    came: whoever goes on begins there. One that fails is told to the operator and tried again after the lease; the
    others go on. Counting twice changes nothing more.
    """
    for _each in range(MOST_ORDERS):
        leased = _lease_order(factory, runtime)
        if leased is None:
            break
        try:
            _count_some(factory, runtime, *leased)
        except UNAVAILABLE:
            raise
        except Exception as error:  # whatever it is: one order must not keep the others waiting
            runtime.alarm(f"recount {leased[1]['instansi']}: {type(error).__name__}")
            continue
        return 1
    return 0


def _count_some(factory: SessionFactory, runtime: Runtime, key: str, order: dict[str, str]) -> None:
    instansi_id, last = order["instansi"], uuid.UUID(order["reached"]) if "reached" in order else None
    by = Actor(order["by"], order["name"], role=order.get("role", ""))
    for _stretch in range(STRETCHES):
        found = recompute_some(factory, runtime, instansi_id=instansi_id, decree=order["decree"], by=by, after=last)
        last = found.last
        if last is None:
            with unit_of_work(factory, instansi_id) as session:
                recounted(session, key)
            return
    free = {name: value for name, value in order.items() if name != "after"} | {"reached": str(last)}
    with unit_of_work(factory, instansi_id) as session:
        session.execute(update(Setting).where(Setting.key == key).values(value=json.dumps(free)))


def _lease_order(factory: SessionFactory, runtime: Runtime) -> tuple[str, dict[str, str]] | None:
    """The oldest order that nobody does now, taken for `LEASE`."""
    ordered = select(Setting).where(Setting.key.startswith(ORDER)).order_by(Setting.key).limit(MOST_WAITING)
    with reading(factory) as session:
        if session.scalars(ordered).first() is None:
            return None
    now = runtime.clock.now()
    with unit_of_work(factory) as session:
        for row in session.scalars(ordered.with_for_update(skip_locked=True)):
            order: dict[str, str] = json.loads(row.value)
            if "after" not in order or datetime.fromisoformat(order["after"]) <= now:
                row.value = json.dumps(order | {"after": (now + LEASE).isoformat()})
                return row.key, order
    return None


def days_of(session: Session, *, instansi_id: str, year: int) -> list[DecreeDay]:
    """Every day of a year that counts for this government, its own, its province's and the nation's, by date."""
    home = session.get_one(Instansi, instansi_id)
    scopes = ("ID", home.province_scope, home.regency_scope)
    query = select(DecreeDay).where(
        DecreeDay.scope.in_(scopes),
        DecreeDay.revoked_at.is_(None),
        DecreeDay.date >= date(year, 1, 1),
        DecreeDay.date <= date(year, 12, 31),
    )
    return list(session.scalars(query.order_by(DecreeDay.date, DecreeDay.scope)))


def years_without_decree(session: Session, *, instansi_id: str, now: datetime) -> list[int]:
    """The present year, and from October on the coming one, when no national decree has fixed its holidays."""
    calendar = calendar_for(session, instansi_id)
    today = calendar.local_date(now)
    wanted = [today.year, *([today.year + 1] if today.month >= WARN_FROM_MONTH else [])]
    return [year for year in wanted if year not in calendar.work.decreed_years]


def record_decree(
    session: Session,
    runtime: Runtime,
    *,
    instansi_id: str,
    by: Actor,
    scope: str,
    decree: str,
    days: Sequence[DayInput],
    revokes: Sequence[date],
    moved: int | None = None,
) -> None:
    """Writes that a decree was entered, which days it names or takes back, and how many deadlines moved."""
    after = {
        "decree": decree,
        "scope": scope,
        "days": [f"{day.date.isoformat()} {day.kind.value} {day.name}" for day in days],
        "revoked": [day.isoformat() for day in revokes],
        "moved": moved,
    }
    record_act(
        session, runtime, instansi_id=instansi_id, by=by, act=Act.DECREE_ISSUED, subject=Subject(About.DECREE, scope),
        after={name: value for name, value in after.items() if value not in ([], None)},
    )  # fmt: skip
