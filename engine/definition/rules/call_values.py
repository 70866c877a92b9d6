"""A call that maps its values: what goes in and comes out is named once, and nothing else is read across it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

from engine.catalogue import _
from engine.definition.bundle import Bundle
from engine.definition.bundle_names import element_expressions
from engine.definition.diagram import Diagram, Element
from engine.definition.expressions import compile_expression, unwrap
from engine.definition.mapped import MappedValue
from engine.definition.rules.read_before import given_at
from engine.definition.surroundings import Surroundings
from engine.errors import ExpressionError, Finding

NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,59}")


def check(bundle: Bundle, around: Surroundings) -> Iterator[Finding]:
    """Mappings that are incomplete or say two things, and names that mean one thing inside and another outside."""
    calls = [each for diagram in bundle.diagrams.values() for each in diagram.elements.values() if each.maps]
    spaces: dict[str, _Space] = {}
    for call in calls:
        if call.called in bundle.diagrams:
            spaces.setdefault(call.called, _Space(bundle, around, call.called))
        yield from (_finding(bundle, call, text) for text in _written(call))
    for root, space in spaces.items():
        yield from space.check([each for each in calls if each.called == root])


def _finding(bundle: Bundle, element: Element, text: str) -> Finding:
    return Finding(bundle.diagrams[element.process_id].file, element.id, "call_values", text)


def _written(call: Element) -> Iterator[str]:
    if call.shares_all:
        yield _("semua nilai, atau satu per satu: pilih salah satu")
    for mapped in (call.inputs, call.outputs):
        targets = [each.target for each in mapped]
        for each in mapped:
            if not each.complete:
                yield _("nilai yang masuk atau keluar perlu tepat satu sumber dan satu nama tujuan")
            elif not NAME.fullmatch(each.target):
                yield _("nama tujuan '%(name)s': huruf, angka, dan garis bawah", name=each.target[:60])
        for name in sorted({each for each in targets if targets.count(each) > 1}):
            yield _("nama tujuan '%(name)s' diisi dua kali", name=name)


class _Space:
    """All that shares the values of one mapped call: the process that it calls, and what that calls without mapping."""

    def __init__(self, bundle: Bundle, around: Surroundings, root: str) -> None:
        self.bundle, self.around, self.root = bundle, around, root
        self.diagrams = list(_sharing(bundle, root))

    def check(self, calls: list[Element]) -> Iterator[Finding]:
        """`calls`: those that map values into it."""
        names = [frozenset(each.target for each in call.inputs) for call in calls]
        for call, given in zip(calls, names, strict=True):
            for text in [*self._shared(), *self._said(call)]:
                yield _finding(self.bundle, call, text)
            if given != names[0]:
                yield _finding(self.bundle, call, _("setiap panggilan proses ini memberi nilai dengan nama yang sama"))
        for diagram, element, read in self._reads:
            for name in sorted(read - names[0] - self._given):
                text = _("'%(name)s' tidak masuk ke sini: tambahkan pada panggilannya", name=name)
                yield Finding(diagram.file, element, "call_values", text)

    def _shared(self) -> Iterator[str]:
        """Its processes run nowhere else: there a name would mean something else."""
        here = {diagram.process_id for diagram in self.diagrams}
        for element in self._outside:
            if element.called in here and not (element.maps and element.called == self.root):
                yield _("proses '%(id)s' juga dipanggil dengan nilai lain", id=element.called)
        if self.around.process_id in here:
            yield _("proses '%(id)s' juga dipanggil dengan nilai lain", id=self.around.process_id)

    def _said(self, call: Element) -> Iterator[str]:
        for each in call.inputs:
            if each.target in self._elsewhere and not _same(each):
                yield _("nama '%(name)s' berarti lain di luar; beri nama lain di dalam", name=each.target)
        for name in sorted(self._given & (self._elsewhere | self._read_elsewhere)):
            yield _("'%(name)s' diberi nilai di dalam; di luar pakailah nama lain, dari nilai keluar", name=name)
        asked = {each.target for each in call.inputs if not _same(each)} & self._asked
        for name in sorted(asked):
            yield _("formulir di dalam membaca '%(name)s', yang bukan nilai kasus", name=name)

    @cached_property
    def _outside(self) -> list[Element]:
        here = {diagram.process_id for diagram in self.diagrams}
        others = [each for each in self.bundle.diagrams.values() if each.process_id not in here]
        return [element for diagram in others for element in diagram.elements.values()]

    @cached_property
    def _elements(self) -> list[Element]:
        return [element for diagram in self.diagrams for element in diagram.elements.values()]

    @cached_property
    def _given(self) -> set[str]:
        """Names that get a value inside."""
        return {name for element in self._elements for name in given_at(self.bundle, element, self.around)}

    @cached_property
    def _elsewhere(self) -> set[str]:
        """Names that get a value outside, or that the case begins with."""
        given = {name for element in self._outside for name in given_at(self.bundle, element, self.around)}
        return given | self.around.given

    @cached_property
    def _reads(self) -> list[tuple[Diagram, str, frozenset[str]]]:
        """(diagram, element, names read there) inside; what comes out of a mapped call is read in that."""
        return list(_reads(self.bundle, self.diagrams))

    @cached_property
    def _read_elsewhere(self) -> set[str]:
        here = {diagram.process_id for diagram in self.diagrams}
        others = [each for each in self.bundle.diagrams.values() if each.process_id not in here]
        return {name for _diagram, _element, names in _reads(self.bundle, others) for name in names}

    @cached_property
    def _asked(self) -> set[str]:
        """Names that a form inside reads to show or hide a question."""
        forms = [self.bundle.forms[each.form] for each in self._elements if each.form in self.bundle.forms]
        hides = [each.hide for form in forms for _part, chain in form.items for each in chain]
        return {name for hide in hides if hide is not None for name in hide.names}


def _sharing(bundle: Bundle, root: str) -> Iterator[Diagram]:
    waiting, known = [root], set[str]()
    while waiting:
        diagram = bundle.diagrams.get(waiting.pop())
        if diagram is not None and diagram.process_id not in known:
            known.add(diagram.process_id)
            waiting += [each.called for each in diagram.elements.values() if each.called and not each.maps]
            yield diagram


def _reads(bundle: Bundle, diagrams: list[Diagram]) -> Iterator[tuple[Diagram, str, frozenset[str]]]:
    by_file = {diagram.file: diagram for diagram in diagrams}
    for file, element, what, text in element_expressions(diagrams):
        try:
            if what != "output":
                yield by_file[file], element, compile_expression(text).names
        except ExpressionError:
            continue
    for diagram in diagrams:
        for each in diagram.elements.values():
            if each.decision in bundle.decisions:
                yield diagram, each.id, bundle.decisions[each.decision].names


def _same(mapped: MappedValue) -> bool:
    return unwrap(mapped.source) == mapped.target
