"""Decision tables name their articles. That registers and diagrams agree is held by `tests/complaints/law`."""

from __future__ import annotations

from complaints.law.library import library
from engine.definition.bundle import read_bundle
from tests.support.shipped import shipped


def test_every_rule_of_a_table_names_norms_of_the_register() -> None:
    known = {norm.id for register in library().registers for norm in register.norms}
    for decision in read_bundle(shipped()).decisions.values():
        for rule in decision.rules:
            assert any(norm in rule.annotation for norm in known), f"{decision.id}#{rule.id}"
