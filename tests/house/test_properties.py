"""Keys of BPMN properties stand in two places, the engine's and the domain's; nothing else spells one."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from complaints import properties as domain
from engine.definition import properties as engine
from engine.definition.diagram import read_diagram
from tests.house.files import ROOT, name, python_files, tree

HOMES = {"engine/definition/properties.py", "complaints/properties.py"}
ALL = (*engine.ENGINE_PROPERTIES, *domain.PROPERTIES)
KEYS = {each.key.removesuffix("…") for each in ALL}
UNMISTAKABLE = {key for key in KEYS if re.search("[A-Z]", key)}
"""Keys that no other text of the program is spelled like."""
DIAGRAMS = sorted((ROOT / "processes").rglob("*.bpmn"))
EDITORS = sorted((ROOT / "web" / "frontend" / "workshop").glob("*.js"))


def _taken(node: ast.AST) -> ast.expr | None:
    """What is asked of something that is called `properties`: by index, `.get` or `in`."""
    match node:
        case ast.Subscript(value=asked, slice=key) if _is_properties(asked):
            return key
        case ast.Call(func=ast.Attribute(value=asked, attr="get" | "pop"), args=[key, *_]) if _is_properties(asked):
            return key
        case ast.Compare(left=key, ops=[ast.In() | ast.NotIn()], comparators=[asked]) if _is_properties(asked):
            return key
    return None


def _is_properties(node: ast.AST) -> bool:
    return ast.unparse(node).endswith("properties")


@pytest.mark.parametrize("path", python_files(), ids=name)
def test_no_module_spells_a_key(path: Path) -> None:
    if name(path) in HOMES:
        return
    found = []
    for node in ast.walk(tree(path)):
        key = _taken(node)
        if isinstance(key, ast.Constant) and isinstance(key.value, str):
            found.append(f"{name(path)}:{key.lineno} {key.value}")
        if isinstance(node, ast.Constant) and node.value in UNMISTAKABLE:
            found.append(f"{name(path)}:{node.lineno} {node.value}")
    assert found == []


@pytest.mark.parametrize("path", DIAGRAMS, ids=name)
def test_every_key_of_a_diagram_is_known(path: Path) -> None:
    diagram = read_diagram(path.name, path.read_text(encoding="utf-8"))
    for drawn in (*diagram.elements.values(), *diagram.flows.values()):
        for key in drawn.properties:
            assert engine.is_known(key, domain.KEYS), f"{path.name}#{drawn.id}: {key}"


def test_every_key_is_used_by_some_diagram() -> None:
    text = " ".join(path.read_text(encoding="utf-8") for path in DIAGRAMS)
    used = set(re.findall(r'camunda:property name="([^"]+)"', text))
    reserve = {engine.REMARK, engine.SECOND_PERSON}  # no regulation of this house asks for a second person at one task
    assert {key for key in KEYS - reserve if not any(each == key or each.startswith(f"{key}.") for each in used)} <= {
        engine.PARAMETER
    }


def test_the_editor_asks_for_keys_that_exist() -> None:
    text = " ".join(path.read_text(encoding="utf-8") for path in EDITORS)
    asked = set(re.findall(r'(?:fromProperty\(|[pP]roperty\([\w, ]*)"([\w.]+)"', text))
    spoken_for = re.search(r"SPOKEN_FOR = new Set\(\[([^\]]*)\]\)", text)
    assert spoken_for is not None
    asked |= set(re.findall(r'"([\w.]+)"', spoken_for[1]))
    assert len(asked) > 5
    assert sorted(key for key in asked if not engine.is_known(key, domain.KEYS)) == []


def test_no_key_is_the_engine_s_and_the_domain_s() -> None:
    assert len({each.key for each in ALL}) == len(ALL)


def test_a_namespace_is_open_and_its_bare_name_is_not() -> None:
    assert engine.is_known("param.isi", frozenset())
    assert engine.is_known("catatan.rapat", frozenset())
    assert not engine.is_known("param.", frozenset())
    assert not engine.is_known("kanal", frozenset())


def test_the_page_for_process_owners_lists_every_key_as_it_is() -> None:
    page = (ROOT / "docs" / "aturan-lint.md").read_text(encoding="utf-8")
    section = page.partition("## Sifat elemen")[2].partition("\n## ")[0]
    rows = [line for line in section.splitlines() if line.startswith("| `")]
    assert rows == [f"| `{each.key}` | {each.on} | {each.meaning} | {each.values} |" for each in ALL]
