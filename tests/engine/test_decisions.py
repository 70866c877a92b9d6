"""Decision tables: what a cell means, which rule answers, and which tables cannot be deployed."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.definition.decisions import Decision, DecisionError, read_decisions
from engine.definition.expressions.cells import passes, read_cell, read_literal
from engine.definition.rules.decision_tables import check
from engine.definition.safe_xml import UnsafeXmlError
from engine.definition.surroundings import Surroundings
from engine.errors import ExpressionError
from tests.engine.gate_samples import SOUND, table
from tests.properties.test_expressions import Values
from tests.support.lab import Lab

CELLS = [
    ("-", ["a", 1, None, True], []),
    ("", ["a", None], []),
    ('"a"', ["a"], ["b", "A", "", None, 1]),
    ('"a","b"', ["a", "b"], ["c", "a,b"]),
    ('"a, dan b"', ["a, dan b"], ["a"]),
    ('not("a","b")', ["c", 1, None], ["a", "b"]),
    ("5", [5, 5.0], [4, "5", None]),
    ("1", [1], [True]),
    ("true", [True], [False, 1, "true", None]),
    ("false", [False], [True, 0, None]),
    ("null", [None], [0, "", False]),
    ("< 5", [4, 4.9, -1], [5, 6, None, "4", True]),
    ("<= 5", [5], [5.1]),
    ("> 5", [6], [5]),
    (">=5", [5], [4]),
    ("[1..5]", [1, 3, 5], [0, 6, None, "3", True]),
    ("[-1.5..2.5]", [-1.5, 0, 2.5], [-2, 3]),
    ("(1..5]", [1.5, 5], [1, 6, None]),
    ("[1..5)", [1, 4.9], [5]),
    ("]1..5[", [2], [1, 5]),
    ('"kata \\"dikutip\\""', ['kata "dikutip"'], ["kata"]),
]


@pytest.mark.parametrize(("cell", "yes", "no"), CELLS, ids=[cell or "empty" for cell, _, _ in CELLS])
def test_a_cell_means(cell: str, yes: list[Any], no: list[Any]) -> None:
    test = read_cell(cell)
    assert [value for value in yes if not passes(test, value)] == []
    assert [value for value in no if passes(test, value)] == []


@pytest.mark.parametrize(
    "cell",
    ["a", "'a'", '"a', 'a"', '"a""b"', "< ", '< "a"', "< true", "[5..1]", "[1..]", "(1..1)", "[\"a\"..\"b\"]", "1..5", "[1,2]", "a.b", "not(< 5)", "1, < 5", "hari(3)", "1 + 1", "? < 5", "not(", "x()", "1e5", "٣"],
)  # fmt: skip
def test_a_cell_outside_the_subset_is_refused(cell: str) -> None:
    with pytest.raises(ExpressionError, match=r"tidak|bukan|belum|tulis"):
        read_cell(cell)


@given(st.text(max_size=40))
def test_any_cell_is_read_or_refused(text: str) -> None:
    for read in (read_cell, read_literal):
        try:
            read(text)
        except ExpressionError:
            continue


def decision(text: str) -> Decision:
    return read_decisions(text, file="tabel.dmn")["tabel"]


def test_first_takes_the_topmost_rule_and_unique_the_only_one() -> None:
    first = decision(table(('"a"', "1"), ("-", "2"), policy="FIRST"))
    assert first.answer(Values({"jenis": "a"})) == {"batas": 1}
    assert first.answer(Values({"jenis": "z"})) == {"batas": 2}
    unique = decision(table(('"a"', "1"), ('"b"', '"dua"')))
    ((outputs, rule),) = unique.decide(Values({"jenis": "b"}))
    assert (outputs, rule.id) == ({"batas": "dua"}, "Rule_2")


@pytest.mark.parametrize("rules", [[('"a"', "1")], [("-", "1"), ('"z"', "2")]], ids=["no rule", "two rules"])
def test_a_table_without_one_answer_says_for_which_values(rules: list[tuple[str, str]]) -> None:
    with pytest.raises(DecisionError, match="'z'"):
        decision(table(*rules)).decide(Values({"jenis": "z"}))


def test_an_input_may_be_an_expression() -> None:
    text = table(("true", "1"), ("false", "2"), asks="jumlah(semua) &gt; 2")
    assert decision(text).names == {"semua"}
    assert decision(text).answer(Values({"semua": ["a", "b", "c"]})) == {"batas": 1}


PROBLEMS = {
    "complete": ([('"a"', "1"), ('not("a")', "2")], "UNIQUE", ""),
    "complete numbers": ([("< 5", "1"), ("[5..14]", "2"), ("> 14", "3")], "UNIQUE", ""),
    "booleans": ([("true", "1"), ("false", "2")], "UNIQUE", ""),
    "overlap of the bounds": ([("<= 5", "1"), (">= 5", "2")], "UNIQUE", "lebih dari satu"),
    "overlap under FIRST is an order": ([("<= 5", "1"), (">= 5", "2")], "FIRST", ""),
    "gap between two numbers": ([("< 5", "1"), ("> 6", "2")], "FIRST", "tidak ada aturan"),
    "gap below": ([("[1..5]", "1"), ("> 5", "2")], "UNIQUE", "tidak ada aturan"),
    "half of yes and no": ([("true", "1")], "UNIQUE", "tidak ada aturan"),
    "the same word twice": ([('"a"', "1"), ('"a","b"', "2")], "UNIQUE", "lebih dari satu"),
    "a catch-all beside another": ([('"a"', "1"), ("-", "2")], "UNIQUE", "lebih dari satu"),
}


@pytest.mark.parametrize("name", PROBLEMS)
def test_gaps_and_overlaps_are_found_at_deploy(name: str) -> None:
    from engine.definition.bundle import read_bundle

    rules, policy, expected = PROBLEMS[name]
    bundle = read_bundle({"tabel.dmn": table(*rules, policy=policy)})
    found = list(check(bundle, Surroundings("induk", frozenset(), frozenset(), frozenset())))
    assert [expected in finding.message for finding in found] == ([True] if expected else [])


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=5))
def test_a_table_that_passes_answers_every_number_it_could_be_asked(bounds: list[tuple[int, int]]) -> None:
    from engine.definition.bundle import read_bundle

    rules = [(f"[{min(pair)}..{max(pair)}]", str(number)) for number, pair in enumerate(bounds)]
    rules += [("< 0", "97"), ("> 9", "98")]
    bundle = read_bundle({"tabel.dmn": table(*rules)})
    if list(check(bundle, Surroundings("induk", frozenset(), frozenset(), frozenset()))):
        return
    for tenth in range(-20, 120):
        assert bundle.decisions["tabel"].decide(Values({"jenis": tenth / 10}))


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", UnsafeXmlError),
        ("<definitions/>", DecisionError),
        ("<!DOCTYPE x><definitions/>", UnsafeXmlError),
        (table(("-", "1")).replace("decisionTable", "literalExpression"), DecisionError),
        (table(("-", "1 + 1")), DecisionError),
        (table(("-", "1")).replace("<inputEntry id=\"I_1\"><text>-</text></inputEntry>", ""), DecisionError),
    ],
    ids=["empty", "no table", "doctype", "an expression", "a computed output", "a missing column"],
)  # fmt: skip
def test_what_is_no_table_is_refused(text: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        read_decisions(text)


def test_what_a_table_decided_is_in_the_history_and_steers_the_case(lab: Lab) -> None:
    files = {name.partition(".")[0]: text for name, text in SOUND.items()}
    lab.deploy("induk", **files)
    case_id = lab.start("induk", semua=["dinas-a"])
    lab.complete(case_id, "Task_pilih", jenis="izin", setuju=True)
    event = lab.timeline(case_id)[-1]
    assert event.what.decisions == (("tabel", "Rule_2", {"batas": 14}, ""),)
    assert lab.case(case_id).variables["batas"] == 14
    assert lab.open_tasks(case_id) == ["Task_anak"]
