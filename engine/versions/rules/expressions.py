"""Conditions, due dates, units and collections compile in the safe language."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bundle import Bundle
from engine.bundle_names import element_expressions
from engine.errors import ExpressionError, Finding
from engine.expressions import compile_expression
from engine.versions.surroundings import Surroundings


def check(bundle: Bundle, _around: Surroundings) -> Iterator[Finding]:
    for file, element_id, what, text in element_expressions(bundle):
        try:
            compile_expression(text)
        except ExpressionError as error:
            yield Finding(file, element_id, "expressions", f"{what}: {error}")
