"""What a message can be answered with: kept when it leaves, found when an answer comes, gone when it is over."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from complaints.models import ReplyKey
from engine.government import crossing
from engine.running.outbox import Parcel

MOST_FOUND = 50


@dataclass(frozen=True)
class KeyView:
    """A message that may be meant by an answer."""

    instansi_id: str
    message_id: uuid.UUID
    complaint_id: uuid.UUID
    channel: str
    wait: str
    reference: str
    told_at: datetime


def keep(session: Session, parcel: Parcel, digest: str, *, until: datetime) -> None:
    """Keeps how an answer to this message of a case will find back; once, however often the message is tried."""
    if parcel.case_id is None or session.get(ReplyKey, (parcel.instansi_id, parcel.id)) is not None:
        return
    session.add(
        ReplyKey(
            instansi_id=parcel.instansi_id,
            id=parcel.id,
            complaint_id=parcel.case_id,
            channel=parcel.channel,
            digest=digest,
            wait=str(parcel.body.get("wait", ""))[:120],
            reference="",
            told_at=parcel.created_at,
            expires_at=until,
        )
    )


def named(session: Session, parcel: Parcel, reference: str) -> None:
    """Notes what the carrier calls the message."""
    own = (ReplyKey.instansi_id == parcel.instansi_id, ReplyKey.id == parcel.id)
    session.execute(update(ReplyKey).where(*own).values(reference=reference))


def found(session: Session, digest: str, *, now: datetime) -> Sequence[KeyView]:
    """The messages of all governments that an answer with this digest may mean, the newest first."""
    query = (
        select(ReplyKey)
        .where(ReplyKey.digest == digest, ReplyKey.expires_at > now)
        .order_by(ReplyKey.told_at.desc(), ReplyKey.id.desc())
        .limit(MOST_FOUND)
    )
    with crossing(session, why="a token or a number tells which government was answered"):
        return [
            KeyView(row.instansi_id, row.id, row.complaint_id, row.channel, row.wait, row.reference, row.told_at)
            for row in session.scalars(query)
        ]


def sweep(session: Session, *, now: datetime, limit: int) -> int:
    """Removes what is over, at most so many; gives how many."""
    old = select(ReplyKey.id).where(ReplyKey.expires_at <= now).limit(limit)
    return len(session.scalars(delete(ReplyKey).where(ReplyKey.id.in_(old)).returning(ReplyKey.id)).all())
