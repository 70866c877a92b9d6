"""Decision tables (DMN), read and evaluated without running any code.

Inputs are expressions, input entries unary tests over fixed values (`-`, `"a","b"`, `< 5`, `[1..5]`, `not("a")`), and
outputs literals, all of `engine.definition.expressions`. Hit policies UNIQUE and FIRST.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from lxml import etree

from engine.catalogue import _
from engine.definition.expressions import Expression, Names, compile_expression
from engine.definition.expressions.cells import Cell, passes, read_cell, read_literal
from engine.definition.expressions.nodes import Literal
from engine.definition.safe_xml import parse_xml
from engine.errors import EngineError, ExpressionError


class DecisionError(EngineError):
    """The decision table cannot be read, or does not answer for these values."""


@dataclass(frozen=True)
class Rule:
    id: str
    tests: tuple[Cell, ...]
    outputs: tuple[Literal, ...]
    annotation: str


@dataclass(frozen=True)
class Decision:
    """One decision table. `decide(scope)` gives {output name: value} and the rule that matched."""

    id: str
    name: str
    hit_policy: str
    inputs: tuple[Expression, ...]
    outputs: tuple[str, ...]
    rules: tuple[Rule, ...]
    file: str = ""

    @property
    def names(self) -> frozenset[str]:
        """Names of the variables that the inputs of the table read."""
        return frozenset().union(*(expression.names for expression in self.inputs)) if self.inputs else frozenset()

    def decide(self, scope: Names) -> tuple[dict[str, Literal], Rule]:
        """Raises DecisionError when no rule, or with UNIQUE more than one, matches."""
        values = [expression.evaluate(scope) for expression in self.inputs]
        hits = [rule for rule in self.rules if all(map(passes, rule.tests, values))]
        if not hits:
            raise DecisionError(
                _("tabel keputusan '%(id)s' tidak punya aturan untuk %(values)r", id=self.id, values=values)
            )
        if self.hit_policy == "UNIQUE" and len(hits) > 1:
            raise DecisionError(
                _(
                    "tabel keputusan '%(id)s' punya %(hits)s aturan untuk %(values)r",
                    id=self.id,
                    hits=len(hits),
                    values=values,
                )
            )
        return dict(zip(self.outputs, hits[0].outputs, strict=True)), hits[0]


def read_decisions(text: str, *, file: str = "") -> dict[str, Decision]:
    """All decision tables of a DMN file by id. Raises DecisionError, ExpressionError or UnsafeXmlError."""
    root = parse_xml(text)
    tag = str(etree.QName(root).namespace)
    found = {}
    for node in root.iter(f"{{{tag}}}decision"):
        decision = replace(_read_decision(node, f"{{{tag}}}"), file=file)
        found[decision.id] = decision
    if not found:
        raise DecisionError(_("berkas tidak berisi tabel keputusan"))
    return found


def _read_decision(node: etree._Element, ns: str) -> Decision:
    decision_id = node.get("id", "")
    table = node.find(f"{ns}decisionTable")
    if table is None:
        raise DecisionError(_("keputusan '%(decision_id)s' bukan tabel", decision_id=decision_id))
    policy = table.get("hitPolicy", "UNIQUE")
    if policy not in ("UNIQUE", "FIRST"):
        raise DecisionError(_("hit policy %(policy)s tidak didukung; pakai UNIQUE atau FIRST", policy=policy))
    inputs = tuple(compile_expression(_text(i.find(f"{ns}inputExpression"), ns)) for i in table.findall(f"{ns}input"))
    outputs = tuple(o.get("name", "") for o in table.findall(f"{ns}output"))
    rules = tuple(_read_rule(rule, ns, decision_id) for rule in table.findall(f"{ns}rule"))
    for rule in rules:
        if len(rule.tests) != len(inputs) or len(rule.outputs) != len(outputs):
            raise DecisionError(_("aturan '%(id)s' tidak punya kolom yang lengkap", id=rule.id))
    return Decision(decision_id, node.get("name", ""), policy, inputs, outputs, rules)


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
