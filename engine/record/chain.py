"""History: append-only events, hashed one onto the next within a case, with a signed head.

A row's hash covers its content and its predecessor; texts of people enter only as a salted commitment, so that lawful
erasure keeps the chain whole. The head (number of rows, last hash) is signed: a chain alone cannot see a cut tail.
"""

from __future__ import annotations

import hashlib
import secrets
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.catalogue import _
from engine.errors import ConflictError
from engine.models import Case, Event, insert_rows
from engine.record.events import HistoryEvent
from engine.record.payload import canonical, read, stored

GENESIS = "0" * 64


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
    """A row of a case's history that does not fit, and why."""

    instansi_id: str
    case_id: uuid.UUID
    number: int
    reason: str

    def __str__(self) -> str:
        return f"{self.instansi_id}/{self.case_id} baris {self.number}: {self.reason}"


def commitment(salt: str, answers: Mapping[str, Any]) -> str:
    """Commits to texts without revealing them: SHA-256 over a random salt and the texts."""
    return _digest(f"{salt}\n{canonical(dict(answers))}")


def append(
    session: Session,
    case: Case,
    event: HistoryEvent,
    *,
    at: datetime,
    actor: Actor,
    element: str = "",
    personal: Mapping[str, Any] | None = None,
    signer: Signer | None = None,
) -> Event:
    """Add the next row and move the case's head. `element` is the id of the diagram's element that the row is about;
    `personal` holds the texts that may later be erased.

    Raises ConflictError when the row with this number exists (the case is older than what is stored), ValueError for
    a kind of row or a field that the format of histories does not have (`engine.record.events`).
    """
    salt = secrets.token_hex(16) if personal else ""
    row = Event(
        instansi_id=case.instansi_id,
        case_id=case.id,
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
        personal={"salt": salt, "answers": dict(personal)} if personal else None,
        personal_commitment=commitment(salt, personal) if personal else "",
        previous_hash=case.head_hash or GENESIS,
    )
    row.hash = row_hash(row)
    try:
        insert_rows(session, [row])
    except IntegrityError as error:
        raise ConflictError(_("kasus ini baru saja diubah orang lain; muat ulang dan coba lagi")) from error
    case.event_count = row.number
    case.head_hash = row.hash
    if signer is not None:
        case.head_signature = signer.sign(head_message(case)).hex()
    return row


def row_hash(event: Event) -> str:
    """SHA-256 over everything a row says and the hash of the row before it."""
    return _digest(
        canonical(
            [
                event.instansi_id,
                str(event.case_id),
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
        )
    )


def head_message(case: Case) -> bytes:
    """What the signature of a case's head is over: government, case, number of rows, hash of the last."""
    return f"{case.instansi_id}/{case.id}/{case.event_count}/{case.head_hash}".encode()


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def verify_case(session: Session, case: Case, *, verifier: Verifier | None) -> Break | None:
    """The first break in one case's history, or None."""
    previous, expected = GENESIS, 1
    query = select(Event).where(Event.instansi_id == case.instansi_id, Event.case_id == case.id).order_by(Event.number)
    with session.scalars(query.execution_options(yield_per=200)) as rows:  # closed also when a break ends the reading
        for row in rows:
            reason = _row_problem(row, expected, previous)
            if reason:
                return Break(case.instansi_id, case.id, expected if row.number > expected else row.number, reason)
            previous, expected = row.hash, expected + 1
    count = expected - 1
    reason = _head_problem(case, count, previous, verifier)
    # Rows that are missing or too many begin after the last one both agree on; else it is the row the head speaks of.
    number = min(count, case.event_count) + 1 if count != case.event_count else max(count, 1)
    return Break(case.instansi_id, case.id, number, reason) if reason else None


def _row_problem(row: Event, expected: int, previous: str) -> str:
    if row.number > expected:
        return _("baris hilang")
    if row.number < expected:
        return _("baris disisipkan")
    if row.previous_hash != previous:
        return _("tidak menyambung dengan baris sebelumnya (disisipkan, ditukar, atau diubah)")
    if row_hash(row) != row.hash:
        return _("isi baris telah diubah")
    if row.personal is not None and not _is_committed(row.personal, row.personal_commitment):
        return _("teks pribadi telah diubah")
    return ""


def _is_committed(personal: Any, committed: str) -> bool:
    """Whatever somebody wrote into the column, this tells and never fails."""
    if not isinstance(personal, dict) or set(personal) != {"salt", "answers"}:
        return False
    salt, answers = personal["salt"], personal["answers"]
    return isinstance(salt, str) and isinstance(answers, dict) and commitment(salt, answers) == committed


def _head_problem(case: Case, count: int, last_hash: str, verifier: Verifier | None) -> str:
    if count != case.event_count or (last_hash if count else "") != (case.head_hash or ""):
        return _("ekor riwayat terpotong atau ditambah")
    if verifier is None:
        return ""
    try:
        verifier.verify(bytes.fromhex(case.head_signature), head_message(case))
    except Exception:
        return _("tanda tangan kepala riwayat tidak sah")
    return ""


def verify_history(
    session: Session,
    *,
    verifier: Verifier | None,
    instansi_id: str | None = None,
    case_id: uuid.UUID | None = None,
    heads: Mapping[str, tuple[int, str]] | None = None,
) -> list[Break]:
    """Every case with a break, its first broken row named.

    `heads` maps "instansi/case" to (number of rows, hash) as exported earlier and kept elsewhere: it shows a case that
    was cut, rewritten as a whole, or removed, even by someone who owns the database and the key.
    """
    query = select(Case).order_by(Case.instansi_id, Case.id).execution_options(yield_per=200)
    if instansi_id is not None:
        query = query.where(Case.instansi_id == instansi_id)
    if case_id is not None:
        query = query.where(Case.id == case_id)
    breaks, seen = [], set()
    for case in session.scalars(query):
        seen.add(f"{case.instansi_id}/{case.id}")
        found = verify_case(session, case, verifier=verifier) or _against_head(session, case, heads)
        if found:
            breaks.append(found)
    for key, (count, _head) in (heads or {}).items():
        instansi, _slash, case_text = key.partition("/")
        if key not in seen and (instansi_id in (None, instansi)) and (case_id is None or str(case_id) == case_text):
            breaks.append(Break(instansi, uuid.UUID(case_text), count, _("seluruh riwayat kasus hilang")))
    return breaks


def _against_head(session: Session, case: Case, heads: Mapping[str, tuple[int, str]] | None) -> Break | None:
    head = (heads or {}).get(f"{case.instansi_id}/{case.id}")
    if head is None or head[0] == 0:
        return None
    count, known_hash = head
    row = session.get(Event, (case.instansi_id, case.id, count))
    if row is None:
        return Break(
            case.instansi_id, case.id, case.event_count + 1, _("ekor terpotong: dulu ada %(count)s baris", count=count)
        )
    if row.hash != known_hash:
        return Break(case.instansi_id, case.id, count, _("berbeda dari kepala riwayat yang disimpan di luar"))
    return None


def unreadable(
    session: Session, *, instansi_id: str | None = None, case_id: uuid.UUID | None = None
) -> Iterator[Break]:
    """Rows that say something which this program does not know: of a newer version, or written past it. They may be
    whole all the same.
    """
    query = select(Event.instansi_id, Event.case_id, Event.number, Event.kind, Event.payload)
    if instansi_id is not None:
        query = query.where(Event.instansi_id == instansi_id)
    if case_id is not None:
        query = query.where(Event.case_id == case_id)
    ordered = query.order_by(Event.instansi_id, Event.case_id, Event.number)
    for instansi, case, number, kind, payload in session.execute(ordered.execution_options(yield_per=1_000)):
        findings = read(kind, payload).findings
        if findings:
            yield Break(instansi, case, number, "; ".join(findings))


def heads(session: Session) -> Iterator[tuple[str, int, str, str]]:
    """("instansi/case", number of rows, hash, signature) of every case, to be kept outside the database."""
    query = select(Case.instansi_id, Case.id, Case.event_count, Case.head_hash, Case.head_signature)
    for instansi, case_id, count, head_hash, signature in session.execute(query.execution_options(yield_per=1_000)):
        yield f"{instansi}/{case_id}", count, head_hash, signature
