"""The keys of this installation's log as its database holds them, and who may have signed the heads of histories."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.catalogue import _
from engine.errors import EngineError
from engine.models import LogCheckpoint, LogEntry, LogKey
from engine.record.cells import came_of_a_cell
from engine.record.chain import Verifier
from engine.record.log.keys import MOST_KEYS, KeyChain, KeyListError, KeyStatement, chain_of
from engine.record.log.note import NamedKey, NoteError, SignedNote, named, read_key, read_note

OWNER = "-"
"""Whose entries of the log the statements about keys are: no government has this name."""
LIST = uuid.UUID(int=0)
"""Which history of that owner."""
SLOW = timedelta(minutes=30)
"""How long after a change something may still be signed with the former key: by what had begun before it."""


class OtherKeyError(EngineError):
    """The key at hand is not the newest of the log: it was changed meanwhile."""


def row_of(statement: KeyStatement, note: SignedNote) -> LogKey:
    """The row of the list that keeps it."""
    return LogKey(
        number=statement.number, public=str(statement.key), size=statement.size, at=statement.at, note=str(note)
    )


def listed(session: Session) -> list[LogKey]:
    """The keys of this installation's log, oldest first; none before it begins."""
    return list(session.scalars(select(LogKey).order_by(LogKey.number).limit(MOST_KEYS)))


def own_chain(session: Session, newest: NamedKey) -> KeyChain | None:
    """The keys of this installation's log, as its newest one vouches for them; None before there is a list. Raises
    KeyListError when the list is not the one of this key, or was changed."""
    with _readable():
        return _own_chain(session, newest)


@contextmanager
def _readable() -> Iterator[None]:
    """A cell that no program wrote is a list that does not hold."""
    try:
        yield
    except Exception as error:
        if not came_of_a_cell(error):
            raise
        raise KeyListError(_("daftar kunci memuat sel yang tidak ditulis program")) from None


def _own_chain(session: Session, newest: NamedKey) -> KeyChain | None:
    rows = listed(session)
    if not rows:
        return None
    try:
        found = chain_of([read_note(row.note) for row in rows], newest)
    except NoteError as error:
        raise KeyListError(_("daftar kunci tidak terbaca")) from error
    told = [(each.number, str(each.key), each.size, each.at) for each in found.statements]
    if told != [(row.number, row.public, row.size, row.at) for row in rows]:
        raise KeyListError(_("daftar kunci diubah"))
    if found.newest != newest:
        raise KeyListError(_("kunci di tempat ini bukan kunci terakhir dalam daftar kunci"))
    former = found.statements[1:]
    return replace(found, closed=tuple(_closed(session, each.at) for each in former))


def _closed(session: Session, changed_at: datetime) -> int | None:
    return session.scalar(select(func.min(LogCheckpoint.size)).where(LogCheckpoint.at >= changed_at + SLOW))


def held(signer: object) -> Ed25519PrivateKey | None:
    """The key that a signer signs with at this moment: itself, or what its `held()` gives, where its key may change
    while it is used (`complaints.keys.KeptKey`); None for one that is no such key."""
    of_now = getattr(signer, "held", None)
    found = of_now() if of_now is not None else signer
    return found if isinstance(found, Ed25519PrivateKey) else None


def head_verifier(session: Session, signer: object) -> Verifier | None:
    """Checks heads of histories, those too that a former key signed; None where nothing is signed. A list of keys that
    does not hold leaves the newest key alone."""
    key = held(signer)
    if key is None:
        return None
    try:
        with _readable():
            rows = listed(session)
            name = read_key(rows[-1].public).name if len(rows) > 1 else ""
        chain = own_chain(session, named(name, key.public_key())) if name else None
    except (KeyListError, NoteError):
        chain = None
    return chain or key.public_key()


def head_signers(session: Session, verifier: Verifier | None, home: str, ids: Iterable[Any]) -> HeadSigners:
    """Who may have signed the heads of these histories, by their place in the log."""
    if not isinstance(verifier, KeyChain) or len(verifier.statements) == 1:
        return HeadSigners(verifier)
    last = (
        select(LogEntry.history_id, func.max(LogEntry.number), func.max(LogEntry.position))
        .where(LogEntry.government == home, LogEntry.history_id.in_(list(ids)))
        .group_by(LogEntry.history_id)
    )
    return HeadSigners(verifier, {history: (number, position) for history, number, position in session.execute(last)})


@dataclass(frozen=True)
class HeadSigners:
    """The verifier of each of some histories. `last`: number and place of the last row that the log holds."""

    verifier: Verifier | None
    last: dict[Any, tuple[int, int]] | None = None

    def of(self, head: Any) -> Verifier | None:
        """For this head."""
        if self.last is None or not isinstance(self.verifier, KeyChain):
            return self.verifier
        number, position = self.last.get(head.id, (0, 0))
        return self.verifier.at(position if number == head.event_count else None)
