"""Another key takes the place of the log's: the list, the log and its checkpoint change in one transaction."""

from __future__ import annotations

from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy.orm import Session

from engine.catalogue import _
from engine.errors import EngineError
from engine.models import LogEntry
from engine.record.chain import GENESIS
from engine.record.log.appending import entry_of, known_origin, sign_checkpoint, size_of
from engine.record.log.keys import MOST_KEYS, KeyListError, KeyStatement, Succession, read_statement
from engine.record.log.merkle import leaf_hash, root
from engine.record.log.note import named, read_note
from engine.record.log.own_keys import LIST, OWNER, listed, own_chain, row_of
from engine.record.log.tiles import Tiles


def rotate(session: Session, *, former: Ed25519PrivateKey, new: Ed25519PrivateKey, at: datetime) -> KeyStatement:
    """The former key signs for the new one, which signs from now on. Two at once: one fails with IntegrityError.

    Raises EngineError before the log begins and after MOST_KEYS, KeyListError when `former` is not the newest key.
    """
    origin = known_origin(session)
    chain = own_chain(session, named(origin, former.public_key())) if origin else None
    if chain is None:
        raise EngineError(_("log segel belum dimulai; catat dahulu riwayatnya dengan perintah checkpoint"))
    last = chain.statements[-1]
    return _taken(session, origin, last, Succession.ROTATED, (former, new), at)


def found_anew(session: Session, *, new: Ed25519PrivateKey, name: str, at: datetime) -> KeyStatement:
    """A new key where the former is lost: nobody can sign for it, and the list says so. `name`: of a log that has not
    begun. Raises EngineError after MOST_KEYS, NoteError for a list that cannot be read."""
    rows = listed(session)
    last = read_statement(read_note(rows[-1].note).text) if rows else None
    return _taken(session, known_origin(session) or name, last, Succession.LOST, (new,), at)


def _taken(
    session: Session,
    origin: str,
    last: KeyStatement | None,
    way: Succession,
    keys: tuple[Ed25519PrivateKey, ...],
    at: datetime,
) -> KeyStatement:
    number = last.number + 1 if last is not None else 1
    if number > MOST_KEYS:
        raise EngineError(_("paling banyak %(most)s kunci", most=MOST_KEYS))
    tiles, size, new = Tiles(session), size_of(session), keys[-1]
    public = named(origin, new.public_key())
    if last is not None and public == last.key:
        raise KeyListError(_("itu kunci yang sama"))
    statement = KeyStatement(
        number, way, public, size, root(tiles.full, size), last.digest if last is not None else GENESIS, at
    )
    session.add(row_of(statement, statement.note(*keys)))
    if number > 1:
        session.add(LogEntry(position=size, government=OWNER, history_id=LIST, number=number))
        size = tiles.grow(size, [leaf_hash(entry_of(statement.digest))])
        sign_checkpoint(session, tiles, size, origin=origin, key=new, at=at)
    return statement
