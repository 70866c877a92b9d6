"""Why somebody opens a complaint that asks for a reason: chosen, or written, and what names the reporter masked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from complaints.casework.case_file import access_to
from complaints.casework.disclosure import without_identity
from complaints.casework.readings import CHOSEN, Ground, note_reason
from complaints.intake.identity import identity_words
from complaints.models import Complaint, Reporter
from complaints.people.roles import Role, WorkScope, roles_of
from engine.actors import Actor
from engine.catalogue import _
from engine.errors import NotFoundError
from engine.models import Case

LONGEST_REASON = 300
"""Characters."""


@dataclass(frozen=True)
class ReasonAsked:
    """The complaint for which a reason is asked."""

    number: str
    """"" for a report of a whistleblower, whose number auditors do not read."""
    restricted: bool
    """Then a reason is only chosen: what is written would lie open."""


def asked(
    session: Session, *, instansi_id: str, actor: Actor, scopes: Sequence[WorkScope], case_id: UUID
) -> ReasonAsked:
    """What the page may say. Raises NotFoundError when the complaint is none of this person's business."""
    complaint = _complaint(session, instansi_id, actor, scopes, case_id)
    return ReasonAsked("" if complaint.restricted else complaint.number, complaint.restricted)


def give_reason(
    session: Session,
    *,
    instansi_id: str,
    actor: Actor,
    scopes: Sequence[WorkScope],
    case_id: UUID,
    ground: Ground,
    text: str,
    now: datetime,
) -> str:
    """Note why this person opens the case from now on; gives the words that are kept of it.

    Raises NotFoundError when it is none of their business; ValueError for a ground that nobody chooses.
    """
    if ground not in CHOSEN:
        raise ValueError(ground)
    complaint = _complaint(session, instansi_id, actor, scopes, case_id)
    words = words_for(session, complaint, text)
    note_reason(
        session, instansi_id=instansi_id, actor=actor, scopes=scopes, case_id=case_id, ground=ground, words=words,
        now=now,
    )  # fmt: skip
    return words


def words_for(session: Session, complaint: Complaint, text: str) -> str:
    """What is kept of what somebody wrote about a complaint: nothing that names its reporter, and of a whistleblower's
    report nothing at all."""
    if complaint.restricted:
        return ""
    key = (complaint.instansi_id, complaint.id)
    secrets = identity_words(session, session.get(Reporter, key), session.get_one(Case, key))
    return without_identity(text.strip()[:LONGEST_REASON], secrets)


def _complaint(
    session: Session, instansi_id: str, actor: Actor, scopes: Sequence[WorkScope], case_id: UUID
) -> Complaint:
    """The complaint that this person may open, as an auditor or supervisor or on the desk."""
    complaint = session.get(Complaint, (instansi_id, case_id))
    if complaint is None:
        raise NotFoundError(_("Berkas tidak ditemukan."))
    if Role.AUDITOR not in roles_of(actor):
        access_to(session, instansi_id=instansi_id, actor=actor, scopes=scopes, case_id=case_id, overseeing=True)
    return complaint
