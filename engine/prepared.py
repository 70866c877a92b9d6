"""Statements of the hot path that are compiled once: one row in, or one row out.

SQLAlchemy writes the text and says how each value is converted; both are kept, and the driver is asked at once.
Whoever listens to the engine's statements (the judge of `engine.government`, whoever counts them) hears of these as of
all others, and errors of the driver become SQLAlchemy's, which also lets go of connections that broke.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from typing import Any, NamedTuple

from sqlalchemy import Connection, Dialect, Executable
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler

Convert = Callable[[Any], Any] | None


class ToldStatement(NamedTuple):
    """What listeners are told of a statement, as far as ours ask."""

    compiled: SQLCompiler
    compiled_parameters: list[Mapping[str, Any]]


class Prepared(NamedTuple):
    """A statement for one kind of database."""

    compiled: SQLCompiler
    text: str
    into: tuple[tuple[str, Convert], ...]
    """Names of its values and how each is converted, in the order of the text."""
    constant: Mapping[str, Any]
    """Values that stand in the statement itself, by name."""
    out: tuple[tuple[int, Any], ...]
    """Places in a row of the answer whose values are converted, and how."""
    by_name: bool
    """Whether the driver takes values by name."""

    def values(self, given: Mapping[str, Any]) -> Any:
        """As the driver takes them."""
        if self.constant:
            given = {**self.constant, **given}
        if self.by_name:
            return {name: given[name] if convert is None else convert(given[name]) for name, convert in self.into}
        return [given[name] if convert is None else convert(given[name]) for name, convert in self.into]


def write(session: Session, statement: Executable, given: Mapping[str, Any]) -> int:
    """Inserts or changes rows; gives how many. Raises SQLAlchemy's errors."""
    count: int = _asked(session.connection(), statement, given, lambda cursor: cursor.rowcount)
    return count


class Write(NamedTuple):
    """A statement that inserts or changes one row, and its values."""

    statement: Executable
    given: Mapping[str, Any]


def write_together(session: Session, writes: Sequence[Write]) -> list[int]:
    """Several of them in their order; gives how many rows each changed. Raises SQLAlchemy's errors.

    PostgreSQL gets them all without being waited for in between, and answers once.
    """
    connection = session.connection()
    begin = getattr(connection.connection.driver_connection, "pipeline", nullcontext)
    cursors = []
    try:
        with begin():
            for each in writes:
                cursors.append(connection.connection.cursor())
                _send(connection, cursors[-1], each.statement, each.given)
        counts = [int(cursor.rowcount) for cursor in cursors]
        for cursor in cursors:
            cursor.close()
    except BaseException as error:
        connection._handle_dbapi_exception(error, None, None, None, None)
    return counts


def one(session: Session, statement: Executable, given: Mapping[str, Any]) -> list[Any] | None:
    """The first row of the answer, None where it has none. Raises SQLAlchemy's errors."""
    connection = session.connection()
    found = _asked(connection, statement, given, lambda cursor: cursor.fetchone())
    if found is None:
        return None
    row = list(found)
    for place, convert in _prepared(statement, connection.dialect).out:
        row[place] = convert(row[place])
    return row


def _asked(connection: Connection, statement: Executable, given: Mapping[str, Any], take: Callable[[Any], Any]) -> Any:
    cursor = connection.connection.cursor()
    try:
        _send(connection, cursor, statement, given)
        found = take(cursor)
        cursor.close()
    except BaseException as error:
        connection._handle_dbapi_exception(error, None, None, cursor, None)
    return found


def _send(connection: Connection, cursor: Any, statement: Executable, given: Mapping[str, Any]) -> None:
    prepared = _prepared(statement, connection.dialect)
    text, values = prepared.text, prepared.values(given)
    told = ToldStatement(prepared.compiled, [given])
    for listener in connection.dispatch.before_cursor_execute:
        text, values = listener(connection, cursor, text, values, told, False)
    cursor.execute(text, values)


_kept: dict[tuple[Executable, str], Prepared] = {}
"""By statement and kind of database. Statements are constants of modules, so these are as many as they are."""


def _prepared(statement: Any, dialect: Dialect) -> Prepared:
    key = (statement, dialect.name)
    if key not in _kept:
        _kept[key] = _made(statement.compile(dialect=dialect), dialect)
    return _kept[key]


def _made(compiled: SQLCompiler, dialect: Dialect) -> Prepared:
    bound, by_name = compiled.binds, not compiled.positional
    names = list(bound) if by_name else list(compiled.positiontup or ())
    out = [column.type.dialect_impl(dialect).result_processor(dialect, None) for column in compiled._result_columns]
    return Prepared(
        compiled,
        str(compiled),
        tuple((name, bound[name].type.dialect_impl(dialect).bind_processor(dialect)) for name in names),
        {name: bind.effective_value for name, bind in bound.items() if not bind.required},
        tuple((place, convert) for place, convert in enumerate(out) if convert is not None),
        by_name,
    )
