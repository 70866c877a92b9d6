"""Does the log hold exactly what the histories say? Rebuilds it from them, and compares it with what was signed."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain, islice
from typing import Any

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session

from engine.catalogue import _
from engine.models import Event, LedgerEvent, LogCheckpoint, LogEntry, LogKey, LogTile
from engine.record.chain import GENESIS, Break
from engine.record.log.appending import entry_of, outside_count, size_of
from engine.record.log.keys import KeyChain, KeyListError, KeyStatement, Succession, digest_of
from engine.record.log.merkle import HASH_BYTES, leaf_hash, root
from engine.record.log.note import NamedKey, NoteError, SignedNote, read_checkpoint, read_note
from engine.record.log.own_keys import LIST, OWNER, own_chain
from engine.record.log.tiles import FULL_BYTES, WIDTH, Tiles, top

NOBODY = uuid.UUID(int=0)
MOST_BREAKS = 1_000
AT_ONCE = 1_000


@dataclass(frozen=True)
class LogVerdict:
    """What was examined of the log, and what does not fit."""

    entries: int
    checkpoints: int
    outside: int
    """Rows of histories that are not in the log yet: of them it says nothing."""
    breaks: list[Break]


def verify_log(session: Session, *, key: NamedKey | None, known: Iterable[SignedNote] = ()) -> LogVerdict:
    """Every place where log and histories differ, at most MOST_BREAKS. The session crosses governments.

    `known`: checkpoints that were kept elsewhere; they show a log that was cut or written anew, even by somebody who
    owns database and key. Without `key` (the newest of the log) no signature is examined.
    """
    tiles = Tiles(session)
    keys, odd = _keys(session, tiles, key)
    found = chain(odd, _rows(session, tiles), _checkpoints(session, tiles, keys), _against(session, tiles, keys, known))
    breaks = list(islice(found, MOST_BREAKS))
    count = session.scalar(select(func.count()).select_from(LogCheckpoint)) or 0
    return LogVerdict(size_of(session), count, outside_count(session), breaks)


def _keys(session: Session, tiles: Tiles, newest: NamedKey | None) -> tuple[KeyChain | None, list[Break]]:
    """The keys that checkpoints were signed with, and what does not fit in their list: each says what the log was when
    it came."""
    if newest is None:
        return None, []
    try:
        keys = own_chain(session, newest)
    except KeyListError as error:
        return KeyChain((_alone(newest),)), [_log_break(0, str(error))]
    if keys is None:
        return KeyChain((_alone(newest),)), []
    others = [each for each in keys.statements if _root(tiles, each.size) != each.root]
    return keys, [_log_break(each.size, _("daftar kunci berbeda dari log segel")) for each in others]


def _alone(key: NamedKey) -> KeyStatement:
    return KeyStatement(1, Succession.FIRST, key, 0, b"", GENESIS, datetime.min.replace(tzinfo=UTC))


def _log_break(position: int, reason: str) -> Break:
    return Break("-", NOBODY, position, reason, _("log segel"))


def _rows(session: Session, tiles: Tiles) -> Iterator[Break]:
    """The leaves against the rows, the tree against its leaves."""
    expected, levels = 0, _Levels(tiles)
    with session.execute(_entries().execution_options(yield_per=AT_ONCE)) as entries:
        for position, government, history_id, number, event_hash, ledger_hash, key_note in entries:
            if position != expected:
                yield _log_break(expected, _("entri hilang dari log segel"))
                return
            kept = levels.leaf(position)
            if len(kept) != HASH_BYTES:
                yield _log_break(position, _("pohon log segel diubah"))
                return
            found = event_hash if event_hash is not None else ledger_hash
            if key_note is not None:
                found = digest_of(key_note)
            if found is None:
                yield Break(government, history_id, number, _("ada di log segel, tetapi hilang dari riwayat"))
            elif leaf_hash(entry_of(found)) != kept:
                yield Break(government, history_id, number, _("berbeda dari yang ada di log segel"))
            yield from levels.add(kept)
            expected += 1
    yield from levels.rest()
    stored = session.scalar(select(func.sum(func.length(LogTile.hashes)))) or 0
    if stored != levels.bytes:
        yield _log_break(expected, _("pohon log segel lebih besar atau lebih kecil daripada entrinya"))


def _entries() -> Select[int, str, uuid.UUID, int, Any, Any, Any]:
    event = and_(
        Event.instansi_id == LogEntry.government, Event.case_id == LogEntry.history_id, Event.number == LogEntry.number
    )
    ledger = and_(
        LedgerEvent.instansi_id == LogEntry.government,
        LedgerEvent.ledger_id == LogEntry.history_id,
        LedgerEvent.number == LogEntry.number,
    )
    key = and_(LogEntry.government == OWNER, LogEntry.history_id == LIST, LogKey.number == LogEntry.number)
    columns = (LogEntry.position, LogEntry.government, LogEntry.history_id, LogEntry.number)
    return (
        select(*columns, Event.hash, LedgerEvent.hash, LogKey.note)
        .outerjoin(Event, event)
        .outerjoin(LedgerEvent, ledger)
        .outerjoin(LogKey, key)
        .order_by(LogEntry.position)
    )


class _Levels:
    """The tree built again from the leaves, one row of hashes per level in memory."""

    def __init__(self, tiles: Tiles) -> None:
        self._tiles = tiles
        self._open: list[tuple[int, bytes]] = []
        """Number and hashes of the row that is being filled, level by level."""
        self.bytes = 0

    def leaf(self, position: int) -> bytes:
        begin = position % WIDTH * HASH_BYTES
        return self._tiles.hashes(0, position // WIDTH)[begin : begin + HASH_BYTES]

    def add(self, digest: bytes, level: int = 0) -> Iterator[Break]:
        if level == len(self._open):
            self._open.append((0, b""))
        number, hashes = self._open[level]
        hashes += digest
        self._open[level] = (number, hashes)
        if len(hashes) >= FULL_BYTES:
            yield from self._compare(level)
            self._open[level] = (number + 1, b"")
            yield from self.add(top(hashes), level + 1)

    def rest(self) -> Iterator[Break]:
        for level, (_number, hashes) in enumerate(self._open):
            if hashes:
                yield from self._compare(level)

    def _compare(self, level: int) -> Iterator[Break]:
        number, hashes = self._open[level]
        self.bytes += len(hashes)
        if self._tiles.hashes(level, number) != hashes:
            yield _log_break(number * WIDTH ** (level + 1), _("pohon log segel diubah"))


def _checkpoints(session: Session, tiles: Tiles, keys: KeyChain | None) -> Iterator[Break]:
    rows = select(LogCheckpoint).order_by(LogCheckpoint.size).execution_options(yield_per=AT_ONCE)
    with session.scalars(rows) as found:
        for row in found:
            try:
                note = read_note(row.note)
                said = read_checkpoint(note.text)
            except NoteError:
                yield _log_break(row.size, _("titik periksa tidak terbaca"))
                continue
            if (said.size, said.root.hex()) != (row.size, row.root):
                yield _log_break(row.size, _("titik periksa diubah"))
            yield from _against(session, tiles, keys, [note])


def _against(session: Session, tiles: Tiles, keys: KeyChain | None, known: Iterable[SignedNote]) -> Iterator[Break]:
    """A signed checkpoint holds as long as the log begins with exactly what it was signed over."""
    size = size_of(session)
    for note in known:
        try:
            said = read_checkpoint(note.text)
        except NoteError:
            yield _log_break(0, _("titik periksa tidak terbaca"))
            continue
        if keys is not None and not keys.signed_for(note, said.size):
            yield _log_break(said.size, _("tanda tangan titik periksa tidak sah"))
        elif said.size > size:
            yield _log_break(size, _("log segel terpotong: dulu %(size)s entri", size=said.size))
        elif _root(tiles, said.size) != said.root:
            yield _log_break(said.size, _("log segel ditulis ulang: tidak sama dengan titik periksanya"))


def _root(tiles: Tiles, size: int) -> bytes | None:
    try:
        return root(tiles.full, size)
    except LookupError:
        return None
