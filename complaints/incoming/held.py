"""Replies that could not be placed: what an administrator reads of them, and what they may do."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from complaints.incoming.arrivals import DONE, HELD, HELD_FOR, Doors
from complaints.incoming.placing import NotPlacedError, ReplyWords, land
from complaints.intake.numbers import plain_number
from complaints.models import Complaint, IncomingReply
from complaints.notices.reply_keys import KeyView
from complaints.people.acts import About, Act, Subject, record_act
from engine.actors import Actor
from engine.catalogue import N_, _
from engine.errors import EngineError, NotFoundError

MOST_SHOWN = 100
UNKNOWN = N_("tidak ada pengaduan dengan nomor itu yang menerima keterangan")


@dataclass(frozen=True)
class HeldReply:
    """One of them. What belongs to a complaint is read by those who may open it, once it is placed: an administrator of
    the system sees its number, way, time and reason."""

    id: uuid.UUID
    came_at: datetime
    channel: str
    why: str
    number: str
    """Of the complaint that is meant; "" when that is not known."""
    sender: str
    """Where it came from, as long as no complaint is known."""
    text: str
    """As long as no complaint is known."""
    forgotten_at: datetime
    """When it goes by itself, unless it was settled."""


def held_replies(session: Session, *, instansi_id: str) -> Sequence[HeldReply]:
    """The oldest first."""
    rows = session.execute(
        select(IncomingReply, Complaint.number)
        .select_from(IncomingReply)
        .outerjoin(
            Complaint,
            and_(Complaint.instansi_id == IncomingReply.instansi_id, Complaint.id == IncomingReply.complaint_id),
        )
        .where(IncomingReply.instansi_id == instansi_id, IncomingReply.state == HELD)
        .order_by(IncomingReply.came_at, IncomingReply.id)
        .limit(MOST_SHOWN)
    )
    return [_shown(*row) for row in rows]


def put(session: Session, doors: Doors, *, instansi_id: str, reply_id: uuid.UUID, number: str, by: Actor) -> None:
    """Places it as an addition to the complaint with this number; to its own, where one is known. Raises
    NotFoundError for a reply that is settled, EngineError for a complaint that hears nothing, or is not known."""
    row = _held(session, instansi_id, reply_id)
    if row.complaint_id is None:
        row.complaint_id = session.scalar(
            select(Complaint.id).where(
                Complaint.instansi_id == instansi_id,
                Complaint.number == plain_number(number),
                Complaint.restricted.is_(False),
            )
        )
    if row.complaint_id is None:
        raise EngineError(_(UNKNOWN))
    key = KeyView(instansi_id, row.id, row.complaint_id, row.channel, "", "", row.came_at)
    try:
        land(session, doors.runtime, doors.files, key=key, said=ReplyWords(row.text))
    except NotPlacedError as refused:
        raise EngineError(_(UNKNOWN)) from refused
    _settle(session, doors, row, by=by, how="ditempatkan")


def settle(session: Session, doors: Doors, *, instansi_id: str, reply_id: uuid.UUID, by: Actor) -> None:
    """Takes it off the list, with its words. Raises NotFoundError."""
    _settle(session, doors, _held(session, instansi_id, reply_id), by=by, how="diselesaikan")


def _held(session: Session, instansi_id: str, reply_id: uuid.UUID) -> IncomingReply:
    row = session.get(IncomingReply, (instansi_id, reply_id), with_for_update=True)
    if row is None or row.state != HELD:
        raise NotFoundError(_("balasan ini sudah selesai"))
    return row


def _settle(session: Session, doors: Doors, row: IncomingReply, *, by: Actor, how: str) -> None:
    row.state, row.text, row.sender, row.settled_at = DONE, "", "", doors.runtime.clock.now()
    record_act(
        session, doors.runtime, instansi_id=row.instansi_id, by=by, act=Act.REPLY_SETTLED,
        subject=Subject(About.LETTER, str(row.id)), after={"reply": how},
    )  # fmt: skip


def _shown(row: IncomingReply, number: str | None) -> HeldReply:
    sender, text = ("", "") if row.complaint_id is not None else (row.sender, row.text)
    return HeldReply(row.id, row.came_at, row.channel, row.why, number or "", sender, text, row.came_at + HELD_FOR)
