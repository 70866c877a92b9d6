"""Addresses and numbers whose owners stopped messages: by the stop word, until the start word."""

from __future__ import annotations

import hashlib
from datetime import datetime

from sqlalchemy.orm import Session

from complaints.models import MutedAddress

EMAIL, SMS, WHATSAPP = "email", "sms", "whatsapp"


def digest_of(*parts: str) -> str:
    """Under what a token, or a channel and an address, is found again."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def is_muted(session: Session, instansi_id: str, channel: str, address: str) -> bool:
    """Whether the owner of an address stopped messages of this government on this channel."""
    return session.get(MutedAddress, (instansi_id, digest_of(channel, address.lower()))) is not None


def mute(session: Session, *, instansi_id: str, channel: str, address: str, now: datetime) -> None:
    """From now on nothing leaves for it."""
    session.merge(MutedAddress(instansi_id=instansi_id, digest=digest_of(channel, address.lower()), at=now))


def unmute(session: Session, *, instansi_id: str, channel: str, address: str) -> None:
    """Messages leave again."""
    row = session.get(MutedAddress, (instansi_id, digest_of(channel, address.lower())))
    if row is not None:
        session.delete(row)
