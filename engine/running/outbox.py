"""Send what commands left in the outbox, after their commit and without holding a lock while a mail server thinks.

A message is leased (its next attempt moves ahead) in one transaction, sent outside any, and marked sent in another. A
worker killed in between sends it again after the lease, under the same Message-ID, so that a reader gets it once.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from engine.clock import Clock
from engine.db import SessionFactory, unit_of_work
from engine.models import OutboxMessage
from engine.running.back_off import back_off
from engine.running.due import next_due

FIRST_WAIT = timedelta(minutes=5)
DIGEST = "email_digest"
"""Channel of messages that leave as one for each reader."""
MAIL = ("email", DIGEST)
MOST_GATHERED = 500
REFUSED_SHOWN = timedelta(days=30)
NEVER = datetime(9999, 1, 1, tzinfo=UTC)
"""When a message leaves that is not tried again."""
log = logging.getLogger("alur.outbox")


@dataclass(frozen=True)
class Part:
    """One of several messages that leave as one."""

    id: uuid.UUID
    subject: str


@dataclass(frozen=True)
class Parcel:
    """One message on its way out."""

    instansi_id: str
    id: uuid.UUID
    channel: str
    recipient: str
    subject: str
    body: Mapping[str, Any]
    created_at: datetime
    others: tuple[Part, ...] = ()
    """What else leaves in the same message."""
    case_id: uuid.UUID | None = None


class DeliveryError(Exception):
    """The message could not be handed over now; it waits and is tried again."""


class UnreachableError(DeliveryError):
    """Nobody could be reached at all: the other messages need not be tried now."""


class RefusedError(DeliveryError):
    """It will never be taken: it is not tried again unless the operator says so."""


class WithheldError(DeliveryError):
    """Its reader wants none: it counts as done, and says why."""


Sender = Callable[[Parcel], None]


def deliver_due(
    factory: SessionFactory,
    clock: Clock,
    send: Sender,
    *,
    limit: int = 50,
    channels: Sequence[str] = MAIL,
    instansi_id: str = "",
) -> int:
    """Try up to `limit` waiting messages of some channels, of one government or ("") of all; gives how many were handed
    over. A failed one waits longer each time.

    A message that cannot even be written stops nobody else; a server that is away ends the round, so that timers do not
    wait for one time-out after the other.
    """
    delivered = 0
    for _ in range(limit):
        parcel = _lease(factory, clock, channels, instansi_id)
        if parcel is None:
            break
        try:
            send(parcel)
        except Exception as error:
            _failed(factory, clock, parcel, error)
            if isinstance(error, UnreachableError):
                break
            continue
        _note(factory, parcel, sent_at=clock.now(), last_error=None)
        delivered += 1
    return delivered


def forget_refused(session: Session, *, now: datetime, limit: int) -> int:
    """What was refused a month ago counts as done, with the reason; at most so many; gives how many."""
    old = (
        select(OutboxMessage.id)
        .where(
            OutboxMessage.sent_at.is_(None),
            OutboxMessage.available_at >= NEVER,
            OutboxMessage.created_at < now - REFUSED_SHOWN,
        )
        .limit(limit)
    )
    done = update(OutboxMessage).where(OutboxMessage.id.in_(old)).values(sent_at=now)
    return len(session.scalars(done.returning(OutboxMessage.id)).all())


def _failed(factory: SessionFactory, clock: Clock, parcel: Parcel, error: Exception) -> None:
    why = str(error)[:500] if isinstance(error, DeliveryError) else type(error).__name__
    if isinstance(error, WithheldError):
        _note(factory, parcel, sent_at=clock.now(), last_error=why)
        return
    log.warning("surat %s milik %s belum terkirim: %s", parcel.id, parcel.instansi_id, why)
    _note(factory, parcel, last_error=why, **({"available_at": NEVER} if isinstance(error, RefusedError) else {}))


def _lease(factory: SessionFactory, clock: Clock, channels: Sequence[str], instansi_id: str) -> Parcel | None:
    now = clock.now()
    query = (
        select(OutboxMessage)
        .where(
            OutboxMessage.sent_at.is_(None),
            OutboxMessage.available_at <= now,
            OutboxMessage.channel.in_(channels),
            *([OutboxMessage.instansi_id == instansi_id] if instansi_id else []),
        )
        .order_by(OutboxMessage.available_at)
    )
    with next_due(factory, query) as (session, row):
        if row is None:
            return None
        gathered = _gathered(session, row) if row.channel == DIGEST else []
        for each in (row, *gathered):
            each.attempts += 1
            each.available_at = now + back_off(FIRST_WAIT, each.attempts)
        others = tuple(Part(each.id, each.subject) for each in gathered)
        return Parcel(
            row.instansi_id, row.id, row.channel, row.recipient, row.subject, row.body, row.created_at, others,
            row.case_id,
        )  # fmt: skip


def _gathered(session: Session, first: OutboxMessage) -> list[OutboxMessage]:
    """What leaves together with it, oldest first: whatever else waits for the same reader and was never tried.

    What was tried before is tried with the same as then: under its Message-ID nothing new may hide.
    """
    query = select(OutboxMessage).where(
        OutboxMessage.instansi_id == first.instansi_id,
        OutboxMessage.channel == DIGEST,
        OutboxMessage.recipient == first.recipient,
        OutboxMessage.sent_at.is_(None),
        OutboxMessage.attempts == first.attempts,
        OutboxMessage.id != first.id,
    )
    if first.attempts:
        query = query.where(OutboxMessage.available_at == first.available_at)
    ordered = query.order_by(OutboxMessage.created_at, OutboxMessage.id).limit(MOST_GATHERED)
    return list(session.scalars(ordered.with_for_update(skip_locked=True)))


def _note(factory: SessionFactory, parcel: Parcel, **values: Any) -> None:
    with unit_of_work(factory, parcel.instansi_id) as session:
        session.execute(
            update(OutboxMessage)
            .where(
                OutboxMessage.instansi_id == parcel.instansi_id,
                OutboxMessage.id.in_([parcel.id, *(each.id for each in parcel.others)]),
            )
            .values(**values)
        )
