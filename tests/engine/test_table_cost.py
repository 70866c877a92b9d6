"""What the check of a decision table may cost, before somebody waits for a page."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

from engine.definition.decisions import Decision, Rule
from engine.definition.expressions import compile_expression
from engine.definition.rules.decision_tables import check


def test_many_rules_times_many_combinations_are_refused_at_once() -> None:
    rules = [Rule(f"r{n}", (("in", (f"a{n % 140}",)), ("in", (f"b{n % 141}",))), (1,), "") for n in range(1_500)]
    whatever = Rule("rest", (("any", ()), ("any", ())), (1,), "")
    inputs = (compile_expression("a"), compile_expression("b"))
    table = Decision("besar", "Besar", "FIRST", inputs, ("hari",), (*rules, whatever))
    (found,) = check(cast(Any, SimpleNamespace(decisions={"besar": table}, forms={})), cast(Any, None))
    assert "terlalu besar untuk diperiksa" in found.message
