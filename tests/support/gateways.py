"""A gateway of messages on loopback: keeps what it is asked, and answers as it is told to."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Asked:
    """One request."""

    method: str
    path: str
    headers: dict[str, str]
    document: Any


@dataclass
class Gateway:
    """`status`, `answer` (or what makes it of the number of requests): what it answers; `hangs`: it answers nothing until `go_on`; `files`: what a path gives."""

    status: int = 200
    answer: Any = None
    hangs: bool = False
    asked: list[Asked] = field(default_factory=list)
    came: threading.Event = field(default_factory=threading.Event)
    go_on: threading.Event = field(default_factory=threading.Event)
    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    address: str = ""

    def reply(self, path: str) -> tuple[str, bytes]:
        if path in self.files:
            return self.files[path]
        told = self.answer(len(self.asked)) if callable(self.answer) else self.answer
        return "application/json", json.dumps(told or {"message_id": f"m-{len(self.asked)}"}).encode()


@contextmanager
def gateway() -> Iterator[Gateway]:
    """As long as it runs."""
    own = Gateway()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answered(None)

        def do_POST(self) -> None:
            self._answered(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

        def _answered(self, document: Any) -> None:
            own.asked.append(Asked(self.command, self.path, dict(self.headers), document))
            own.came.set()
            if own.hangs:
                own.go_on.wait(30)
                return
            kind, body = own.reply(self.path)
            self.send_response(own.status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    own.address = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield own
    finally:
        own.go_on.set()
        server.shutdown()
        thread.join()
        server.server_close()
