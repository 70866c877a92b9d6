"""A real server on a port of the loopback, for browser tests."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from waitress import wasyncore
from waitress.server import create_server


@contextmanager
def serving(application: Any) -> Iterator[str]:
    """Serves a WSGI application from a thread of this process; yields its address, e.g. `http://127.0.0.1:40123`."""
    sockets: dict[int, Any] = {}
    server = create_server(
        application, host="127.0.0.1", port=0, threads=4, map=sockets, clear_untrusted_proxy_headers=True
    )
    stop = threading.Event()

    def turn() -> None:
        """As the server's own loop, but nobody closes a socket while it is being waited for."""
        while not stop.is_set():
            wasyncore.loop(timeout=1, map=sockets, count=1)

    thread = threading.Thread(target=turn, name="live-server", daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        stop.set()
        server.pull_trigger()
        thread.join(timeout=10)
        server.close()
        server.task_dispatcher.shutdown(timeout=5)
        for channel in list(sockets.values()):
            channel.close()
