"""History: append-only events, hashed one onto the next within a case or a ledger, with a signed head.

A row's hash covers its content and its predecessor; texts of people enter only as a salted commitment, so that lawful
erasure keeps the chain whole. The head (number of rows, last hash) is signed: a chain alone cannot see a cut tail.
"""

from __future__ import annotations

import hashlib
import secrets
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.catalogue import _
from engine.errors import ConflictError
from engine.models import Case, Event, Ledger, LedgerEvent, carrier, insert_rows
from engine.record.advance import HistoryEvent
from engine.record.payload import canonical, stored

GENESIS = "0" * 64

Subject = Case | Ledger
"""What has a history; both keep its head in the same columns."""
Row = Event | LedgerEvent
Head = tuple[int, str]
"""How many rows a history had, and the hash of the last."""


class HeadColumns(Protocol):
    """What of a case or ledger is its head."""

    instansi_id: Any
    id: Any
    event_count: int
    head_hash: str
    head_signature: str


class Signer(Protocol):
    """Signs the head of a case's history."""

    def sign(self, message: bytes) -> bytes:
        """The signature over a message."""


class Verifier(Protocol):
    """Checks a signature; raises on a false one (as Ed25519PublicKey.verify does)."""

    def verify(self, signature: bytes, data: bytes) -> None:
        """Raises when `signature` was not made over `data` by the key's owner."""


@dataclass(frozen=True)
class Break:
    """A row of a history that does not fit, and why."""

    instansi_id: str
    case_id: uuid.UUID
    """The id of the case, or of the ledger."""
    number: int
    reason: str
    name: str = ""
    """Of a ledger."""

    def __str__(self) -> str:
        return f"{self.instansi_id}/{self.name or self.case_id} baris {self.number}: {self.reason}"


def commitment(salt: str, answers: Mapping[str, Any]) -> str:
    """Commits to texts without revealing them: SHA-256 over a random salt and the texts."""
    return _digest(f"{salt}\n{canonical(dict(answers))}")


def append(
    session: Session,
    case: Subject,
    event: HistoryEvent,
    *,
    at: datetime,
    actor: Actor,
    element: str = "",
    personal: Mapping[str, Any] | None = None,
    signer: Signer | None = None,
    salt: str = "",
) -> Row:
    """Add the next row to the history of a case or ledger and move its head. `element` is the id of the diagram's
    element that the row is about; `personal` holds the texts that may later be erased. `salt`: with which
    the event committed to something already (`engine.record.belongings`); it is kept with the texts.

    Raises ConflictError when the row with this number exists (the case is older than what is stored), ValueError for
    a kind of row or a field that the format of histories does not have (`engine.record.events`).
    """
    row = next_row(case, event, at=at, actor=actor, element=element, personal=personal, signer=signer, salt=salt)
    insert_next(session, [row])
    return row


def next_row(
    case: Subject,
    event: HistoryEvent,
    *,
    at: datetime,
    actor: Actor,
    element: str = "",
    personal: Mapping[str, Any] | None = None,
    signer: Signer | None = None,
    salt: str = "",
) -> Row:
    """As `append`, but whoever asks inserts the row (`insert_next`), together with those of other cases.

    Each row of a case has a salt, texts or not: its hash is shown where the row itself must not be (the ZIP of a case),
    and few answers are so many that nobody could try them all.
    """
    salt = salt or (secrets.token_hex(16) if personal or isinstance(case, Case) else "")
    texts = dict(personal or {})
    row = _row(
        case,
        number=(case.event_count or 0) + 1,
        at=at,
        kind=event.KIND,
        actor=actor.id,
        actor_name=actor.name,
        on_behalf_of=actor.on_behalf_of,
        role=actor.role,
        unit=actor.unit,
        element=element,
        payload=stored(event),
        personal={"salt": salt, "answers": texts} if salt else None,
        personal_commitment=commitment(salt, texts) if salt else "",
        previous_hash=case.head_hash or GENESIS,
    )
    row.hash = row_hash(row)
    case.event_count = row.number
    case.head_hash = row.hash
    if signer is not None:
        case.head_signature = signer.sign(head_message(case)).hex()
    return row


def insert_next(session: Session, rows: Sequence[Row]) -> None:
    """Rows of `next_row`. Raises ConflictError when one of these numbers exists."""
    try:
        insert_rows(session, rows)
    except IntegrityError as error:
        raise ConflictError(_("kasus ini baru saja diubah orang lain; muat ulang dan coba lagi")) from error


def _row(subject: Subject, **columns: Any) -> Row:
    if isinstance(subject, Ledger):
        return carrier(LedgerEvent)(instansi_id=subject.instansi_id, ledger_id=subject.id, **columns)
    return carrier(Event)(instansi_id=subject.instansi_id, case_id=subject.id, **columns)


def row_columns(event: Row) -> list[Any]:
    """Everything that a row says, and the hash of the row before it: what its own hash is over."""
    return [
        event.instansi_id,
        str(event.history_id),
        event.number,
        event.at.astimezone(UTC).isoformat(),
        event.kind,
        event.actor,
        event.actor_name,
        event.on_behalf_of,
        event.role,
        event.unit,
        event.element,
        event.payload,
        event.personal_commitment,
        event.previous_hash,
    ]


def row_hash(event: Row) -> str:
    """SHA-256 over everything a row says and the hash of the row before it."""
    return _digest(canonical(row_columns(event)))


def head_message(case: HeadColumns) -> bytes:
    """What the signature of a head is over: government, case or ledger, number of rows, hash of the last."""
    return f"{case.instansi_id}/{case.id}/{case.event_count}/{case.head_hash}".encode()


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def is_committed(personal: Any, committed: str) -> bool:
    """Whether these are the texts, with their salt, that the row commits to. Never fails, whatever somebody wrote."""
    if not isinstance(personal, dict) or set(personal) != {"salt", "answers"}:
        return False
    salt, answers = personal["salt"], personal["answers"]
    return isinstance(salt, str) and isinstance(answers, dict) and commitment(salt, answers) == committed
