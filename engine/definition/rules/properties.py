"""A property that nobody reads is a mistyped one: the diagram would not do what it seems to say."""

from __future__ import annotations

from collections.abc import Iterator

from engine.catalogue import _
from engine.definition.bundle import Bundle
from engine.definition.diagram import Diagram, Element, Flow
from engine.definition.properties import ENGINE_KEYS, SECOND_PERSON, is_known, listed
from engine.definition.surroundings import Surroundings
from engine.errors import Finding


def check(bundle: Bundle, around: Surroundings) -> Iterator[Finding]:
    """Every key that neither engine nor domain reads, on elements and flows; and tasks set apart from none."""
    known = ", ".join(sorted(ENGINE_KEYS | around.properties))
    for diagram in bundle.diagrams.values():
        drawn: list[Element | Flow] = [*diagram.elements.values(), *diagram.flows.values()]
        for each in drawn:
            for key in each.properties:
                if not is_known(key, around.properties):
                    message = _("sifat '%(key)s' tidak dikenal; yang ada: %(known)s", key=key, known=known)
                    yield Finding(diagram.file, each.id, "properties", message)
        yield from _set_apart(diagram)


def _set_apart(diagram: Diagram) -> Iterator[Finding]:
    """Where somebody else is wanted than for a task that is none, or than for the task itself."""
    people = {each.id for each in diagram.elements.values() if each.kind == "userTask"}
    for element in diagram.elements.values():
        named = listed(element.properties.get(SECOND_PERSON, ""))
        for other in named:
            if element.id not in people or other == element.id or other not in people:
                message = _(
                    "'%(key)s' menunjuk '%(other)s', yang bukan tugas orang lain di sini",
                    key=SECOND_PERSON,
                    other=other,
                )
                yield Finding(diagram.file, element.id, "properties", message)
