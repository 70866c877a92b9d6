"""The operator's desk: what is stuck in any government, without a word of what the complaints say or who is in them."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session

from complaints.models import Complaint, WorkshopJob
from complaints.upkeep.condition import MOST_COUNTED
from engine.government import crossing
from engine.models import Case, CaseStatus, Incident, MigrationOrder, OutboxMessage, Setting
from engine.record.chain import Signer, Verifier
from engine.record.payload import canonical
from engine.running.outbox import DIGEST, NEVER

MOST_SHOWN = 25
CHANNELS = {"email": "surel", DIGEST: "surel", "sms": "SMS", "whatsapp": "WhatsApp"}
"""How a channel of the outbox is called."""
FAILED_AFTER = 3
"""Attempts after which a letter counts as failed: some twenty minutes without success."""
BACKUP_KEY = "backup_taken"
VERIFIED_KEY = "history_verified"


@dataclass(frozen=True)
class IncidentLine:
    """A case that was set aside; `error` is the kind of the fault alone. Of a whistleblower's report neither case
    nor element is told."""

    instansi_id: str
    id: uuid.UUID
    case_id: uuid.UUID | None
    element: str
    error: str
    attempts: int
    occurred_at: datetime
    next_attempt_at: datetime | None


@dataclass(frozen=True)
class LetterLine:
    """A letter that waits; never to whom."""

    instansi_id: str
    id: uuid.UUID
    template: str
    channel: str
    created_at: datetime
    available_at: datetime | None
    """When it is tried again; None when it is not: its carrier refused it."""
    attempts: int
    last_error: str


@dataclass(frozen=True)
class DueLine:
    """A running case and the moment at which its next timer rings. Of a whistleblower's report neither case nor process
    is told."""

    instansi_id: str
    case_id: uuid.UUID | None
    process_id: str
    due_at: datetime | None


@dataclass(frozen=True)
class JobLine:
    """A long check of a draft that is not finished."""

    instansi_id: str
    id: uuid.UUID
    kind: str
    done: int
    total: int
    created_at: datetime


@dataclass(frozen=True)
class Totals:
    """How many there are, counted no further than MOST_COUNTED."""

    incidents: int
    letters: int
    letters_failed: int
    oldest_letter_at: datetime | None
    jobs: int
    moves: int
    """Running cases that shall go over to another version."""


@dataclass(frozen=True)
class Verification:
    """What the last look at every history said; `first` names up to five that are not whole."""

    at: datetime
    broken: int
    first: tuple[str, ...]
    parts: tuple[tuple[str, int, int], ...] = ()
    """What was examined, in words; how much of it; how much of that does not fit."""
    unexamined: tuple[str, ...] = ()
    signed: bool = True
    """With the key of the histories: else anybody who writes to the database may have said it."""


@dataclass(frozen=True)
class StuckWork:
    """The first MOST_SHOWN of each."""

    incidents: list[IncidentLine]
    letters: list[LetterLine]
    due: list[DueLine]
    jobs: list[JobLine]


def totals(session: Session) -> Totals:
    """Of all governments."""
    with crossing(session, why="the operator counts what waits anywhere"):
        waiting = select(OutboxMessage.created_at).where(OutboxMessage.sent_at.is_(None))
        waiting = waiting.where(OutboxMessage.available_at < NEVER)  # what was refused waits for nothing
        failed = waiting.where(OutboxMessage.attempts >= FAILED_AFTER)
        # What waits for the next morning is not held up: only what was tried, or waits for nothing.
        held_up = waiting.where(or_(OutboxMessage.attempts > 0, OutboxMessage.channel != DIGEST))
        return Totals(
            incidents=_count(session, select(Incident.id).where(Incident.resolved_at.is_(None))),
            letters=_count(session, waiting),
            letters_failed=_count(session, failed),
            oldest_letter_at=session.scalar(held_up.order_by(OutboxMessage.created_at).limit(1)),
            jobs=_count(session, select(WorkshopJob.id).where(WorkshopJob.finished_at.is_(None))),
            moves=_count(session, select(MigrationOrder.id).where(MigrationOrder.done_at.is_(None))),
        )


def stuck(session: Session) -> StuckWork:
    """Of all governments: incidents and letters with most attempts first, timers the oldest first."""
    with crossing(session, why="the operator looks after what is stuck anywhere"):
        return StuckWork(
            [_incident(row, bool(restricted)) for row, restricted in session.execute(_INCIDENTS)],
            [_letter(row) for row in session.scalars(_LETTERS)],
            [_due(row) for row in session.execute(_DUE)],
            [
                JobLine(row.instansi_id, row.id, row.kind, row.done, len(row.items), row.created_at)
                for row in session.scalars(_JOBS)
            ],
        )


_INCIDENTS = (
    select(Incident, Complaint.restricted)
    .outerjoin(Complaint, and_(Complaint.instansi_id == Incident.instansi_id, Complaint.id == Incident.case_id))
    .where(Incident.resolved_at.is_(None))
    .order_by(Incident.attempts.desc(), Incident.occurred_at)
    .limit(MOST_SHOWN)
)
_LETTERS = (
    select(OutboxMessage)
    .where(OutboxMessage.sent_at.is_(None))
    .order_by(OutboxMessage.attempts.desc(), OutboxMessage.created_at)
    .limit(MOST_SHOWN)
)
_DUE = (
    select(Case.instansi_id, Case.id, Case.process_id, Case.next_due_at, Complaint.restricted)
    .outerjoin(Complaint, and_(Complaint.instansi_id == Case.instansi_id, Complaint.id == Case.id))
    .where(Case.next_due_at.is_not(None), Case.status == CaseStatus.RUNNING)
    .order_by(Case.next_due_at)
    .limit(MOST_SHOWN)
)
_JOBS = select(WorkshopJob).where(WorkshopJob.finished_at.is_(None)).order_by(WorkshopJob.created_at).limit(MOST_SHOWN)


def _incident(row: Incident, restricted: bool) -> IncidentLine:
    kind = row.error.partition(":")[0][:80]
    return IncidentLine(
        row.instansi_id,
        row.id,
        None if restricted else row.case_id,
        "" if restricted else row.element or "",
        kind,
        row.attempts,
        row.occurred_at,
        row.next_attempt_at,
    )


def _due(row: Any) -> DueLine:
    case_id, process_id = (None, "") if row.restricted else (row.id, row.process_id)
    return DueLine(row.instansi_id, case_id, process_id, row.next_due_at)


def _letter(row: OutboxMessage) -> LetterLine:
    body: Mapping[str, Any] = row.body if isinstance(row.body, dict) else {}
    return LetterLine(
        row.instansi_id,
        row.id,
        str(body.get("template", ""))[:40],
        CHANNELS.get(row.channel, row.channel),
        row.created_at,
        None if row.available_at >= NEVER else row.available_at,
        row.attempts,
        row.last_error or "",
    )


def _count(session: Session, query: Select[Any]) -> int:
    found = query.limit(MOST_COUNTED).subquery()
    return session.scalar(select(func.count()).select_from(found)) or 0


def note_backup(session: Session, *, at: datetime) -> None:
    """A backup was taken, with the key that signs every history in it or beside it."""
    session.merge(Setting(key=BACKUP_KEY, value=at.isoformat()))


def last_backup(session: Session) -> datetime | None:
    """When the last one was taken; None when there was none."""
    row = session.get(Setting, BACKUP_KEY)
    return datetime.fromisoformat(row.value) if row else None


def note_verification(
    session: Session,
    *,
    at: datetime,
    broken: list[str],
    parts: Sequence[tuple[str, int, int]] = (),
    unexamined: Sequence[str] = (),
    signer: Signer | None = None,
) -> None:
    """What a look at every history found, for the desk, the monitor and the page of the seal; signed, since it stands
    in a row that no history binds."""
    found = {"at": at.isoformat(), "broken": len(broken), "first": broken[:5]}
    said = canonical(found | {"parts": list(parts), "unexamined": list(unexamined)})
    signature = signer.sign(_signed(said)).hex() if signer is not None else ""
    session.merge(Setting(key=VERIFIED_KEY, value=json.dumps({"said": said, "signature": signature})))


def last_verification(session: Session, verifier: Verifier | None) -> Verification | None:
    """None when nobody has looked yet, or what was noted cannot be read. `verifier`: None where nothing is signed."""
    row = session.get(Setting, VERIFIED_KEY)
    if row is None:
        return None
    try:
        found = json.loads(row.value)
        said = str(found["said"])
        signed = verifier is None or _is_signed(verifier, found["signature"], said)
        return replace(_read(json.loads(said)), signed=signed)
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError):  # not what this program wrote
        return None


def _signed(said: str) -> bytes:
    return f"{VERIFIED_KEY}/{said}".encode()


def _is_signed(verifier: Verifier, signature: str, said: str) -> bool:
    try:
        verifier.verify(bytes.fromhex(signature), _signed(said))
    except Exception:
        return False
    return True


def _read(found: dict[str, Any]) -> Verification:
    return Verification(
        datetime.fromisoformat(found["at"]),
        found["broken"],
        tuple(found["first"]),
        tuple((str(text), int(count), int(odd)) for text, count, odd in found.get("parts", ())),
        tuple(found.get("unexamined", ())),
    )
