"""What is new in a bundle with all that it says: who approves a step reads whose it is and until when, not only that it
is there."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from engine.definition.bundle import Bundle
from engine.definition.difference.change import Change
from engine.definition.difference.diagrams import facts, flow_facts, flow_name
from engine.definition.difference.forms import field_facts, form_fields
from engine.definition.difference.tables import rule_facts, rule_name

NAMED = frozenset({"name", "label", "key", "source", "target"})
"""What the name of the part says already, or only a program reads."""


def whole(change: Change, new: Bundle) -> Iterator[Change]:
    """The change itself; of something added, its attributes, and all that it consists of in the same way."""
    if change.kind != "added":
        yield change
        return
    said = _said(change, new)
    yield from _each(change, said) if said else (change,)
    for part, key, name in _parts(change, new):
        yield from whole(Change(part, "added", change.id, key, name), new)


def _each(change: Change, said: Mapping[str, str]) -> Iterator[Change]:
    for attribute, value in sorted(said.items()):
        yield Change(change.part, change.kind, change.container, change.id, change.name, attribute, "", value)


def _said(change: Change, new: Bundle) -> dict[str, str]:
    found: Mapping[str, str] = {}
    diagram = new.diagrams.get(change.container)
    if change.part == "element" and diagram is not None:
        found = facts(diagram.elements[change.id])
    elif change.part == "flow" and diagram is not None:
        found = flow_facts(diagram.flows[change.id])
    elif change.part == "field":
        found = field_facts(dict(form_fields(json.loads(new.files[f"{change.container}.form"])))[change.id])
    elif change.part == "rule":
        table = new.decisions[change.container]
        found = rule_facts(table, next(rule for rule in table.rules if rule.id == change.id))
    return {key: value for key, value in found.items() if value and key not in NAMED}


def _parts(change: Change, new: Bundle) -> Iterator[tuple[str, str, str]]:
    """(part, key, name) of what an added process, form or table consists of."""
    if change.part == "process":
        diagram = new.diagrams[change.id]
        yield from (("element", key, each.name or key) for key, each in diagram.elements.items())
        yield from (("flow", key, flow_name((each, diagram))) for key, each in diagram.flows.items())
    elif change.part == "form":
        for key, component in form_fields(json.loads(new.files[f"{change.id}.form"])):
            yield "field", key, str(component.get("label") or key)
    elif change.part == "decision":
        yield from (("rule", rule.id, rule_name(rule)) for rule in new.decisions[change.id].rules)
