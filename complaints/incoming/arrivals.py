"""Answers as they come: each once, to the one complaint that it can mean, and none lost. What cannot be placed stands
in a list for the administrator, and its sender is told where to go on."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from complaints.files.file_store import FileStore
from complaints.incoming.placing import NotPlacedError, ReplyWords, land
from complaints.incoming.reply_words import command_in, fit_to_keep
from complaints.models import IncomingReply
from complaints.notices.muted import EMAIL, digest_of, mute, unmute
from complaints.notices.reply_keys import KeyView
from complaints.notices.short_texts import ANSWER
from complaints.people.throttle import Limit, charge, key_for
from complaints.tracking import progress
from engine.catalogue import N_, _
from engine.models import CaseStatus, OutboxMessage, new_id
from engine.running import queries
from engine.running.runtime import Runtime

NEW, HELD, DONE = "baru", "tertahan", "selesai"
MOST_HELD = 50
"""Of one complaint, or of none, that are kept with their words: a flood fills no disk."""
UNPROVEN = "tanpa_kunci"
"""Why a mail is held whose sender may be anybody."""
KEPT_FOR = timedelta(days=120)
"""How long it is known that a message came: longer than any can be answered."""
HELD_FOR = timedelta(days=90)
"""How long words that nobody placed or settled are kept: as long as what they answer can be answered."""
PER_COMPLAINT = Limit("balasan.pengaduan", 30, timedelta(hours=1))
ANSWERS_BACK = Limit("balasan.jawab", 3, timedelta(days=1))
STARTED = N_("Kabar lewat jalan ini kami mulai lagi.")
UNCLEAR = N_("Kami tidak tahu pengaduan mana yang Anda maksud. Jawab di halaman ini dengan nomor dan kode Anda:")
OVER = N_("Balasan Anda tidak ditunggu lagi; pengelola pengaduan diberi tahu. Lihat keadaannya di:")


@dataclass(frozen=True)
class Arrival:
    """One answer. `name`: what its carrier calls it; `reference`: what it calls the message that is answered."""

    channel: str
    name: str
    sender: str
    said: ReplyWords
    reference: str = ""


@dataclass(frozen=True)
class Doors:
    """What placing needs besides a session."""

    runtime: Runtime
    files: FileStore
    secret_key: str


def known(session: Session, *, instansi_id: str, channel: str, name: str) -> bool:
    """Whether this message came before."""
    digest = digest_of(channel, name)
    query = select(IncomingReply.id).where(IncomingReply.instansi_id == instansi_id, IncomingReply.digest == digest)
    return session.execute(query).first() is not None


class Certainty(IntEnum):
    """How sure it is which complaint an answer means: the higher the better."""

    OVER, RUNNING, WAITING, NAMED = range(4)


def meant(session: Session, keys: Sequence[KeyView], reference: str) -> tuple[Certainty, list[KeyView]]:
    """The messages of one government that an answer can mean, one for each complaint: that which it names; else those
    that still wait for an answer; else those of complaints that still run."""
    named = [key for key in keys if reference and key.reference == reference]
    if named:
        return Certainty.NAMED, named[:1]
    waiting: dict[uuid.UUID, KeyView] = {}
    newest: dict[uuid.UUID, KeyView] = {}
    for key in keys:
        newest.setdefault(key.complaint_id, key)
    running = []
    for key in newest.values():
        case = queries.case(session, instansi_id=key.instansi_id, case_id=key.complaint_id)
        if case.status == CaseStatus.RUNNING:
            running.append(key)
        bundle = queries.bundle_of_version(session, instansi_id=key.instansi_id, version_id=case.version_id)
        asked = {each.element for each in progress.awaited(case, bundle) if not each.offered}
        for own in keys:
            if own.complaint_id == key.complaint_id and own.wait in asked:
                waiting.setdefault(key.complaint_id, own)
    if waiting:
        return Certainty.WAITING, list(waiting.values())
    return (Certainty.RUNNING, running) if running else (Certainty.OVER, list(newest.values()))


def take(session: Session, doors: Doors, *, arrival: Arrival, keys: Sequence[KeyView], held: IncomingReply) -> None:
    """Places one answer that came to a government; `held` is its row, which says afterwards what became of it.

    Raises CaseBrokenError, when nothing of it is kept.
    """
    home, now = held.instansi_id, doors.runtime.clock.now()
    if command := command_in(arrival.said.text):
        change = mute if command == "STOP" else unmute
        given = {"now": now} if command == "STOP" else {}
        change(session, instansi_id=home, channel=arrival.channel, address=arrival.sender, **given)
        _settle(held, now)
        if command == "MULAI":  # who stopped wants no word back
            answer_back(session, doors, arrival=arrival, home=home, text=_(STARTED))
        return
    _sure, found = meant(session, keys, arrival.reference)
    held.complaint_id = found[0].complaint_id if len(found) == 1 else None
    if len(found) != 1:
        _hold(session, doors, arrival, held, "tidak_jelas" if found else "tidak_dikenal", _(UNCLEAR))
        return
    counted = key_for(doors.secret_key, PER_COMPLAINT, f"{home}/{found[0].complaint_id}")
    if charge(session, key=counted, limit=PER_COMPLAINT, now=now) is not None:
        _hold(session, doors, arrival, held, "terlalu_banyak", "")
        return
    try:
        back = land(session, doors.runtime, doors.files, key=found[0], said=arrival.said)
    except NotPlacedError as refused:
        _hold(session, doors, arrival, held, refused.why, _(OVER))
        return
    _settle(held, now)
    if back:
        answer_back(session, doors, arrival=arrival, home=home, text=back, case_id=found[0].complaint_id)


def arrived(
    session: Session, *, instansi_id: str, arrival: Arrival, now: datetime, media: Sequence[object] = ()
) -> IncomingReply:
    """The row of an answer that came just now, still to be placed."""
    row = IncomingReply(
        instansi_id=instansi_id,
        id=new_id(),
        digest=digest_of(arrival.channel, arrival.name),
        channel=arrival.channel,
        sender=arrival.sender[:254],
        reference=arrival.reference[:128],
        text=fit_to_keep(arrival.said.text),
        media=list(media),
        state=NEW,
        came_at=now,
        attempts=0,
    )
    session.add(row)
    return row


def hold(session: Session, *, held: IncomingReply, why: str) -> None:
    """Leaves it to the administrator; beyond MOST_HELD like it without its words. What anybody may send to the mailbox
    takes no room from those who are known."""
    if held.complaint_id is not None:
        like = [IncomingReply.complaint_id == held.complaint_id]
    else:
        like = [IncomingReply.complaint_id.is_(None)]
        like += [IncomingReply.sender == held.sender] if why != UNPROVEN else []
    counted = select(func.count()).select_from(IncomingReply).where(
        IncomingReply.instansi_id == held.instansi_id, IncomingReply.state == HELD, IncomingReply.why == why, *like
    )  # fmt: skip
    held.state, held.why, held.media = HELD, why, []
    with session.no_autoflush:
        if (session.scalar(counted) or 0) >= MOST_HELD:
            held.state, held.text, held.sender = DONE, "", ""


def answer_back(
    session: Session, doors: Doors, *, arrival: Arrival, home: str, text: str, case_id: uuid.UUID | None = None
) -> None:
    """A sentence to whoever wrote, by the same way; three a day at the most, so that no two machines talk for ever."""
    now = doors.runtime.clock.now()
    counted = key_for(doors.secret_key, ANSWERS_BACK, f"{arrival.channel}/{arrival.sender}")
    if charge(session, key=counted, limit=ANSWERS_BACK, now=now) is not None:
        return
    session.add(
        OutboxMessage(
            instansi_id=home,
            id=new_id(),
            case_id=None,
            channel=arrival.channel,
            recipient=arrival.sender,
            subject=_("Balasan Anda") if arrival.channel == EMAIL else "",
            body={"template": ANSWER, "text": text},
            created_at=now,
            available_at=now,
        )
    )


def sweep(session: Session, *, now: datetime, limit: int) -> int:
    """Forgets what came long ago: words and sender of what is still held, and what was placed or settled; at most so
    many of each; gives how many of the larger."""
    left = (
        select(IncomingReply.id).where(IncomingReply.came_at < now - HELD_FOR, IncomingReply.state == HELD).limit(limit)
    )
    emptied = {"state": DONE, "text": "", "sender": "", "media": [], "settled_at": now}
    over = update(IncomingReply).where(IncomingReply.id.in_(left)).values(emptied).returning(IncomingReply.id)
    forgotten = len(session.scalars(over.execution_options(synchronize_session=False)).all())
    old = (
        select(IncomingReply.id).where(IncomingReply.came_at < now - KEPT_FOR, IncomingReply.state == DONE).limit(limit)
    )
    gone = delete(IncomingReply).where(IncomingReply.id.in_(old)).returning(IncomingReply.id)
    return max(forgotten, len(session.scalars(gone).all()))


def _hold(session: Session, doors: Doors, arrival: Arrival, held: IncomingReply, why: str, back: str) -> None:
    hold(session, held=held, why=why)
    if back:
        answer_back(session, doors, arrival=arrival, home=held.instansi_id, text=back)


def _settle(held: IncomingReply, now: datetime) -> None:
    held.state, held.text, held.sender, held.media, held.settled_at = DONE, "", "", [], now
