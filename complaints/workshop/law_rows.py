"""Rows of tables that give more days than the law, told in the words of the tables."""

from __future__ import annotations

from collections.abc import Iterator

from complaints.workshop.law_norms import NORM, law_of
from engine.catalogue import N_, _
from engine.definition.bundle import Bundle
from engine.definition.decisions import Decision, Rule
from engine.workshop.workshop import LawWarning

UNITS = {"hari_kerja": N_("hari kerja"), "hari": N_("hari")}


def longer_rows(old: Bundle, new: Bundle, shipped: Bundle) -> Iterator[LawWarning]:
    """Rows of tables with more days than the law's drawing gives by the same row, or than before where it has none."""
    for decision in new.decisions.values():
        before, law = old.decisions.get(decision.id), shipped.decisions.get(decision.id)
        for rule in decision.rules:
            yield from _longer_rule(decision, rule, _same(before, rule), _same(law, rule))


def row_of(warning: LawWarning) -> tuple[str, str]:
    """The rule and the output that a warning about a table names in its key."""
    _way, rule, name, _value = warning.key.split(":", 3)
    return rule, name


def _same(decision: Decision | None, rule: Rule) -> dict[str, object]:
    """What the other table gave by the same rule; one without such a rule, by the only rule that it has."""
    rules = {each.id: each for each in decision.rules} if decision else {}
    found = rules.get(rule.id) or (next(iter(rules.values())) if len(rules) == 1 else None)
    return dict(decision.named(found)) if decision and found else {}


def _longer_rule(
    decision: Decision, rule: Rule, before: dict[str, object], law: dict[str, object]
) -> Iterator[LawWarning]:
    now = decision.named(rule)
    for name, value in now.items():
        unit = str(now.get(name.removesuffix("_hari") + "_satuan", "hari"))
        if not name.endswith("_hari") or not isinstance(value, int | float) or name not in before | law:
            continue
        allowed = _days(law, name) if name in law else _days(before, name)
        norms = NORM.findall(rule.annotation)
        if _weight(unit, value) <= allowed or not norms:
            continue
        article, quote = law_of(norms)
        step = name.removesuffix("_hari").removeprefix("tenggat_").replace("_", " ")
        where = "" if step == "tenggat" else f" {step}"
        text = _(
            "tenggat%(where)s menjadi lebih panjang: %(value)s → %(value_2)s %(unit)s",
            where=where,
            value=before[name] if 0 < _days(before, name) < _weight(unit, value) else law.get(name, before.get(name)),
            value_2=value,
            unit=_(UNITS.get(unit, unit)),
        )
        yield LawWarning(f"tenggat:{rule.id}:{name}:{value}", text, decision.file, rule.id, article, quote)


def _days(outputs: dict[str, object], name: str) -> float:
    value = outputs.get(name, 0)
    unit = str(outputs.get(name.removesuffix("_hari") + "_satuan", "hari"))
    return _weight(unit, value) if isinstance(value, int | float) else 0


def _weight(unit: str, count: float) -> float:
    """Calendar days, about: five working days are a week. Good enough to say which of two periods is longer."""
    return count * 7 / 5 if unit == "hari_kerja" else count
