"""Differences between two states of one decision table, rule by rule."""

from __future__ import annotations

from collections.abc import Iterator

from engine.definition.decisions import Decision, Rule
from engine.definition.difference.change import Change, attributes, members
from engine.definition.expressions import standard
from engine.definition.expressions.cells import RANGES, Cell
from engine.definition.expressions.nodes import Literal


def table_changes(old: Decision, new: Decision) -> Iterator[Change]:
    """What differs in the columns, in each rule, and in the order where the first hit counts."""
    yield from attributes("decision", "", new.id, new.name or new.id, _columns(old), _columns(new))
    before, after = ({rule.id: rule for rule in decision.rules} for decision in (old, new))

    def rule(was: Rule, now: Rule) -> Iterator[Change]:
        return attributes("rule", new.id, now.id, rule_name(now), rule_facts(old, was), rule_facts(new, now))

    yield from members("rule", new.id, before, after, name=rule_name, inside=rule)
    if new.hit_policy == "FIRST" and [k for k in after if k in before] != [k for k in before if k in after]:
        yield Change("decision", "changed", "", new.id, new.name or new.id, "order")


def _columns(decision: Decision) -> dict[str, str]:
    return {
        "inputs": ", ".join(standard(expression.text) for expression in decision.inputs),
        "outputs": ", ".join(decision.outputs),
        "hit_policy": decision.hit_policy,
    }


def rule_facts(decision: Decision, rule: Rule) -> dict[str, str]:
    """What a row of a table says: for which cases, what, and why."""
    asked = zip(decision.inputs, rule.tests, strict=True)
    given = zip(decision.outputs, rule.outputs, strict=True)
    return {
        "if": "; ".join(f"{standard(expression.text)}: {_test(test)}" for expression, test in asked),
        "then": "; ".join(f"{name} = {_literal(value)}" for name, value in given),
        "note": rule.annotation,
    }


def rule_name(rule: Rule) -> str:
    """A row by what it gives."""
    return ", ".join(_literal(value) for value in rule.outputs)


def _test(test: Cell) -> str:
    operator, operands = test
    if operator == "any":
        return "-"
    if operator in RANGES:
        return f"{operator[0]}{_literal(operands[0])}..{_literal(operands[1])}{operator[1]}"
    listed = ", ".join(_literal(each) for each in operands)
    return {"in": listed, "not in": f"not({listed})"}.get(operator, f"{operator} {listed}")


def _literal(value: Literal) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)
