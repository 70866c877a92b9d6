"""Folders that are slow to make and the same for every test: made once per run, copied for each test that asks."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

DIR = "ALUR_TEST_SNAPSHOT_DIR"


def reserve() -> None:
    """One place per test session, shared by its parallel workers."""
    os.environ.setdefault(DIR, tempfile.mkdtemp(prefix="alur-snapshots-"))


def drop() -> None:
    """Called last by the process that reserved it."""
    shutil.rmtree(os.environ.pop(DIR, ""), ignore_errors=True)


def copied(name: str, make: Callable[[Path], None], folder: Path) -> None:
    """Puts into `folder` what `make` puts into an empty one. `name` says what that is; the first worker makes it."""
    home = Path(os.environ[DIR])
    made = home / name
    with (home / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            half = Path(tempfile.mkdtemp(dir=home))
            make(half)
            half.rename(made)
    shutil.copytree(made, folder, dirs_exist_ok=True)
