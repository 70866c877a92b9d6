"""Components that hold others: a group, and a list of rows of the same fields."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from engine.catalogue import _
from engine.definition.forms.components.base import Component, Field, SupportsGetlist
from engine.definition.forms.messages import NOT_ROWS, TOO_MANY_ROWS, Refused
from engine.definition.forms.source import Source

MAX_ROWS = 50
ADD, REMOVE = "_tambah", "_hapus"
"""Names of the buttons that add a row (value: key of the list) and remove one (value: `key.number`)."""


@dataclass(frozen=True, kw_only=True)
class Group(Component):
    """Fields under one heading. They share its condition; their answers lie beside all others."""

    kind: ClassVar[str] = "group"

    label: str
    components: tuple[Component, ...] = ()

    @classmethod
    def common(cls, source: Source) -> dict[str, Any]:
        source.cosmetic("showOutline", "verticalAlignment", "components", "key")
        if source.text("path"):
            source.refuse("form-property", _("`path` pada kelompok tidak didukung: jawaban disimpan berdampingan"))
        return {**super().common(source), "label": source.text("label")}


@dataclass(frozen=True, kw_only=True)
class DynamicList(Component):
    """Rows. The answer is a list of objects, one for each row."""

    kind: ClassVar[str] = "dynamiclist"

    key: str
    label: str
    first_rows: int
    may_change: bool
    properties: Mapping[str, str] = field(default_factory=dict)
    """Custom properties of the form editor, as of a field."""
    components: tuple[Component, ...] = ()

    @classmethod
    def common(cls, source: Source) -> dict[str, Any]:
        source.cosmetic("showOutline", "verticalAlignment", "components", "disableCollapse", "nonCollapsedItems", "key")
        if not source.flag("isRepeating", default=True):
            source.refuse("form-value", _("`isRepeating` harus true"))
        rows = source.whole("defaultRepetitions")
        if rows is not None and rows > MAX_ROWS:
            source.refuse("form-value", _("`defaultRepetitions` paling banyak %(max_rows)s", max_rows=MAX_ROWS))
        return {
            **super().common(source),
            "key": source.key("path"),
            "label": source.label(),
            "first_rows": 1 if rows is None else min(rows, MAX_ROWS),
            "may_change": source.flag("allowAddRemove", default=True),
            "properties": source.properties(),
        }

    @property
    def fields(self) -> tuple[Field, ...]:
        """The fields of one row, those inside groups included."""
        return tuple(field for field, _ in leaves(self.components) if isinstance(field, Field))

    def read(self, posted: SupportsGetlist) -> list[dict[str, Any]]:
        """The rows as posted, after the pressed add or remove button."""
        numbers = [text for text in posted.getlist(self.key)[: MAX_ROWS + 1] if text.isdecimal() and len(text) <= 4]
        removed = posted.getlist(REMOVE)[-1:]
        rows = [
            {field.key: field.read(posted, f"{self.key}.{number}.{field.key}") for field in self.fields if sent(field)}
            for number in dict.fromkeys(numbers)
            if not self.may_change or f"{self.key}.{number}" not in removed
        ]
        if self.may_change and self.key in posted.getlist(ADD)[-1:] and len(rows) < MAX_ROWS:
            rows.append(self.new_row())
        return rows

    def rows_of(self, value: object) -> list[Mapping[str, Any]]:
        """The rows of an answer. Raises Refused when it is not a list of objects, or too long."""
        if value in (None, ""):
            return []
        if not isinstance(value, list | tuple) or not all(isinstance(row, Mapping) for row in value):
            raise Refused(NOT_ROWS, label=self.label)
        limit = MAX_ROWS if self.may_change else self.first_rows
        if len(value) > limit:
            raise Refused(TOO_MANY_ROWS, label=self.label, limit=limit)
        return list(value)

    def new_row(self) -> dict[str, Any]:
        """An empty row with the defaults of its fields."""
        return {field.key: field.default for field in self.fields if field.default is not None}


def sent(field: Field) -> bool:
    """Whether a browser sends this field; a disabled or computed one is never read from it."""
    return not (field.disabled or field.readonly)


def leaves(
    components: tuple[Component, ...], above: tuple[Component, ...] = ()
) -> Iterator[tuple[Component, tuple[Component, ...]]]:
    """Every component that is no group, with the chain of components (groups and itself) whose conditions hide it."""
    for component in components:
        chain = (*above, component)
        if isinstance(component, Group):
            yield from leaves(component.components, chain)
        else:
            yield component, chain
