"""Every change that is tried on a bundle, in a stable order."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from engine.definition.bundle import Bundle
from engine.workshop.mutation.in_diagrams import in_diagram
from engine.workshop.mutation.in_forms import in_form
from engine.workshop.mutation.in_tables import in_table
from engine.workshop.mutation.mutant import Mutant


def mutants_of(bundle: Bundle, *, roles: frozenset[str], at: Collection[str] = ()) -> Iterator[Mutant]:
    """Each element of the diagrams in turn, each row of the tables that they ask, each question of the forms.

    `roles`: those that there are; a parameter whose members are roles names receivers. `at`: these places alone.
    """
    for _process, diagram in sorted(bundle.diagrams.items()):
        yield from in_diagram(diagram, bundle.files[diagram.file], roles, at)
    asked = {element.decision for diagram in bundle.diagrams.values() for element in diagram.elements.values()}
    for file in sorted(name for name in bundle.files if name.endswith(".dmn")):
        yield from in_table(file, bundle.files[file], asked, at)
    for name in sorted(bundle.forms):
        yield from in_form(f"{name}.form", bundle.files[f"{name}.form"], at)
