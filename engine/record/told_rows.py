"""What stands in tables beside the cases of a government is bound by its own history: the next act of a transaction
commits to each row that was added, changed or removed in it; `Base.TOLD` of a table names the columns.

Nobody has to remember it: every change of such a row is noted here, also one by a statement over many rows. Salted, as
what belongs to a case (`engine.record.belongings`).
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterator
from functools import cache
from typing import Any

from sqlalchemy import event, inspect, select
from sqlalchemy.orm import ORMExecuteState, Session, object_session

from engine.models import Base
from engine.record.belongings import commitment_to, part_salt, plain
from engine.record.cells import reader

_NOTED = "told rows"
GONE = ""
"""Stands instead of the commitment to a row that was removed."""


def told_models() -> list[type[Base]]:
    """Tables whose rows the history of a government commits to."""
    found = (each.class_ for each in Base.registry.mappers)
    return sorted((each for each in found if each.TOLD), key=lambda each: str(each.__tablename__))


def told_parts(session: Session, instansi_id: str) -> Iterator[tuple[str, list[Any]]]:
    """Every such row of a government as it is stored: its part, and the values that are bound."""
    for model in told_models():
        stored = reader(session, model)
        for row in stored.read(session, stored.select(model.__mapper__.c[_home(model)] == instansi_id)):
            if _counts(row, model):
                yield _part(model, [getattr(row, each) for each in _keys(model)]), _values(row, model)


def told_since(part: str) -> int:
    """The format of histories from which on rows of this part's table are bound."""
    return _since()[part.partition(":")[0]]


def part_of(row: Base) -> tuple[str, list[Any]]:
    """The part that a row is, and the values that are bound."""
    model = type(row)
    return _part(model, [getattr(row, each) for each in _keys(model)]), _values(row, model)


def note_unknown(session: Session, instansi_id: str, *, known: Collection[str], since: int) -> int:
    """The next act commits to each such row of a government that is none of the `known` parts, as it stands; gives how
    many they are. Of tables that were bound already in format `since` none: there an unknown row came past the history.
    """
    count = 0
    for model in (each for each in told_models() if since < each.TOLD_SINCE):
        home = model.__mapper__.c[_home(model)]
        rows = select(home, *(model.__mapper__.c[each] for each in _keys(model))).where(home == instansi_id)
        for _home_id, *key in session.execute(rows):
            if _part(model, key) not in known:
                _note(session, model, instansi_id, tuple(key))
                count += 1
    return count


def committed(session: Session, instansi_id: str) -> tuple[str, dict[str, str]]:
    """A new salt and the commitments of what changed since the last act; ("", {}) for nothing."""
    session.flush()
    noted: dict[str, tuple[type[Base], tuple[Any, ...]]] = session.info.get(_NOTED, {}).pop(instansi_id, {})
    if not noted:
        return "", {}
    salt, found = secrets.token_hex(16), {}
    for part, (model, key) in noted.items():
        row = session.get(model, (instansi_id, *key), populate_existing=True)
        there = row is not None and _counts(row, model)
        found[part] = commitment_to(part_salt(salt, part), _values(row, model)) if there else GONE
    return salt, found


@cache
def _since() -> dict[str, int]:
    return {str(each.__tablename__): each.TOLD_SINCE for each in told_models()}


def _keys(model: type[Base]) -> list[str]:
    """Columns of the key within a government."""
    return [str(each.key) for each in inspect(model).primary_key if each.key != _home(model)]


def _home(model: type[Base]) -> str:
    """The column that names the government."""
    return "instansi_id" if "instansi_id" in model.__mapper__.c else "id"


def _part(model: type[Base], key: list[Any]) -> str:
    return ":".join([str(model.__tablename__), *map(str, key)])


def _counts(row: Any, model: type[Base]) -> bool:
    return not model.TOLD_IF or getattr(row, model.TOLD_IF) is not None


def _values(row: Any, model: type[Base]) -> list[Any]:
    return [plain(getattr(row, each)) for each in model.TOLD]


def _note(session: Session, model: type[Base], instansi_id: str, key: tuple[Any, ...]) -> None:
    home = session.info.setdefault(_NOTED, {}).setdefault(instansi_id, {})
    home[_part(model, list(key))] = (model, key)


@event.listens_for(Base, "after_insert", propagate=True)
@event.listens_for(Base, "after_update", propagate=True)
@event.listens_for(Base, "after_delete", propagate=True)
def _changed(_mapper: Any, _connection: Any, row: Any) -> None:
    session = object_session(row) if row.TOLD else None
    if session is not None:
        model = type(row)
        key = tuple(getattr(row, each) for each in _keys(model))
        _note(session, model, getattr(row, _home(model)), key)


@event.listens_for(Session, "do_orm_execute")
def _many_changed(state: ORMExecuteState) -> None:
    """A statement that changes or removes many rows: which, is asked before it runs."""
    if not (state.is_update or state.is_delete) or state.bind_mapper is None:
        return
    model: Any = state.bind_mapper.class_
    if not model.TOLD:
        return
    statement: Any = state.statement
    columns = [model.__mapper__.c[each] for each in (_home(model), *_keys(model))]
    asked = select(*columns)
    if statement.whereclause is not None:
        asked = asked.where(statement.whereclause)
    for home, *key in state.session.execute(asked, state.parameters or {}).all():
        _note(state.session, model, home, tuple(key))
