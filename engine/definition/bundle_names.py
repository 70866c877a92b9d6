"""Which variables a bundle reads, and which its forms, decisions and operations can give."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine.catalogue import N_
from engine.definition.decisions import Decision
from engine.definition.diagram import Diagram
from engine.definition.expressions import Expression, compile_expression
from engine.definition.properties import UNIT
from engine.definition.timer_text import is_plain_timer

INSTANCES_DONE, INSTANCES = "banyak_selesai", "banyak_semua"
"""What the condition may read at which what is left of an activity's instances is withdrawn: how many are done, and of
how many."""


PLACES = {
    "condition": N_("syarat"),
    "dueDate": N_("tenggat"),
    "timer": N_("batas waktu"),
    "unit": N_("unit"),
    "collection": N_("daftar isi"),
    "cardinality": N_("jumlah pelaksanaan"),
    "completion": N_("syarat cukup"),
    "input": N_("nilai masuk panggilan"),
    "output": N_("nilai keluar panggilan"),
}
"""Where an expression may stand, as people call it."""


def element_expressions(diagrams: Iterable[Diagram]) -> Iterator[tuple[str, str, str, str]]:
    """(file, element id, what, text) of every expression drawn in these diagrams."""
    for diagram in diagrams:
        for flow in diagram.flows.values():
            if flow.condition:
                yield diagram.file, flow.id, "condition", flow.condition
        for element in diagram.elements.values():
            parts = {
                "dueDate": element.due,
                "unit": element.properties.get(UNIT, ""),
                "collection": element.collection,
                "cardinality": element.cardinality,
                "completion": element.completion,
            }
            if element.timer and not is_plain_timer(element.timer):
                parts["timer"] = element.timer
            mapped = [
                *(("input", each.source) for each in element.inputs),
                *(("output", each.source) for each in element.outputs),
            ]
            for what, text in [*parts.items(), *mapped]:
                if text:
                    yield diagram.file, element.id, what, text


def names_read(diagrams: Iterable[Diagram], decisions: Iterable[Decision]) -> frozenset[str]:
    """Names read by expressions and decision tables. Raises ExpressionError for one that does not compile."""
    names: set[str] = set()
    for _, _, _, text in element_expressions(diagrams):
        expression: Expression = compile_expression(text)
        names |= expression.names
    for decision in decisions:
        names |= decision.names
    return frozenset(names)
