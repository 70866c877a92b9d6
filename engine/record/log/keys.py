"""The keys of a log, one after the other: each was signed for by the one before it, and the change is in the log.

A list of keys holds one statement for each, a signed note of nine lines: name of the log, `alur-key/1`, number,
how the key came (`Succession`), the key, entries of the log before it, their root, SHA-256 of the statement before,
moment. It bears the signatures of the new key and, unless that was lost, of the former one. Who trusts one of them
walks to the others.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from engine.catalogue import _
from engine.errors import EngineError
from engine.record.chain import GENESIS, Verifier
from engine.record.log.note import (
    Checkpoint,
    NamedKey,
    NoteError,
    SignedNote,
    cosigned_at,
    is_signed,
    read_checkpoint,
    read_key,
    read_note,
    signed,
)

STATEMENT = "alur-key/1"
"""Second line of a statement: no size of a log, so that it is never taken for a checkpoint."""
LINES = 9
MOST_KEYS = 100


class Succession(StrEnum):
    """How a key came, as statements spell it."""

    FIRST = "first"
    ROTATED = "rotated"
    LOST = "lost"
    """The former key was lost: nobody could sign for the new one. Witnesses consent, or do not."""


class KeyListError(EngineError):
    """A list of keys does not hold together, or does not lead from the key that is trusted."""


@dataclass(frozen=True)
class KeyStatement:
    """A key and how it came."""

    number: int
    way: Succession
    key: NamedKey
    size: int
    root: bytes
    previous: str
    at: datetime

    @property
    def text(self) -> str:
        """What is signed."""
        seen = str(Checkpoint(self.key.name, self.size, self.root)).splitlines()
        lines = (self.key.name, STATEMENT, str(self.number), self.way, str(self.key), *seen[1:], self.previous)
        return "".join(f"{line}\n" for line in (*lines, self.at.astimezone(UTC).isoformat()))

    @property
    def digest(self) -> str:
        """What the log and the next statement hold of it."""
        return _sha256(self.text)

    def note(self, *keys: Ed25519PrivateKey) -> SignedNote:
        """The statement, signed by these."""
        lines = [signed(self.text, self.key.name, each).signatures[0] for each in keys]
        return SignedNote(self.text, tuple(lines))


def is_statement(text: str) -> bool:
    """Whether a note is about a key, and no checkpoint."""
    return text.partition("\n")[2].startswith(f"{STATEMENT}\n")


def read_statement(text: str) -> KeyStatement:
    """The statement that a note's text is. Raises NoteError."""
    lines = text.split("\n")
    if len(lines) != LINES + 1 or lines[1] != STATEMENT or lines[-1]:
        raise NoteError("a statement about a key has nine lines")
    name, _kind, number, way, key, size, root, previous, at, _end = lines
    before = read_checkpoint(f"{name}\n{size}\n{root}\n")
    try:
        found = KeyStatement(
            int(number), Succession(way), read_key(key), before.size, before.root, previous, datetime.fromisoformat(at)
        )
    except ValueError as error:
        raise NoteError("the statement about a key is not as it is written") from error
    if found.key.name != name or found.text != text:
        raise NoteError("the statement about a key is not as it is written")
    return found


def digest_of(written: str) -> str:
    """Of a stored statement: what the log and the next one hold of it. For any text: one that is none differs."""
    return _sha256(written.partition("\n\n")[0] + "\n")


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def read_list(text: str) -> list[SignedNote]:
    """What `spelt_list` wrote: statements with their signatures, an empty line between two. Raises NoteError."""
    blocks = text.removesuffix("\n").split("\n\n")
    if len(blocks) % 2 or len(blocks) > 2 * MOST_KEYS:
        raise NoteError("a list of keys has a statement and its signatures for each")
    return [read_note(f"{said}\n\n{below}\n") for said, below in zip(blocks[::2], blocks[1::2], strict=True)]


def spelt_list(notes: Iterable[SignedNote]) -> str:
    """As it is published."""
    return "\n".join(map(str, notes))


@dataclass(frozen=True)
class KeyChain:
    """The keys of a log that one trusted key leads to."""

    statements: tuple[KeyStatement, ...]
    closed: tuple[int | None, ...] = ()
    """For each former key: above how many entries nothing is signed with it any more; None while that may still be."""

    @property
    def newest(self) -> NamedKey:
        """The key that signs now."""
        return self.statements[-1].key

    def signed_for(self, note: SignedNote, size: int) -> bool:
        """Whether the key that was the log's at this size signed the note."""
        fitting = (each.key for at, each in enumerate(self.statements) if self._is_at(at, size))
        return any(is_signed(note, key) for key in fitting)

    def _is_at(self, at: int, size: int) -> bool:
        begun = at == 0 or self.statements[at].size < size
        return begun and (at + 1 == len(self.statements) or size <= self.statements[at + 1].size)

    def verify(self, signature: bytes, data: bytes) -> None:
        """Raises InvalidSignature when none of them made it."""
        _verify((each.key for each in self.statements), signature, data)

    def at(self, position: int | None) -> Verifier:
        """Of what a history's head says whose last row is at this place of the log; None: not in it yet."""
        pairs = zip(self.statements, self.closed, strict=False)
        former = [each.key for each, end in pairs if end is None or (position is not None and position < end)]
        return _Several((self.newest, *former))


@dataclass(frozen=True)
class _Several:
    keys: tuple[NamedKey, ...]

    def verify(self, signature: bytes, data: bytes) -> None:
        """As `KeyChain.verify`."""
        _verify(self.keys, signature, data)


def _verify(keys: Iterable[NamedKey], signature: bytes, data: bytes) -> None:
    for key in keys:
        try:
            Ed25519PublicKey.from_public_bytes(key.public).verify(signature, data)
            return
        except InvalidSignature:
            continue
    raise InvalidSignature


def chain_of(notes: Sequence[SignedNote], pinned: NamedKey, *, witnesses: Sequence[NamedKey] = ()) -> KeyChain:
    """All keys of the list, if it leads from the pinned one to each. A key that came because the former was lost needs
    the consent of one of `witnesses`. Raises KeyListError, NoteError."""
    found: list[KeyStatement] = []
    for note in notes:
        statement = read_statement(note.text)
        former = found[-1] if found else None
        if _breaks(statement, former) or statement.key.name != pinned.name or not is_signed(note, statement.key):
            raise KeyListError(_("daftar kunci tidak bersambung pada kunci ke-%(n)s", n=len(found) + 1))
        if any(each.key == pinned for each in found) and former is not None:
            _refuse_stranger(note, statement, former.key, witnesses)
        found.append(statement)
    if not any(each.key == pinned for each in found):
        raise KeyListError(_("kunci yang dipercaya tidak ada dalam daftar kunci"))
    return KeyChain(tuple(found))


def _breaks(statement: KeyStatement, former: KeyStatement | None) -> bool:
    """Whether it is not the one behind the former."""
    if former is None:
        return statement.number != 1 or statement.previous != GENESIS or statement.way is Succession.ROTATED
    continues = (statement.number, statement.previous) == (former.number + 1, former.digest)
    return not continues or statement.size < former.size or statement.way is Succession.FIRST


def _refuse_stranger(note: SignedNote, new: KeyStatement, former: NamedKey, witnesses: Sequence[NamedKey]) -> None:
    if new.way is Succession.ROTATED and not is_signed(note, former):
        raise KeyListError(_("kunci ke-%(n)s tidak ditandatangani kunci sebelumnya", n=new.number))
    if new.way is Succession.LOST and not any(cosigned_at(note, each) is not None for each in witnesses):
        raise KeyListError(_("kunci ke-%(n)s menggantikan kunci yang hilang, tanpa persetujuan saksi", n=new.number))
