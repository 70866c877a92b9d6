"""A UNIQUE table answers every combination of the values it speaks of exactly once; a FIRST table at least once; a
COLLECT table once for each stage that it lists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from itertools import product
from typing import Any

from engine.catalogue import _
from engine.definition.bundle import Bundle
from engine.definition.decisions import STAGE, Decision, told_apart
from engine.definition.expressions.cells import passes
from engine.definition.expressions.nodes import Path
from engine.definition.surroundings import Surroundings
from engine.errors import Finding

MOST_COMBINATIONS = 20_000
MOST_TESTS = 1_000_000
"""Combinations times rules: what the check costs."""


def check(bundle: Bundle, _around: Surroundings) -> Iterator[Finding]:
    """Tables that give no answer or two answers for some value, or are too large to be checked."""
    for decision in bundle.decisions.values():
        yield from _one_name_for_two(decision)
        yield from _unread(decision)
        domains = [_domain(bundle, decision, column) for column in range(len(decision.inputs))]
        size = 1
        for domain in domains:
            size *= len(domain)
        if size > MOST_COMBINATIONS or size * len(decision.rules) > MOST_TESTS:
            yield Finding(
                decision.file,
                decision.id,
                "decision_tables",
                _("tabel terlalu besar untuk diperiksa; pecah menjadi dua"),
            )
            continue
        for stage in dict.fromkeys(map(decision.stage, decision.rules)) or [""]:
            yield from _first_problem(decision, stage, filter(partial(_may_be, bundle, decision), product(*domains)))


def _domain(bundle: Bundle, decision: Decision, column: int) -> list[Any]:
    """What the column tells apart, and whatever else the forms of the bundle allow for the answer that it asks."""
    named = told_apart(rule.tests[column] for rule in decision.rules)
    node = decision.inputs[column].node
    if not isinstance(node, Path) or len(node.names) > 1:
        return named
    asked = [value for form in bundle.forms.values() for value in form.possible(node.names[0])]
    return [*named, *(value for value in dict.fromkeys(asked) if value not in named)]


def _may_be(bundle: Bundle, decision: Decision, values: tuple[Any, ...]) -> bool:
    """Whether the forms let these answers come together: a hidden question has none, a compulsory one has one."""
    answers = dict(zip([each.text for each in decision.inputs], values, strict=True))
    for key, value in answers.items():
        forms = [form for form in bundle.forms.values() if key in form.fields]
        named = any(value in operands for rule in decision.rules for _test, operands in rule.tests)
        if forms and (value is None or not named) and not any(form.allows(key, answers) for form in forms):
            return False
    return True


def _first_problem(decision: Decision, stage: str, combinations: Iterable[tuple[Any, ...]]) -> Iterator[Finding]:
    rules = [rule for rule in decision.rules if decision.stage(rule) == stage]
    about = [_("tahap %(stage)s", stage=stage)] if stage else []
    for values in combinations:
        hits = [rule.id for rule in rules if all(map(passes, rule.tests, values))]
        shown = ", ".join([*about, *(f"{e.text} = {_shown(v)}" for e, v in zip(decision.inputs, values, strict=True))])
        if not hits:
            yield Finding(
                decision.file, decision.id, "decision_tables", _("tidak ada aturan untuk %(shown)s", shown=shown)
            )
            return
        if decision.hit_policy != "FIRST" and len(hits) > 1:
            message = _("lebih dari satu aturan (%(hits)s) untuk %(shown)s", hits=", ".join(hits), shown=shown)
            yield Finding(decision.file, decision.id, "decision_tables", message)
            return


def _shown(value: Any) -> str:
    if value is None:
        return str(_("(tidak dijawab)"))
    if isinstance(value, bool):
        return str(_("ya") if value else _("tidak"))
    return f"“{value}”" if isinstance(value, str) else str(value)


def _one_name_for_two(decision: Decision) -> Iterator[Finding]:
    """A value's name is its stage and its output together: `a_b` and `c` give the name that `a` and `b_c` give."""
    meant: dict[str, tuple[str, str]] = {}
    for stage in sorted({decision.stage(rule) for rule in decision.rules} - {""}):
        for output in decision.outputs:
            name = f"{stage}_{output}"
            if output == STAGE or meant.setdefault(name, (stage, output)) == (stage, output):
                continue
            first = _("tahap %(stage)s, keluaran %(output)s", stage=meant[name][0], output=meant[name][1])
            second = _("tahap %(stage)s, keluaran %(output)s", stage=stage, output=output)
            text = _("nilai '%(name)s' punya dua arti: %(first)s; %(second)s. Ganti nama salah satunya.",
                     name=name, first=first, second=second)  # fmt: skip
            yield Finding(decision.file, decision.id, "decision_tables", text)


def _unread(decision: Decision) -> Iterator[Finding]:
    """What the file says and nobody follows: tables before this one, a second table or column of the same name."""
    told = []
    if decision.requires:
        names = ", ".join(decision.requires)
        told.append(_("tabel ini memerlukan %(names)s; gambarlah tugas aturan bagi setiap tabel", names=names))
    if decision.twice:
        told.append(_("ada dua tabel dengan id ini"))
    if len(set(decision.outputs)) < len(decision.outputs):
        told.append(_("ada dua keluaran dengan nama yang sama"))
    for text in told:
        yield Finding(decision.file, decision.id, "decision_tables", text)
