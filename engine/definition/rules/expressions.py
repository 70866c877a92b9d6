"""Conditions, due dates, units and collections are expressions that can mean something at their place."""

from __future__ import annotations

from collections.abc import Iterator

from engine.catalogue import _
from engine.definition.bundle import Bundle
from engine.definition.bundle_names import PLACES, element_expressions
from engine.definition.expressions import check_expression, means_another
from engine.definition.expressions.values import BOOLEAN, LIST, MOMENT, NUMBER, TEXT
from engine.definition.surroundings import Surroundings
from engine.errors import ExpressionError, Finding

KEPT = frozenset({BOOLEAN, NUMBER, TEXT, LIST, MOMENT})
KINDS: dict[str, frozenset[str]] = {
    "condition": frozenset({BOOLEAN}),
    "dueDate": frozenset({MOMENT, TEXT}),
    "timer": frozenset({MOMENT, TEXT}),
    "unit": frozenset({TEXT}),
    "collection": frozenset({LIST}),
    "cardinality": frozenset({NUMBER}),
    "completion": frozenset({BOOLEAN}),
    "input": KEPT,
    "output": KEPT,
}
"""What an expression at such a place has to result in, where that is known before it runs."""


def check(bundle: Bundle, _around: Surroundings) -> Iterator[Finding]:
    """Expressions that do not compile."""
    for file, element_id, what, text in element_expressions(bundle.diagrams.values()):
        try:
            check_expression(text, kinds=KINDS[what])
            if means_another(text):
                told = _("tulis `not(…)` tanpa spasi: dengan spasi, yang tidak diketahui dibaca sebagai tidak")
                yield Finding(file, element_id, "expressions", f"{_(PLACES[what])}: {told}")
        except ExpressionError as error:
            yield Finding(file, element_id, "expressions", f"{_(PLACES[what])}: {error}")
