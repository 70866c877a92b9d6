"""What sessions of one government send to the database, kept to be looked at and sent again."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, MetaData, Table, event, true
from sqlalchemy.sql import operators, visitors
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import BinaryExpression

from engine.government import KEY, Binding
from engine.pins import COLUMN


@dataclass(frozen=True)
class Sent:
    """One statement on its way."""

    text: str
    parameters: Any
    compiled: SQLCompiler


@contextmanager
def sent_by(engine: Engine, instansi_id: str) -> Iterator[list[Sent]]:
    """What sessions bound to this government send, without what crosses; each statement with its values once."""
    found: dict[tuple[str, str], Sent] = {}

    def note(connection: Any, _cursor: Any, text: str, parameters: Any, context: Any, _many: bool) -> None:
        binding: Binding | None = connection.get_execution_options().get(KEY)
        if binding and not binding.crossings and binding.instansi_id == instansi_id and context.compiled is not None:
            found.setdefault((text, repr(parameters)), Sent(text, parameters, context.compiled))

    kept: list[Sent] = []
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield kept
    finally:
        event.remove(engine, "before_cursor_execute", note)
        kept += found.values()


def alone(database: Path, folder: Path, metadata: MetaData, instansi_id: str) -> Path:
    """A copy of a SQLite database in which no other government has any row."""
    path = folder / f"{instansi_id}.sqlite"
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(path)) as copy:
        source.backup(copy)
        for (name,) in copy.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            copy.execute(f'DROP TRIGGER "{name}"')  # what may only be added to is emptied here
        for table in metadata.tables.values():
            if COLUMN in table.c:
                copy.execute(f'DELETE FROM "{table.name}" WHERE {COLUMN} <> ?', (instansi_id,))
        copy.commit()
    return path


def answers(database: Path, sent: list[Sent]) -> list[list[str]]:
    """The rows that each statement gives, in an order of their own."""
    with closing(sqlite3.connect(database)) as connection:
        return [sorted(map(repr, connection.execute(each.text, each.parameters))) for each in sent]


def tables_of(statement: Any) -> list[Any]:
    """The tables of a government, or their aliases, that a statement ties by an equality."""
    found = {
        side.table: None
        for element in visitors.iterate(statement)
        if _equality(element)
        for side in (element.left, element.right)
        if _ties(side)
    }
    return list(found)


def forgetting(statement: Any, table: Any) -> Any:
    """The statement with every condition on the `instansi_id` of one of its tables left out."""

    def forget(element: Any, **_: Any) -> Any:
        if _equality(element) and any(_ties(side) and side.table is table for side in (element.left, element.right)):
            return true()
        return None

    return visitors.replacement_traverse(statement, {}, forget)


def _equality(element: Any) -> bool:
    return isinstance(element, BinaryExpression) and element.operator is operators.eq


def _ties(side: Any) -> bool:
    table = getattr(side, "table", None)
    return getattr(side, "name", "") == COLUMN and isinstance(getattr(table, "element", table), Table)
