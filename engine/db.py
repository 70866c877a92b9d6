"""Database engine, session factory and the unit of work: one command, one transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from math import inf
from time import perf_counter
from typing import Any

from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.exc import DBAPIError, DisconnectionError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import StaticPool

from engine.government import bind, bind_connection, watch
from engine.write_queue import line_up

__all__ = [
    "UNAVAILABLE",
    "UNREADABLE",
    "Engine",
    "Session",
    "SessionFactory",
    "fault_code",
    "make_engine",
    "make_session_factory",
    "reading",
    "unit_of_work",
]

SessionFactory = sessionmaker[Session]

UNAVAILABLE = (OperationalError, InterfaceError, PoolTimeoutError)
"""The database is locked, gone, full or out of connections: the same command may work a little later."""

UNREADABLE = (DBAPIError, PoolTimeoutError)
"""All of these, and a file that is no database any more."""

BUSY_TIMEOUT_MS = 10_000
"""How long a command waits for what another one holds: a lock, a row, a connection. Then the same may work later."""
RESTS_S = 1.0
"""PostgreSQL: a connection that nobody used for so long is asked whether it is still there before it is used."""
_RESTS_SINCE = "rests_since"
SYNCHRONOUS = "FULL"
"""SQLite: what is committed is on the disk, also when the power fails."""


def fault_code(error: BaseException) -> str:
    """What the database calls a fault: `SQLITE_FULL`, or PostgreSQL's five characters (`53100`); "" for others.

    Never its text, which may quote values.
    """
    driver = getattr(error, "orig", None) or error
    return str(getattr(driver, "sqlite_errorname", None) or getattr(driver, "sqlstate", None) or "")


def make_engine(url: str) -> Engine:
    """A SQLAlchemy engine for a SQLite or PostgreSQL URL.

    SQLite: explicit BEGIN IMMEDIATE (the driver's default loses concurrent updates silently), WAL, foreign keys on.
    PostgreSQL: psycopg 3; `postgresql://` is read as `postgresql+psycopg://`.
    Neither puts values into its error messages: they would end up in a log.
    """
    if url.startswith("postgresql://"):
        url = "postgresql+psycopg://" + url.removeprefix("postgresql://")
    if not url.startswith("sqlite"):
        engine = create_engine(url, pool_timeout=BUSY_TIMEOUT_MS / 1000, hide_parameters=True)
        event.listen(engine, "connect", _prepare_postgresql)
        event.listen(engine, "checkin", _note_rest)
        event.listen(engine, "checkout", _ask_after_rest)
        return engine
    options: dict[str, Any] = {
        "connect_args": {"check_same_thread": False, "timeout": BUSY_TIMEOUT_MS / 1000},
        "hide_parameters": True,
    }
    if url in ("sqlite://", "sqlite:///:memory:"):
        options["poolclass"] = StaticPool
    engine = create_engine(url, **options)
    event.listen(engine, "connect", _prepare_sqlite)
    if "poolclass" not in options:
        line_up(engine)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    try:
        for pragma in (
            "journal_mode=WAL",
            "foreign_keys=ON",
            f"busy_timeout={BUSY_TIMEOUT_MS}",
            f"synchronous={SYNCHRONOUS}",
        ):
            connection.execute(f"PRAGMA {pragma}")
    except sqlite3.Error:
        connection.close()  # not a database, or a locked one: the pool never sees this connection
        raise


def _prepare_postgresql(connection: Any, _record: Any) -> None:
    connection.execute(f"SET lock_timeout = {BUSY_TIMEOUT_MS}")
    # Pages read few rows along an index: to start helpers costs more than they save, and takes processors from others.
    connection.execute("SET max_parallel_workers_per_gather = 0")
    connection.commit()


def _note_rest(_connection: Any, record: Any) -> None:
    record.info[_RESTS_SINCE] = perf_counter()


def _ask_after_rest(connection: Any, record: Any, _proxy: Any) -> None:
    """Whether a connection that rested is still there; the pool takes another one for one that is not."""
    if perf_counter() - record.info.get(_RESTS_SINCE, inf) < RESTS_S:
        return
    try:
        connection.execute("SELECT 1")
        connection.rollback()
    except connection.OperationalError as gone:
        raise DisconnectionError from gone


def _begin_sqlite(connection: Any) -> None:
    read_only = connection.get_execution_options().get("read_only", False)
    try:
        connection.connection.driver_connection.execute("BEGIN" if read_only else "BEGIN IMMEDIATE")
    except sqlite3.Error as error:
        raise DBAPIError.instance("BEGIN", None, error, sqlite3.Error) from error


def make_session_factory(engine: Engine) -> SessionFactory:
    """Sessions of which each touches one government (see engine.government).

    They do not expire loaded rows on commit: a page may render what a command returned.
    """
    factory = sessionmaker(engine, expire_on_commit=False)
    event.listen(factory, "after_begin", bind_connection)
    watch(engine)
    return factory


@contextmanager
def unit_of_work(factory: SessionFactory, instansi_id: str | None = None) -> Iterator[Session]:
    """One command: commits at the end, rolls everything back on any error.

    `instansi_id`: its government. Without one it touches no table of a government before `bind` or `crossing`.
    """
    with factory() as session, session.begin():
        if instansi_id is not None:
            bind(session, instansi_id)
        yield session


@contextmanager
def reading(factory: SessionFactory, instansi_id: str | None = None) -> Iterator[Session]:
    """A read-only look that never takes SQLite's write lock; always rolled back. `instansi_id` as in `unit_of_work`."""
    with factory() as session:
        if instansi_id is not None:
            bind(session, instansi_id)
        session.connection(execution_options={"read_only": True})
        try:
            yield session
        finally:
            session.rollback()


@contextmanager
def reading_at_once(factory: SessionFactory, instansi_id: str | None = None) -> Iterator[Session]:
    """As `reading`; every statement sees the database as it is at one moment, as on SQLite it always does."""
    with reading(factory, instansi_id) as session:
        if session.get_bind().dialect.name == "postgresql":
            session.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
        yield session
