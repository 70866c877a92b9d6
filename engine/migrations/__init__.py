"""Tables move to a new version: Alembic, run from code, on the connection it is given.

The tables of the domain are not known here: whoever calls gives the metadata, and the folders of the domain's own
scripts (see `app.py migrate`). All scripts stand in one line, whichever folder they are in."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from sqlalchemy import Connection, Engine, MetaData, text

from engine.catalogue import _
from engine.db import fault_code

HERE = Path(__file__).parent
LOCK = 0x616C7572
"""Key of PostgreSQL's advisory lock while tables change; any number that nobody else uses."""


class MigrationFailedError(Exception):
    """A script failed; the tables are as they were, and the former program goes on with them."""


Watch = Callable[[Connection, str], None]
"""Looks at the tables after a script, with its number."""


def upgrade(engine: Engine, metadata: MetaData, folders: Sequence[Path], *, after_each: Watch | None = None) -> bool:
    """Brings the database to the newest version in one transaction. True if there was something to do.

    Several processes may call it at once: one works, the others wait and find nothing to do. Raises
    MigrationFailedError, having changed nothing, when a script fails, or when a later program has been here.
    """
    with engine.connect() as connection, _without_foreign_keys(connection), connection.begin():
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL lock_timeout = 0"))
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
        config = _config(connection, metadata, folders)
        config.attributes["after_each"] = after_each
        newest = ScriptDirectory.from_config(config).get_current_head()
        present = MigrationContext.configure(connection).get_current_revision()
        if present == newest:
            return False
        _run(config, connection, present)
    return True


def _run(config: Config, connection: Connection, present: str | None) -> None:
    try:
        command.upgrade(config, "head")
        _check_foreign_keys(connection)
    except CommandError as error:
        raise MigrationFailedError(
            _("tabel versi %(present)s berasal dari program yang lebih baru; pasang program itu", present=present)
        ) from error
    except Exception as error:
        raise MigrationFailedError(
            _("pembaruan dari versi %(present)s gagal (%(kind)s)", present=present, kind=_kind(error))
        ) from error


def pending(engine: Engine, folders: Sequence[Path]) -> tuple[str | None, list[str]]:
    """Number of the last script that a database has seen (None for a bare one), and of those to come, first to last."""
    scripts = ScriptDirectory.from_config(_scripts(folders))
    with engine.connect() as connection:
        present = MigrationContext.configure(connection).get_current_revision()
    try:
        return present, [each.revision for each in scripts.iterate_revisions("head", present or "base")][::-1]
    except CommandError:
        return present, []


def newest(folders: Sequence[Path]) -> str:
    """Number of the last script: what a database has seen that needs no `upgrade`."""
    return ScriptDirectory.from_config(_scripts(folders)).get_current_head() or ""


def _kind(error: Exception) -> str:
    return " ".join(filter(None, (type(error).__name__, fault_code(error))))


@contextmanager
def _without_foreign_keys(connection: Connection) -> Iterator[None]:
    """SQLite changes a table by copying and dropping it, which a foreign key that points there would forbid.

    The switch works only outside a transaction, so it is thrown on the driver's own connection.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    driver = connection.connection.cursor()
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys=ON")
        driver.close()


def _check_foreign_keys(connection: Connection) -> None:
    if connection.dialect.name == "sqlite" and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").all()):
        raise RuntimeError(f"the migration left rows that point nowhere: {broken[:5]}")


def draft(engine: Engine, metadata: MetaData, message: str, folders: Sequence[Path]) -> None:
    """Writes a new migration script from the difference between database and models, to be read and mended by hand.

    It is put into the first of the folders; one that changes tables of the engine is moved by hand.
    """
    with engine.begin() as connection:
        command.revision(
            _config(connection, metadata, folders), message=message, autogenerate=True, version_path=str(folders[0])
        )


def differences(engine: Engine, metadata: MetaData) -> list[Any]:
    """What separates the database from the models, as Alembic sees it; empty when they agree."""
    with engine.connect() as connection:
        opts = {"compare_type": True, "render_as_batch": True, "include_object": compared(metadata)}
        context = MigrationContext.configure(connection, opts=opts)
        return list(compare_metadata(context, metadata))


def compared(metadata: MetaData) -> Callable[..., bool]:
    """Says what Alembic compares: not what the models make beside their tables (`metadata.info["beside"]`)."""
    beside = metadata.info.get("beside", frozenset())

    def belongs(thing: Any, name: str | None, _kind: str, reflected: bool, _compare_to: Any) -> bool:
        table = getattr(thing, "table", None)
        return not reflected or (name if table is None else f"{table.name}.{name}") not in beside

    return belongs


def _config(connection: Connection, metadata: MetaData, folders: Sequence[Path]) -> Config:
    config = _scripts(folders)
    config.attributes.update(connection=connection, metadata=metadata)
    return config


def _scripts(folders: Sequence[Path]) -> Config:
    config = Config(stdout=io.StringIO())
    config.set_main_option("script_location", str(HERE))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.set_main_option("path_separator", "os")
    config.set_main_option("version_locations", os.pathsep.join(map(str, [HERE / "versions", *folders])))
    return config
