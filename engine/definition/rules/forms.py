"""Every form that is named is in the bundle."""

from __future__ import annotations

from collections.abc import Iterator

from engine.definition.bundle import Bundle
from engine.definition.surroundings import Surroundings
from engine.errors import Finding


def check(bundle: Bundle, _around: Surroundings) -> Iterator[Finding]:
    for sheet in bundle.sheets.values():
        for element in sheet.elements.values():
            if element.form and element.form not in bundle.forms:
                yield Finding(sheet.file, element.id, "forms", f"formulir '{element.form}' tidak ada")
