"""Starts the web server: gunicorn where there are many people, waitress for one machine and on every system."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask

from complaints.settings import Settings
from web.waitress_pages import small_server


def serve_small(app: Flask, settings: Settings) -> None:
    """Serves from one process until it is told to stop."""
    small_server(app, settings).run()


def serve_production(make: Callable[[], Flask], settings: Settings, *, workers: int) -> None:
    """Serves from several processes with threads, behind a proxy that speaks TLS. Not on Windows.

    Each process makes its own application: connections to a database do not survive a fork.
    """
    from gunicorn.app.base import BaseApplication

    class Server(BaseApplication):
        def load_config(self) -> None:
            for name, value in _options(settings, workers).items():
                self.cfg.set(name, value)

        def load(self) -> Flask:
            return make()

    Server().run()


def _options(settings: Settings, workers: int) -> dict[str, Any]:
    return {
        "bind": f"{settings.host}:{settings.port}",
        "workers": workers,
        "threads": settings.threads,
        "worker_class": "gthread",
        "limit_request_line": 8190,
        "timeout": 60,
        "graceful_timeout": 20,
        "max_requests": 20_000,
        "max_requests_jitter": 2_000,
        "control_socket_disable": True,  # nobody steers it from outside; it would lie in the home folder
        "accesslog": None,  # addresses hold numbers of complaints: the application logs what may be logged
    }
