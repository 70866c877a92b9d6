"""Asking for an identity, and what a keeper answers: each a row, a reason, and a letter to the other side."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints.casework.case_file import access_to
from complaints.casework.consent import (
    ASKABLE,
    ConsentState,
    IdentityRequest,
    keepers_of,
    standing,
    waiting,
)
from complaints.casework.readings import Ground, What, note_step
from complaints.casework.reasons import words_for
from complaints.models import Complaint, Membership, User
from complaints.notices.notice import Matter, to_people
from complaints.people.roles import WorkScope, roles_of
from complaints.people.terms import in_force
from engine.actors import Actor
from engine.catalogue import _
from engine.errors import ConflictError, NotFoundError
from engine.models import Case


def ask_for_identity(
    session: Session,
    *,
    instansi_id: str,
    actor: Actor,
    scopes: Sequence[WorkScope],
    case_id: UUID,
    ground: Ground,
    text: str,
    now: datetime,
) -> None:
    """Ask the keepers, who are told by mail. A request that waits already is not doubled.

    Raises NotFoundError when the complaint, or the way to its identity, is not open to this person.
    """
    access = access_to(session, instansi_id=instansi_id, actor=actor, scopes=scopes, case_id=case_id)
    if access.substance is not None or access.identity not in ASKABLE:
        raise NotFoundError(_("Berkas tidak ditemukan."))
    session.get_one(Case, (instansi_id, case_id), with_for_update=True)
    now_state = standing(session, instansi_id=instansi_id, actor=actor, case_id=case_id, now=now).state
    if now_state in (ConsentState.ASKED, ConsentState.OPENED):
        return
    complaint = session.get_one(Complaint, (instansi_id, case_id))
    note_step(
        session, instansi_id=instansi_id, actor=actor, scopes=scopes, case_id=case_id, now=now,
        what=What.IDENTITY_ASKED, ground=ground.value, words=words_for(session, complaint, text),
    )  # fmt: skip
    held = (Membership.instansi_id == instansi_id) & in_force(now)
    keepers = select(Membership.user_id).where(
        held, Membership.role.in_(sorted(keepers_of(restricted=complaint.restricted)))
    )
    wanted = (User.instansi_id == instansi_id, User.active, User.id.in_(keepers))
    others = [row for row in session.execute(select(User.id, User.email).where(*wanted)) if str(row.id) != actor.id]
    _tell(session, complaint, [row.email for row in others], What.IDENTITY_ASKED, now)


def decide_identity(
    session: Session, *, instansi_id: str, actor: Actor, request_id: UUID, opens: bool, text: str, now: datetime
) -> IdentityRequest:
    """Consent, or refuse; the person who asked is told by mail.

    Raises NotFoundError for a request that is not this person's to decide, ConflictError when somebody decided it.
    """
    known = {each.id: each for each in waiting(session, instansi_id=instansi_id, actor=actor, now=now)}
    request = known.get(request_id)
    if request is None:
        raise NotFoundError(_("Permintaan ini tidak ada, sudah diputuskan, atau bukan untuk Anda."))
    session.get_one(Case, (instansi_id, request.case_id), with_for_update=True)
    if request_id not in {each.id for each in waiting(session, instansi_id=instansi_id, actor=actor, now=now)}:
        raise ConflictError(_("Permintaan ini baru saja diputuskan rekan Anda."))
    complaint = session.get_one(Complaint, (instansi_id, request.case_id))
    role = sorted(roles_of(actor) & keepers_of(restricted=complaint.restricted))[0]
    what = What.IDENTITY_OPENED if opens else What.IDENTITY_REFUSED
    note_step(
        session, instansi_id=instansi_id, actor=actor, scopes=(), case_id=request.case_id, now=now, what=what,
        words=words_for(session, complaint, text), part=str(request_id), role=role,
    )  # fmt: skip
    address = session.scalar(
        select(User.email).where(User.instansi_id == instansi_id, User.id == UUID(request.asked_by), User.active)
    )
    _tell(session, complaint, [address or ""], what, now)
    return request


def _tell(session: Session, complaint: Complaint, addresses: Sequence[str], what: What, now: datetime) -> None:
    matter = Matter(restricted=True) if complaint.restricted else Matter(number=complaint.number)
    to_people(session, instansi_id=complaint.instansi_id, addresses=addresses, kind=what.value, about=matter, now=now)
