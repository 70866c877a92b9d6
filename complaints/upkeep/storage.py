"""How much room is taken and left: database, files, disk."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from complaints.models import Attachment
from engine.models import Setting

FILES_KEY = "files_stored"


@dataclass(frozen=True)
class Storage:
    """Bytes; `files` and `files_bytes` as the worker counted them within the last hour, None before its first count."""

    database_bytes: int
    files: int | None
    files_bytes: int | None
    free_bytes: int


def free_bytes(folder: Path) -> int:
    """What is left on the disk of this folder; 0 when the folder cannot be asked."""
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return 0


def note_files(session: Session) -> None:
    """Counts the files of all governments. Needs a crossing; the worker does it once an hour."""
    count, size = session.execute(select(func.count(), func.coalesce(func.sum(Attachment.size), 0))).one()
    session.merge(Setting(key=FILES_KEY, value=json.dumps([count, int(size)])))


def storage(session: Session, folder: Path) -> Storage:
    """Needs a crossing: the size is that of the whole database."""
    noted = session.get(Setting, FILES_KEY)
    count, size = json.loads(noted.value) if noted else (None, None)
    return Storage(_database_bytes(session), count, size, free_bytes(folder))


def _database_bytes(session: Session) -> int:
    if session.get_bind().dialect.name == "sqlite":
        pages, size = (session.scalar(text(f"PRAGMA {name}")) for name in ("page_count", "page_size"))
        return int(pages or 0) * int(size or 0)
    return int(session.scalar(text("SELECT pg_database_size(current_database())")) or 0)
