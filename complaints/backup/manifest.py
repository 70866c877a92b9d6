"""What a backup holds, and whether it still holds it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from engine.catalogue import _

FORMAT = 1
NAME = "manifest.json"
HEADS = "kepala-riwayat.jsonl"
FILES = "berkas"
KEYS = "kunci"
DATABASES = {"sqlite": "basis-data.sqlite", "postgresql": "basis-data.dump"}
"""Kind of database → the file in the backup."""
PIECE = 1 << 20


class BackupError(Exception):
    """The backup cannot be made, read or put back; nothing was changed. The text is for the operator, in Indonesian."""


@dataclass(frozen=True)
class Manifest:
    """`files`: path in the backup → SHA-256 as hex. `database`: `sqlite` or `postgresql`."""

    made_at: str
    program: str
    tables: str
    database: str
    files: dict[str, str] = field(default_factory=dict)
    keys_apart: bool = False
    """Whether the keys were put elsewhere."""
    format: int = FORMAT

    def text(self) -> str:
        """As it is written."""
        return json.dumps(asdict(self), indent=1, sort_keys=True) + "\n"


def read_manifest(folder: Path) -> Manifest:
    """Raises BackupError when there is none, or one of a later program."""
    try:
        found: Any = json.loads((folder / NAME).read_text(encoding="utf-8"))
        manifest = Manifest(**found)
    except FileNotFoundError as error:
        raise BackupError(_("%(folder)s bukan cadangan: tidak ada manifest.json", folder=folder)) from error
    except (OSError, ValueError, TypeError) as error:
        raise BackupError(_("manifest.json dalam %(folder)s tidak dapat dibaca", folder=folder)) from error
    if manifest.format != FORMAT or manifest.database not in DATABASES:
        raise BackupError(_("cadangan ini dibuat oleh program yang lebih baru"))
    return manifest


def check(folder: Path, manifest: Manifest) -> None:
    """Raises BackupError naming the first file that is missing, was changed, is a link, not in the manifest, or would
    lead outside the folder."""
    for name in (HEADS, DATABASES[manifest.database]):
        if name not in manifest.files:
            raise BackupError(_("manifest.json tidak menyebut %(name)s: cadangan ini rusak", name=name))
    _refuse_links_and_strangers(folder, manifest)
    for name, digest in manifest.files.items():
        parts = PurePosixPath(name)
        if parts.is_absolute() or ".." in parts.parts:
            raise BackupError(_("cadangan menyebut berkas di luar foldernya: %(name)s", name=name))
        try:
            same = digest_of(folder / name) == digest
        except OSError:
            same = False
        if not same:
            raise BackupError(_("%(name)s hilang atau berbeda dari sidiknya: cadangan ini rusak", name=name))


def _refuse_links_and_strangers(folder: Path, manifest: Manifest) -> None:
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink():
            raise BackupError(_("%(name)s adalah tautan; cadangan hanya memuat berkas", name=name))
        if not path.is_dir() and name != NAME and name not in manifest.files:
            raise BackupError(_("manifest.json tidak menyebut %(name)s: cadangan ini diubah", name=name))


def pieces(path: Path) -> Iterator[bytes]:
    """The bytes of a file, a megabyte at a time."""
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


def digest_of(path: Path) -> str:
    """SHA-256 of a file as hex."""
    digest = hashlib.sha256()
    for piece in pieces(path):
        digest.update(piece)
    return digest.hexdigest()
