"""Who gives the values from which the periods of the law are worked out: classes, numbers of days, moments.

The same expression is another period when a form, a table or a later step gives what it reads.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from complaints.operations import OPERATIONS
from complaints.workshop.law_periods import ReckonedPeriod, tables_of
from engine.definition.bundle import Bundle
from engine.definition.diagram import Element
from engine.definition.expressions import compile_expression
from engine.definition.graph import Place, inside
from engine.definition.rules.read_before import given_at
from engine.definition.surroundings import Surroundings
from engine.errors import ExpressionError

Giver = tuple[str, str, str]
"""(process, element, the table that it asks or the empty string)."""


@dataclass(frozen=True)
class OtherGiver:
    """A step that gives a value otherwise than before, and the period that reads it."""

    element: Element
    name: str
    """Of the variable."""
    period: Element
    gone: bool
    """Whether it no longer gives it."""


def other_givers(periods: Iterable[ReckonedPeriod], old: Bundle, new: Bundle, law: Bundle) -> Iterator[OtherGiver]:
    """Every one of them, once for each variable; one that the law's drawing has is none."""
    read: dict[str, Element] = {}
    for period in periods:
        for bundle in (period.bundle, old):
            for name in sorted(_read(bundle, period.text)):
                read.setdefault(name, period.element)
    before, after, lawful = _givers(old), _givers(new), _givers(law)
    for name, element in read.items():
        was, now, allowed = (each.get(name, set()) for each in (before, after, lawful))
        for gone, givers, bundle in (
            (False, now - was - allowed, new),
            (True, (was & allowed if allowed else was) - now, old),
        ):
            for process_id, element_id, _table in sorted(givers):
                giver = bundle.element(process_id, element_id)
                if giver is not None:
                    yield OtherGiver(giver, name, element, gone)


def _read(bundle: Bundle, text: str) -> set[str]:
    """Names that an expression reads, and those that its tables ask."""
    try:
        names = set(compile_expression(text).names)
    except ExpressionError:
        return set()
    for table in tables_of(bundle, text):
        names |= table.names
    return names


def _givers(bundle: Bundle) -> dict[str, set[Giver]]:
    around = Surroundings("", frozenset(), OPERATIONS, frozenset())
    found: dict[str, set[Giver]] = {}
    for diagram in bundle.diagrams.values():
        for element in diagram.elements.values():
            for name in given_at(bundle, element, around):
                found.setdefault(name, set()).add((diagram.process_id, element.id, element.decision))
            for name in (element.item, *(each.target for each in element.inputs)):
                places: set[Place] = set(inside(bundle, element)) if name else set()
                found.setdefault(name, set()).update((*place, "") for place in places)
    return found
