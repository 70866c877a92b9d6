"""Putting a backup back into an installation that holds nothing yet."""

from __future__ import annotations

import os
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import inspect
from sqlalchemy.engine import make_url

from complaints.backup import dumps
from complaints.backup.manifest import DATABASES, FILES, KEYS, BackupError, Manifest, check, read_manifest
from complaints.files.file_store import SEALED_MODE
from complaints.settings import Settings
from engine.catalogue import _
from engine.db import make_engine


@contextmanager
def opened_backup(path: Path) -> Iterator[Path]:
    """The folder of a backup; a tar is unpacked beside itself and forgotten afterwards. Raises BackupError."""
    if path.is_dir():
        yield path
        return
    try:
        with tempfile.TemporaryDirectory(prefix=".pemulihan-", dir=path.parent) as folder:
            with tarfile.open(path) as tar:
                for member in tar:
                    _unpack(tar, member, Path(folder))
            yield Path(folder)
    except (FileNotFoundError, tarfile.TarError) as error:
        raise BackupError(_("%(path)s bukan cadangan", path=path)) from error


def _unpack(tar: tarfile.TarFile, member: tarfile.TarInfo, folder: Path) -> None:
    """Plain files and folders below `folder`, nothing else: the filter for it is younger than Python 3.11.2."""
    target = folder / member.name
    if folder.resolve() not in (target.resolve(), *target.resolve().parents) or not (member.isfile() or member.isdir()):
        raise tarfile.TarError(member.name)
    if member.isdir():
        target.mkdir(parents=True, exist_ok=True, mode=0o700)
        return
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    source = tar.extractfile(member)
    if source is None:
        raise tarfile.TarError(member.name)
    with source, target.open("xb") as file:
        shutil.copyfileobj(source, file)


def restore(settings: Settings, folder: Path, *, keys: Path | None = None, tools: Path | None = None) -> Manifest:
    """Puts keys, files and database back; gives the manifest. The caller verifies the histories afterwards.

    Raises BackupError, having changed nothing, when the backup is damaged, is of the other kind of database, or the
    installation holds anything that would be overwritten.
    """
    manifest = read_manifest(folder)
    check(folder, manifest)
    found = _keys(folder, manifest) if keys is None else sorted(keys.glob("*.key"))
    if not any(key.name == "riwayat.key" for key in found):
        raise BackupError(
            _("riwayat.key tidak ada dalam cadangan; sebut foldernya dengan --keys: tanpa itu riwayat tidak terbukti")
        )
    _refuse_to_overwrite(settings, manifest)
    put: list[Path] = []
    try:
        _put_keys(found, settings.data_dir, put)
        _put_files(folder, manifest, settings.data_dir, put)
        _put_database(settings.database_url, folder, manifest, tools)
    except (BackupError, OSError) as error:
        for path in put:
            path.unlink(missing_ok=True)
        if isinstance(error, BackupError):
            raise
        raise BackupError(_("tidak dapat menulis: %(why)s", why=error.strerror or type(error).__name__)) from error
    return manifest


BESIDE = ("-wal", "-shm", "-journal")
"""Files that SQLite keeps beside a database: what an old one left is written into whatever comes in its place."""


def _keys(folder: Path, manifest: Manifest) -> list[Path]:
    """The keys that the manifest names: what else lies beside them is nobody's."""
    return sorted(folder / name for name in manifest.files if name.startswith(f"{KEYS}/") and name.endswith(".key"))


def _refuse_to_overwrite(settings: Settings, manifest: Manifest) -> None:
    kind = make_url(settings.database_url).get_backend_name()
    if kind != manifest.database:
        raise BackupError(
            _("cadangan ini dari %(theirs)s, ALUR_DATABASE_URL menyebut %(ours)s", theirs=manifest.database, ours=kind)
        )
    files, data = settings.data_dir / FILES, settings.data_dir
    if files.is_dir() and any(path.is_file() for path in files.rglob("*")):
        raise BackupError(_("%(path)s sudah berisi berkas; pulihkan ke folder data yang kosong", path=files))
    if any(data.glob("*.key")):
        raise BackupError(_("%(path)s sudah berisi kunci; pulihkan ke folder data yang kosong", path=data))
    if kind == "sqlite":
        database = dumps.sqlite_file(settings.database_url)
        for path in (database, *(database.with_name(database.name + end) for end in BESIDE)):
            if path.exists() and (path != database or path.stat().st_size):
                raise BackupError(_("%(path)s sudah ada; yang ada tidak ditimpa", path=path))
        return
    engine = make_engine(settings.database_url)
    try:
        tables = inspect(engine).get_table_names()
    finally:
        engine.dispose()
    if tables:
        raise BackupError(_("basis data itu sudah berisi tabel; pulihkan ke basis data yang kosong"))


def _put_keys(keys: list[Path], folder: Path, put: list[Path]) -> None:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for key in keys:
        path = folder / key.name
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            put.append(path)
            file.write(key.read_bytes())


def _put_files(source: Path, manifest: Manifest, data: Path, put: list[Path]) -> None:
    for name in sorted(manifest.files):
        if name.startswith(f"{FILES}/"):
            target = data / name
            for place in (data / FILES, target.parent):
                place.mkdir(parents=True, exist_ok=True, mode=0o700)
            put.append(target)
            shutil.copyfile(source / name, target, follow_symlinks=False)
            target.chmod(SEALED_MODE)


def _put_database(url: str, folder: Path, manifest: Manifest, tools: Path | None) -> None:
    source = folder / DATABASES[manifest.database]
    if manifest.database == "postgresql":
        dumps.put_back_postgresql(url, source, tools=tools)
        return
    database = dumps.sqlite_file(url)
    database.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    unfinished = database.with_name(f".{database.name}.pemulihan")
    shutil.copyfile(source, unfinished)
    unfinished.chmod(0o600)
    os.replace(unfinished, database)
