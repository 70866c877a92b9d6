"""What an operator does about letters: have one sent again at once, and try whether the mail server takes any."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from complaints.notices.mail import TRIAL, sender_for
from complaints.people.acts import About, Act, Subject, record_act
from complaints.settings import Settings
from engine.actors import Actor
from engine.catalogue import _
from engine.errors import NotFoundError
from engine.government import crossing
from engine.models import OutboxMessage
from engine.running.outbox import DeliveryError, Parcel
from engine.running.runtime import Runtime


def send_again(session: Session, runtime: Runtime, *, instansi_id: str, letter_id: uuid.UUID, by: Actor) -> None:
    """The worker tries it at its next turn; it stands in the government's history. Raises NotFoundError for one that is
    gone or was sent."""
    waiting = (
        update(OutboxMessage)
        .where(
            OutboxMessage.instansi_id == instansi_id,
            OutboxMessage.id == letter_id,
            OutboxMessage.sent_at.is_(None),
        )
        .values(available_at=runtime.clock.now())
    )
    if session.connection().execute(waiting).rowcount != 1:
        raise NotFoundError(_("surat ini tidak ada atau sudah terkirim"))
    subject = Subject(About.LETTER, str(letter_id))
    record_act(session, runtime, instansi_id=instansi_id, by=by, act=Act.LETTER_SENT_AGAIN, subject=subject)


def waiting_homes(session: Session) -> list[str]:
    """The governments that have a letter which waits for its next attempt."""
    with crossing(session, why="the operator sends what waits anywhere"):
        held = select(OutboxMessage.instansi_id).where(OutboxMessage.sent_at.is_(None)).distinct()
        return sorted(session.scalars(held))


def send_all_again(session: Session, runtime: Runtime, *, instansi_id: str, by: Actor) -> int:
    """Has the worker try every waiting letter of a government at its next turns; gives how many waited for later."""
    now = runtime.clock.now()
    later = (
        update(OutboxMessage)
        .where(
            OutboxMessage.instansi_id == instansi_id,
            OutboxMessage.sent_at.is_(None),
            OutboxMessage.available_at > now,
        )
        .values(available_at=now)
    )
    count: int = session.connection().execute(later).rowcount
    if count:
        subject, after = Subject(About.LETTER), {"count": count}
        record_act(
            session, runtime, instansi_id=instansi_id, by=by, act=Act.LETTER_SENT_AGAIN, subject=subject, after=after
        )
    return count


def send_trial(settings: Settings, *, to: str, now: datetime) -> str:
    """Hands a letter without any content to the mail server. Gives why it was not taken, or ""."""
    subject = _("Surat percobaan dari Alur")
    parcel = Parcel("", uuid.uuid4(), "email", to, subject, {"template": TRIAL}, now)
    try:
        sender_for(settings)(parcel)
    except DeliveryError as error:
        return str(error)
    except ValueError:
        return _("alamat ini tidak dapat dipakai")
    return ""
