"""Rows of the hot path as plain objects: a command carries a few, and the mapper would watch each attribute."""

from __future__ import annotations

from dataclasses import make_dataclass
from functools import cache
from typing import Any, TypeVar, cast

from sqlalchemy import Table

from engine.models.base import Base

Row = TypeVar("Row", bound=Base)


def carrier(model: type[Row]) -> type[Row]:
    """A class with the columns of the table as attributes, None where nothing is given, and the properties of the
    model. Its objects are no rows of a session: `insert_rows` and the statements of `commands.rows` read them."""
    return cast(type[Row], _made(model))


@cache
def _made(model: type[Base]) -> type[Any]:
    table = cast(Table, model.__table__)
    shared = {name: value for name, value in vars(model).items() if isinstance(value, property)}
    return make_dataclass(
        f"{model.__name__}Carrier",
        [(column.key, Any, None) for column in table.columns],
        slots=True,
        eq=False,
        namespace={**shared, "__table__": table},
    )
