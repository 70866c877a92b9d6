"""Imports flow down, only one package speaks SpiffWorkflow, only one module asks the wall clock."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.files import ROOT, functions, name, python_files, tree

WALL_CLOCKS = {"now", "utcnow", "today", "time", "time_ns", "localtime", "gmtime", "monotonic"}
CLOCK_MODULES = {"datetime", "date", "time"}
PARSERS = ("engine/definition/forms/feel/", "engine/definition/expressions")
"""Their methods are called like the rules of the grammar that they read."""
ELAPSED = {"monotonic"}
"""How long something took is no moment: allowed anywhere."""


def test_import_contracts_hold() -> None:
    tool = Path(sys.executable).with_name("lint-imports")
    run = subprocess.run(
        [tool, "--no-cache"], cwd=ROOT, capture_output=True, text=True, env=os.environ | {"NO_COLOR": "1"}
    )
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.parametrize("path", python_files(), ids=name)
def test_the_clock_is_given(path: Path) -> None:
    asked = [
        f"{name(path)}:{node.lineno}"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id in CLOCK_MODULES
        and node.func.attr in WALL_CLOCKS - ELAPSED
    ]
    assert len(asked) == (name(path) == "engine/clock.py"), asked


def test_public_functions_of_engine_and_complaints_say_what_they_do() -> None:
    silent = [
        f"{name(path)}:{node.lineno} {node.name}"
        for path in python_files("engine", "complaints")
        for node in tree(path).body
        if isinstance(node, ast.FunctionDef)
        and "/migrations/versions/" not in name(path)
        and not node.name.startswith("_")
        and (len(node.body) > 1 or name(path).startswith("engine/"))
        and not ast.get_docstring(node)
    ]
    assert silent == []


def test_public_methods_of_the_engine_say_what_they_do() -> None:
    """Of classes that stand alone: who overrides a method means what its base says."""
    silent = [
        f"{name(path)}:{method.lineno} {node.name}.{method.name}"
        for path in python_files("engine")
        if not name(path).startswith(PARSERS)
        for node in tree(path).body
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_") and not node.bases
        for method in node.body
        if isinstance(method, ast.FunctionDef) and not method.name.startswith("_") and not ast.get_docstring(method)
    ]
    assert silent == []


def test_nothing_is_left_half_done() -> None:
    """No skipped test, no sleep in a test, no open to-do."""
    marks = ("pytest.mark.skip", "pytest.skip(", "time.sleep(", "TO" + "DO", "FIX" + "ME")
    found = [
        f"{name(path)}: {mark}"
        for path in [*python_files(), *python_files("tests")]
        for mark in marks
        if mark in path.read_text(encoding="utf-8") and not path.samefile(__file__)
    ]
    assert found == []


def test_the_helper_that_reads_functions_reads_them() -> None:
    assert "test_the_clock_is_given" in {node.name for node in functions(Path(__file__))}


def test_no_two_classes_share_a_name() -> None:
    places: dict[str, list[str]] = {}
    for path in python_files():
        for node in tree(path).body:
            if isinstance(node, ast.ClassDef):
                places.setdefault(node.name, []).append(name(path))
    assert {each: where for each, where in places.items() if len(where) > 1} == {}
