"""Where a backup is written: a folder or a tar, readable by its owner alone, whole or not at all."""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from complaints.backup.manifest import BackupError, digest_of
from engine.catalogue import _

UNFINISHED = ".belum-selesai"


class Target(Protocol):
    """Takes files one after the other."""

    files: dict[str, str]

    def put(self, source: Path, name: str) -> None:
        """Copies a file under this name, and notes its SHA-256. Raises FileNotFoundError when it is gone."""

    def write(self, text: str, name: str) -> None:
        """Writes a small file of its own."""


class FolderTarget:
    """A folder."""

    def __init__(self, folder: Path) -> None:
        self.files: dict[str, str] = {}
        self._folder = folder

    def put(self, source: Path, name: str) -> None:
        """As `Target.put`."""
        path = self._place(name)
        shutil.copyfile(source, path)
        path.chmod(0o600)
        self.files[name] = digest_of(path)

    def write(self, text: str, name: str) -> None:
        """As `Target.write`."""
        path = self._place(name)
        path.write_text(text, encoding="utf-8")
        path.chmod(0o600)
        self.files[name] = digest_of(path)

    def _place(self, name: str) -> Path:
        path = self._folder / name
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        return path


class TarTarget:
    """A tar without compression: photos and PDF files do not get smaller."""

    def __init__(self, tar: tarfile.TarFile, scratch: Path) -> None:
        self.files: dict[str, str] = {}
        self._tar = tar
        self._scratch = scratch

    def put(self, source: Path, name: str) -> None:
        """As `Target.put`: what is hashed is what is packed, also when somebody removes the file meanwhile."""
        copy = self._scratch / "berkas"
        shutil.copyfile(source, copy)
        self._tar.add(copy, name)
        self.files[name] = digest_of(copy)
        copy.unlink()

    def write(self, text: str, name: str) -> None:
        """As `Target.write`."""
        content = text.encode()
        member = tarfile.TarInfo(name)
        member.size, member.mode = len(content), 0o600
        self._tar.addfile(member, io.BytesIO(content))
        self.files[name] = hashlib.sha256(content).hexdigest()


@contextmanager
def opened(path: Path, scratch: Path) -> Iterator[Target]:
    """The target; it gets its name when the block has ended well. Raises BackupError when something has that name.

    `scratch`: an empty folder for what is on its way, on a disk with room for the largest file.
    """
    if path.exists():
        raise BackupError(_("%(path)s sudah ada; beri nama lain", path=path))
    unfinished = path.with_name(path.name + UNFINISHED)
    if unfinished.exists():
        raise BackupError(
            _("%(path)s ada: cadangan lain sedang dibuat atau dulu terputus; hapus lalu ulangi", path=unfinished)
        )
    try:
        if path.suffix == ".tar":
            os.close(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
            with tarfile.open(unfinished, "w") as tar:
                yield TarTarget(tar, scratch)
        else:
            unfinished.mkdir(parents=True, mode=0o700)
            yield FolderTarget(unfinished)
        unfinished.rename(path)
    except BaseException:
        _remove(unfinished)
        raise


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
