"""The folder of an installation: database, keys and files are readable by their owner alone."""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy.engine import make_url

OTHERS = 0o077
"""What the group and everybody else may do."""


def keep_private(folder: Path, *, database_url: str) -> list[Path]:
    """Makes the folder and an SQLite database for their owner alone, and closes what an earlier version left open.

    SQLite gives its companion files the mode of the database. Gives the paths that stay open because they are not ours
    to close: those of another user, and a folder that everybody shares (`/tmp`).
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    database = _database_file(database_url)
    if database is not None and database.parent.is_dir():
        with contextlib.suppress(FileExistsError):
            os.close(os.open(database, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    return [path for path in _belongings(folder, database) if not _closed(path)]


def _database_file(url: str) -> Path | None:
    """The file of an SQLite URL, or None for another database or one in memory."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite" or parsed.database in (None, "", ":memory:"):
        return None
    return Path(str(parsed.database))


def _belongings(folder: Path, database: Path | None) -> Iterator[Path]:
    """The folder and what lies directly in it; files deeper down are behind its door, and sealed one by one."""
    yield folder
    yield from sorted(path for path in folder.iterdir() if not path.is_symlink())
    if database is not None and database.parent.resolve() != folder.resolve():
        yield from sorted(database.parent.glob(f"{database.name}*"))


def _closed(path: Path) -> bool:
    mode = path.stat().st_mode
    if not mode & OTHERS:
        return True
    if mode & stat.S_ISVTX:
        return False
    try:
        path.chmod(stat.S_IMODE(mode) & ~OTHERS)
    except OSError:
        return False
    return True
