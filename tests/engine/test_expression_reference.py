"""docs/ungkapan.md is the language: every example does what it says, and every function stands there."""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from engine.deadlines import Deadline
from engine.definition.expressions import FUNCTIONS, check_expression, compile_expression, standard
from engine.definition.expressions.cells import passes, read_cell, read_literal
from engine.errors import ExpressionError
from tests.properties.test_expressions import Values

PAGE = (Path(__file__).parents[2] / "docs" / "ungkapan.md").read_text("utf-8")


def rows(*header: str) -> list[list[str]]:
    """The rows of all tables that begin with these column heads, each cell without its back-ticks."""
    found: list[list[str]] = []
    inside = False
    for line in PAGE.splitlines():
        cells = [cell.strip().strip("`") for cell in line.strip("|").split("|")] if line.startswith("|") else []
        if not cells:
            inside = False
        elif cells[: len(header)] == list(header):
            inside = True
        elif inside and not all(re.fullmatch("-{3,}", cell) for cell in cells):
            found.append(cells)
    return found


VARIABLES = {name: compile_expression(text).evaluate(Values({})) for name, text in rows("variabel", "nilai")}
EXAMPLES = [(row[0], row[1]) for row in rows("contoh", "hasil")] + [
    (row[2], row[3]) for row in rows("fungsi", "arti", "contoh", "hasil")
]


def shown(value: Any) -> str:
    """A value as the page writes it."""
    if isinstance(value, Deadline | datetime):
        return (value.moment if isinstance(value, Deadline) else value).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    return f'"{value}"' if isinstance(value, str) else str(value)


@pytest.mark.parametrize(("text", "expected"), EXAMPLES)
def test_an_example_gives_what_the_page_says(text: str, expected: str) -> None:
    assert shown(compile_expression(text).evaluate(Values(VARIABLES))) == expected


def test_the_page_names_every_function_as_the_code_declares_it_and_no_other() -> None:
    described = {row[0]: row[1] for row in rows("fungsi", "arti", "contoh", "hasil")}
    assert sorted(described) == sorted(function.signature for function in FUNCTIONS.values())
    in_forms = {text for text, meaning in described.items() if meaning.startswith("formulir:")}
    assert in_forms == {function.signature for function in FUNCTIONS.values() if function.in_forms}


def test_every_function_is_used_in_its_example() -> None:
    assert [
        row for row in rows("fungsi", "arti", "contoh", "hasil") if row[0].partition("(")[0] + "(" not in row[2]
    ] == []


@pytest.mark.parametrize("row", rows("sel", "cocok dengan"), ids=lambda row: row[0])
def test_a_cell_matches_what_the_page_says(row: list[str]) -> None:
    cell, hit, miss = read_cell(row[0]), row[1], row[2]
    assert passes(cell, read_literal(hit))
    assert not miss or not passes(cell, read_literal(miss))


@pytest.mark.parametrize("text", [row[0] for row in rows("contoh", "sebab")])
def test_what_the_page_says_is_refused_is_refused(text: str) -> None:
    with pytest.raises(ExpressionError, match=r"[a-z]{3}"):
        check_expression(text)


@pytest.mark.parametrize(("old", "new"), rows("ejaan lama", "dibaca sebagai"))
def test_the_old_spelling_is_read_as_the_page_says(old: str, new: str) -> None:
    assert compile_expression(old).node == compile_expression(new).node
    assert standard(old) == new


def test_the_page_is_read_at_all() -> None:
    assert len(EXAMPLES) > 40
    assert set(re.findall(r"`([^`]+)`", PAGE)) >= {"jenis", "hari_kerja(5)"}
