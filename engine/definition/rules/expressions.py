"""Conditions, due dates, units and collections compile in the safe language."""

from __future__ import annotations

from collections.abc import Iterator

from engine.definition.bundle import Bundle
from engine.definition.bundle_names import element_expressions
from engine.definition.expressions import compile_expression
from engine.definition.surroundings import Surroundings
from engine.errors import ExpressionError, Finding


def check(bundle: Bundle, _around: Surroundings) -> Iterator[Finding]:
    """Expressions that do not compile."""
    for file, element_id, what, text in element_expressions(bundle.diagrams.values()):
        try:
            compile_expression(text)
        except ExpressionError as error:
            yield Finding(file, element_id, "expressions", f"{what}: {error}")
