"""The key that signs heads of histories and checkpoints: Ed25519, kept in the data folder, readable by its owner only.

It is changed in three steps: the new key is written beside it, the database takes it into the list of keys, the file
takes the place of the former one. Who is stopped between them goes on from what the list says (`agree`).
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from sqlalchemy import inspect, select

from engine.catalogue import _
from engine.db import SessionFactory, reading
from engine.government import crossing
from engine.models import Case, LogCheckpoint, LogKey
from engine.record.log import appending
from engine.record.log.note import NamedKey, NoteError, is_signed, named, read_checkpoint, read_key, read_note

FILE = "riwayat.key"
PENDING = f"{FILE}.baru-"
"""Beginning of the name of a key that is about to take its place."""


class KeyUnusableError(Exception):
    """The key file is no Ed25519 key, or is gone while histories are signed with it: restore it from the backup."""


def head_key(folder: Path) -> Ed25519PrivateKey:
    """The installation's key, made at first use. Two processes that start together agree on the one made first.

    Raises KeyUnusableError when the file is damaged: a new key would make every signature look false.
    """
    path = folder / FILE
    if not path.exists():
        _make(path)
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except ValueError as error:
        raise KeyUnusableError(_("%(path)s rusak; pulihkan dari cadangan", path=path)) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyUnusableError(_("%(path)s bukan kunci Ed25519; pulihkan dari cadangan", path=path))
    return key


class KeptKey:
    """The key as its file holds it at this moment: web and worker sign with the new one as soon as it was changed."""

    def __init__(self, folder: Path) -> None:
        """Makes the key at first use. Raises KeyUnusableError."""
        self.folder = folder
        self._key = head_key(folder)
        self._seen = self._state()

    def held(self) -> Ed25519PrivateKey:
        """The key of this moment, for whoever signs and names it. Raises KeyUnusableError for a damaged file."""
        seen = self._state()
        if seen is not None and seen != self._seen:
            self._key, self._seen = head_key(self.folder), seen
        return self._key

    def _state(self) -> tuple[int, int] | None:
        try:
            found = (self.folder / FILE).stat()
        except OSError:  # gone: who has it goes on, who starts is told
            return None
        return found.st_ino, found.st_mtime_ns

    def sign(self, message: bytes) -> bytes:
        """As Ed25519PrivateKey.sign."""
        return self.held().sign(message)

    def public_key(self) -> Ed25519PublicKey:
        """As Ed25519PrivateKey.public_key."""
        return self.held().public_key()


def agree(folder: Path, factory: SessionFactory) -> None:
    """Before anything is signed: is the key at hand the one that the database knows? A change that was interrupted is
    finished. Raises KeyUnusableError when the key is gone, or another one, though the database holds histories: it
    would be replaced without a word, and every signature so far would look false.
    """
    path, known = folder / FILE, _known(factory)
    if known.key is not None:
        finish(folder, known.key.public)
    if not path.exists():
        if known.signs:
            reason = _("%(path)s tidak ada, padahal basis data berisi riwayat; pulihkan dari cadangan", path=path)
            raise KeyUnusableError(reason)
        return
    public = head_key(folder).public_key()
    if known.key is not None and public.public_bytes_raw() != known.key.public:
        pinned = fingerprint(known.key.public)
        raise KeyUnusableError(
            _("%(path)s bukan kunci terakhir (%(pinned)s); pulihkan dari cadangan", path=path, pinned=pinned)
        )
    if known.key is None and known.note and not _is_of(known.note, public):
        raise KeyUnusableError(
            _("%(path)s tidak menandatangani titik periksa terakhir; pulihkan dari cadangan", path=path)
        )


@dataclass(frozen=True)
class _Known:
    """What a database knows of its key: whether histories are signed with it, the list's last, the last checkpoint."""

    signs: bool
    key: NamedKey | None = None
    note: str = ""


def _known(factory: SessionFactory) -> _Known:
    """Also of a database whose tables are older than the list of keys."""
    with reading(factory) as session, crossing(session, why="one key signs every history"):
        tables = set(inspect(session.connection()).get_table_names())
        if Case.__tablename__ not in tables:
            return _Known(signs=False)
        signs = session.scalar(select(Case.id).where(Case.event_count > 0).limit(1)) is not None
        newest = select(LogKey.public).order_by(LogKey.number.desc()).limit(1)
        known = session.scalar(newest) if LogKey.__tablename__ in tables else None
        last = appending.newest(session) if known is None and LogCheckpoint.__tablename__ in tables else None
    try:
        key = read_key(known) if known is not None else None
    except NoteError:  # what no program writes: verify-history names it
        key = None
    return _Known(signs or key is not None, key, last.note if last is not None else "")


def _is_of(note: str, public: Ed25519PublicKey) -> bool:
    """Of a log that began before there was a list of keys. What cannot be read, verify-history names."""
    try:
        read = read_note(note)
        return is_signed(read, named(read_checkpoint(read.text).origin, public))
    except NoteError:
        return True


@contextmanager
def changing(folder: Path, factory: SessionFactory) -> Iterator[Ed25519PrivateKey]:
    """A new key, on disk beside the one in use. If the block ends well, it takes its place. If it fails, it stays
    there: what the database holds of it by then, the next one finds out. Raises KeyUnusableError while somebody
    else changes it."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    door = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        try:
            fcntl.flock(door, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise KeyUnusableError(_("kunci sedang diganti oleh orang lain")) from error
        known = _known(factory).key
        if known is not None:
            finish(folder, known.public)
        for left in folder.glob(f"{PENDING}*"):
            left.unlink()
        key = Ed25519PrivateKey.generate()
        public = key.public_key().public_bytes_raw()
        _write(_pending(folder, public), key)
        yield key
        finish(folder, public)
    finally:
        os.close(door)


def finish(folder: Path, public: bytes) -> None:
    """The new key takes the place of the former one, if it still waits beside it."""
    with suppress(FileNotFoundError):
        os.replace(_pending(folder, public), folder / FILE)


def _pending(folder: Path, public: bytes) -> Path:
    return folder / f"{PENDING}{public.hex()[:16]}"


def _write(path: Path, key: Ed25519PrivateKey) -> None:
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(pem)
        file.flush()
        os.fsync(file.fileno())


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    _write(fresh, Ed25519PrivateKey.generate())
    try:
        os.link(fresh, path)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()


def fingerprint(public: bytes) -> str:
    """What a person compares of a public key: the first 16 bytes of its SHA-256, in groups of four hex digits."""
    digest = hashlib.sha256(public).hexdigest()[:32]
    return " ".join(digest[at : at + 4] for at in range(0, 32, 4))
