"""The register of norms and the diagrams agree, both ways."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from complaints.bundles import FOLDERS, read_folders
from engine.bundle import Bundle, read_bundle

REGISTERS = sorted((FOLDERS[0] / "dasar_hukum").glob("*.yaml"))
CARRIERS = ("elemen", "formulir", "keputusan", "program", "proses_lain", "organisasional")


@cache
def bundle() -> Bundle:
    return read_bundle(read_folders(FOLDERS))


@cache
def norms() -> dict[str, dict[str, Any]]:
    found = [norm for path in REGISTERS for norm in yaml.safe_load(path.read_text(encoding="utf-8"))["norma"]]
    return {norm["id"]: norm for norm in found}


def basis() -> Iterator[tuple[str, str]]:
    """(norm, process#element) of everything drawn."""
    for sheet in bundle().sheets.values():
        for element in sheet.elements.values():
            for norm in element.properties.get("dasarHukum", "").split(","):
                yield norm.strip(), f"{sheet.process_id}#{element.id}"


@pytest.mark.parametrize("path", REGISTERS, ids=lambda path: path.stem)
def test_every_norm_is_written_once_with_article_and_quote(path: Path) -> None:
    written = yaml.safe_load(path.read_text(encoding="utf-8"))["norma"]
    assert len({norm["id"] for norm in written}) == len(written)
    assert [norm["id"] for norm in written if not norm.get("pasal") or not norm.get("kutipan")] == []


def test_every_norm_is_carried_out_by_something_or_says_why_not() -> None:
    assert [number for number, norm in norms().items() if not any(norm.get(carrier) for carrier in CARRIERS)] == []


def test_every_basis_of_a_diagram_stands_in_the_register() -> None:
    known = {(number, place) for number, norm in norms().items() for place in norm.get("elemen", [])}
    assert sorted(set(basis()) - known) == []


def test_the_register_names_only_elements_that_carry_the_norm() -> None:
    named = {(number, place) for number, norm in norms().items() for place in norm.get("elemen", [])}
    assert sorted(named - set(basis())) == []


def test_the_register_names_only_fields_and_rules_that_exist() -> None:
    fields = {f"{name}#{key}" for name, form in bundle().forms.items() for key in form.fields}
    rules = {f"{name}#{rule.id}" for name, decision in bundle().decisions.items() for rule in decision.rules}
    named_fields = {place for norm in norms().values() for place in norm.get("formulir", [])}
    named_rules = {place for norm in norms().values() for place in norm.get("keputusan", [])}
    assert (sorted(named_fields - fields), sorted(named_rules - rules)) == ([], [])


def test_every_rule_of_a_table_names_norms_of_the_register() -> None:
    for decision in bundle().decisions.values():
        for rule in decision.rules:
            assert any(number in rule.annotation for number in norms()), f"{decision.id}#{rule.id}"
