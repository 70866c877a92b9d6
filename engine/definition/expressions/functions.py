"""The functions of the language: those of the standard, and ours for deadlines and answers.

A function of the standard gives null for values that it cannot work with, as the standard says. One of ours that counts
a deadline raises: a case must not go on with a deadline that nobody counted.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from engine.catalogue import _
from engine.deadlines import Deadline
from engine.definition.expressions.names import Names
from engine.definition.expressions.values import (
    BOOLEAN,
    DATE,
    LIST,
    MOMENT,
    NULL,
    NUMBER,
    TEXT,
    bounded,
    equal,
    kind_of,
)  # fmt: skip
from engine.errors import ExpressionError

MAX_DAYS = 3_650
"""Days that a deadline may be away."""


UNITS = ("hari_kerja", "hari")
COUNT, UNIT, SINCE = "count", "unit", "since"
"""A number of days from 0 to MAX_DAYS; one of UNITS; a moment, or its text with a zone."""


@dataclass(frozen=True)
class Function:
    """A function: its name, its parameters (an optional one ends in `?`), what it gives, and how it works."""

    name: str
    parameters: tuple[str, ...]
    gives: str
    call: Callable[..., Any]
    takes: tuple[str, ...] = ()
    """What each parameter has to be, where that is asked before it runs: a kind, or COUNT, UNIT, SINCE."""
    in_forms: bool = False
    """Whether form-js knows it too: only such functions mean the same in the editor's preview and on our pages."""

    @property
    def fewest(self) -> int:
        """How many values it needs at least."""
        return sum(1 for name in self.parameters if not name.endswith("?"))

    @property
    def most(self) -> int:
        """How many values it takes at most."""
        return len(self.parameters)

    @property
    def signature(self) -> str:
        """As people write it: `jangka(banyak, satuan, sejak?)`."""
        return f"{self.name}({', '.join(self.parameters)})"


def _shown(value: Any) -> str:
    """A value as one writes it in an expression."""
    if value is None or isinstance(value, bool):
        return "null" if value is None else str(value).lower()
    return f'"{value}"' if isinstance(value, str) else str(value)


def _moment(value: Any, scope: Names) -> datetime:
    """The moment of a value (null: now). Raises ValueError for anything that is no moment with a zone."""
    if value is None:
        return scope.now
    if isinstance(value, Deadline):
        return value.moment
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    if not isinstance(moment, datetime) or moment.tzinfo is None:
        raise ValueError(_("%(value)s bukan waktu dengan zona", value=_shown(value)))
    return moment


def _count(value: Any) -> int:
    """A number of days. Raises ValueError unless it is a whole number from 0 to MAX_DAYS."""
    if kind_of(value) != NUMBER:
        raise ValueError(_("%(value)s bukan angka", value=_shown(value)))
    number = bounded(value)
    if number != int(number) or not 0 <= number <= MAX_DAYS:
        raise ValueError(_("%(value)s bukan jumlah hari", value=_shown(value)))
    return int(number)


def unfit(what: str, value: Any) -> str:
    """Why a value cannot be what a parameter asks for (COUNT, UNIT, SINCE or a kind); "" when it can."""
    try:
        if what == COUNT:
            _count(value)
        elif what == UNIT and value not in UNITS:
            return _('satuan %(unit)s tidak dikenal; tulis "hari_kerja" atau "hari"', unit=_shown(value))
        elif what == SINCE and value is not None:
            _moment(value, cast(Names, None))
        elif what not in (COUNT, UNIT, SINCE) and kind_of(value) not in (what, NULL):
            return _("%(value)s tidak dapat dipakai di sini", value=_shown(value))
    except (ExpressionError, ValueError) as error:
        return str(error)
    return ""


def _period(scope: Names, count: Any, unit: Any, since: Any = None) -> Deadline:
    if unit not in UNITS:
        raise ValueError(_('satuan %(unit)s tidak dikenal; tulis "hari_kerja" atau "hari"', unit=_shown(unit)))
    return scope.calendar.due(_count(count), unit, _moment(since, scope))


def _before(scope: Names, count: Any, deadline: Any, unit: Any = "hari_kerja") -> Deadline:
    if unit not in UNITS:
        raise ValueError(_('satuan %(unit)s tidak dikenal; tulis "hari_kerja" atau "hari"', unit=_shown(unit)))
    anchor = deadline if isinstance(deadline, Deadline) else _moment(deadline, scope)
    return scope.calendar.before(_count(count), unit, anchor)


def _working_days(scope: Names, count: Any, since: Any = None) -> Deadline:
    return _period(scope, count, "hari_kerja", since)


def _days(scope: Names, count: Any, since: Any = None) -> Deadline:
    return _period(scope, count, "hari", since)


def _now(scope: Names) -> datetime:
    return scope.now.astimezone(scope.calendar.zone)


def _today(scope: Names) -> date:
    return scope.calendar.local_date(scope.now)


def _date(scope: Names, value: Any) -> date | None:
    """The day that a text names, or on which a moment lies where the office is."""
    if kind_of(value) == TEXT and len(value) == len("2026-01-31"):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return None
    moment = _date_and_time(scope, value)
    return scope.calendar.local_date(moment) if moment is not None else value if kind_of(value) == DATE else None


def _date_and_time(scope: Names, value: Any) -> datetime | None:
    """The moment that a text with a zone, a moment or a deadline says."""
    if kind_of(value) not in (TEXT, MOMENT):
        return None
    try:
        moment = _moment(value, scope)
        scope.calendar.local_date(moment)
    except (ValueError, OverflowError):
        return None
    return moment


def _is_present(_scope: Names | None, value: Any) -> bool:
    return value not in (None, "", [])


def _size(_scope: Names | None, value: Any) -> int:
    return len(value) if isinstance(value, list | str) else 0


def _items(value: Any) -> list[Any] | None:
    """The elements of a list; any other value is a list of one, as in the standard; null for null."""
    if value is None:
        return None
    return list(value) if kind_of(value) == LIST else [value]


def _elements(_scope: Names | None, value: Any) -> int | None:
    items = _items(value)
    return None if items is None else len(items)


def _sum(_scope: Names | None, value: Any) -> int | float | None:
    items = _items(value)
    if not items or any(kind_of(each) != NUMBER for each in items):
        return None
    total: int | float = 0
    for each in items:
        total = bounded(total + bounded(each))
    return total


def _extreme(choose: Callable[..., Any]) -> Callable[..., Any]:
    def found(_scope: Names | None, value: Any) -> Any:
        items = _items(value)
        return choose(items) if items and all(kind_of(each) == NUMBER for each in items) else None

    return found


def _floor(_scope: Names | None, value: Any) -> int | None:
    return math.floor(bounded(value)) if kind_of(value) == NUMBER else None


def _contains(_scope: Names | None, text: Any, part: Any) -> bool | None:
    return part in text if kind_of(text) == kind_of(part) == TEXT else None


def _list_contains(_scope: Names | None, values: Any, element: Any) -> bool | None:
    items = _items(values)
    if items is None:
        return None
    return any(equal(each, element) is True for each in items)


def _length(_scope: Names | None, text: Any) -> int | None:
    return len(text) if kind_of(text) == TEXT else None


FUNCTIONS: dict[str, Function] = {
    function.name: function
    for function in (
        Function("hari_kerja", ("banyak", "sejak?"), MOMENT, _working_days, (COUNT, SINCE)),
        Function("hari", ("banyak", "sejak?"), MOMENT, _days, (COUNT, SINCE)),
        Function("jangka", ("banyak", "satuan", "sejak?"), MOMENT, _period, (COUNT, UNIT, SINCE)),
        Function("sebelum", ("banyak", "tenggat", "satuan?"), MOMENT, _before, (COUNT, SINCE, UNIT)),
        Function("ada", ("isian",), BOOLEAN, _is_present),
        Function("jumlah", ("isian",), NUMBER, _size),
        Function("now", (), MOMENT, _now),
        Function("today", (), DATE, _today),
        Function("date", ("dari",), DATE, _date),
        Function("date and time", ("dari",), MOMENT, _date_and_time),
        Function("count", ("daftar",), NUMBER, _elements, in_forms=True),
        Function("sum", ("daftar",), NUMBER, _sum, in_forms=True),
        Function("min", ("daftar",), NUMBER, _extreme(min), in_forms=True),
        Function("max", ("daftar",), NUMBER, _extreme(max), in_forms=True),
        Function("floor", ("angka",), NUMBER, _floor, (NUMBER,)),
        Function("contains", ("teks", "bagian"), BOOLEAN, _contains, (TEXT, TEXT), in_forms=True),
        Function("list contains", ("daftar", "unsur"), BOOLEAN, _list_contains, in_forms=True),
        Function("string length", ("teks",), NUMBER, _length, (TEXT,), in_forms=True),
    )
}
"""Name -> function. docs/ungkapan.md describes each; a test compares."""
