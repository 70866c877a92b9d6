"""Taking a backup, while web and worker go on."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import select, text
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from complaints.backup import dumps
from complaints.backup.manifest import DATABASES, FILES, HEADS, KEYS, NAME, BackupError, Manifest
from complaints.backup.target import Target, opened
from complaints.keys import FILE, KeyUnusableError, fingerprint, head_key
from complaints.models import Attachment
from complaints.settings import Settings
from complaints.upkeep.versions import program_version, table_version
from engine.catalogue import _
from engine.db import SessionFactory, make_engine, make_session_factory, reading
from engine.government import crossing
from engine.record.heads import heads
from engine.record.log.note import read_key
from engine.record.log.own_keys import listed


def take(
    settings: Settings,
    factory: SessionFactory,
    *,
    path: Path,
    now: datetime,
    keys: Path | None = None,
    tools: Path | None = None,
) -> tuple[Manifest, list[str]]:
    """Writes the backup and gives its manifest, and the stored files that were missing or differ from their hash.

    The database is copied first, as of one moment; a file is written before its row, so every row of the copy finds its
    file. `keys`: a folder for the keys, apart from the rest. `tools`: folder of pg_dump. Raises BackupError.
    """
    kind = make_url(settings.database_url).get_backend_name()
    path.parent.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix=".cadangan-", dir=path.parent) as scratch,
        opened(path, Path(scratch)) as target,
    ):
        dump = Path(scratch) / "basis-data"
        with _copied(kind, settings.database_url, factory, dump, tools) as session:
            tables = table_version(session)
            target.write("".join(_heads(session)), HEADS)
            stored = stored_digests(session)
            former = former_keys(session)
        target.put(dump, DATABASES[kind])
        _put_files(settings.data_dir / FILES, target)
        manifest = Manifest(now.isoformat(), program_version(), tables, kind, keys_apart=keys is not None)
        if keys is None:
            for key in _keys(settings.data_dir):
                target.put(key, f"{KEYS}/{key.name}")
        else:
            put_keys(settings.data_dir, keys, former=former)
        manifest = replace(manifest, files=dict(target.files))
        target.write(manifest.text(), NAME)
    odd = [name for name, digest in stored.items() if manifest.files.get(f"{FILES}/{name}") != digest]
    return manifest, sorted(odd)


def stored_digests(session: Session) -> dict[str, str]:
    """SHA-256 that the database knows of each stored file, by its name in the folder of files."""
    found: dict[str, str] = {}
    for path, digest in ((Attachment.sealed_path, Attachment.sha256), (Attachment.view_path, Attachment.view_sha256)):
        rows = select(path, digest).where(digest != "").execution_options(yield_per=1_000)
        found.update((name, told) for name, told in session.execute(rows))
    return found


@contextmanager
def _copied(kind: str, url: str, factory: SessionFactory, dump: Path, tools: Path | None) -> Iterator[Session]:
    """Makes the copy, and gives a session that sees what the copy holds."""
    if kind == "sqlite":
        dumps.dump_sqlite(url, dump)
        engine = make_engine(f"sqlite:///{dump}")
        try:
            with _whole(make_session_factory(engine)) as session:
                yield session
        finally:
            engine.dispose()
        return
    with _whole(factory) as session:
        session.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
        snapshot = session.scalar(text("SELECT pg_export_snapshot()"))
        dumps.dump_postgresql(url, dump, snapshot=str(snapshot), tools=tools)
        yield session


@contextmanager
def _whole(factory: SessionFactory) -> Iterator[Session]:
    with reading(factory) as session, crossing(session, why="a backup is of the whole installation"):
        yield session


def _heads(session: Session) -> Iterator[str]:
    for case, count, digest, signature in heads(session):
        yield json.dumps({"case": case, "count": count, "hash": digest, "signature": signature}) + "\n"


def _put_files(root: Path, target: Target) -> None:
    """What the worker removes meanwhile belonged to a form that nobody sent."""
    for path in sorted(root.rglob("*")):
        if path.is_file() and not path.name.startswith("."):
            try:
                target.put(path, f"{FILES}/{path.relative_to(root).as_posix()}")
            except FileNotFoundError:
                continue


def _step_aside(copy: Path, former: frozenset[bytes]) -> None:
    """A former key leaves its name to the one in use."""
    try:
        public = head_key(copy.parent).public_key().public_bytes_raw()
    except KeyUnusableError:
        return
    if public in former:
        copy.rename(copy.with_name(f"{FILE}.{fingerprint(public).replace(' ', '')[:16]}"))


def _keys(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*.key") if not path.name.startswith("."))


def former_keys(session: Session) -> frozenset[bytes]:
    """Public halves of the keys that signed histories and their log before the one that does now."""
    return frozenset(read_key(row.public).public for row in listed(session)[:-1])


def put_keys(folder: Path, apart: Path, *, former: frozenset[bytes] = frozenset()) -> None:
    """Copies the keys into a folder of their own, readable by its owner alone. One that is there already stays; raises
    BackupError when it is another, unless that was the key of histories before (`former`): it is kept under another
    name, because older backups need it."""
    apart.mkdir(parents=True, exist_ok=True, mode=0o700)
    for key in _keys(folder):
        copy = apart / key.name
        if copy.name == FILE and copy.exists():
            _step_aside(copy, former)
        try:
            descriptor = os.open(copy, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError as error:
            if copy.read_bytes() != key.read_bytes():
                raise BackupError(_("%(path)s berisi kunci lain; yang ada tidak ditimpa", path=copy)) from error
            continue
        with os.fdopen(descriptor, "wb") as file:
            file.write(key.read_bytes())
