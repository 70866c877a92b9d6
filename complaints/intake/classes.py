"""The classes into which a government sorts complaints: what its decision tables answer for the settlement period."""

from __future__ import annotations

from engine.definition.bundle import Bundle

OUTPUT = "kategori_sla"
"""Name of the output of a table that says the class."""


def classes(bundle: Bundle) -> list[str]:
    """Every class that some table of a version answers, in their order there, each once."""
    found: dict[str, None] = {}
    for decision in bundle.decisions.values():
        if OUTPUT not in decision.outputs:
            continue
        place = decision.outputs.index(OUTPUT)
        for rule in decision.rules:
            if isinstance(value := rule.outputs[place], str) and value:
                found.setdefault(value, None)
    return list(found)
