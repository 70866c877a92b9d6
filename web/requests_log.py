"""One line for each request: which view, how it ended and how long it took.

No address, no query string, no form, no person: paths hold numbers of complaints, so only the rule is told."""

from __future__ import annotations

from time import perf_counter

import structlog
from flask import Flask, Response, g, request

log = structlog.get_logger()


def init_requests_log(app: Flask) -> None:
    """Logs every request except static files."""

    @app.before_request
    def _start() -> None:
        g.started = perf_counter()

    @app.after_request
    def _tell(response: Response) -> Response:
        if request.endpoint != "assets.file":
            log.info(
                "request",
                method=request.method,
                rule=str(request.url_rule) if request.url_rule else "-",
                status=response.status_code,
                ms=round((perf_counter() - g.get("started", perf_counter())) * 1000, 1),
            )
        return response
