"""From a parsed form and what was typed to HTML."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

from flask import render_template
from flask_babel import gettext as _
from markupsafe import Markup

from engine.catalogue import as_written
from engine.definition.forms import Form, Message, Option, Options
from engine.definition.forms.components.base import Component, Field
from engine.definition.forms.components.choices import FromList
from engine.definition.forms.components.containers import MAX_ROWS, DynamicList, Group, sent
from engine.definition.forms.components.content import Image, Prose, Separator
from engine.definition.forms.components.files import FilePicker
from engine.definition.forms.components.hidden import ExpressionField
from engine.definition.forms.components.texts import TextField
from engine.definition.forms.visibility import key_of
from web.components.form import nodes
from web.components.form.conditions import Asked, remaining, shown_when
from web.components.form.kept_html import widget_html
from web.components.form.nodes import Node
from web.components.form.styles import hiding, name_of
from web.components.form.widgets import Showing, element_id, widget
from web.phrases.catalogues import lang_id, language
from web.translations import SOURCE


@dataclass(frozen=True)
class FilledForm:
    """What is being drawn; `prefix` is `list.number.` inside a row."""

    values: Mapping[str, Any]
    errors: Mapping[str, str]
    asked: Asked
    prefix: str = ""
    mark: str = ""
    numbers: Iterator[int] = field(default_factory=count)


def render_form(
    form: Form,
    *,
    values: Mapping[str, Any],
    errors: Mapping[str, str] | None = None,
    options: Options | None = None,
    context: Mapping[str, Any] | None = None,
    mark: str = "",
    style: str = "",
) -> Markup:
    """The fields of a form as HTML. Needs an application context. A form is Indonesian with everything in it, in every
    language of the page.

    `values`: from `form.initial(context)`, a draft, or `form.read(posted)`. `errors`: of `form.check`. `options`: as
    for `form.check`, files under the key of their field. `context`: process variables that conditions may read.
    `mark`: begins every id, when a page shows several forms. `style`: address under which the page's site serves
    `condition_css(form)`, so that fields under a condition come and go while one answers.
    """
    with as_written():
        drawn = _drawn(form, values, errors or {}, options or {}, context or {}, mark, style)
    if language() == SOURCE:
        return drawn
    told = _("Formulir ini berbahasa Indonesia, seperti peraturannya.")
    return Markup('<p class="govuk-hint">{}</p><div{}>{}</div>').format(told, lang_id(), drawn)


def _drawn(
    form: Form,
    values: Mapping[str, Any],
    errors: Mapping[str, str],
    options: Options,
    context: Mapping[str, Any],
    mark: str,
    style: str,
) -> Markup:
    hides = {key_of(part): [one.hide.node for one in chain if one.hide] for part, chain in form.items}
    asked = Asked(_named(form.fields, form.fields.values()), options, context, hides)
    filled = FilledForm(values, errors, asked, mark=mark)
    drawn = tuple(_nodes(form.components, filled))
    has_rows = any(isinstance(part, DynamicList) for part in form.fields.values())
    page = "components/forms/form.html"
    return Markup(render_template(page, nodes=drawn, has_rows=has_rows, style=style, widget_html=widget_html))


def error_summary(errors: Mapping[str, str], mark: str = "") -> Markup:
    """The list of all errors with links to their fields, for the top of the page; empty without errors."""
    if not errors:
        return Markup()
    items = [{"text": translated(text), "href": f"#{element_id(name, mark)}"} for name, text in errors.items()]
    return Markup(render_template("components/forms/errors.html", items=items))


def translated(text: str) -> str:
    """A message of the engine in the reader's language."""
    return _(text.source, **text.values) if isinstance(text, Message) else text


def _nodes(components: tuple[Component, ...], filled: FilledForm) -> Iterator[Node]:
    """Nodes of components side by side; neighbours under the same condition share one marked group."""
    together: list[Node] = []
    before = ("", "")
    for component in components:
        open_part = remaining(component.hide.node, filled.asked) if component.hide else False
        drawn = None if open_part is True else _component(component, filled)
        if drawn is None:
            continue
        now = ("", "")
        if not isinstance(open_part, bool) and component.hide is not None:
            rule = "" if filled.prefix else name_of(hiding(component.hide.node, filled.asked.fields) or "")
            now = (shown_when(open_part, filled.asked), rule)
        if now != before:
            yield from _grouped(together, *before, filled)
            together = []
        before = now
        together.append(drawn)
    yield from _grouped(together, *before, filled)


def _grouped(drawn: list[Node], sentence: str, rule: str, filled: FilledForm) -> Iterator[Node]:
    if sentence and drawn:
        yield nodes.When(f"{filled.mark}bila-{next(filled.numbers)}", sentence, rule, tuple(drawn))
    else:
        yield from drawn


def _component(component: Component, filled: FilledForm) -> Node | None:
    if isinstance(component, Group):
        inside = tuple(_nodes(component.components, filled))
        return nodes.Fieldset(component.label, inside) if inside else None
    if isinstance(component, DynamicList):
        return _rows(component, filled)
    if isinstance(component, Prose):
        return nodes.ProseNode(component.html)
    if isinstance(component, Separator):
        return nodes.LineNode()
    if isinstance(component, Image):
        return nodes.Picture(component.address, component.alt)
    if isinstance(component, Field) and not isinstance(component, ExpressionField):
        return _field(component, filled)
    return None


def _field(part: Field, filled: FilledForm) -> Node:
    if not sent(part):
        value = filled.asked.context.get(part.key, part.default)
        return nodes.Fixed(part.label, tuple(part.summarise(value, filled.asked.options)))
    name = filled.prefix + part.key
    error = translated(filled.errors.get(name, ""))
    if part.required_when is not None and remaining(part.required_when.node, filled.asked) is not False:
        part = replace(part, required=True)  # perhaps: then it is not called optional
    return widget(part, Showing(name, filled.values.get(part.key), error, _choices(part, filled), filled.mark))


def _choices(part: Field, filled: FilledForm) -> tuple[Option, ...]:
    if isinstance(part, FromList):
        return part.choices(filled.asked.options, filled.asked.context)
    name = part.suggestions if isinstance(part, TextField) else part.key if isinstance(part, FilePicker) else ""
    return tuple(filled.asked.options.get(name, ())) if name else ()


def _rows(part: DynamicList, filled: FilledForm) -> Node:
    value = filled.values.get(part.key)
    rows = [row for row in value if isinstance(row, Mapping)] if isinstance(value, list) else []
    bare = {name: field for name, field in filled.asked.fields.items() if not name.startswith("this.")}
    inner = replace(filled.asked, fields=_named(bare, part.fields))
    drawn = tuple(
        nodes.Row(
            legend=f"{part.label} {number + 1}",
            number=str(number),
            remove=f"{part.key}.{number}" if part.may_change else "",
            nodes=tuple(
                _nodes(part.components, replace(filled, values=row, asked=inner, prefix=f"{part.key}.{number}."))
            ),
        )
        for number, row in enumerate(rows[:MAX_ROWS])
    )
    error = translated(filled.errors.get(part.key, ""))
    return nodes.Rows(
        element_id(part.key, filled.mark), part.key, part.label, error, drawn, part.may_change and len(drawn) < MAX_ROWS
    )


def _named(bare: Mapping[str, Component], own: Iterable[Field | DynamicList]) -> dict[str, Component]:
    """Fields by the names that conditions use: bare for those of the form, `this.` for those of the own row or form."""
    return {**bare, **{f"this.{field.key}": field for field in own}}
