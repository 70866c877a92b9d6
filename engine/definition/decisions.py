"""Decision tables (DMN), read and evaluated without running any code.

Inputs are expressions, input entries unary tests over fixed values (`-`, `"a","b"`, `< 5`, `[1..5]`, `not("a")`), and
outputs literals, all of `engine.definition.expressions`. Hit policies UNIQUE, FIRST and COLLECT.

A COLLECT table lists stages: its first output is `tahap`, and every row that matches gives its other outputs under the
stage's name. A row `telaah | 3 | "hari_kerja"` of the outputs `tahap`, `hari`, `satuan` gives `telaah_hari` and
`telaah_satuan`. For the same values each stage has one row.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from lxml import etree

from engine.catalogue import _
from engine.definition.expressions import Expression, Names, compile_expression
from engine.definition.expressions.cells import Cell, passes, read_cell, read_literal
from engine.definition.expressions.nodes import Literal
from engine.definition.safe_xml import parse_xml
from engine.errors import EngineError, ExpressionError


class DecisionError(EngineError):
    """The decision table cannot be read, or does not answer for these values."""


STAGE = "tahap"
"""The first output of a COLLECT table."""
NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")


@dataclass(frozen=True)
class Rule:
    """A row of a decision table: a test for each input and a value for each output. `annotation` tells its source."""

    id: str
    tests: tuple[Cell, ...]
    outputs: tuple[Literal, ...]
    annotation: str


@dataclass(frozen=True)
class Decision:
    """One decision table. `outputs` are its columns; `gives` are the variables that these become."""

    id: str
    name: str
    hit_policy: str
    inputs: tuple[Expression, ...]
    outputs: tuple[str, ...]
    rules: tuple[Rule, ...]
    file: str = ""
    requires: tuple[str, ...] = ()
    """Other decisions of which the file says that this one needs their answers."""
    twice: bool = False
    """Whether the file has another decision of the same id, which hides this one or is hidden by it."""

    @property
    def names(self) -> frozenset[str]:
        """Names of the variables that the inputs of the table read."""
        return frozenset().union(*(expression.names for expression in self.inputs)) if self.inputs else frozenset()

    @property
    def gives(self) -> frozenset[str]:
        """Names of the variables that the rules of the table set."""
        return frozenset(name for rule in self.rules for name in self.named(rule))

    def stage(self, rule: Rule) -> str:
        """The stage that a rule of a COLLECT table is about; "" for the others."""
        return str(rule.outputs[0]) if self.hit_policy == "COLLECT" else ""

    def named(self, rule: Rule) -> dict[str, Literal]:
        """What a rule gives, by the names of the variables."""
        pairs = dict(zip(self.outputs, rule.outputs, strict=True))
        stage = self.stage(rule)
        return {f"{stage}_{name}": value for name, value in pairs.items() if name != STAGE} if stage else pairs

    def decide(self, scope: Names) -> list[tuple[dict[str, Literal], Rule]]:
        """What each rule that matches gives: one, or with COLLECT one for every stage. Raises DecisionError."""
        values = [expression.evaluate(scope) for expression in self.inputs]
        hits = [rule for rule in self.rules if all(map(passes, rule.tests, values))]
        if not hits:
            raise DecisionError(
                _("tabel keputusan '%(id)s' tidak punya aturan untuk %(values)r", id=self.id, values=values)
            )
        alike = len(hits) - len({self.stage(rule) for rule in hits})
        if alike and self.hit_policy != "FIRST":
            text = _(
                "tabel keputusan '%(id)s' punya %(hits)s aturan untuk %(values)r",
                id=self.id,
                hits=alike + 1,
                values=values,
            )
            raise DecisionError(text)
        return [(self.named(rule), rule) for rule in (hits[:1] if self.hit_policy == "FIRST" else hits)]

    def answer(self, scope: Names) -> dict[str, Literal]:
        """All that `decide` gives, in one. Raises DecisionError."""
        return {name: value for given, _rule in self.decide(scope) for name, value in given.items()}


class Values:
    """What a table may look at where there is no moment and no calendar: values by name."""

    now: Any = None
    calendar: Any = None

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values

    def variable(self, name: str) -> Any:
        """The value of this name; None where there is none."""
        return self._values.get(name)


def told_apart(tests: Iterable[Cell]) -> list[Literal]:
    """Values that stand for everything the column tells apart: those it names, numbers between and beyond them."""
    named = [operand for _test, operands in tests for operand in operands]
    if not named:
        return [None]
    if all(isinstance(value, bool) for value in named):
        return [True, False]
    numbers = sorted({v for v in named if isinstance(v, int | float) and not isinstance(v, bool)})
    if numbers:
        between = [(a + b) / 2 for a, b in pairwise(numbers)]
        return [numbers[0] - 1, *numbers, *between, numbers[-1] + 1]
    return list(dict.fromkeys(named))


def read_decisions(text: str, *, file: str = "") -> dict[str, Decision]:
    """All decision tables of a DMN file by id. Raises DecisionError, ExpressionError or UnsafeXmlError."""
    root = parse_xml(text)
    tag = str(etree.QName(root).namespace)
    found = {}
    for node in root.iter(f"{{{tag}}}decision"):
        decision = replace(_read_decision(node, f"{{{tag}}}"), file=file)
        found[decision.id] = replace(decision, twice=decision.id in found)
    if not found:
        raise DecisionError(_("berkas tidak berisi tabel keputusan"))
    return found


def _read_decision(node: etree._Element, ns: str) -> Decision:
    decision_id = node.get("id", "")
    table = node.find(f"{ns}decisionTable")
    if table is None:
        raise DecisionError(_("keputusan '%(decision_id)s' bukan tabel", decision_id=decision_id))
    policy = table.get("hitPolicy", "UNIQUE")
    if policy not in ("UNIQUE", "FIRST", "COLLECT") or table.get("aggregation"):
        raise DecisionError(
            _("hit policy %(policy)s tidak didukung; pakai UNIQUE, FIRST, atau COLLECT tanpa hitungan", policy=policy)
        )
    inputs = tuple(compile_expression(_text(i.find(f"{ns}inputExpression"), ns)) for i in table.findall(f"{ns}input"))
    outputs = tuple(o.get("name", "") for o in table.findall(f"{ns}output"))
    rules = tuple(_read_rule(rule, ns, decision_id) for rule in table.findall(f"{ns}rule"))
    for rule in rules:
        if len(rule.tests) != len(inputs) or len(rule.outputs) != len(outputs):
            raise DecisionError(_("aturan '%(id)s' tidak punya kolom yang lengkap", id=rule.id))
    requires = tuple(each.get("href", "").removeprefix("#") for each in node.iter(f"{ns}requiredDecision"))
    found = Decision(decision_id, node.get("name", ""), policy, inputs, outputs, rules, requires=requires)
    if policy == "COLLECT":
        _refuse_without_stages(found)
    return found


def _refuse_without_stages(decision: Decision) -> None:
    if decision.outputs[:1] != (STAGE,) or len(decision.outputs) < 2:
        raise DecisionError(
            _("tabel '%(id)s' (COLLECT) memerlukan keluaran pertama 'tahap', lalu nilainya", id=decision.id)
        )
    for rule in decision.rules:
        if not isinstance(rule.outputs[0], str) or not NAME.fullmatch(rule.outputs[0]):
            told = _("tabel '%(id)s', aturan '%(rule)s': tahap harus berupa nama", id=decision.id, rule=rule.id)
            raise DecisionError(told)


def _read_rule(node: etree._Element, ns: str, decision_id: str) -> Rule:
    rule_id = node.get("id", "")
    try:
        tests = tuple(read_cell(_text(entry, ns)) for entry in node.findall(f"{ns}inputEntry"))
        outputs = tuple(read_literal(_text(entry, ns)) for entry in node.findall(f"{ns}outputEntry"))
    except ExpressionError as error:
        raise DecisionError(
            _(
                "tabel '%(decision_id)s', aturan '%(rule_id)s': %(error)s",
                decision_id=decision_id,
                rule_id=rule_id,
                error=error,
            )
        ) from error
    annotations = [_text(entry, ns) for entry in node.findall(f"{ns}annotationEntry")]
    description = node.find(f"{ns}description")
    if description is not None and description.text:
        annotations.append(description.text)
    # Editors write the note of a rule twice, as annotation and as description: once is enough for the history.
    notes = dict.fromkeys(" ".join(text.split()) for text in annotations)
    return Rule(rule_id, tests, outputs, " ".join(notes).strip())


def _text(node: etree._Element | None, ns: str) -> str:
    if node is None:
        return ""
    child = node.find(f"{ns}text")
    return ((child.text if child is not None else node.text) or "").strip()
