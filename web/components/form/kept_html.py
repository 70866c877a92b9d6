"""HTML of fields that was drawn before: a form is drawn the same for everybody who has not filled it in yet."""

from __future__ import annotations

from threading import Lock

from flask import current_app
from markupsafe import Markup

from web.components.form.nodes import Widget
from web.phrases.catalogues import language

MOST = 2_000
"""Fields that are kept in a process, each with its choices: some KB."""
_kept: dict[str, Markup] = {}
_lock = Lock()


def widget_html(widget: Widget) -> Markup:
    """A field as HTML. It is kept under everything that it is drawn from, the reader's language included, so that
    nobody sees another form's, version's or person's; what somebody typed is drawn anew and not kept."""
    if widget.typed or widget.params.get("errorMessage"):
        return _drawn(widget)
    key = repr((language(), widget.macro, widget.params, widget.suggestions))
    found = _kept.get(key)
    if found is None:
        found = _drawn(widget)
        with _lock:
            while len(_kept) >= MOST:
                _kept.pop(next(iter(_kept)))
            _kept[key] = found
    return found


def _drawn(widget: Widget) -> Markup:
    module = current_app.jinja_env.get_template("components/forms/widget.html").module
    return Markup(module.widget(widget))  # type: ignore[attr-defined]  # drawn by the template, which escapes
