"""Requests that waitress refuses before the application sees them (too large, malformed) get our pages, not its text.

The body of a refused request is not read."""

from __future__ import annotations

from typing import Any

from flask import Flask
from waitress.channel import HTTPChannel
from waitress.server import create_server
from waitress.task import ErrorTask

from complaints.settings import Settings
from web.errors import fault, fault_page
from web.oversized import READ_AT_MOST_TIMES

LARGEST_HEADERS = 32 * 1024


def small_server(app: Flask, settings: Settings, **options: Any) -> Any:
    """A waitress server with our pages; `run()` serves. Options are waitress's own."""
    server = create_server(
        app,
        **{
            "host": settings.host,
            "port": settings.port,
            "threads": settings.threads,
            "ident": "alur",
            "max_request_body_size": settings.max_body_bytes * READ_AT_MOST_TIMES,
            "max_request_header_size": LARGEST_HEADERS,
            "clear_untrusted_proxy_headers": settings.trusted_proxies == 0,
            **options,
        },
    )
    server.channel_class = _channel_class(app)
    return server


def _channel_class(app: Flask) -> type[HTTPChannel]:
    refusals = {413: _rendered(app, 413), 400: _rendered(app, 400), 500: _rendered(app, 500)}

    class PageTask(ErrorTask):  # type: ignore[misc]  # waitress has no types
        """Answers a refused request and closes the connection."""

        def execute(self) -> None:
            code = self.request.error.code
            headers, body = refusals.get(code) or refusals[400 if code < 500 else 500]
            self.status = f"{code} {self.request.error.reason}"
            self.response_headers.extend(headers)
            self.set_close_on_finish()
            self.content_length = len(body)
            self.write(body)

    class PageChannel(HTTPChannel):  # type: ignore[misc]  # waitress has no types
        error_task_class = PageTask

    return PageChannel


def _rendered(app: Flask, code: int) -> tuple[list[tuple[str, str]], bytes]:
    """A page made once, as it would come out of the application, without a cookie."""
    with app.test_request_context("/"):
        response = app.process_response(fault_page(fault(code)))
    left_out = ("content-length", "set-cookie", "connection")
    return [(name, value) for name, value in response.headers if name.lower() not in left_out], response.data
