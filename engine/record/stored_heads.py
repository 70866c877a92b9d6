"""The rows that histories belong to, of cases and ledgers, so many at a time as are looked at together; rows of
histories that belong to nothing.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Select, and_, literal, select, tuple_, type_coerce
from sqlalchemy.exc import DataError, OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.types import NullType

from engine.catalogue import _
from engine.models import Case, Event, Ledger, LedgerEvent, Task, Timer
from engine.record.cells import CellReader, MalformedCellError, is_unreadable, reader
from engine.record.chain import Break

AT_ONCE = 200
"""Histories that are asked for together."""
MOST_ORPHANS = 1_000
NOBODY = uuid.UUID(int=0)
KEY = ("instansi_id", "id")


@dataclass(frozen=True)
class Heads:
    """Some histories of one government, by their id, in that order."""

    model: type[Case] | type[Ledger]
    home: str
    heads: dict[uuid.UUID, Any]
    malformed: list[Break]
    """Rows that cannot be read."""

    def only(self, history_id: uuid.UUID) -> Heads:
        """This one alone."""
        return replace(self, heads={history_id: self.heads[history_id]}, malformed=[])


def portions(
    session: Session, model: type[Case] | type[Ledger], instansi_id: str | None, case_id: uuid.UUID | None
) -> Iterator[Heads]:
    """The histories of a selection in the order of their keys."""
    stored = reader(session, model, _columns(model))
    last: tuple[Any, Any] | None = None
    while True:
        query = _next(stored.select(), model, instansi_id, case_id, last)
        try:
            rows = _rows(session, model, query)
        except MalformedCellError as odd:
            yield Heads(model, instansi_id or "-", {}, [Break(instansi_id or "-", NOBODY, 0, str(odd))])
            return
        if not rows:
            return
        home, found = rows[0][0], Heads(model, str(rows[0][0]), {}, [])
        own = [row for row in rows if row[0] == home]
        for row in own:
            _take(session, stored, found, row)
        yield found
        last = (home, own[-1][1])
        if len(rows) < AT_ONCE and rows[-1][0] == home:
            return


def _columns(model: Any) -> tuple[str, ...]:
    """The key comes first."""
    return (*KEY, *(each.key for each in model.__mapper__.c if each.key not in KEY))


def _next(
    query: Select[Any], model: Any, instansi_id: str | None, case_id: uuid.UUID | None, after: tuple[Any, Any] | None
) -> Select[Any]:
    if instansi_id is not None:
        query = query.where(model.instansi_id == instansi_id)
    if case_id is not None:
        query = query.where(model.id == case_id)
    if after is not None:
        query = query.where(tuple_(model.instansi_id, _untyped(model.id)) > tuple_(*map(literal, after)))
    return query.order_by(model.instansi_id, model.id).limit(AT_ONCE)


def _rows(session: Session, model: Any, query: Select[Any]) -> Sequence[Any]:
    """Each begins with its key; nothing more of it where the driver refuses one of them."""
    key = (_plain(model.instansi_id), _plain(model.id))
    for asked in (query, query.with_only_columns(*key)):
        try:
            return session.execute(asked).all()
        except (OperationalError, DataError) as error:
            if not is_unreadable(error):
                raise
    raise MalformedCellError(str(model.__tablename__), "id")


def _take(session: Session, stored: CellReader, found: Heads, row: Any) -> None:
    home, key = row[:2]
    try:
        if len(row) < len(stored.names):
            own = (stored.column("instansi_id") == home, _untyped(stored.column("id")) == literal(key))
            (head,) = stored.read(session, stored.select(*own))
        else:
            head = stored.taken(row)
        found.heads[head.id] = head
    except MalformedCellError as odd:
        found.malformed.append(Break(str(home), _named(key), 0, str(odd)))


def _named(key: Any) -> uuid.UUID:
    try:
        return key if isinstance(key, uuid.UUID) else uuid.UUID(hex=key)
    except (ValueError, TypeError, AttributeError):
        return NOBODY


def _plain(column: Any) -> Any:
    return _untyped(column).label(column.key)


def _untyped(column: Any) -> Any:
    """As the driver gives and takes it."""
    return type_coerce(column, NullType())


def orphans(session: Session, instansi_id: str | None) -> list[Break]:
    """Rows whose case or ledger is not there any more: somebody removed it past the constraints."""
    found = []
    owners = ((Event, Case, Event.case_id), (LedgerEvent, Ledger, LedgerEvent.ledger_id), (Task, Case, Task.case_id),
              (Timer, Case, Timer.case_id))  # fmt: skip
    for model, owner, key in owners:
        joined: Any = model
        query = (
            select(_plain(joined.instansi_id), _plain(key))
            .outerjoin(owner, and_(owner.instansi_id == joined.instansi_id, owner.id == key))
            .where(owner.id.is_(None))
            .distinct()
        )
        if instansi_id is not None:
            query = query.where(joined.instansi_id == instansi_id)
        reason = _("barisnya pada tabel %(table)s ada, kasusnya sendiri hilang", table=joined.__tablename__)
        rows = session.execute(query.limit(MOST_ORPHANS)).all()
        found += [Break(str(home), _named(each), 1, reason) for home, each in rows]
    return found
