"""Tables that answer otherwise than the law's own, apart from how many days they give: who is first, which class, which
state counts as settled. Worked out for every case that they tell apart, whatever ids their rows have.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from complaints.workshop.law_norms import NORM
from complaints.workshop.law_periods import Class, NotComputableError, as_text, classes_of, digest_of, in_words
from engine.catalogue import _
from engine.definition.bundle import Bundle
from engine.definition.decisions import Decision, Values
from engine.errors import EngineError

OF_PERIODS = ("_hari", "_satuan")
"""Ends of the names that periods are made of, which are worked out with these."""
MOST_TOLD = 3


@dataclass(frozen=True)
class OtherAnswer:
    """A value of a table that is another one for some cases, in words."""

    decision: Decision
    """As it was."""
    rule: str
    """The first row of the table, as it was, that answers otherwise."""
    key: str
    text: str
    norms: tuple[str, ...]


def other_answers(base: Bundle, new: Bundle, known: Collection[str]) -> Iterator[OtherAnswer]:
    """Every one of them, for tables that name a norm. `known`: tables of which somebody else tells."""
    for decision in base.decisions.values():
        norms = tuple(dict.fromkeys(norm for rule in decision.rules for norm in NORM.findall(rule.annotation)))
        if not norms or decision.id in known or new.decisions.get(decision.id) is decision:
            continue
        for name in sorted(each for each in decision.gives if not each.endswith(OF_PERIODS)):
            yield from _of_name(decision, name, norms, new)


def _of_name(decision: Decision, name: str, norms: tuple[str, ...], new: Bundle) -> Iterator[OtherAnswer]:
    tables = [each for each in new.decisions.values() if name in each.gives]
    tables.sort(key=lambda each: each.id != decision.id)
    key, told = f"tabel:{decision.id}:{name}", {"table": decision.name, "name": name.replace("_", " ")}
    try:
        other = [
            (about, was, now)
            for about in classes_of((decision, *tables))
            if (was := _answer([decision], name, about)) is not None and (now := _answer(tables, name, about)) != was
        ]
    except NotComputableError as error:
        text = _("jawaban tabel “%(table)s” untuk %(name)s tidak dapat dihitung", **told)
        yield OtherAnswer(decision, decision.rules[0].id, f"{key}:{digest_of(str(error))}", text, norms)
        return
    if not other:
        return
    shown = "; ".join(_told(new, *each) for each in other[:MOST_TOLD])
    if len(other) > MOST_TOLD:
        shown = _("%(names)s, dan %(more)s lagi", names=shown, more=len(other) - MOST_TOLD)
    text = _("tabel “%(table)s” menjawab lain untuk %(name)s: %(answers)s", answers=shown, **told)
    detail = "|".join(f"{as_text(about)}>{now}" for about, _was, now in other)
    rule = decision.decide(Values(dict(other[0][0])))[0][1].id
    yield OtherAnswer(decision, rule, f"{key}:{digest_of(detail)}", text, norms)


def _told(new: Bundle, about: Class, was: object, now: object) -> str:
    change = f"{was} → {'–' if now is None else now}"
    return f"{change} ({in_words(about, new, frozenset())})" if about else change


def _answer(tables: Collection[Decision], name: str, about: Class) -> object:
    """What the first of them gives; None where none answers."""
    for table in tables:
        try:
            given = table.answer(Values(dict(about)))
        except EngineError:
            continue
        if name in given:
            return given[name]
    return None
