"""Differences between two states of one form, field by field."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from engine.definition.difference.change import Change, attributes, members
from engine.definition.forms.parse import TITLE

Component = dict[str, Any]
DRAWN = frozenset({"components", "layout", "id"})


def form_changes(name: str, old_text: str, new_text: str) -> Iterator[Change]:
    """What differs in name and fields; a new order is told once."""
    old, new = json.loads(old_text), json.loads(new_text)
    before, after = dict(form_fields(old)), dict(form_fields(new))
    if _title(old) != _title(new):
        yield Change("form", "changed", "", name, name, "name", _title(old), _title(new))

    def field(was: Component, now: Component) -> Iterator[Change]:
        return attributes("field", name, _key(now), _label(now), field_facts(was), field_facts(now))

    yield from members("field", name, before, after, name=_label, inside=field)
    if [key for key in after if key in before] != [key for key in before if key in after]:
        yield Change("form", "changed", "", name, name, "order")


def _title(form: Component) -> str:
    return str((form.get("properties") or {}).get(TITLE, ""))


def form_fields(form: Component) -> Iterator[tuple[str, Component]]:
    """Every part of a form by its key, groups before what they hold."""
    for component in form.get("components", []):
        yield _key(component), component
        yield from form_fields(component)


def _key(component: Component) -> str:
    return str(component.get("key") or component.get("id") or component.get("text", ""))


def _label(component: Component) -> str:
    return str(component.get("label") or _key(component))


def field_facts(component: Component) -> dict[str, str]:
    """What a part of a form says, by attribute."""
    return {
        key: value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)
        for key, value in component.items()
        if key not in DRAWN
    }
