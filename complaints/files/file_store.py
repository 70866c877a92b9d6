"""Files on disk: written whole or not at all, under random names, read-only, outside everything a web server serves.

A file is written before its row commits. If the transaction fails, the file goes with it; if the process dies between
the two, an orphan without a row remains, never a row without a file.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import logging
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session, SessionTransaction

SEALED_MODE = 0o400
log = logging.getLogger("alur.files")
_PENDING = "files_of_this_transaction"
_REMOVALS = "files_to_remove_after_commit"


class StorageError(Exception):
    """The file could not be stored: disk full, no permission. Nothing half-written is left."""


@dataclass(frozen=True)
class StoredFile:
    """A file that is on disk: its path relative to the store, size in bytes and SHA-256 as hex."""

    path: str
    size: int
    sha256: str


class FileStore:
    """A folder of sealed files. Paths are relative, as they stand in the database."""

    def __init__(self, root: Path, *, least_free: int = 0) -> None:
        self.root = root
        self._least_free = least_free
        """Bytes that files leave on the disk for everything else: the database goes on when files are refused."""

    def put(self, content: bytes, *, suffix: str = "") -> StoredFile:
        """Writes a read-only file under a random name. Raises StorageError and leaves nothing when it cannot."""
        name = secrets.token_hex(16)
        relative = f"{name[:2]}/{name}{suffix}"
        target = self.root / relative
        temporary: str | None = None
        try:
            for folder in (self.root, target.parent):  # `parents=True` would make those above with the usual mode
                folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            if shutil.disk_usage(self.root).free - len(content) < self._least_free:
                raise StorageError("the rest of the disk is kept for the database")
            handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".unfinished-")
            with os.fdopen(handle, "wb") as file:
                self._write(file, content)
            os.chmod(temporary, SEALED_MODE)
            os.replace(temporary, target)
        except OSError as error:
            if temporary is not None:
                with contextlib.suppress(OSError):
                    os.unlink(temporary)
            log.warning("berkas tidak dapat disimpan: %s", errno.errorcode.get(error.errno or 0, type(error).__name__))
            raise StorageError(str(error)) from error
        return StoredFile(relative, len(content), hashlib.sha256(content).hexdigest())

    def put_with(self, session: Session, content: bytes, *, suffix: str = "") -> StoredFile:
        """As `put`; the file is removed again when the session's transaction does not commit."""
        stored = self.put(content, suffix=suffix)
        _watch(session)
        session.info.setdefault(_PENDING, []).append((self, stored.path))
        return stored

    def remove_with(self, session: Session, path: str) -> None:
        """Removes a file once the session's transaction has committed, not before."""
        _watch(session)
        session.info.setdefault(_REMOVALS, []).append((self, path))

    def bytes_of(self, path: str) -> bytes:
        """The bytes of a stored file. Raises FileNotFoundError when it is gone, ValueError for a path outside."""
        return self._locate(path).read_bytes()

    def digest_of(self, path: str) -> str | None:
        """SHA-256 of a stored file as hex, read piece by piece; None when it is gone or cannot be read."""
        try:
            with self._locate(path).open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest()
        except (OSError, ValueError):
            return None

    def _locate(self, path: str) -> Path:
        """Where a stored file lies. Raises ValueError for a path that leads outside the store."""
        full = (self.root / path).resolve()
        if not full.is_relative_to(self.root.resolve()):
            raise ValueError("a path outside the file store")
        return full

    def remove(self, path: str) -> None:
        """Removes a file; one that is gone already is fine."""
        if path:
            self._locate(path).unlink(missing_ok=True)

    @staticmethod
    def _write(file: Any, content: bytes) -> None:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _watch(session: Session) -> None:
    if "file_store_watch" not in session.info:
        session.info["file_store_watch"] = True
        event.listen(session, "after_commit", _committed)
        event.listen(session, "after_soft_rollback", _rolled_back)


def _committed(session: Session) -> None:
    if session.in_nested_transaction():
        return  # only a savepoint
    session.info.pop(_PENDING, None)
    for store, path in _taken(session, _REMOVALS):
        store.remove(path)


def _rolled_back(session: Session, previous_transaction: SessionTransaction) -> None:
    if previous_transaction.nested:
        return  # a savepoint: the transaction itself may still commit
    session.info.pop(_REMOVALS, None)
    for store, path in _taken(session, _PENDING):
        store.remove(path)


def _taken(session: Session, key: str) -> Iterator[tuple[FileStore, str]]:
    yield from session.info.pop(key, [])
