"""Rows as they lie in the database, many at a time, past the unit of work. A cell that no program would have written
is told by its table and column (`MalformedCellError`), never raised as something else.
"""

from __future__ import annotations

import uuid
from collections import namedtuple
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache, partial
from itertools import count
from json import JSONDecoder
from typing import Any

from sqlalchemy import JSON, Boolean, ColumnElement, Dialect, Integer, LargeBinary, Select, String, Uuid, select
from sqlalchemy import type_coerce as untyped
from sqlalchemy.exc import DataError, DBAPIError, OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.types import NullType, TypeEngine

from engine.catalogue import _
from engine.models import Base
from engine.models.base import UtcDateTime
from engine.models.event import HistoryColumns

NO_TEXT = "Could not decode to UTF-8"
"""How SQLite's driver begins to say that a cell holds bytes that are no text."""
HISTORIES = ("case_id", "ledger_id")
"""Which history a row belongs to; read as `history_id`, as on the models."""
Read = Callable[[Any], Any]
_decoded = JSONDecoder().raw_decode
_named: Any = namedtuple  # the columns are chosen at run time


class MalformedCellError(Exception):
    """A cell that cannot be read."""

    def __init__(self, table: str, column: str, number: int = 0) -> None:
        super().__init__(_("sel %(table)s.%(column)s tidak terbaca", table=table, column=column))
        self.number = number
        """Of the row within its history; 0 where it has none, or where that is not known."""


ODD = (MalformedCellError, ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError)
"""What reading something that no program wrote ends in."""


def came_of_a_cell(error: BaseException) -> bool:
    """Whether this may come of a cell that no program wrote, and is none of the database's other troubles."""
    return isinstance(error, ODD) or (isinstance(error, DBAPIError) and is_unreadable(error))


class CellReader:
    """Some columns of a table."""

    def __init__(self, model: type[Base], names: Sequence[str], dialect: Dialect) -> None:
        columns = model.__mapper__.c
        self.table = str(model.__tablename__)
        self.names = tuple(names)
        self._columns = [columns[name] for name in self.names]
        self._checks = [(_of_type(each.type, dialect), bool(each.nullable)) for each in self._columns]
        self._fit: dict[tuple[type, ...], list[tuple[int, Read]]] = {}
        """Kinds of values, side by side, of which each cell was found to be as it should → what is still to be read."""
        history = issubclass(model, HistoryColumns)
        called = ["history_id" if history and name in HISTORIES else name for name in self.names]
        self._make = partial(tuple.__new__, _named("StoredRow", called))
        self._number = self.names.index("number") if "number" in self.names else None

    def column(self, name: str) -> Any:
        """For conditions."""
        return self._columns[self.names.index(name)]

    def select(self, *where: ColumnElement[bool]) -> Select[Any]:
        """The statement; the values come as the driver gives them."""
        return _raw(self._columns).where(*where)

    def read(self, session: Session, query: Select[Any]) -> Iterator[Any]:
        """Each row of a statement that `select` began, its values as the program has them. Raises
        MalformedCellError.
        """
        try:
            for row in session.execute(query):
                yield self.taken(row)
        except (OperationalError, DataError) as error:
            if is_unreadable(error):
                raise self._place(session, query) from None
            raise

    def taken(self, row: Sequence[Any]) -> Any:
        """The row with its values read. Raises MalformedCellError."""
        values, kinds, at = list(row), tuple(map(type, row)), 0
        try:
            turned = self._fit.get(kinds)
            if turned is not None:
                for at, read in turned:
                    values[at] = read(values[at])
            else:
                turned = []
                for at, (read, nullable) in enumerate(self._checks):
                    if values[at] is None and nullable:
                        continue
                    values[at] = read(values[at])
                    if read not in _KIND_SAYS_ALL:
                        turned.append((at, read))
                self._fit[kinds] = turned
        except (ValueError, TypeError, OverflowError, RecursionError):
            number = values[self._number] if self._number is not None else 0
            raise MalformedCellError(self.table, self.names[at], number if type(number) is int else 0) from None
        return self._make(values)

    def _place(self, session: Session, query: Select[Any]) -> MalformedCellError:
        """The driver refused a row, and does not say which: each column is asked for on its own."""
        for name, column in zip(self.names, self._columns, strict=True):
            taken = count()
            try:
                for _row in session.execute(query.with_only_columns(_plain(column))):
                    next(taken)
            except (OperationalError, DataError):
                return MalformedCellError(self.table, name, next(taken) + 1 if self._number is not None else 0)
        return MalformedCellError(self.table, self.names[0])


def reader(session: Session, model: type[Base], names: Sequence[str] = ()) -> CellReader:
    """Of these columns, or of all."""
    return _reader(model, tuple(names) or tuple(model.__mapper__.c.keys()), session.get_bind().dialect)


@lru_cache(maxsize=256)
def _reader(model: type[Base], names: tuple[str, ...], dialect: Dialect) -> CellReader:
    return CellReader(model, names, dialect)


def is_unreadable(error: BaseException) -> bool:
    """Whether the driver could not read a cell: anything else that it says is not about what lies there."""
    return isinstance(error, DataError) or NO_TEXT in str(getattr(error, "orig", ""))


def _raw(columns: Sequence[Any]) -> Select[Any]:
    return select(*map(_plain, columns))


def _plain(column: Any) -> Any:
    return untyped(column, NullType()).label(column.name)


def _of_type(kind: TypeEngine[Any], dialect: Dialect) -> Read:
    for type_, read in _READS.items():
        if isinstance(kind, type_):
            return read
    process = kind.dialect_impl(dialect).result_processor(dialect, None)
    if process is not None and isinstance(kind, JSON):
        return _json  # the driver gives text
    return process or _something


def _something(value: Any) -> Any:
    if value is None:
        raise TypeError("nothing")
    return value


def moment(value: Any) -> datetime:
    """In UTC. Raises ValueError, TypeError or OverflowError."""
    found = value if type(value) is datetime else datetime.fromisoformat(value)
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def _id(value: Any) -> uuid.UUID:
    return value if type(value) is uuid.UUID else _id_of(value)


@lru_cache(maxsize=1_024)
def _id_of(text: str) -> uuid.UUID:
    return uuid.UUID(hex=text)


def _json(value: Any) -> Any:
    found, end = _decoded(value)
    if end != len(value):
        raise ValueError("no JSON")
    return found


def _exactly(kind: type) -> Read:
    def read(value: Any) -> Any:
        if type(value) is not kind:
            raise TypeError(f"a {type(value).__name__}")
        return value

    return read


def _flag(value: Any) -> bool:
    if value not in (0, 1):
        raise TypeError("no flag")
    return bool(value)


_AS_THEY_ARE = {kind: _exactly(kind) for kind in (str, int, bytes)}
_READS: Mapping[type[TypeEngine[Any]], Read] = {
    UtcDateTime: moment,
    Uuid: _id,
    Boolean: _flag,
    String: _AS_THEY_ARE[str],
    Integer: _AS_THEY_ARE[int],
    LargeBinary: _AS_THEY_ARE[bytes],
}
_KIND_SAYS_ALL = frozenset(_AS_THEY_ARE.values())
"""Checks that give the value back, and look at nothing but its kind."""
