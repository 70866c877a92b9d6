"""Roles that no administrator gives alone, and acts on their holders that need a second person.

Guarded are the roles that decide over others (administrators, auditors, process owners), and every role that opens
whistleblowers' reports in this government: who could give it to themselves, or to an account that they alone made, or
read the mail of who has it or will have it, would read them. Such an act is asked for by one administrator and done
when another one, whom it does not concern, confirms it. The first administrators and every operator come from the
command line (`create-user`, `grant-role`), which leaves its trace in the same history. See
docs/decisions/0032-a-second-person.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints.models import Complaint, Instansi, Membership, PlannedRole, SecondPersonRequest, User
from complaints.people.acts import About, Act, Subject, record_act
from complaints.people.roles import RESTRICTED_ROLES, Role
from engine.actors import Actor
from engine.catalogue import _
from engine.definition.versions import bundle_of
from engine.errors import EngineError, NotFoundError
from engine.models import Case, ProcessVersion, new_id
from engine.running.runtime import Runtime

WAITS_FOR = timedelta(days=14)
SHOWN = 100
ALWAYS = frozenset({Role.ADMIN, Role.AUDITOR, Role.PEMILIK_PROSES, Role.CASE_OPERATOR}) | RESTRICTED_ROLES
SEALED = "sealed_secret"
"""A value of a request that nobody is shown and no history gets."""
_KEPT = "guarded_roles"


class Effect(StrEnum):
    """What became of a command."""

    DONE = "done"
    WAITS = "waits"
    """A second person has to confirm it."""


class SecondPersonError(EngineError):
    """The one who would confirm is the one who asked, or the one whom it concerns."""


@dataclass(frozen=True)
class WaitingAct:
    """An act that waits for a second person."""

    id: UUID
    user_id: UUID
    person: str
    act: str
    values: dict[str, Any]
    reason: str
    asked_by: str
    asked_by_name: str
    asked_at: datetime


def guarded_roles(session: Session, *, instansi_id: str) -> frozenset[str]:
    """The roles that need a second person in this government: `ALWAYS`, and those of any version of a process that has,
    or is to have, whistleblowers' reports, whatever the government's data say now.

    Kept with the session: a file of persons asks for every row and reads once.
    """
    kept: dict[str, frozenset[str]] = session.info.setdefault(_KEPT, {})
    if instansi_id not in kept:
        kept[instansi_id] = frozenset(map(str, ALWAYS)) | _roles_in_restricted(session, instansi_id)
    return kept[instansi_id]


def restricted_processes(session: Session, *, instansi_id: str) -> frozenset[str]:
    """The process for whistleblowers' reports, and every one that has such a report."""
    with_reports = (
        select(Case.process_id)
        .join(Complaint, (Complaint.instansi_id == Case.instansi_id) & (Complaint.id == Case.id))
        .where(Complaint.instansi_id == instansi_id, Complaint.restricted)
    )
    named = session.get_one(Instansi, instansi_id).restricted_process_id
    return frozenset({named, *session.scalars(with_reports.distinct())}) - {""}


def is_guarded(session: Session, *, instansi_id: str, user_id: UUID, now: datetime) -> bool:
    """Whether this person holds a guarded role, will, or somebody asked for one for them."""
    asked = select(SecondPersonRequest.id).where(
        SecondPersonRequest.instansi_id == instansi_id,
        SecondPersonRequest.user_id == user_id,
        SecondPersonRequest.act == Act.ROLE_GRANTED.value,
        SecondPersonRequest.asked_at > now - WAITS_FOR,
    )
    holds = has_guarded_role(session, instansi_id=instansi_id, user_id=user_id)
    return holds or session.scalar(asked.limit(1)) is not None


def has_guarded_role(session: Session, *, instansi_id: str, user_id: UUID) -> bool:
    """Whether this person holds a guarded role or has one planned: confirmed by two, or given by the operator."""
    wanted = guarded_roles(session, instansi_id=instansi_id)
    for table in (Membership, PlannedRole):
        mine = (table.instansi_id == instansi_id, table.user_id == user_id, table.role.in_(wanted))
        if session.scalar(select(table.role).where(*mine).limit(1)) is not None:
            return True
    return False


def _roles_in_restricted(session: Session, instansi_id: str) -> frozenset[str]:
    processes = restricted_processes(session, instansi_id=instansi_id)
    versions = session.scalars(
        select(ProcessVersion.id).where(
            ProcessVersion.instansi_id == instansi_id, ProcessVersion.process_id.in_(sorted(processes))
        )
    ).all()
    bundles = [bundle_of(session, instansi_id, version) for version in versions]
    diagrams = [diagram for bundle in bundles for diagram in bundle.diagrams.values()]
    return frozenset(each.role for diagram in diagrams for each in diagram.elements.values() if each.role)


def ask(
    session: Session,
    runtime: Runtime,
    *,
    instansi_id: str,
    by: Actor,
    user_id: UUID,
    act: Act,
    values: dict[str, Any],
    reason: str,
) -> None:
    """Leaves an act for a second person. Asking once more for the same person (and role and unit, or case) replaces the
    first: the list grows with persons, not with requests."""
    for former in session.scalars(
        select(SecondPersonRequest).where(
            SecondPersonRequest.instansi_id == instansi_id,
            SecondPersonRequest.user_id == user_id,
            SecondPersonRequest.act == act.value,
        )
    ):
        if _scope(act, former.values) == _scope(act, values):
            session.delete(former)
    session.add(
        SecondPersonRequest(
            instansi_id=instansi_id,
            id=new_id(),
            user_id=user_id,
            act=act.value,
            values=values,
            reason=reason.strip()[:1_000],
            asked_by=by.id,
            asked_by_name=by.name,
            asked_at=runtime.clock.now(),
        )
    )
    record_act(
        session, runtime, instansi_id=instansi_id, by=by, act=Act.SECOND_PERSON_ASKED,
        subject=_subject(act.value, user_id, values), after={"act": act.value, **_said(values)}, reason=reason,
    )  # fmt: skip


def waiting(session: Session, *, instansi_id: str, now: datetime, of_cases: bool = False) -> list[WaitingAct]:
    """What waits for a second person, oldest first, at most `SHOWN`: acts on persons and rules, or on cases."""
    on_case = SecondPersonRequest.act == Act.CASE_PUT_RIGHT.value
    rows = session.execute(
        select(SecondPersonRequest, User.name)
        .join(User, (User.instansi_id == SecondPersonRequest.instansi_id) & (User.id == SecondPersonRequest.user_id))
        .where(SecondPersonRequest.instansi_id == instansi_id, SecondPersonRequest.asked_at > now - WAITS_FOR)
        .where(on_case if of_cases else ~on_case)
        .order_by(SecondPersonRequest.asked_at, SecondPersonRequest.id)
        .limit(SHOWN)
    )
    return [
        WaitingAct(
            row.id,
            row.user_id,
            name,
            row.act,
            _told(row.values),
            row.reason,
            row.asked_by,
            row.asked_by_name,
            row.asked_at,
        )
        for row, name in rows
    ]


def taken(
    session: Session, runtime: Runtime, *, instansi_id: str, by: Actor, request_id: UUID, of_case: bool = False
) -> SecondPersonRequest:
    """The request, taken out of the list to be done by the caller. Raises SecondPersonError, NotFoundError."""
    row = _row(session, runtime, instansi_id, request_id, of_case)
    if by.id in (row.asked_by, str(row.user_id)):
        raise SecondPersonError(_("yang menyetujui harus orang lain: bukan yang meminta dan bukan yang dikenai"))
    session.delete(row)
    return row


def decline(
    session: Session, runtime: Runtime, *, instansi_id: str, by: Actor, request_id: UUID, reason: str = "",
    of_case: bool = False,
) -> None:  # fmt: skip
    """It is not done: declined by another, or taken back by who asked. Raises NotFoundError."""
    row = _row(session, runtime, instansi_id, request_id, of_case)
    session.delete(row)
    record_act(
        session, runtime, instansi_id=instansi_id, by=by, act=Act.SECOND_PERSON_DECLINED,
        subject=_subject(row.act, row.user_id, row.values),
        before={"act": row.act, "asked_by": row.asked_by_name, **_said(row.values)}, reason=reason,
    )  # fmt: skip


def _told(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name != SEALED}


def _said(values: dict[str, Any]) -> dict[str, Any]:
    """What the history says of a request: no secret, and nothing that only the program reads."""
    return {name: value for name, value in values.items() if name not in (SEALED, "seen", "step", "case")}


def _subject(act: str, user_id: UUID, values: dict[str, Any]) -> Subject:
    return Subject(About.CASE, values["case"]) if act == Act.CASE_PUT_RIGHT else Subject(About.PERSON, str(user_id))


def _scope(act: Act, values: dict[str, Any]) -> tuple[Any, ...]:
    """What of an act may wait only once for the same person."""
    return tuple(
        values[name] for name in {Act.ROLE_GRANTED: ("role", "unit"), Act.CASE_PUT_RIGHT: ("case",)}.get(act, ())
    )


def _row(session: Session, runtime: Runtime, instansi_id: str, request_id: UUID, of_case: bool) -> SecondPersonRequest:
    """What is asked of a case is decided by who may put cases right, never by administrators, and the other way."""
    row = session.get(SecondPersonRequest, (instansi_id, request_id), with_for_update=True)
    other = row is not None and (row.act == Act.CASE_PUT_RIGHT.value) is not of_case
    if row is None or other or row.asked_at <= runtime.clock.now() - WAITS_FOR:
        raise NotFoundError(_("permintaan ini sudah diputuskan atau lewat waktunya"))
    return row
