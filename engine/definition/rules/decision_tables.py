"""A UNIQUE table answers every combination of the values it speaks of exactly once; a FIRST table at least once; a
COLLECT table once for each stage that it lists."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

from engine.catalogue import _
from engine.definition.bundle import Bundle
from engine.definition.decisions import STAGE, Decision, told_apart
from engine.definition.expressions.cells import passes
from engine.definition.surroundings import Surroundings
from engine.errors import Finding

MOST_COMBINATIONS = 20_000
MOST_TESTS = 1_000_000
"""Combinations times rules: what the check costs."""


def check(bundle: Bundle, _around: Surroundings) -> Iterator[Finding]:
    """Tables that give no answer or two answers for some value, or are too large to be checked."""
    for decision in bundle.decisions.values():
        yield from _one_name_for_two(decision)
        domains = [
            told_apart([rule.tests[column] for rule in decision.rules]) for column in range(len(decision.inputs))
        ]
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
            yield from _first_problem(decision, stage, domains)


def _first_problem(decision: Decision, stage: str, domains: list[list[Any]]) -> Iterator[Finding]:
    rules = [rule for rule in decision.rules if decision.stage(rule) == stage]
    about = [_("tahap %(stage)s", stage=stage)] if stage else []
    for values in product(*domains):
        hits = [rule.id for rule in rules if all(map(passes, rule.tests, values))]
        shown = ", ".join([*about, *(f"{e.text} = {v!r}" for e, v in zip(decision.inputs, values, strict=True))])
        if not hits:
            yield Finding(
                decision.file, decision.id, "decision_tables", _("tidak ada aturan untuk %(shown)s", shown=shown)
            )
            return
        if decision.hit_policy != "FIRST" and len(hits) > 1:
            message = _("lebih dari satu aturan (%(hits)s) untuk %(shown)s", hits=", ".join(hits), shown=shown)
            yield Finding(decision.file, decision.id, "decision_tables", message)
            return


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
