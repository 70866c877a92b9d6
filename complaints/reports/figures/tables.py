"""A table of a report as plain values: made once, stored with the report, shown and exported from there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

Value = str | int | float | None
"""None is "no value": shown as a dash, and never the same as 0."""
Row = dict[str, Value]


@dataclass(frozen=True)
class Column:
    """`unit` says how a value reads: `hari` and `jam` (one decimal), `persen` and `nilai` (two), `saat` (a moment),
    "" (whole, or text)."""

    key: str
    label: str
    unit: str = ""


@dataclass(frozen=True)
class Table:
    """Rows by column key. `notes` are the formulas and what a reader must know, as whole sentences."""

    title: str
    columns: tuple[Column, ...]
    rows: list[Row] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def numeric(self, column: Column) -> bool:
        """Whether a column holds numbers, and nothing but numbers and gaps: they then stand to the right."""
        values = [value for row in self.rows if (value := row.get(column.key)) is not None]
        return bool(values or column.unit) and all(isinstance(value, int | float) for value in values)

    def stored(self) -> dict[str, Any]:
        """As it lies in `Report.tables`."""
        return {
            "title": self.title,
            "columns": [asdict(column) for column in self.columns],
            "rows": self.rows,
            "notes": self.notes,
        }

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> Table:
        """What `stored()` wrote."""
        columns = tuple(Column(**column) for column in stored["columns"])
        return cls(stored["title"], columns, list(stored["rows"]), list(stored["notes"]))


DASH = "–"
PERCENT = "\N{NO-BREAK SPACE}%"
MOMENT = "saat"
"""A moment is kept to the second, as the texts publish it, and read to the minute."""
DECIMALS = {"hari": 1, "jam": 1, "persen": 2, "nilai": 2}


def moment_of(value: str) -> datetime | None:
    """The moment that a cell of the unit `saat` keeps, at the office; None for what is none."""
    try:
        return datetime.fromisoformat(value).replace(tzinfo=None)
    except ValueError:
        return None


def _moment(value: str) -> str:
    at = moment_of(value)
    return value if at is None else f"{at:%d/%m/%Y %H.%M}"


def shown(value: Value, column: Column) -> str:
    """A value as people read it: `68,75 %`, `5,7`, `–` for none."""
    if value is None:
        return DASH
    if isinstance(value, str):
        return _moment(value) if column.unit == MOMENT else value
    decimals = DECIMALS.get(column.unit)
    text = str(value) if decimals is None else f"{value:.{decimals}f}"
    text = text.replace(".", ",")
    if column.unit == "persen":
        text = text.rstrip("0").rstrip(",") + PERCENT
    return text
