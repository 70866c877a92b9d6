"""A form as pages: each group at the top is one, with its label as heading; what stands between groups is another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from engine.definition.forms.components.base import Component
from engine.definition.forms.components.containers import Group, leaves
from engine.definition.forms.components.content import Button, Separator, Spacer
from engine.definition.forms.form import Checked, Form
from engine.definition.forms.options import Options
from engine.definition.forms.visibility import hidden


@dataclass(frozen=True)
class Page:
    """Some questions of a form. `number` counts all its pages from 1, those that are left out included."""

    number: int
    title: str
    form: Form
    """The form with the questions of this page alone. Its conditions read the answers of other pages as context."""

    def known(self, answers: Mapping[str, Any], checked: Checked, context: Mapping[str, Any]) -> dict[str, Any]:
        """What conditions of this page may read besides its own answers: those of the other pages, and `context`.
        `checked`: what the whole form says of the answers."""
        others = {key: value for key, value in {**answers, **checked.answers}.items() if key not in self.form.fields}
        return {**context, **others}


def all_pages(form: Form) -> tuple[Page, ...]:
    """Every page of a form."""
    kept: tuple[Page, ...] | None = form.worked_out.get(Page)
    if kept is None:
        kept = tuple(Page(at, title, Form(form.name, parts)) for at, (title, parts) in enumerate(_parts(form), 1))
        form.worked_out[Page] = kept
    return kept


def asked_pages(
    form: Form,
    answers: Mapping[str, Any],
    *,
    options: Options | None = None,
    context: Mapping[str, Any] | None = None,
) -> list[Page]:
    """The pages with something to ask or to tell after these answers."""
    return pages_asked(form, form.asked(answers, options=options, context=context), answers, context)


def pages_asked(
    form: Form, asked: frozenset[str], answers: Mapping[str, Any], context: Mapping[str, Any] | None = None
) -> list[Page]:
    """The same for whom a check has told what is asked."""
    scope = {**(context or {}), **answers}
    return [page for page in all_pages(form) if _shown(page, asked, scope)]


def _shown(page: Page, asked: frozenset[str], scope: Mapping[str, Any]) -> bool:
    if page.form.fields:
        return bool(page.form.keys() & asked)
    return any(not hidden(chain, scope) for _, chain in page.form.items)


def _parts(form: Form) -> Iterator[tuple[str, tuple[Component, ...]]]:
    loose: list[Component] = []
    for component in form.components:
        if not isinstance(component, Group):
            loose.append(component)
            continue
        if _says_something(loose):
            yield "", tuple(loose)
        loose = []
        yield component.label, _under(component)
    if _says_something(loose):
        yield "", tuple(loose)


def _under(group: Group) -> tuple[Component, ...]:
    """What stands in a group; a group with a condition stays around it, without its label."""
    if group.hide is None:
        return group.components
    return (Group(id=group.id, hide=group.hide, label="", components=group.components),)


def _says_something(components: list[Component]) -> bool:
    return any(not isinstance(part, Button | Separator | Spacer) for part, _ in leaves(tuple(components)))
