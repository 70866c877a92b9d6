"""A variable is given a value somewhere before it is read: its form, table, operation or moment lies on a way there."""

from __future__ import annotations

from collections.abc import Iterator

from engine.catalogue import _
from engine.definition.bundle import Bundle
from engine.definition.bundle_names import element_expressions
from engine.definition.diagram import Diagram, Element
from engine.definition.expressions import compile_expression
from engine.definition.graph import Place, ahead
from engine.definition.properties import NOTED_MOMENT
from engine.definition.rules.variables import names_given
from engine.definition.surroundings import Surroundings
from engine.errors import ExpressionError, Finding


def check(bundle: Bundle, around: Surroundings) -> Iterator[Finding]:
    """Names that are read where nothing can have given them a value yet."""
    givers = _givers(bundle, around)
    known = names_given(bundle) - around.given
    later = {name: _after(bundle, places) for name, places in givers.items()}
    for diagram, element_id, names in _readers(bundle):
        place = (diagram.process_id, element_id)
        for name in sorted(names & known & set(later)):
            if place not in later[name]:
                text = _("'%(name)s' dibaca di sini sebelum ada yang memberinya nilai", name=name)
                yield Finding(diagram.file, element_id, "read_before", text)


def _readers(bundle: Bundle) -> Iterator[tuple[Diagram, str, frozenset[str]]]:
    """(diagram, element, names read there); a condition is read where its flow begins, a table where it is asked."""
    by_file = {diagram.file: diagram for diagram in bundle.diagrams.values()}
    for file, element_id, _what, text in element_expressions(bundle.diagrams.values()):
        diagram = by_file[file]
        flow = diagram.flows.get(element_id)
        try:
            yield diagram, flow.source if flow else element_id, compile_expression(text).names
        except ExpressionError:
            continue
    for diagram in bundle.diagrams.values():
        for element in diagram.elements.values():
            if element.decision in bundle.decisions:
                yield diagram, element.id, bundle.decisions[element.decision].names


def _givers(bundle: Bundle, around: Surroundings) -> dict[str, set[Place]]:
    found: dict[str, set[Place]] = {}
    for diagram in bundle.diagrams.values():
        for element in diagram.elements.values():
            for name in _gives(bundle, element, around):
                found.setdefault(name, set()).add((diagram.process_id, element.id))
    return found


def _gives(bundle: Bundle, element: Element, around: Surroundings) -> set[str]:
    names = {element.properties.get(NOTED_MOMENT, ""), element.item}
    form = bundle.forms.get(element.form)
    names |= set(form.typed_keys()) if form else set()
    decision = bundle.decisions.get(element.decision)
    names |= decision.gives if decision else set()
    names |= {f"hasil_{element.called}"} if element.called else set()
    operation = around.declared(element)
    names |= set(operation.gives(element)) if operation else set()
    return names - {""}


SIDE_BY_SIDE = frozenset({"parallelGateway", "inclusiveGateway"})


def _after(bundle: Bundle, places: set[Place]) -> set[Place]:
    """Everything that can come after one of these: in their process, in whatever calls it, or beside them.

    What runs beside a place may be overtaken by it: where tokens part, all that follows the parting counts as after.
    """
    around = set(places)
    while True:
        more = {place for place in _callers(bundle, around) | _partings(bundle, around) if place not in around}
        if not more:
            return around | ahead(bundle, around)
        around |= more


def _callers(bundle: Bundle, around: set[Place]) -> set[Place]:
    """What goes on when the inside ends: whatever calls the process, and the part of a process that holds a place."""
    called = {process_id for process_id, _element in around}
    elements = [element for diagram in bundle.diagrams.values() for element in diagram.elements.values()]
    holding = {
        (element.process_id, element.scope)
        for element in elements
        if (element.process_id, element.id) in around and element.scope != element.process_id
    }
    return holding | {(element.process_id, element.id) for element in elements if element.called in called}


def _partings(bundle: Bundle, around: set[Place]) -> set[Place]:
    """Gateways that send tokens side by side, and hosts of events that do not interrupt, from which a giver follows."""
    found: set[Place] = set()
    for diagram in bundle.diagrams.values():
        for element in diagram.elements.values():
            aside = element.kind == "boundaryEvent" and not element.interrupting
            if not (aside or element.kind in SIDE_BY_SIDE):
                continue
            place = (diagram.process_id, element.attached_to if aside else element.id)
            if place not in around and ahead(bundle, [(diagram.process_id, element.id)]) & around:
                found.add(place)
    return found
