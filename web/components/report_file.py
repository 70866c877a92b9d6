"""A report as a file that the browser saves: for officers and for everybody alike."""

from __future__ import annotations

import re

from flask import Response, abort

from complaints.reports.exports import FORMATS, MEDIA_TYPES, Document

UNSAFE = re.compile(r"[^a-z0-9]+")


def report_file(document: Document, kind: str) -> Response:
    """The document in one of the formats; 404 for another. The same report always has the same name and bytes."""
    if kind not in FORMATS:
        abort(404)
    response = Response(FORMATS[kind](document), content_type=MEDIA_TYPES[kind])
    parts = (document.title, document.unit, document.period, document.instansi)
    name = UNSAFE.sub("-", " ".join(part for part in parts if part).lower()).strip("-")[:120]
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response
