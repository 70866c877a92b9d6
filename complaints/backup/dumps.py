"""The database as one file, and back: SQLite by its own backup, PostgreSQL by `pg_dump` and `pg_restore`."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from sqlalchemy.engine import URL, make_url

from complaints.backup.manifest import BackupError
from engine.catalogue import _


def sqlite_file(url: str) -> Path:
    """The file of an SQLite URL."""
    return Path(make_url(url).database or "")


def dump_sqlite(url: str, target: Path) -> None:
    """As of one moment, while others write. Raises BackupError."""
    source = sqlite_file(url)
    if not source.is_file():
        raise BackupError(_("basis data %(path)s tidak ada", path=source))
    try:
        with (
            closing(sqlite3.connect(f"{source.resolve().as_uri()}?mode=ro", uri=True)) as live,
            closing(sqlite3.connect(target)) as copy,
        ):
            live.backup(copy)
            if copy.execute("PRAGMA integrity_check").fetchone() != ("ok",):
                raise BackupError(_("basis data rusak (integrity_check): pulihkan dari cadangan yang lebih lama"))
    except sqlite3.Error as error:
        name = getattr(error, "sqlite_errorname", type(error).__name__)
        raise BackupError(_("basis data tidak dapat disalin: %(name)s", name=name)) from error


def dump_postgresql(url: str, target: Path, *, snapshot: str, tools: Path | None) -> None:
    """As of the moment that `snapshot` names (pg_export_snapshot). Raises BackupError with what `pg_dump` says."""
    plain, environ = _named(url)
    _run(
        "pg_dump", tools, environ, "--format=custom", f"--snapshot={snapshot}", f"--file={target}", f"--dbname={plain}"
    )


def put_back_postgresql(url: str, source: Path, *, tools: Path | None) -> None:
    """Into an empty database, in one transaction. Raises BackupError with what `pg_restore` says."""
    plain, environ = _named(url)
    options = ("--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges")
    _run("pg_restore", tools, environ, *options, f"--dbname={plain}", str(source))


def _named(url: str) -> tuple[str, dict[str, str]]:
    """The address without its password, which goes through the environment: others see the arguments of a process."""
    parsed: URL = make_url(url).set(drivername="postgresql")
    environ = dict(os.environ)
    if parsed.password:
        environ["PGPASSWORD"] = str(parsed.password)
    parts = [parsed.drivername, parsed.username, None, parsed.host, parsed.port, parsed.database, parsed.query]
    return URL.create(*parts).render_as_string(hide_password=False), environ  # type: ignore[arg-type]


def _run(tool: str, tools: Path | None, environ: dict[str, str], *arguments: str) -> None:
    program = shutil.which(tool, path=str(tools) if tools else None)
    if program is None:
        raise BackupError(
            _("%(tool)s tidak ditemukan; pasang postgresql-client atau sebut foldernya dengan --pg-bin", tool=tool)
        )
    done = subprocess.run(
        [program, "--no-password", *arguments], env=environ, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        said = done.stderr.strip().splitlines() or [""]
        raise BackupError(_("%(tool)s gagal: %(said)s", tool=tool, said="; ".join(said[:3])))
