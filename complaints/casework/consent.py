"""A name that stays hidden, or the one in a whistleblower's report, opens to others only when a keeper consents.

Keepers are those to whom the law gives the identity, because they verify it and decide on secrecy (TL-VI.B.1.a-1, a-5;
BT-P10): `HIDDEN_NAME_READERS`, and for a whistleblower's report its officers. Whoever reads the substance may ask, with
a reason; a keeper who is somebody else consents or refuses, with a reason; consent opens the identity for `VALID_FOR`.
Each step is a row of the table of readings, so that nothing of it can be changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from complaints.casework.readings import What
from complaints.casework.visibility import Access, Reason
from complaints.models import Complaint, Reading
from complaints.people.roles import HIDDEN_NAME_READERS, Role, roles_of
from engine.actors import Actor

VALID_FOR = timedelta(days=3)
"""How long consent opens the identity."""
WAITS_FOR = timedelta(days=14)
"""How long a request waits; then it has lapsed."""
MOST_STEPS = 500
"""Steps about one complaint, or requests of one government, that are looked at."""
STEPS = (What.IDENTITY_ASKED, What.IDENTITY_OPENED, What.IDENTITY_REFUSED)
ASKABLE = frozenset({Reason.HIDDEN, Reason.RESTRICTED})
"""Why an identity may be closed so that a keeper can open it. What a reporter did not give nobody can."""
RESTRICTED_KEEPERS = frozenset({Role.PETUGAS_WBS.value})
KEEPERS = frozenset(HIDDEN_NAME_READERS) | RESTRICTED_KEEPERS


class ConsentState(StrEnum):
    """How far a person's request is."""

    NONE = "none"
    ASKED = "asked"
    OPENED = "opened"
    REFUSED = "refused"


@dataclass(frozen=True)
class RequestStanding:
    """Where a person's last request about one complaint stands."""

    state: ConsentState
    until: datetime | None = None
    """Until when it waits, or the identity is open."""
    by: str = ""
    """Name of the keeper who decided."""
    answer: str = ""
    """What the keeper wrote."""


@dataclass(frozen=True)
class IdentityRequest:
    """A request that waits for a keeper."""

    id: UUID
    case_id: UUID
    number: str
    restricted: bool
    asked_by: str
    """Id of the person."""
    name: str
    role: str
    unit: str
    asked_at: datetime
    ground: str
    reason: str


def keepers_of(*, restricted: bool) -> frozenset[str]:
    """Roles whose holders consent."""
    return RESTRICTED_KEEPERS if restricted else frozenset(HIDDEN_NAME_READERS)


def with_consent(
    session: Session, access: Access, *, instansi_id: str, actor: Actor, case_id: UUID, now: datetime
) -> bool:
    """Whether a keeper opened the identity to this person, and that still holds. One statement, and only for a case
    whose identity is closed so that it could."""
    if access.identity not in ASKABLE or access.substance is not None:
        return False
    return (
        standing(session, instansi_id=instansi_id, actor=actor, case_id=case_id, now=now).state is ConsentState.OPENED
    )


def standing(session: Session, *, instansi_id: str, actor: Actor, case_id: UUID, now: datetime) -> RequestStanding:
    """Where the last request of this person stands. A refusal is told for as long as a request would wait."""
    rows = session.execute(
        select(Reading.id, Reading.at, Reading.what, Reading.part, Reading.actor, Reading.actor_name, Reading.reason)
        .where(
            Reading.instansi_id == instansi_id,
            Reading.case_id == case_id,
            Reading.what.in_(STEPS),
            Reading.at > now - WAITS_FOR - VALID_FOR,
        )
        .order_by(Reading.at, Reading.id)
        .limit(MOST_STEPS)
    ).all()
    mine = [row for row in rows if row.what == What.IDENTITY_ASKED and row.actor == actor.id]
    if not mine:
        return RequestStanding(ConsentState.NONE)
    decided = next((row for row in rows if row.part == str(mine[-1].id)), None)
    if decided is None:
        until = mine[-1].at + WAITS_FOR
        return RequestStanding(ConsentState.ASKED, until) if until > now else RequestStanding(ConsentState.NONE)
    if decided.what == What.IDENTITY_REFUSED:
        return RequestStanding(ConsentState.REFUSED, None, decided.actor_name, decided.reason)
    until = decided.at + VALID_FOR
    opened = RequestStanding(ConsentState.OPENED, until, decided.actor_name, decided.reason)
    return opened if until > now else RequestStanding(ConsentState.NONE)


def waiting(session: Session, *, instansi_id: str, actor: Actor, now: datetime) -> list[IdentityRequest]:
    """Requests that this person may decide, oldest first. Two statements."""
    held = roles_of(actor)
    kinds = [restricted for restricted in (False, True) if held & keepers_of(restricted=restricted)]
    rows = session.execute(
        select(Reading, Complaint.number, Complaint.restricted)
        .join(Complaint, and_(Complaint.instansi_id == Reading.instansi_id, Complaint.id == Reading.case_id))
        .where(
            Reading.instansi_id == instansi_id,
            Reading.what == What.IDENTITY_ASKED,
            Reading.at > now - WAITS_FOR,
            Reading.actor != actor.id,
            Complaint.restricted.in_(kinds),
        )
        .order_by(Reading.at, Reading.id)
    ).all()
    decided = _decided(session, instansi_id, {row.Reading.case_id for row in rows}, now)
    return [_request(row) for row in rows if str(row.Reading.id) not in decided][:MOST_STEPS]


def _decided(session: Session, instansi_id: str, cases: Iterable[Any], now: datetime) -> set[str]:
    asked: Sequence[Any] = sorted(cases, key=str)
    if not asked:
        return set()
    found = select(Reading.part).where(
        Reading.instansi_id == instansi_id,
        Reading.case_id.in_(asked),
        Reading.what.in_(STEPS[1:]),
        Reading.at > now - WAITS_FOR,
    )
    return set(session.scalars(found))


def _request(row: Any) -> IdentityRequest:
    asked = row.Reading
    return IdentityRequest(
        id=asked.id,
        case_id=asked.case_id,
        number=row.number,
        restricted=row.restricted,
        asked_by=asked.actor,
        name=asked.actor_name,
        role=asked.role,
        unit=asked.unit,
        asked_at=asked.at,
        ground=asked.ground,
        reason=asked.reason,
    )
