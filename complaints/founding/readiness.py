"""What a new government still lacks before it is announced: a list that is worked out, nobody ticks it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from complaints.intake.starts import UNATTENDED, channels, newest_bundle
from complaints.models import Complaint, Instansi, Membership, User
from complaints.people import recovery
from complaints.people.act_list import ActFilter, acts
from complaints.people.acts import About, Act
from complaints.people.decree_acts import years_without_decree
from complaints.people.instansi import processes_of
from complaints.people.roles import Role
from complaints.people.terms import in_force
from complaints.people.unheld import unheld
from complaints.upkeep.installation import last_backup
from engine.definition.versions import has_version
from engine.models import Case

LETTERS = 50


class Point(StrEnum):
    """What is looked at, in the order in which it is done."""

    PROCESSES = "processes"
    ADMINS = "admins"
    ROLES = "roles"
    REACHED = "reached"
    CHANNELS = "channels"
    DAYS = "days"
    MAIL = "mail"
    KEYS = "keys"
    SEALED = "sealed"
    """Only where whistleblowers' reports are taken."""
    TRIAL = "trial"


@dataclass(frozen=True)
class Check:
    """One point: whether it is done, and what is lacking by the words that the data have for it."""

    point: Point
    done: bool
    lacking: tuple[str, ...] = ()


def checklist(session: Session, *, instansi_id: str, now: datetime) -> list[Check]:
    """Every point of a government, in order."""
    row = session.get_one(Instansi, instansi_id)
    missing = [each for each in processes_of(row) if not has_version(session, instansi_id, each)]
    roles = [each.role for each in unheld(session, instansi_id=instansi_id, now=now)]
    years = years_without_decree(session, instansi_id=instansi_id, now=now)
    unsaid, silent = _unsaid(row), _silent(session, row)
    sent = acts(session, instansi_id=instansi_id, filters=ActFilter(about=About.LETTER), before=None, limit=LETTERS)
    return [
        Check(Point.PROCESSES, not missing, tuple(missing)),
        Check(Point.ADMINS, _admins(session, instansi_id, now) >= 2),
        Check(Point.ROLES, not roles, tuple(roles)),
        Check(Point.REACHED, not unsaid, unsaid),
        Check(Point.CHANNELS, not silent, silent),
        Check(Point.DAYS, not years, tuple(map(str, years))),
        Check(Point.MAIL, any(each.act == Act.TRIAL_LETTER_SENT for each in sent.rows)),
        Check(Point.KEYS, last_backup(session) is not None),
        *_sealed(session, row),
        Check(Point.TRIAL, _closed(session, instansi_id)),
    ]


def _sealed(session: Session, row: Instansi) -> list[Check]:
    """Whether somebody who handles whistleblowers' reports holds the key to them."""
    if not row.restricted_process_id:
        return []
    return [Check(Point.SEALED, any(each.holds for each in recovery.states(session, instansi_id=row.id)))]


def _unsaid(row: Instansi) -> tuple[str, ...]:
    """What of the contact nobody has written yet."""
    found = [name for name in ("contact_name", "contact_address", "contact_hours") if not getattr(row, name)]
    return (*found, *([] if row.contact_phone or row.contact_whatsapp else ["contact_phone"]))


def _silent(session: Session, row: Instansi) -> tuple[str, ...]:
    """The channels of the diagram, with people behind them, of which nobody has written how they are reached."""
    if not has_version(session, row.id, row.process_id):
        return ()
    bundle = newest_bundle(session, instansi_id=row.id, process_id=row.process_id)
    return tuple(sorted(set(channels(bundle, process_id=row.process_id)) - UNATTENDED - set(row.channels)))


def _admins(session: Session, instansi_id: str, now: datetime) -> int:
    held = (
        select(func.count(Membership.user_id.distinct()))
        .join(User, (User.instansi_id == Membership.instansi_id) & (User.id == Membership.user_id))
        .where(Membership.instansi_id == instansi_id, Membership.role == Role.ADMIN, User.active, in_force(now))
    )
    return session.scalar(held) or 0


def _closed(session: Session, instansi_id: str) -> bool:
    """Whether any complaint has come to its end."""
    ended = (
        select(Case.id)
        .join(Complaint, (Complaint.instansi_id == Case.instansi_id) & (Complaint.id == Case.id))
        .where(Case.instansi_id == instansi_id, Case.ended_at.is_not(None))
        .limit(1)
    )
    return session.scalar(ended) is not None
