"""Bytes of files: each file has a key of its own, which lies with its name where names lie sealed.

The digest in the table is that of the stored bytes: a backup checks it, and it tells nothing of a known file.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from complaints.sealed import boxes
from complaints.sealed.keyrings import closed, ring_of, taken


@dataclass(frozen=True)
class FileKey:
    """What is needed to read a stored file: its name, the SHA-256 as it came (hex), the key to its bytes (base64)."""

    name: str
    digest: str
    key: str

    def unlocked(self, stored: bytes) -> bytes:
        """The bytes as they were. Raises ClosedError."""
        return boxes.unlock(base64.b64decode(self.key), stored)


def new_key() -> str:
    """A random key, base64."""
    return base64.b64encode(boxes.new_key()).decode()


def encrypted(key: str, content: bytes) -> bytes:
    """The bytes as they may be stored."""
    return boxes.lock(base64.b64decode(key), content)


def close(public: bytes, instansi_id: str, case_id: UUID, file: FileKey) -> str:
    """For the column `sealed` of an attachment."""
    return closed(public, instansi_id, case_id, json.dumps([file.name, file.digest, file.key]).encode())


def opened(session: Session, instansi_id: str, case_id: UUID, sealed: str) -> FileKey | None:
    """What the column says; None when this session cannot open it."""
    found = taken(ring_of(session), session, instansi_id, case_id, sealed)
    return None if found is None else FileKey(*json.loads(found))
