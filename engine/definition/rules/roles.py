"""Every user task names one role that exists."""

from __future__ import annotations

from collections.abc import Iterator

from engine.catalogue import _
from engine.definition.bundle import Bundle
from engine.definition.surroundings import Surroundings
from engine.errors import Finding


def check(bundle: Bundle, around: Surroundings) -> Iterator[Finding]:
    """User tasks without exactly one known role."""
    for diagram in bundle.diagrams.values():
        for element in diagram.elements.values():
            if element.kind != "userTask":
                continue
            if not element.role:
                message = _("tugas ini belum punya peran (di modeler lain: Candidate groups)")
                yield Finding(diagram.file, element.id, "roles", message)
            elif element.role not in around.roles:
                yield Finding(diagram.file, element.id, "roles", _("peran '%(role)s' tidak dikenal", role=element.role))
