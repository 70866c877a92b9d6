"""Roles that a running process asks for and nobody holds: their tasks would wait for ever."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints.models import Instansi, Membership, User
from complaints.people.instansi import processes_of
from complaints.people.terms import in_force
from engine.definition.versions import bundle_of, current_ids


@dataclass(frozen=True)
class UnheldRole:
    """A role, and the processes that ask for it, as they are called."""

    role: str
    processes: list[str]


def held_roles(session: Session, *, instansi_id: str, now: datetime) -> frozenset[str]:
    """The roles that active people of the government hold now, in whatever unit."""
    query = (
        select(Membership.role)
        .join(User, (User.instansi_id == Membership.instansi_id) & (User.id == Membership.user_id))
        .where(Membership.instansi_id == instansi_id, User.active, in_force(now))
    )
    return frozenset(session.scalars(query.distinct()))


def unheld(session: Session, *, instansi_id: str, now: datetime) -> list[UnheldRole]:
    """In order of role; processes that were never deployed ask for nobody."""
    held = held_roles(session, instansi_id=instansi_id, now=now)
    found: dict[str, list[str]] = {}
    processes = processes_of(session.get_one(Instansi, instansi_id))
    versions = current_ids(session, instansi_id, processes)
    for process_id in processes:
        if process_id not in versions:
            continue
        bundle = bundle_of(session, instansi_id, versions[process_id])
        name = bundle.diagrams[process_id].name or process_id
        asked = {each.role for part in bundle.diagrams.values() for each in part.elements.values() if each.role}
        for role in sorted(asked - held):
            found.setdefault(role, []).append(name)
    return [UnheldRole(role, found[role]) for role in sorted(found)]
