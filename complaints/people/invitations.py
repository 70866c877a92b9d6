"""Links by which a person chooses a password: sent by mail, opened once, over after some days.

The link is made when the mail leaves: its secret is a keyed hash over the row's id, so that neither the database nor
the outbox holds what opens it.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from complaints.models import Invitation, User
from complaints.people import holders, passwords, sessions
from complaints.people.accounts import PasswordRefusedError
from engine.catalogue import N_, _, written
from engine.models import OutboxMessage, new_id
from engine.running.runtime import Runtime

VALID_FOR = timedelta(days=3)
TEMPLATE = "undangan"
SUBJECT = N_("Buat kata sandi Anda untuk Alur")
PATH = "petugas/undangan/{}/{}/{}"


def send(session: Session, *, instansi_id: str, user_id: UUID, now: datetime) -> None:
    """Leaves the mail with the link in the outbox; links sent before open nothing any more.

    The person must have an address.
    """
    person = session.get_one(User, (instansi_id, user_id))
    for former in session.scalars(_open(instansi_id, user_id)):
        former.expires_at = now
    invitation = Invitation(
        instansi_id=instansi_id, id=new_id(), user_id=user_id, email=person.email, created_at=now,
        expires_at=now + VALID_FOR, used_at=None,
    )  # fmt: skip
    session.add(invitation)
    session.add(
        OutboxMessage(
            instansi_id=instansi_id, id=new_id(), case_id=None, channel="email", recipient=person.email,
            subject=written(SUBJECT), body={"template": TEMPLATE, "invitation": str(invitation.id)},
            created_at=now, available_at=now, attempts=0, sent_at=None, last_error=None,
        )
    )  # fmt: skip


def path_of(secret_key: str, *, instansi_id: str, invitation: str) -> str:
    """Where the link leads, below the address of the installation."""
    return PATH.format(instansi_id, invitation, _proof(secret_key, instansi_id, invitation))


def find(
    session: Session, secret_key: str, *, instansi_id: str, invitation_id: UUID, proof: str, now: datetime
) -> User | None:
    """Whose password this link opens now, or None: used, over, or not ours."""
    right = _proof(secret_key, instansi_id, str(invitation_id))
    if not proof.isascii() or not hmac.compare_digest(right, proof):
        return None
    row = session.get(Invitation, (instansi_id, invitation_id))
    if row is None or row.used_at is not None or row.expires_at <= now:
        return None
    person = session.get(User, (instansi_id, row.user_id))
    return person if person is not None and person.active and person.email == row.email else None


def accept(session: Session, runtime: Runtime, *, invitation_id: UUID, person: User, password: str) -> None:
    """Sets the password that the person chose; the link is used up and every session ends.

    `person` is what `find` gave in the same transaction. Raises PasswordRefusedError; nothing is changed then.
    """
    fault = passwords.fault_of(password, username=person.username)
    if fault is not None:
        raise PasswordRefusedError(fault)
    session.get_one(Invitation, (person.instansi_id, invitation_id)).used_at = runtime.clock.now()
    person.password_hash, person.must_change_password = passwords.hash_password(password), False
    rule = _(holders.NEW_PASSWORD)
    holders.withdraw(session, runtime, instansi_id=person.instansi_id, user_id=person.id, rule=rule)
    sessions.close_sessions_of(session, instansi_id=person.instansi_id, user_id=person.id)


def open_until(session: Session, *, instansi_id: str, user_id: UUID, now: datetime) -> datetime | None:
    """Until when a link that was sent to this person can be opened; None when there is none."""
    found = session.scalars(_open(instansi_id, user_id).where(Invitation.expires_at > now)).first()
    return found.expires_at if found else None


def _open(instansi_id: str, user_id: UUID) -> Select[Invitation]:
    return select(Invitation).where(
        Invitation.instansi_id == instansi_id, Invitation.user_id == user_id, Invitation.used_at.is_(None)
    )


def _proof(secret_key: str, instansi_id: str, invitation: str) -> str:
    message = f"invitation\0{instansi_id}\0{invitation}".encode()
    return hmac.new(secret_key.encode(), message, hashlib.sha256).hexdigest()[:40]
