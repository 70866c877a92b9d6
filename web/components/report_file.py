"""A report as a file that the browser saves: for officers and for everybody alike."""

from __future__ import annotations

import re

from flask import Response, abort

from complaints.reports.exports import FORMATS, MEDIA_TYPES, Document
from web.downloads import file_response

UNSAFE = re.compile(r"[^a-z0-9]+")


def report_file(document: Document, kind: str) -> Response:
    """The document in one of the formats; 404 for another. The same report always has the same name and bytes."""
    if kind not in FORMATS:
        abort(404)
    parts = (document.title, document.unit, document.period, document.instansi)
    name = UNSAFE.sub("-", " ".join(part for part in parts if part).lower()).strip("-")[:120]
    return file_response(FORMATS[kind](document), name=f"{name}.{kind}", media_type=MEDIA_TYPES[kind])
