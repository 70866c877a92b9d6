"""What all tables share: naming of constraints, moments in UTC, row ids."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any, ClassVar, cast

from sqlalchemy import DateTime, Dialect, Insert, MetaData, String, Table, Uuid, text
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import TypeDecorator

from engine.prepared import Write, write

INSTANSI = String(40)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, stored and returned in UTC. Naive values are refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive moment cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def only_where(condition: str) -> dict[str, Any]:
    """Keywords of an Index that holds only the rows of which this is true: others cost it nothing."""
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


def new_id() -> uuid.UUID:
    """A random id for a row."""
    return uuid.uuid4()


def insert_rows(session: Session, rows: Sequence[Base]) -> None:
    """Insert rows of one table in one statement, past the unit of work: nothing waits for a flush, nothing is tracked.

    The rows must carry every column that has no default of the database.
    """
    if len(rows) == 1:
        write(session, *insertion(rows[0]))
    elif rows:
        inserted = [insertion(row) for row in rows]
        session.connection().execute(inserted[0].statement, [each.given for each in inserted])


def insertion(row: Base) -> Write:
    """What inserts one row, as `insert_rows` does."""
    table = cast(Table, type(row).__table__)
    return Write(_insert(table), {column.name: getattr(row, column.key) for column in table.columns})


@cache
def _insert(table: Table) -> Insert:
    return table.insert()


@dataclass(frozen=True)
class BoundColumns:
    """Which columns of a table the history of a case commits to when a row is inserted (`engine.record.belongings`)."""

    case: str
    """The column with the id of the case."""
    columns: tuple[str, ...]
    changing: tuple[str, ...] = ()
    """Columns that may change lawfully: each is bound apart, anew with each change."""
    later: bool = False
    """Whether rows may wait for the row of the history that binds them: files of a form that nobody has sent yet."""
    since: int = 5
    """Format of histories from which on each of these rows is bound."""


class Base(DeclarativeBase):
    """The tables of engine and domain, with one way to name their constraints."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    BOUND: ClassVar[BoundColumns | None] = None
    TOLD: ClassVar[tuple[str, ...]] = ()
    """Columns that the history of the government commits to with each change (`engine.record.told_rows`)."""
    TOLD_IF: ClassVar[str] = ""
    """A column without which a row counts for nothing yet, and is not bound."""
    TOLD_SINCE: ClassVar[int] = 8
    """Format of histories from which on each of these rows is bound."""
    type_annotation_map: ClassVar[dict[Any, Any]] = {datetime: UtcDateTime, uuid.UUID: Uuid}
