"""A variable is given a value somewhere before it is read: its form, table, operation or moment lies on a way there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine.catalogue import _
from engine.definition.bundle import Bundle
from engine.definition.bundle_names import element_expressions
from engine.definition.diagram import Diagram, Element
from engine.definition.expressions import compile_expression
from engine.definition.graph import Place, ahead, inside
from engine.definition.properties import NOTED_MOMENT
from engine.definition.rules.variables import names_given
from engine.definition.surroundings import Surroundings
from engine.errors import ExpressionError, Finding


def check(bundle: Bundle, around: Surroundings) -> Iterator[Finding]:
    """Names that are read where nothing can have given them a value yet."""
    givers = _givers(bundle, around)
    known = names_given(bundle) - around.given
    ways = _Ways(bundle)
    later = {name: ways.after(places) for name, places in givers.items()}
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
            for name in given_at(bundle, element, around):
                found.setdefault(name, set()).add((diagram.process_id, element.id))
            for name in (element.item, *(each.target for each in element.inputs)):
                if name:
                    found.setdefault(name, set()).update(inside(bundle, element))
    return found


def given_at(bundle: Bundle, element: Element, around: Surroundings) -> set[str]:
    """Names that get a value where an element is passed."""
    names = {element.properties.get(NOTED_MOMENT, ""), element.item}
    form = bundle.forms.get(element.form)
    names |= set(form.typed_keys()) if form else set()
    decision = bundle.decisions.get(element.decision)
    names |= decision.gives if decision else set()
    names |= {f"hasil_{element.called}"} if element.called else set()
    names |= {each.target for each in element.outputs}
    operation = around.declared(element)
    names |= set(operation.gives(element)) if operation else set()
    return names - {""}


SIDE_BY_SIDE = frozenset({"parallelGateway", "inclusiveGateway"})


class _Ways:
    """What can come after a place: in its process, in whatever calls it, or beside it. Each question once a bundle."""

    def __init__(self, bundle: Bundle) -> None:
        self.bundle = bundle
        elements = [element for diagram in bundle.diagrams.values() for element in diagram.elements.values()]
        self.calls: dict[str, set[Place]] = {}
        self.holders: dict[Place, Place] = {}
        for element in elements:
            if element.called:
                self.calls.setdefault(element.called, set()).add((element.process_id, element.id))
            if element.scope != element.process_id:
                self.holders[element.process_id, element.id] = (element.process_id, element.scope)
        self.partings = [(host, ahead(bundle, [gate])) for gate, host in _partings(elements)]
        self.watching: dict[Place, set[Place]] = {}
        for start, element in self._beside(elements):
            self.watching.setdefault((element.process_id, element.scope), set()).add((start.process_id, start.id))
            begun = [(each.process_id, each.id) for each in self._starts(element.process_id, element.scope)]
            self.partings += [(place, ahead(bundle, [(start.process_id, start.id)])) for place in begun]
        self.known: dict[frozenset[Place], set[Place]] = {}

    def _beside(self, elements: Iterable[Element]) -> Iterator[tuple[Element, Element]]:
        """(start, event sub-process): they run beside everything in the scope around them."""
        for element in elements:
            if element.triggered_by_event:
                yield from ((start, element) for start in self._starts(element.process_id, element.id))

    def _starts(self, process_id: str, scope: str) -> list[Element]:
        return [each for each in self.bundle.diagrams[process_id].inside(scope) if each.kind == "startEvent"]

    def after(self, places: set[Place]) -> set[Place]:
        """Everything that can come after one of these.

        What runs beside a place may be overtaken by it: all that follows where tokens part counts as after.
        """
        key = frozenset(places)
        if key not in self.known:
            around = set(places)
            while more := self._more(around):
                around |= more
            self.known[key] = around | ahead(self.bundle, around)
        return self.known[key]

    def _more(self, around: set[Place]) -> set[Place]:
        """What goes on when the inside ends (callers, sub-processes), what an event may begin beside them, and partings
        from which one of these follows."""
        called = {process_id for process_id, _element in around}
        found = {place for process_id in called for place in self.calls.get(process_id, ())}
        found |= {self.holders[place] for place in around if place in self.holders}
        for process_id, element_id in around:
            element = self.bundle.element(process_id, element_id)
            found |= self.watching.get((process_id, element.scope), set()) if element is not None else set()
        found |= {host for host, follows in self.partings if host not in around and follows & around}
        return found - around


def _partings(elements: Iterable[Element]) -> Iterator[tuple[Place, Place]]:
    """Gateways that send tokens side by side, and events that do not interrupt: (where they part, what hosts it)."""
    for element in elements:
        place = (element.process_id, element.id)
        if element.kind == "boundaryEvent" and not element.interrupting:
            yield place, (element.process_id, element.attached_to)
        elif element.kind in SIDE_BY_SIDE:
            yield place, place
