"""History: append-only events, hashed one onto the next within a case or a ledger, with a signed head.

A row's hash covers its content and its predecessor; texts of people enter only as a salted commitment, so that lawful
erasure keeps the chain whole. The head (number of rows, last hash) is signed: a chain alone cannot see a cut tail.
"""

from __future__ import annotations

import hashlib
import secrets
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby
from operator import attrgetter
from typing import Any, Protocol

from sqlalchemy import Select, literal, select, tuple_
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, load_only

from engine.actors import Actor
from engine.catalogue import _
from engine.errors import ConflictError
from engine.models import Case, Event, Ledger, LedgerEvent, insert_rows
from engine.models.event import HistoryColumns
from engine.record.advance import HistoryEvent
from engine.record.erasures import Erasures
from engine.record.payload import canonical, read, stored
from engine.record.sealings import Sealings
from engine.sealed import is_closed

GENESIS = "0" * 64
CLOCKS_DIFFER = timedelta(minutes=1)

Subject = Case | Ledger
"""What has a history; both keep its head in the same columns."""
Row = Event | LedgerEvent
Head = tuple[int, str]
"""How many rows a history had, and the hash of the last."""
AT_ONCE = 200
"""Histories that are asked for together."""


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
    """As `append`, but whoever asks inserts the row (`insert_next`), together with those of other cases."""
    salt = salt or (secrets.token_hex(16) if personal else "")
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
        return LedgerEvent(instansi_id=subject.instansi_id, ledger_id=subject.id, **columns)
    return Event(instansi_id=subject.instansi_id, case_id=subject.id, **columns)


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


def head_message(case: Subject) -> bytes:
    """What the signature of a head is over: government, case or ledger, number of rows, hash of the last."""
    return f"{case.instansi_id}/{case.id}/{case.event_count}/{case.head_hash}".encode()


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def rows_of(subject: Subject) -> Select[Any]:
    """The rows of one history in their order."""
    if isinstance(subject, Ledger):
        ledger_rows = select(LedgerEvent).where(LedgerEvent.instansi_id == subject.instansi_id)
        return ledger_rows.where(LedgerEvent.ledger_id == subject.id).order_by(LedgerEvent.number)
    case_rows = select(Event).where(Event.instansi_id == subject.instansi_id)
    return case_rows.where(Event.case_id == subject.id).order_by(Event.number)


def verify_case(session: Session, case: Subject, *, verifier: Verifier | None) -> Break | None:
    """The first break in the history of one case or ledger, or None."""
    query = rows_of(case)
    with session.scalars(query.execution_options(yield_per=200)) as rows:  # closed also when a break ends the reading
        return _first_break(case, rows, verifier, None)


def _first_break(case: Subject, rows: Iterable[Any], verifier: Verifier | None, known: Head | None) -> Break | None:
    """`known`: the head as it was exported once and kept elsewhere."""
    previous, expected, then, sealings, erasures = GENESIS, 1, "", Sealings(), Erasures()
    for row in rows:
        erasures.follow(row)
        reason = _row_problem(row, expected, previous) or sealings.follow(row)
        if reason:
            return _break(case, expected if row.number > expected else row.number, reason)
        previous, expected = row.hash, expected + 1
        if known is not None and row.number == known[0]:
            then = row.hash
    count = expected - 1
    reason = _head_problem(case, count, previous, verifier)
    if not reason and erasures.unrecorded:
        return _break(case, erasures.unrecorded, _("teks pribadi hilang tanpa catatan penghapusan"))
    if not reason:
        left = sealings.left(sealed=isinstance(case, Case) and case.sealed)
        return _break(case, *left) if left else _against_head(case, then, known)
    # Rows that are missing or too many begin after the last one both agree on; else it is the row the head speaks of.
    return _break(case, min(count, case.event_count) + 1 if count != case.event_count else max(count, 1), reason)


def _break(subject: Subject, number: int, reason: str) -> Break:
    name = subject.name if isinstance(subject, Ledger) else ""
    return Break(subject.instansi_id, subject.id, number, reason, name)


def _row_problem(row: Row, expected: int, previous: str) -> str:
    """What is wrong with a row. Of texts that were closed with their salt a later row tells (`engine.record.sealings`);
    and so it does of erased ones (`engine.record.erasures`)."""
    if row.number > expected:
        return _("baris hilang")
    if row.number < expected:
        return _("baris disisipkan")
    if row.previous_hash != previous:
        return _("tidak menyambung dengan baris sebelumnya (disisipkan, ditukar, atau diubah)")
    if row_hash(row) != row.hash:
        return _("isi baris telah diubah")
    apart = row.personal is None or (isinstance(row.personal, dict) and is_closed(row.personal))
    if not apart and not is_committed(row.personal, row.personal_commitment):
        return _("teks pribadi telah diubah")
    return ""


def is_committed(personal: Any, committed: str) -> bool:
    """Whether these are the texts, with their salt, that the row commits to. Never fails, whatever somebody wrote."""
    if not isinstance(personal, dict) or set(personal) != {"salt", "answers"}:
        return False
    salt, answers = personal["salt"], personal["answers"]
    return isinstance(salt, str) and isinstance(answers, dict) and commitment(salt, answers) == committed


def _head_problem(case: Subject, count: int, last_hash: str, verifier: Verifier | None) -> str:
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
    heads: Mapping[str, Head] | None = None,
) -> list[Break]:
    """Every case and ledger with a break, its first broken row named; with `case_id` that one alone.

    `heads` maps "instansi/case" to (number of rows, hash) as exported earlier and kept elsewhere: it shows a case that
    was cut, rewritten as a whole, or removed, even by someone who owns the database and the key.
    """
    breaks, seen = [], set()
    for subject, rows in _histories(session, instansi_id, case_id):
        key = f"{subject.instansi_id}/{subject.id}"
        seen.add(key)
        found = _first_break(subject, rows, verifier, (heads or {}).get(key))
        if found:
            breaks.append(found)
    for key, (count, _head) in (heads or {}).items():
        instansi, _slash, case_text = key.partition("/")
        if key not in seen and (instansi_id in (None, instansi)) and (case_id is None or str(case_id) == case_text):
            breaks.append(Break(instansi, uuid.UUID(case_text), count, _("seluruh riwayat kasus hilang")))
    return breaks


def _histories(
    session: Session, instansi_id: str | None, case_id: uuid.UUID | None
) -> Iterator[tuple[Subject, Iterable[Any]]]:
    """Each subject with its rows, a batch of subjects in two statements; the rows are read as the caller goes on."""
    for model, row_model, owner in ((Case, Event, Event.case_id), (Ledger, LedgerEvent, LedgerEvent.ledger_id)):
        last: tuple[str, uuid.UUID] | None = None
        while subjects := _next_subjects(session, model, instansi_id, case_id, last):
            last = (subjects[-1].instansi_id, subjects[-1].id)
            query = select(row_model.instansi_id, owner.label("history_id"), *_columns(row_model))
            query = query.where(row_model.instansi_id == last[0], owner.in_([subject.id for subject in subjects]))
            with session.execute(query.order_by(owner, row_model.number).execution_options(yield_per=1_000)) as found:
                yield from _with_rows(subjects, found)


def _next_subjects(
    session: Session,
    model: Any,
    instansi_id: str | None,
    case_id: uuid.UUID | None,
    after: tuple[str, uuid.UUID] | None,
) -> list[Subject]:
    """The next batch of one government, by its key; of a case nothing but its head."""
    more = (Case.sealed,) if model is Case else ()
    query = select(model).options(load_only(model.event_count, model.head_hash, model.head_signature, *more))
    if instansi_id is not None:
        query = query.where(model.instansi_id == instansi_id)
    if case_id is not None:
        query = query.where(model.id == case_id)
    if after is not None:
        query = query.where(tuple_(model.instansi_id, model.id) > tuple_(*map(literal, after)))
    found = session.scalars(query.order_by(model.instansi_id, model.id).limit(AT_ONCE)).all()
    return [subject for subject in found if subject.instansi_id == found[0].instansi_id]


def _columns(model: Any) -> list[Any]:
    return [getattr(model, name) for name in HistoryColumns.__annotations__]


def _with_rows(subjects: Sequence[Subject], rows: Iterable[Any]) -> Iterator[tuple[Subject, Iterable[Any]]]:
    """Both come in the order of ids; a subject may have no rows, and rows without a subject cannot be there."""
    groups = groupby(rows, key=attrgetter("history_id"))
    history_id, group = next(groups, (None, iter(())))
    for subject in subjects:
        if subject.id != history_id:
            yield subject, ()
            continue
        yield subject, group
        history_id, group = next(groups, (None, iter(())))


def _against_head(case: Subject, hash_then: str, known: Head | None) -> Break | None:
    if known is None or known[0] == 0:
        return None
    count, known_hash = known
    if not hash_then:
        return _break(case, case.event_count + 1, _("ekor terpotong: dulu ada %(count)s baris", count=count))
    if hash_then != known_hash:
        return _break(case, count, _("berbeda dari kepala riwayat yang disimpan di luar"))
    return None


def unreadable(
    session: Session, *, instansi_id: str | None = None, case_id: uuid.UUID | None = None
) -> Iterator[Break]:
    """Rows that say something which this program does not know: of a newer version, or written past it. They may be
    whole all the same.
    """
    for model, history_id in ((Event, Event.case_id), (LedgerEvent, LedgerEvent.ledger_id)):
        query = select(model.instansi_id, history_id, model.number, model.kind, model.payload)
        if instansi_id is not None:
            query = query.where(model.instansi_id == instansi_id)
        if case_id is not None:
            query = query.where(history_id == case_id)
        ordered = query.order_by(model.instansi_id, history_id, model.number)
        for instansi, history, number, kind, payload in session.execute(ordered.execution_options(yield_per=1_000)):
            findings = read(kind, payload).findings
            if findings:
                yield Break(instansi, history, number, "; ".join(findings))


def backdated(session: Session, *, instansi_id: str | None = None, case_id: uuid.UUID | None = None) -> Iterator[Break]:
    """Rows dated before the row that they follow: the clock of the machine was set back, or had been ahead. They may be
    whole all the same. Clocks of several machines may differ by CLOCKS_DIFFER.
    """
    for model, history_id in ((Event, Event.case_id), (LedgerEvent, LedgerEvent.ledger_id)):
        query = select(model.instansi_id, history_id, model.number, model.at)
        if instansi_id is not None:
            query = query.where(model.instansi_id == instansi_id)
        if case_id is not None:
            query = query.where(history_id == case_id)
        before: tuple[uuid.UUID, datetime] | None = None
        ordered = query.order_by(model.instansi_id, history_id, model.number)
        for instansi, history, number, at in session.execute(ordered.execution_options(yield_per=1_000)):
            if before is not None and before[0] == history and at < before[1] - CLOCKS_DIFFER:
                yield Break(instansi, history, number, _("bertanggal sebelum baris sebelumnya: jam mesin mundur"))
            before = history, at
