"""Conditions as CSS: where the browser knows `:has()`, fields come and go while one answers, without JavaScript.

Only conditions over choices and ticks of the same page can be said in CSS; fields under any other stay visible, as all
do in an older browser. Nothing depends on it: what is not seen is still sent, and the server decides.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping

from engine.definition.forms import Form
from engine.definition.forms.components.base import Component
from engine.definition.forms.components.choices import Checkbox, OneOf, Select
from engine.definition.forms.components.containers import Group, sent
from engine.definition.forms.feel import Both, Compare, Constant, Either, Node, Not, Path, Within, as_comparisons, equal

SENTENCE_CSS = """
.alur-form-when[data-syarat] > .alur-form-when__sentence {
  position: absolute; width: 1px; height: 1px; margin: 0; overflow: hidden; clip-path: inset(50%); white-space: nowrap;
}"""
"""Where fields come and go by themselves, the sentence that tells when to fill them in is for screen readers only."""


def condition_css(form: Form) -> str:
    """The style sheet of a form; empty when none of its conditions can be said in CSS. Kept with the form."""
    kept: str | None = form.worked_out.get(condition_css)
    if kept is None:
        kept = form.worked_out[condition_css] = _condition_css(form)
    return kept


def _condition_css(form: Form) -> str:
    found = (hiding(node, form.fields) for node in _conditions(form.components))
    selectors = dict.fromkeys(selector for selector in found if selector)
    if not selectors:
        return ""
    rules = [f'form{selector} [data-syarat="{name_of(selector)}"] {{ display: none; }}' for selector in selectors]
    return "@supports selector(:has(*)) {\n" + "\n".join(rules) + SENTENCE_CSS + "\n}\n"


def name_of(selector: str) -> str:
    """What ties a group of fields to its rule: the same selector, the same name, on every page."""
    return hashlib.sha256(selector.encode()).hexdigest()[:12] if selector else ""


def hiding(node: Node, fields: Mapping[str, Component]) -> str | None:
    """Pseudo-classes that a `<form>` has exactly when this condition hides, or None when CSS cannot tell."""
    if isinstance(node, Not):
        inner = hiding(node.inner, fields)
        return inner and f":not({inner})"
    if isinstance(node, Both | Either):
        left, right = hiding(node.left, fields), hiding(node.right, fields)
        if left is None or right is None:
            return None
        return left + right if isinstance(node, Both) else f":is({left}, {right})"
    if isinstance(node, Within):
        compared = as_comparisons(node)
        return hiding(compared, fields) if compared else None
    if isinstance(node, Path):
        field = _field(node, fields)
        return _chosen(field, ["true"]) if isinstance(field, Checkbox) else None
    return _comparison(node, fields) if isinstance(node, Compare) else None


def _comparison(node: Compare, fields: Mapping[str, Component]) -> str | None:
    left, right = (node.right, node.left) if isinstance(node.left, Constant) else (node.left, node.right)
    field = _field(left, fields)
    if field is None or not isinstance(right, Constant) or node.operator not in ("=", "!="):
        return None
    answered = _answered(field, right.value)
    return f":not({answered})" if answered and node.operator == "!=" else answered


def _answered(field: Checkbox | OneOf, value: object) -> str | None:
    """When the answer of a field equals a value."""
    if isinstance(field, Checkbox):
        ticked = _chosen(field, ["true"])
        return (ticked if value else f":not({ticked})") if isinstance(value, bool) else None
    if value is None:
        return f':not(:has({_control(field)}:checked:not([value=""])))'
    if field.list_name:
        return _chosen(field, [value]) if isinstance(value, str) and value else None
    outcomes = {option: equal(option.value, value) for option in field.fixed}
    wires = [option.wire for option, outcome in outcomes.items() if outcome]
    return _chosen(field, wires) if wires and None not in outcomes.values() else None


def _chosen(field: Checkbox | OneOf, wires: list[str]) -> str:
    control = _control(field)
    marks = [f'{control}[value="{quoted(wire)}"]:checked' for wire in wires]
    return f":has({', '.join(marks)})"


def _control(field: Checkbox | OneOf) -> str:
    return f'select[name="{field.key}"] option' if isinstance(field, Select) else f'input[name="{field.key}"]'


def quoted(text: str) -> str:
    """A text inside a CSS string."""
    plain = re.compile(r"[\w .-]", re.ASCII)
    return "".join(char if plain.match(char) else f"\\{ord(char):x} " for char in text)


def _field(node: Node, fields: Mapping[str, Component]) -> Checkbox | OneOf | None:
    """The choice or tick of this page that a path reads."""
    if not isinstance(node, Path) or len(node.names) != 1:
        return None
    field = fields.get(node.names[0])
    return field if isinstance(field, Checkbox | OneOf) and sent(field) else None


def _conditions(components: tuple[Component, ...]) -> Iterator[Node]:
    for component in components:
        if component.hide is not None:
            yield component.hide.node
        if isinstance(component, Group):
            yield from _conditions(component.components)
