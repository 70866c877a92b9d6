"""What a form looks like, before it becomes HTML."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar


@dataclass(frozen=True)
class Widget:
    """One call of a govuk macro."""

    shape: ClassVar[str] = "widget"
    macro: str
    params: Mapping[str, Any]
    suggestions: tuple[str, ...] = ()
    """Words that help to type in an input."""
    typed: bool = False
    """Whether it shows what a person wrote, or what is wrong with it."""


@dataclass(frozen=True)
class Several:
    """Inputs that are one answer: a date with a time, a file input with the files kept so far."""

    shape: ClassVar[str] = "several"
    id: str
    label: str
    hint: str
    error: str
    nodes: tuple[Node, ...]
    side_by_side: bool = False


@dataclass(frozen=True)
class Fieldset:
    """Fields that belong together, under one heading."""

    shape: ClassVar[str] = "fieldset"
    legend: str
    nodes: tuple[Node, ...]


@dataclass(frozen=True)
class When:
    """Fields that count only under a condition on other answers of this page."""

    shape: ClassVar[str] = "when"
    id: str
    sentence: str
    rule: str
    """Name of the CSS rule that hides these fields; empty when CSS cannot tell."""
    nodes: tuple[Node, ...]


@dataclass(frozen=True)
class Row:
    """One row of a list of rows."""

    legend: str
    number: str
    remove: str
    """Value of the remove button; empty when rows are fixed."""
    nodes: tuple[Node, ...]


@dataclass(frozen=True)
class Rows:
    """A list to which rows can be added, and from which they can be taken."""

    shape: ClassVar[str] = "rows"
    id: str
    key: str
    legend: str
    error: str
    rows: tuple[Row, ...]
    can_add: bool


@dataclass(frozen=True)
class ProseNode:
    """Safe HTML."""

    shape: ClassVar[str] = "prose"
    html: str


@dataclass(frozen=True)
class LineNode:
    """A line between parts."""

    shape: ClassVar[str] = "line"


@dataclass(frozen=True)
class Picture:
    """A picture that the form shows."""

    shape: ClassVar[str] = "picture"
    address: str
    alt: str


@dataclass(frozen=True)
class Fixed:
    """An answer that is shown and cannot be changed here."""

    shape: ClassVar[str] = "fixed"
    label: str
    lines: tuple[str, ...]


Node = Widget | Several | Fieldset | When | Rows | ProseNode | LineNode | Picture | Fixed
