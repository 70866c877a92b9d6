"""Signed notes and checkpoints as C2SP writes them (signed-note, tlog-checkpoint, tlog-cosignature v1): Ed25519."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

NOTE = 0x01
COSIGNATURE = 0x04
"""Kinds of keys: what is signed with one kind never counts for the other."""
ID_BYTES = 4
TIME_BYTES = 8
MARK = "— "
MOST_BYTES = 16_384
MOST_SIGNATURES = 64
CHECKPOINT_LINES = 3
SIZE = re.compile(r"0|[1-9][0-9]{0,17}", re.ASCII)
LAST_SECOND = 253_402_300_799
"""The end of the year 9999, in Unix time."""
KEY_BYTES = ROOT_BYTES = 32


class NoteError(ValueError):
    """A text that is no note, checkpoint or key; says where."""


@dataclass(frozen=True)
class SignedNote:
    """A text and the signatures below it."""

    text: str
    """Ends with a line break."""
    signatures: tuple[tuple[str, bytes, bytes], ...]
    """Name of the key, its id, the signature."""

    def __str__(self) -> str:
        lines = (f"{MARK}{name} {_base64(key_id + signature)}\n" for name, key_id, signature in self.signatures)
        return f"{self.text}\n{''.join(lines)}"


@dataclass(frozen=True)
class Checkpoint:
    """How large a log is, and the root of its tree."""

    origin: str
    """Name of the log: like an address without scheme."""
    size: int
    root: bytes

    def __str__(self) -> str:
        return f"{self.origin}\n{self.size}\n{_base64(self.root)}\n"


@dataclass(frozen=True)
class NamedKey:
    """A public key with the name it signs under."""

    name: str
    kind: int
    public: bytes

    @property
    def id(self) -> bytes:
        """The first bytes of the hash over name, kind and key."""
        return hashlib.sha256(f"{self.name}\n".encode() + bytes([self.kind]) + self.public).digest()[:ID_BYTES]

    def __str__(self) -> str:
        """As others are told it: `name+hex id+base64`."""
        return f"{self.name}+{self.id.hex()}+{_base64(bytes([self.kind]) + self.public)}"


def named(name: str, key: Ed25519PublicKey, *, kind: int = NOTE) -> NamedKey:
    """The key under this name. Raises NoteError for a name with spaces or a plus sign."""
    if not name or any(letter.isspace() or letter == "+" for letter in name):
        raise NoteError("the name of a key has no spaces and no plus sign")
    return NamedKey(name, kind, key.public_bytes(Encoding.Raw, PublicFormat.Raw))


def read_key(text: str) -> NamedKey:
    """What `str(NamedKey)` wrote. Raises NoteError."""
    name, plus, rest = text.strip().partition("+")
    key_id, plus_again, coded = rest.partition("+")
    if not plus or not plus_again:
        raise NoteError("a key is written name+id+key")
    body = _unbase64(coded)
    if len(body) != 1 + KEY_BYTES or body[0] not in (NOTE, COSIGNATURE):
        raise NoteError("not an Ed25519 key")
    found = NamedKey(name, body[0], body[1:])
    if found.id.hex() != key_id:
        raise NoteError("the id of the key does not belong to it")
    return found


def signed(text: str, name: str, key: Ed25519PrivateKey) -> SignedNote:
    """The text with the signature of its author."""
    who = named(name, key.public_key())
    return SignedNote(text, ((name, who.id, key.sign(text.encode())),))


def cosigned(note: SignedNote, name: str, key: Ed25519PrivateKey, *, seconds: int) -> SignedNote:
    """The note with one more line: at this time (Unix seconds) the witness saw no larger tree that is consistent."""
    who = named(name, key.public_key(), kind=COSIGNATURE)
    signature = seconds.to_bytes(TIME_BYTES, "big") + key.sign(_witnessed(note.text, seconds))
    return SignedNote(note.text, (*note.signatures, (name, who.id, signature)))


def is_signed(note: SignedNote, by: NamedKey) -> bool:
    """Whether the key signed the note; a cosigning key its witness's line."""
    return any(_holds(note.text, by, signature) for signature in _of(note, by))


def cosigned_at(note: SignedNote, by: NamedKey) -> int | None:
    """When the witness cosigned (Unix seconds), or None where it did not."""
    times = [
        int.from_bytes(signature[:TIME_BYTES], "big")
        for signature in _of(note, by)
        if by.kind == COSIGNATURE and _holds(note.text, by, signature)
    ]
    return max((each for each in times if each <= LAST_SECOND), default=None)


def _of(note: SignedNote, by: NamedKey) -> Sequence[bytes]:
    return [signature for name, key_id, signature in note.signatures if (name, key_id) == (by.name, by.id)]


def _holds(text: str, by: NamedKey, signature: bytes) -> bool:
    said = text.encode()
    if by.kind == COSIGNATURE:
        said = _witnessed(text, int.from_bytes(signature[:TIME_BYTES], "big"))
        signature = signature[TIME_BYTES:]
    try:
        Ed25519PublicKey.from_public_bytes(by.public).verify(signature, said)
    except InvalidSignature:
        return False
    return True


def _witnessed(text: str, seconds: int) -> bytes:
    return f"cosignature/v1\ntime {seconds}\n{text}".encode()


def read_note(written: str) -> SignedNote:
    """What `str(SignedNote)` wrote. Raises NoteError for anything else."""
    if len(written.encode("utf-8", "surrogatepass")) > MOST_BYTES:
        raise NoteError("a note this long is none")
    text, blank, below = written.rpartition("\n\n")
    lines = below.splitlines()
    if not blank or not lines or len(lines) > MOST_SIGNATURES or not written.endswith("\n"):
        raise NoteError("a text, an empty line, and signatures are expected")
    return SignedNote(f"{text}\n", tuple(_signature(line) for line in lines))


def _signature(line: str) -> tuple[str, bytes, bytes]:
    name, space, coded = line.removeprefix(MARK).partition(" ")
    body = _unbase64(coded)
    if not line.startswith(MARK) or not space or not name or len(body) <= ID_BYTES:
        raise NoteError("a line of signature is written — name base64")
    return name, body[:ID_BYTES], body[ID_BYTES:]


def read_checkpoint(text: str) -> Checkpoint:
    """The checkpoint that a note's text is. Raises NoteError."""
    lines = text.split("\n")
    if len(lines) != CHECKPOINT_LINES + 1 or lines[-1] or not lines[0]:
        raise NoteError("a checkpoint has three lines: origin, size, root")
    if not SIZE.fullmatch(lines[1]):
        raise NoteError("the size of a log is a number")
    root = _unbase64(lines[2])
    if len(root) != ROOT_BYTES:
        raise NoteError("the root of a log has 32 bytes")
    return Checkpoint(lines[0], int(lines[1]), root)


def _base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _unbase64(text: str) -> bytes:
    try:
        return base64.b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError) as error:
        raise NoteError("not base64") from error
