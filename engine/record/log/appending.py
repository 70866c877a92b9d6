"""New rows of all histories enter the log, and a checkpoint is signed over it."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from engine.catalogue import _
from engine.models import Case, Event, Ledger, LedgerEvent, LogCheckpoint, LogEntry, LogKey, Setting
from engine.record.chain import GENESIS
from engine.record.log.keys import KeyStatement, Succession
from engine.record.log.merkle import consistency, leaf_hash, root
from engine.record.log.note import Checkpoint, NamedKey, named, signed
from engine.record.log.own_keys import OWNER, OtherKeyError, held, row_of
from engine.record.log.tiles import Tiles

ORIGIN_KEY = "log_origin"
AT_ONCE = 2_000
"""Rows that enter in one transaction."""


def entry_of(row_hash: str) -> bytes:
    """What the log holds of a row: its hash as it is written, and therefore nothing of what it says."""
    return row_hash.encode("utf-8", "surrogatepass")


def known_origin(session: Session) -> str:
    """The name of the installation's log; "" before it begins."""
    kept = session.get(Setting, ORIGIN_KEY)
    return kept.value if kept is not None else ""


def _origin(session: Session, proposed: str) -> str:
    """`proposed` when the log begins, the same name for ever after."""
    known = known_origin(session)
    if not known:
        session.add(Setting(key=ORIGIN_KEY, value=proposed))
    return known or proposed


def newest(session: Session) -> LogCheckpoint | None:
    """The last checkpoint, or None before the first."""
    return session.scalars(select(LogCheckpoint).order_by(LogCheckpoint.size.desc()).limit(1)).one_or_none()


def size_of(session: Session) -> int:
    """How many rows the log holds."""
    last = session.scalar(select(func.max(LogEntry.position)))
    return 0 if last is None else last + 1


def append_new(session: Session, *, name: str, key: Ed25519PrivateKey, at: datetime, limit: int = AT_ONCE) -> int:
    """Takes up to `limit` rows that are not in the log yet, and signs a checkpoint when there were any; gives how many.

    The session crosses governments. Two that seal at once: one fails with IntegrityError and has changed nothing.
    Raises OtherKeyError when the log's key is another one by now.
    """
    size, rows = size_of(session), list(_outside(session, limit))
    if not rows:
        return 0
    tiles, origin = Tiles(session), _origin(session, name)
    _with_key(session, tiles, size, named(origin, key.public_key()), key, at)
    entries = [
        LogEntry(position=size + at_, government=government, history_id=history_id, number=number)
        for at_, (government, history_id, number, _hash) in enumerate(rows)
    ]
    session.add_all(entries)
    size = tiles.grow(size, (leaf_hash(entry_of(row[3])) for row in rows))
    sign_checkpoint(session, tiles, size, origin=origin, key=key, at=at)
    return len(rows)


def sign_checkpoint(
    session: Session, tiles: Tiles, size: int, *, origin: str, key: Ed25519PrivateKey, at: datetime
) -> None:
    """Signs what the log of this size is."""
    checkpoint = Checkpoint(origin, size, root(tiles.full, size))
    note = signed(str(checkpoint), origin, key)
    session.add(LogCheckpoint(size=size, root=checkpoint.root.hex(), at=at, note=str(note)))
    session.flush()


def _with_key(
    session: Session, tiles: Tiles, size: int, public: NamedKey, key: Ed25519PrivateKey, at: datetime
) -> None:
    """Begins the list of keys with this one, or sees that it is the newest of the list."""
    newest_number = select(func.max(LogKey.number)).scalar_subquery()
    known = session.scalar(select(LogKey.public).where(LogKey.number == newest_number))
    if known is None:
        first = KeyStatement(1, Succession.FIRST, public, size, root(tiles.full, size), GENESIS, at)
        session.add(row_of(first, first.note(key)))
    elif known != str(public):
        raise OtherKeyError(_("kunci log sudah diganti"))


def outside_count(session: Session) -> int:
    """How many rows are not in the log yet."""
    heads = sum(session.scalar(select(func.coalesce(func.sum(model.event_count), 0))) or 0 for model in (Case, Ledger))
    keys = session.scalar(select(func.count()).select_from(LogEntry).where(LogEntry.government == OWNER)) or 0
    return max(0, int(heads) - size_of(session) + keys)


def _outside(session: Session, limit: int) -> Iterator[tuple[str, uuid.UUID, int, str]]:
    """Government, history, number and hash of rows, oldest of each history first."""
    for model, event, history_id in ((Case, Event, Event.case_id), (Ledger, LedgerEvent, LedgerEvent.ledger_id)):
        for government, subject, known in session.execute(_behind(model, limit)).all():
            rows = (
                select(event.number, event.hash)
                .where(event.instansi_id == government, history_id == subject, event.number > known)
                .order_by(event.number)
                .limit(limit)
            )
            for number, row_hash in session.execute(rows):
                yield government, subject, number, row_hash
                limit -= 1
                if limit == 0:
                    return


def _behind(model: type[Case] | type[Ledger], limit: int) -> Select[Any]:
    """Histories with more rows than the log has of them, and how many it has: one look into its index for each."""
    known = (
        select(func.coalesce(func.max(LogEntry.number), 0))
        .where(LogEntry.government == model.instansi_id, LogEntry.history_id == model.id)
        .correlate(model)
        .scalar_subquery()
    )
    behind = select(model.instansi_id, model.id, known).where(model.event_count > known)
    return behind.order_by(model.instansi_id, model.id).limit(limit)


def proof_between(session: Session, old: int, size: int) -> list[bytes]:
    """What shows that the log of `size` rows begins with that of `old` ones. Raises ValueError unless
    0 < old <= size, LookupError when the log is smaller."""
    if size > size_of(session):
        raise LookupError(f"the log has no {size} rows")
    return consistency(Tiles(session).full, old, size)


def public_key(session: Session, signer: object) -> NamedKey | None:
    """The public half of the key that signs checkpoints, under the log's name; None before the log begins, or where
    nothing is signed."""
    name, key = known_origin(session), held(signer)
    return named(name, key.public_key()) if name and key is not None else None
