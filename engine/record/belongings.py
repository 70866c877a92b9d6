"""What stands in tables beside a history is bound by it: the next row of the case's history commits to each row that
belongs to the case, in the same transaction; `Base.BOUND` of its table names the columns.

Nobody has to remember it: whatever is inserted is noted here. A commitment is salted, so that it tells nothing and
outlives a lawful erasure; the salt lies in the personal part of the row of the history.
"""

from __future__ import annotations

import hashlib
import secrets
import uuid
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from sqlalchemy import event, select
from sqlalchemy.orm import Session, object_session

from engine.models import Base
from engine.models.base import BoundColumns
from engine.record.payload import canonical

_NOTED = "belongings"
Parts = dict[str, list[Any]]
"""Name of a part (`table`, `table:id`, `table.column`) → values of its columns in their order."""


def bound_models() -> list[type[Base]]:
    """Tables whose rows histories commit to."""
    found = (each.class_ for each in Base.registry.mappers)
    return sorted((each for each in found if each.BOUND is not None), key=lambda each: str(each.__tablename__))


def parts_of(row: Any, model: type[Base]) -> Parts:
    """What of a row is committed to."""
    rule, table = rule_of(model), str(model.__tablename__)
    name = table if rule.case in _key(model) else f"{table}:{row.id}"
    found = {name: [plain(getattr(row, each)) for each in rule.columns]}
    return found | {f"{name}.{each}": [plain(getattr(row, each))] for each in rule.changing}


def changed(session: Session, model: type[Base], case_id: uuid.UUID, values: Mapping[str, Any]) -> None:
    """Columns of the one row of a case that changed lawfully, past the unit of work."""
    lawful = {name: [plain(value)] for name, value in values.items() if name in rule_of(model).changing}
    _note(session, case_id, {f"{model.__tablename__}.{name}": each for name, each in lawful.items()})


def anew(session: Session, row: Base) -> None:
    """A row of which parts were lawfully erased: the next row of its history binds what stays."""
    _note(session, getattr(row, rule_of(type(row)).case), parts_of(row, type(row)))


def named(session: Session, model: Any, instansi_id: str, case_id: uuid.UUID, ids: Iterable[Any]) -> None:
    """Rows that came in earlier transactions (files of a form) and are named, or shown, by an answer now."""
    found = {each for each in map(_id, ids) if each is not None}
    if found:
        own = (model.instansi_id == instansi_id, getattr(model, rule_of(model).case) == case_id)
        rows = select(model).where(*own, model.id.in_(found))
        for row in session.scalars(rows.execution_options(populate_existing=True)):
            _note(session, case_id, parts_of(row, model))


def committed(session: Session, case_id: uuid.UUID) -> tuple[str, dict[str, str]]:
    """A new salt and the commitments of what was noted since the last row; ("", {}) for nothing."""
    if session.new:
        session.flush()
    noted: Parts = session.info.get(_NOTED, {}).pop(case_id, {})
    if not noted:
        return "", {}
    salt = secrets.token_hex(16)
    return salt, {part: commitment_to(part_salt(salt, part), values) for part, values in noted.items()}


def part_salt(salt: str, part: str) -> str:
    """The salt of one part, which may be shown without opening the others."""
    return hashlib.sha256(f"{salt}\n{part}".encode()).hexdigest()


def commitment_to(salt: str, values: list[Any]) -> str:
    """SHA-256 over the salt of the part and its values."""
    return hashlib.sha256(f"{salt}\n{canonical(values)}".encode("utf-8", "surrogatepass")).hexdigest()


def rule_of(model: type[Base]) -> BoundColumns:
    """What of a table is bound. Raises TypeError for one of which nothing is."""
    if model.BOUND is None:
        raise TypeError(f"no history commits to rows of {model.__tablename__}")
    return model.BOUND


@cache
def _key(model: type[Base]) -> frozenset[str]:
    return frozenset(each.name for each in model.__mapper__.primary_key)


def _id(text: Any) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except (ValueError, TypeError, AttributeError):
        return None


def plain(value: Any) -> Any:
    """A value as it is committed to: as JSON has it, the same before it is stored and when it is read back."""
    spelt = _PLAIN.get(type(value))
    return value if spelt is None else spelt(value)


_PLAIN: Mapping[type, Callable[[Any], str]] = {
    datetime: lambda value: value.astimezone(UTC).isoformat(),
    date: date.isoformat,
    uuid.UUID: str,
    bytes: bytes.hex,
}


def _note(session: Session, case_id: uuid.UUID, parts: Parts) -> None:
    session.info.setdefault(_NOTED, {}).setdefault(case_id, {}).update(parts)


@event.listens_for(Base, "after_insert", propagate=True)
def _inserted(_mapper: Any, _connection: Any, row: Any) -> None:
    """A letter that belongs to no case (an invitation) is nobody's history."""
    rule: BoundColumns | None = row.BOUND
    session = object_session(row) if rule is not None else None
    if rule is not None and session is not None and (case_id := getattr(row, rule.case)) is not None:
        _note(session, case_id, parts_of(row, type(row)))
