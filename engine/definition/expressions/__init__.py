"""The one language of conditions, due dates, timers, units, collections, form rules and decision tables: FEEL.

FEEL is the expression language of the DMN standard (OMG, DMN 1.3 and later, chapter 10). This is the part of it that a
process needs, with functions of our own for deadlines (`hari_kerja(5)`). A text is split into tokens (`tokens`), read
into nodes (`parse`), and the nodes are evaluated over a scope (`nodes`, `values`, `functions`). Nothing in it can run
code, reach an attribute or loop: length, number of parts, nesting and size of numbers are bounded, and evaluation takes
one step for each part. docs/ungkapan.md is the reference for process owners; a test runs its examples.
"""

from __future__ import annotations

from engine.definition.expressions.compiled import Expression, check_expression, compile_expression, nodes_in, unwrap
from engine.definition.expressions.functions import FUNCTIONS
from engine.definition.expressions.names import Names
from engine.definition.expressions.spelling import means_another, standard
from engine.definition.expressions.tokens import MAX_LENGTH

__all__ = [
    "FUNCTIONS",
    "MAX_LENGTH",
    "Expression",
    "Names",
    "check_expression",
    "compile_expression",
    "means_another",
    "nodes_in",
    "standard",
    "unwrap",
]
