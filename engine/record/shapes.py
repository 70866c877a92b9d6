"""How one field of a history row is stored as JSON, and read back: text, number, moment, list, rows of columns.

Reading is exact about types, because whoever uses a field must not have to doubt it; it is also what figures over a
whole year do most, so it is written to be quick.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any


@dataclass(frozen=True)
class Shape:
    """`read` turns stored JSON into a value and raises ValueError or TypeError when it is something else; `store` turns
    the value back, to the same JSON. `name` is what people read in the description of the format.
    """

    name: str
    read: Callable[[Any], Any]
    store: Callable[[Any], Any]
    plain: bool = False
    """Whether reading gives the value back and looks at nothing but its kind."""


def optional(shape: Shape) -> Shape:
    """The same, or null."""
    return Shape(
        f"{shape.name}, atau kosong",
        lambda value: None if value is None else shape.read(value),
        lambda value: None if value is None else shape.store(value),
        plain=shape.plain,
    )


def list_of(shape: Shape) -> Shape:
    """A list of values of one shape; read as a tuple."""
    read_one = shape.read
    fit: set[type] = set()  # kinds of values that were found to be as they should

    def read(value: Any) -> Any:
        if fit and fit.issuperset(map(type, _list(value))):
            return tuple(value)
        found = tuple([read_one(each) for each in _list(value)])
        if shape.plain:
            fit.update(map(type, value))
        return found

    return Shape(f"daftar {shape.name}", read, lambda value: [shape.store(each) for each in value])


def rows_of(row: Any, **columns: Shape) -> Shape:
    """Rows, each stored as a list of columns in the order of the NamedTuple `row`; read as a tuple of these."""
    if row._fields != tuple(columns):
        raise TypeError(f"{row.__name__} has other columns than {', '.join(columns)}")
    readers, stores = [each.read for each in columns.values()], [each.store for each in columns.values()]
    turned = [(at, each.read) for at, each in enumerate(columns.values()) if not each.plain]
    made = partial(tuple.__new__, row)  # as `_make`, which counts columns once more
    fit: set[tuple[type, ...]] = set()  # kinds of values, side by side, that were found to be as they should

    def read_row(value: Any) -> Any:
        kinds = tuple(map(type, value if type(value) is list else _list(value)))
        if kinds not in fit:
            found = row(*[reader(column) for reader, column in zip(readers, value, strict=True)])
            fit.add(kinds)
            return found
        if turned:
            value = list(value)
            for at, reader in turned:
                value[at] = reader(value[at])
        return made(value)

    def read(value: Any) -> Any:
        return tuple([read_row(each) for each in _list(value)])

    def store(value: Any) -> list[list[Any]]:
        return [[store(column) for store, column in zip(stores, each, strict=True)] for each in value]

    return Shape("baris: " + ", ".join(f"`{name}` ({shape.name})" for name, shape in columns.items()), read, store)


def _list(value: Any) -> list[Any]:
    if type(value) is not list:
        raise TypeError("no list")
    return value


def _text(value: Any) -> str:
    if type(value) is not str:
        raise TypeError("no text")
    return value


def _number(value: Any) -> int:
    if type(value) is not int:
        raise TypeError("no number")
    return value


def _flag(value: Any) -> bool:
    if type(value) is not bool:
        raise TypeError("no flag")
    return value


def _object(value: Any) -> dict[str, Any]:
    if type(value) is not dict:
        raise TypeError("no object")
    return value


def _moment(value: Any) -> datetime:
    found = datetime.fromisoformat(value)
    if found.tzinfo is None:
        raise ValueError("no zone")
    return found


def _stretches(value: Any) -> list[list[Any]]:
    for stretch in _list(value):
        if type(_list(stretch)[0] if stretch else None) is not str:
            raise TypeError("no process")
        for stop in stretch:
            if type(stop) is not str:
                for part in _list(stop) or [None]:
                    _text(part)
    return value  # type: ignore[no-any-return]


def _as_it_is(value: Any) -> Any:
    return value


def _as_dict(value: Mapping[str, Any]) -> dict[str, Any]:
    return dict(value)


TEXT = Shape("teks", _text, _as_it_is, plain=True)
NUMBER = Shape("bilangan", _number, _as_it_is, plain=True)
FLAG = Shape("ya/tidak", _flag, _as_it_is, plain=True)
MOMENT = Shape("saat dengan zona, ISO 8601", _moment, datetime.isoformat)
OBJECT = Shape("nilai menurut nama", _object, _as_dict, plain=True)
PATH = Shape("jalan", _stretches, _as_it_is)
