"""Which fields are hidden, by the answers so far. A hidden field counts as unanswered for the conditions of others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from engine.forms.components.base import Component, Field
from engine.forms.components.containers import DynamicList, leaves
from engine.forms.components.hidden import Expression

Chains = tuple[tuple[Component, tuple[Component, ...]], ...]
"""Components outside groups, each with the chain of what may hide it: the groups around it and itself."""


def hidden(chain: tuple[Component, ...], scope: Mapping[str, Any]) -> bool:
    """Whether a component is hidden by its own condition or by that of a group around it."""
    return any(part.hide is not None and part.hide.holds(scope) for part in chain)


def key_of(component: Component) -> str:
    """The name of the answer; empty for what has none."""
    return component.key if isinstance(component, Field | DynamicList) else ""


def settle(
    items: Chains, values: Mapping[str, Any], outer: Mapping[str, Any] | None
) -> tuple[dict[str, Any], frozenset[str]]:
    """Visible values and hidden keys, once conditions and computed values agree with each other.

    `outer` is what the conditions may read besides: the process variables, or for a row the whole form (the row itself
    is then read as `this`). Terminates because conditions cannot refer to each other in a circle (refused at parse).
    """
    conditioned = [(key_of(part), chain) for part, chain in items if key_of(part) and any(c.hide for c in chain)]
    computed = [part for part, _ in items if isinstance(part, Expression)]
    visible, gone = dict(values), frozenset[str]()
    for _ in range(len(conditioned) + len(computed) + 1):
        scope = _scope(visible, outer, values)
        now_gone = frozenset(key for key, chain in conditioned if hidden(chain, scope))
        now = {key: value for key, value in values.items() if key not in now_gone}
        for part in computed:
            if part.key not in now_gone and part.formula is not None:
                now[part.key] = part.formula.value(scope)
        if now_gone == gone and now == visible:
            break
        visible, gone = now, now_gone
    return visible, gone


def _scope(visible: Mapping[str, Any], outer: Mapping[str, Any] | None, own: Mapping[str, Any]) -> dict[str, Any]:
    if outer is not None and "this" in outer:  # a row: bare names mean the form, `this` the row
        return {**outer, "this": visible}
    below = {key: value for key, value in (outer or {}).items() if key not in own}
    scope = {**below, **visible}
    scope["this"] = scope
    return scope


def dependencies(components: tuple[Component, ...], row_of: str = "") -> Iterator[tuple[str, str]]:
    """Pairs (key, key that its condition or formula reads), names inside rows written as `list.name`."""
    prefix = f"{row_of}." if row_of else ""
    for component, chain in leaves(components):
        if isinstance(component, DynamicList):
            yield from dependencies(component.components, component.key)
            for field in component.fields:
                yield f"{component.key}.{field.key}", component.key
        formulas = [part.hide for part in chain]
        formulas += [component.formula] if isinstance(component, Expression) else []
        for formula in formulas:
            for path in formula.node.paths() if formula else ():
                if key_of(component) and path[0] != "this":
                    yield prefix + key_of(component), path[0]
                elif key_of(component) and len(path) > 1:
                    yield prefix + key_of(component), prefix + path[1]


def circle(pairs: list[tuple[str, str]]) -> str | None:
    """A name that depends on itself, directly or over others, or None."""
    reads: dict[str, set[str]] = {}
    for name, other in pairs:
        reads.setdefault(name, set()).add(other)
    for start in reads:
        waiting, seen = list(reads[start]), set[str]()
        while waiting:
            name = waiting.pop()
            if name == start:
                return start
            if name not in seen:
                seen.add(name)
                waiting += reads.get(name, ())
    return None
