"""By which way the author of a complaint hears: what they chose, else what they can be reached by."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, bindparam, select
from sqlalchemy.orm import Session

from complaints.models import ChosenChannel, Complaint, Instansi, Reporter
from complaints.models.channel import NONE
from complaints.notices.muted import EMAIL, SMS, WHATSAPP, is_muted
from complaints.notices.phone import masked, mobile
from complaints.people.governments.limits import SMS_TOLD, WHATSAPP_TOLD, limit_of
from engine.errors import NotFoundError

REACHED = (
    select(Complaint.number, Reporter.email, Reporter.telepon, ChosenChannel.channel, Instansi.limits)
    .select_from(Complaint)
    .join(Instansi, Instansi.id == Complaint.instansi_id)
    .join(Reporter, and_(Reporter.instansi_id == Complaint.instansi_id, Reporter.complaint_id == Complaint.id))
    .outerjoin(
        ChosenChannel,
        and_(ChosenChannel.instansi_id == Complaint.instansi_id, ChosenChannel.complaint_id == Complaint.id),
    )
    .where(
        Complaint.instansi_id == bindparam("instansi_id"),
        Complaint.id == bindparam("case_id"),
        Complaint.restricted.is_(False),
    )
)
"""Nobody for a report without a person, and for that of a whistleblower."""


@dataclass(frozen=True)
class ReachedBy:
    """How somebody can be reached."""

    number: str
    addresses: Mapping[str, str]
    """Address by channel; empty when there is no way."""
    chosen: str
    """One of these channels, `tidak`, or "" when there is no way."""

    @property
    def address(self) -> str:
        """Where news go; "" for nowhere."""
        return self.addresses.get(self.chosen, "")


@dataclass(frozen=True)
class Preference:
    """What the tracking page shows of it."""

    ways: Mapping[str, str]
    """Channel → as much of its address as its owner needs to know it by."""
    chosen: str
    stopped: bool
    """Whether its owner stopped it by a reply."""


def addresses_of(limits: Mapping[str, str], *, email: str, phone: str) -> dict[str, str]:
    """The ways to somebody with these contacts, the one that is taken unasked first."""
    found = {EMAIL: email} if email else {}
    number = mobile(phone) if phone else ""
    told = ((WHATSAPP, WHATSAPP_TOLD), (SMS, SMS_TOLD))
    return found | ({channel: number for channel, name in told if limit_of(limits, name)} if number else {})


def reach_of(session: Session, *, instansi_id: str, complaint_id: uuid.UUID) -> ReachedBy | None:
    """None for who cannot be told: without a name, or under the protection of whistleblowers."""
    row = session.execute(REACHED, {"instansi_id": instansi_id, "case_id": complaint_id}).one_or_none()
    if row is None:
        return None
    ways = addresses_of(row.limits, email=row.email, phone=row.telepon)
    chosen = row.channel if row.channel in (*ways, NONE) else next(iter(ways), "")
    return ReachedBy(row.number, ways, chosen)


def preference(session: Session, *, instansi_id: str, complaint_id: uuid.UUID) -> Preference | None:
    """None for who cannot be told, and for who left nothing to be told by."""
    reach = reach_of(session, instansi_id=instansi_id, complaint_id=complaint_id)
    if reach is None or not reach.addresses:
        return None
    stopped = bool(reach.address) and is_muted(session, instansi_id, reach.chosen, reach.address)
    shown = {name: _masked(name, each) for name, each in reach.addresses.items()}
    return Preference(shown, reach.chosen, stopped)


def choose(session: Session, *, instansi_id: str, complaint_id: uuid.UUID, channel: str, now: datetime) -> None:
    """From now on by this way, or (`tidak`) by none. A way that was stopped stays so until its address sends the start
    word: who lodged may have typed in that of somebody else. Raises NotFoundError for one that is none."""
    reach = reach_of(session, instansi_id=instansi_id, complaint_id=complaint_id)
    if reach is None or channel not in (*reach.addresses, NONE):
        raise NotFoundError
    session.merge(ChosenChannel(instansi_id=instansi_id, complaint_id=complaint_id, channel=channel, chosen_at=now))


def _masked(channel: str, address: str) -> str:
    if channel != EMAIL:
        return masked(address)
    name, _at, domain = address.rpartition("@")
    return f"{name[:1]}…@{domain}"
