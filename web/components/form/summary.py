"""Answers in words, for pages that check or show them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from markupsafe import Markup, escape

from engine.definition.forms import Form, Options
from web.components.form.draw import translated
from web.components.form.widgets import element_id
from web.phrases.catalogues import indonesian, lang_id, language
from web.translations import SOURCE


def summary_rows(
    form: Form,
    answers: Mapping[str, Any],
    options: Options | None = None,
    *,
    change: str = "",
    errors: Mapping[str, str] | None = None,
) -> list[dict[str, Any]]:
    """Rows for `govukSummaryList`. `change`: address of the page with the form, for links back to each field."""
    wrong = errors or {}
    said = Markup() if language() == SOURCE else Markup(' lang="{}"').format(language())
    rows = []
    for item in form.summarise(answers, options):
        lines = [escape(line) for line in item.lines] or [escape(_("Tidak diisi"))]
        given = lang_id() if item.lines else ""
        error = (
            Markup('<span class="govuk-error-message"{}>{}</span>').format(said, translated(wrong[item.key]))
            if item.key in wrong
            else ""
        )
        html = Markup('<span id="{}" dir="auto"{}>{}{}</span>').format(
            element_id(item.key), given, error, Markup("<br>").join(lines)
        )
        row: dict[str, Any] = {"key": {"html": indonesian(item.label)}, "value": {"html": html}}
        if change:
            link = {
                "href": f"{change}#{item.key.replace('.', '-')}",
                "text": _("Ubah"),
                "visuallyHiddenText": item.label,
            }
            row["actions"] = {"items": [link]}
        rows.append(row)
    return rows
