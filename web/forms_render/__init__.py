"""Draws a parsed form with govuk-frontend's macros: plain HTML, no JavaScript.

A page that shows a form puts `error_summary(errors)` above its heading and `render_form(...)` into a
`<form method="post" novalidate>` (with `enctype="multipart/form-data"` when `form.file_keys()` is not empty) together
with its own token and buttons. Optional fields are marked “(opsional)”; required ones are the rule and carry no mark.

Without JavaScript a field cannot appear while one types. A field whose condition reads an answer of the same page is
therefore always shown, in a marked group that says when to fill it in; what was typed there is kept, and the check on
the server decides whether it counts. A field whose condition reads only what was known before is shown or not.
"""

from __future__ import annotations

from web.forms_render.draw import error_summary, render_form
from web.forms_render.summary import summary_rows

__all__ = ["error_summary", "render_form", "summary_rows"]
