"""What the log says of one row to whoever holds a receipt for it: a signature at once, and the proof that it is in."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.models import LogCheckpoint, LogEntry
from engine.record.log.appending import entry_of, known_origin
from engine.record.log.merkle import inclusion, leaf_hash
from engine.record.log.note import MARK, NamedKey, SignedNote, named, signed
from engine.record.log.tiles import Tiles

STATEMENT = "alur-receipt/1"
"""Second line of what is signed: no size of a log, so that it is never taken for a checkpoint."""
MOST_LOOKED = 1_000
"""Newest checkpoints among which a witnessed one is looked for: about a week."""


class OtherEntryError(LookupError):
    """At the place of this row the log holds another one."""


@dataclass(frozen=True)
class Inclusion:
    """A row of the log with the proof that it is below a checkpoint."""

    index: int
    proof: list[bytes]
    checkpoint: LogCheckpoint


def statement(session: Session, *, name: str, row_hash: str, key: Ed25519PrivateKey) -> SignedNote:
    """The installation's word that it holds this row, before the next checkpoint says so. `name`: of a log that has
    not begun."""
    origin = known_origin(session) or name
    return signed(f"{origin}\n{STATEMENT}\n{row_hash}\n", origin, key)


def receipt_key(session: Session, *, name: str, key: Ed25519PrivateKey) -> NamedKey:
    """The public key of `statement`."""
    return named(known_origin(session) or name, key.public_key())


def inclusion_of(
    session: Session, *, government: str, history_id: uuid.UUID, number: int, row_hash: str
) -> Inclusion | None:
    """The proof against the newest witnessed checkpoint, or the newest; None while the row waits for one. Reads the
    log alone. Raises OtherEntryError when the log holds something else in its place.
    """
    own = (LogEntry.government == government, LogEntry.history_id == history_id, LogEntry.number == number)
    index = session.scalar(select(LogEntry.position).where(*own))
    checkpoint = checkpoint_over(session, index) if index is not None else None
    if index is None or checkpoint is None:
        return None
    tiles = Tiles(session)
    if tiles.full(0, index) != leaf_hash(entry_of(row_hash)):
        raise OtherEntryError(f"entry {index}")
    return Inclusion(index, inclusion(tiles.full, index, checkpoint.size), checkpoint)


def checkpoint_over(session: Session, index: int) -> LogCheckpoint | None:
    """The newest witnessed checkpoint above this entry, or the newest; None before there is one."""
    recent = select(LogCheckpoint.size).order_by(LogCheckpoint.size.desc()).limit(MOST_LOOKED).subquery()
    oldest = select(func.min(recent.c.size)).scalar_subquery()
    above = select(LogCheckpoint).where(LogCheckpoint.size > index).order_by(LogCheckpoint.size.desc()).limit(1)
    two_lines = LogCheckpoint.note.like(f"%\n{MARK}%\n{MARK}%")
    witnessed = session.scalars(above.where(LogCheckpoint.size >= oldest, two_lines)).one_or_none()
    return witnessed or session.scalars(above).one_or_none()
