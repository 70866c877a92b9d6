"""Draws a parsed form with govuk-frontend's macros: plain HTML, no JavaScript.

A page that shows a form puts `error_summary(errors)` above its heading and `render_form(...)` into a
`<form method="post" novalidate>` (with `enctype="multipart/form-data"` when `form.file_keys()` is not empty) together
with its own token and buttons. Optional fields are marked “(opsional)”; required ones are the rule and carry no mark.

A field whose condition reads an answer of the same page is always part of the page, in a marked group that says when to
fill it in; what was typed there is kept, and the check on the server decides whether it counts. Where the browser knows
`:has()`, a style sheet made from the conditions (`condition_css`) lets such groups come and go while one answers. A
field whose condition reads only what was known before is part of the page or not.
"""

from __future__ import annotations

from web.components.form.draw import error_summary, render_form, translated
from web.components.form.styles import condition_css
from web.components.form.summary import summary_rows

__all__ = ["condition_css", "error_summary", "render_form", "summary_rows", "translated"]
