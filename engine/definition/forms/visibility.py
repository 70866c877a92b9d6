"""Which fields are hidden, by the answers so far. As in form-js, conditions also read the answers of hidden fields."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from engine.definition.forms.components.base import Component, Field
from engine.definition.forms.components.containers import DynamicList, leaves
from engine.definition.forms.components.hidden import ExpressionField

Chains = tuple[tuple[Component, tuple[Component, ...]], ...]
"""Components outside groups, each with the chain of what may hide it: the groups around it and itself."""


def hidden(chain: tuple[Component, ...], scope: Mapping[str, Any]) -> bool:
    """Whether a component is hidden by its own condition or by that of a group around it."""
    return any(part.hide is not None and part.hide.holds(scope) for part in chain)


def _hidden_once(chain: tuple[Component, ...], scope: Mapping[str, Any], told: dict[int, bool]) -> bool:
    """The same, with each part asked once in the same scope."""
    for part in chain:
        if part.hide is None:
            continue
        if id(part) not in told:
            told[id(part)] = part.hide.holds(scope)
        if told[id(part)]:
            return True
    return False


def key_of(component: Component) -> str:
    """The name of the answer; empty for what has none."""
    return component.key if isinstance(component, Field | DynamicList) else ""


def settle(
    items: Chains, values: Mapping[str, Any], outer: Mapping[str, Any] | None
) -> tuple[dict[str, Any], frozenset[str]]:
    """Values with the computed ones, less those of hidden fields; and the hidden keys.

    `outer` is what conditions may read besides: the process variables, or for a row the whole form (the row itself is
    then read as `this`).
    """
    found = dict(values)
    computed = [part for part, _ in items if isinstance(part, ExpressionField) and part.formula is not None]
    for _ in computed:  # one may read another; circles were refused when the form was read
        scope = _scope(found, outer, values)
        found |= {part.key: part.formula.value(scope) for part in computed if part.formula is not None}
    scope = _scope(found, outer, values)
    told: dict[int, bool] = {}  # what a group hides is asked once, not for each of its fields
    gone = frozenset(key for part, chain in items if (key := key_of(part)) and _hidden_once(chain, scope, told))
    return {key: value for key, value in found.items() if key not in gone}, gone


def _scope(found: Mapping[str, Any], outer: Mapping[str, Any] | None, own: Mapping[str, Any]) -> dict[str, Any]:
    if outer is not None and "this" in outer:  # a row: bare names mean the form, `this` the row
        return {**outer, "this": found}
    below = {key: value for key, value in (outer or {}).items() if key not in own}
    scope = {**below, **found}
    scope["this"] = scope
    return scope


def circles(components: tuple[Component, ...], row_of: str = "") -> Iterator[str]:
    """Keys that depend on themselves: a field hidden by its own answer, computed values that need each other."""
    reads: dict[str, set[str]] = {}
    for component, chain in leaves(components):
        key = key_of(component)
        if isinstance(component, DynamicList):
            yield from circles(component.components, component.key)
        if isinstance(component, ExpressionField) and component.formula is not None:
            reads[key] = _own_names(component.formula.node.paths(), row_of)
        if any(key in _own_names(part.hide.node.paths(), row_of) for part in chain if part.hide):
            yield key
    yield from (key for key in reads if _reaches(key, key, reads))


def _own_names(paths: Iterator[tuple[str, ...]], row_of: str) -> set[str]:
    """Names of fields at the same level: in a row only `this.name`, else the bare name too."""
    found: set[str] = set()
    for path in paths:
        if path[0] == "this":
            found.update(path[1:2])
        elif not row_of:
            found.add(path[0])
    return found


def _reaches(start: str, goal: str, reads: Mapping[str, set[str]]) -> bool:
    waiting, seen = list(reads[start]), set[str]()
    while waiting:
        name = waiting.pop()
        if name == goal:
            return True
        if name not in seen:
            seen.add(name)
            waiting += reads.get(name, ())
    return False
