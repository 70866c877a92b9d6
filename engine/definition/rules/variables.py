"""Every variable that is read is given by a form, decision, operation, noted moment, called process, or the start."""

from __future__ import annotations

from collections.abc import Iterator

from engine.catalogue import _
from engine.definition.bundle import Bundle
from engine.definition.bundle_names import INSTANCES, INSTANCES_DONE, element_expressions
from engine.definition.expressions import compile_expression
from engine.definition.properties import NOTED_MOMENT
from engine.definition.surroundings import Surroundings
from engine.errors import ExpressionError, Finding


def check(bundle: Bundle, around: Surroundings) -> Iterator[Finding]:
    """Names that are read and never given."""
    given = names_given(bundle) | _given_by_operations(bundle, around) | around.given
    for file, element_id, what, text in element_expressions(bundle.diagrams.values()):
        try:
            counted = {INSTANCES_DONE, INSTANCES} if what == "completion" else set()
            unknown = compile_expression(text).names - given - counted
        except ExpressionError:
            continue
        for name in sorted(unknown):
            yield Finding(
                file,
                element_id,
                "variables",
                _("%(what)s: tidak ada yang memberi nilai '%(name)s'", what=what, name=name),
            )
    for decision in bundle.decisions.values():
        if decision.id in _handed_over(bundle):
            continue
        for name in sorted(decision.names - given):
            yield Finding(
                decision.file, decision.id, "variables", _("tidak ada yang memberi nilai masukan '%(name)s'", name=name)
            )


def _handed_over(bundle: Bundle) -> frozenset[str]:
    """Tables that an operation asks by itself, with values of its own: named in a parameter."""
    elements = [element for diagram in bundle.diagrams.values() for element in diagram.elements.values()]
    asked = {element.decision for element in elements}
    return frozenset(name for element in elements for name in element.parameters.values()) - asked


def _given_by_operations(bundle: Bundle, around: Surroundings) -> frozenset[str]:
    names: set[str] = set()
    for diagram in bundle.diagrams.values():
        for element in diagram.elements.values():
            operation = around.declared(element)
            names |= set(operation.gives(element)) if operation is not None else set()
    return frozenset(names)


def names_given(bundle: Bundle) -> frozenset[str]:
    """Variables that something in the bundle sets, operations aside."""
    names: set[str] = set()
    for form in bundle.forms.values():
        names |= form.typed_keys() - form.never_asked()
    for decision in bundle.decisions.values():
        names |= decision.gives
    for diagram in bundle.diagrams.values():
        names.add(f"hasil_{diagram.process_id}")
        for element in diagram.elements.values():
            names |= {element.properties.get(NOTED_MOMENT, ""), element.item}
            names |= {each.target for each in (*element.inputs, *element.outputs)}
    return frozenset(names - {""})
