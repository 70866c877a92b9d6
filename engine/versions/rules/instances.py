"""A multi-instance activity says over which list and under which name."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bundle import Bundle
from engine.errors import Finding
from engine.versions.surroundings import Surroundings


def check(bundle: Bundle, _around: Surroundings) -> Iterator[Finding]:
    for sheet in bundle.sheets.values():
        for element in sheet.elements.values():
            if bool(element.collection) != bool(element.item):
                message = "isi camunda:collection dan camunda:elementVariable"
                yield Finding(sheet.file, element.id, "instances", message)
