"""Every fault has a calm page that says what happened and what to do next."""

from __future__ import annotations

from flask import Flask, render_template
from werkzeug.exceptions import HTTPException


def init_errors(app: Flask) -> None:
    """Registers the pages for refusals and faults."""

    @app.errorhandler(HTTPException)
    def _http(error: HTTPException) -> tuple[str, int]:
        return render_template("errors/fault.html", code=error.code or 500), error.code or 500
