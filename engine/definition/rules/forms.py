"""Every form that is named is in the bundle."""

from __future__ import annotations

from collections.abc import Iterator

from engine.catalogue import _
from engine.definition.bundle import Bundle
from engine.definition.surroundings import Surroundings
from engine.errors import Finding


def check(bundle: Bundle, _around: Surroundings) -> Iterator[Finding]:
    """Forms that are named and missing."""
    for diagram in bundle.diagrams.values():
        for element in diagram.elements.values():
            if element.form and element.form not in bundle.forms:
                yield Finding(diagram.file, element.id, "forms", _("formulir '%(form)s' tidak ada", form=element.form))
