"""`python -m benchmarks.served`: the real application behind waitress, which tells what it has cost so far.

Each line on standard input is answered by one line of JSON. Beside it lies a bare page, to measure requests against.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from typing import Any, cast

from flask import Flask, render_template_string
from sqlalchemy import Engine, event, text
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from app import make_application
from complaints.settings import Settings
from web.waitress_pages import small_server

BARE = "/-"
PAGE = '{% for row in rows %}<p class="row"><a href="/{{ row }}">{{ row }}</a> {{ name }}</p>\n{% endfor %}'


def bare(engine: Engine) -> Flask:
    """One statement and 150 lines of HTML: what a page costs in the same libraries."""
    app = Flask("bare")

    @app.get("/")
    def page() -> str:
        with engine.connect() as connection:
            name = connection.execute(text("SELECT 1")).scalar_one()
        return render_template_string(PAGE, rows=range(150), name=name)

    return app


def main() -> None:
    """Serves until standard input ends."""
    settings = Settings.from_env()
    application = make_application(settings)
    engine = cast(Engine, application.extensions["alur"].session_factory.kw["bind"])
    counts = {"statements": 0, "commits": 0}

    def count(name: str) -> Any:
        def one(*_: object) -> None:
            counts[name] += 1

        return one

    application.wsgi_app = DispatcherMiddleware(application.wsgi_app, {BARE: bare(engine)})  # type: ignore[method-assign]
    server = small_server(application, settings)
    event.listen(engine, "before_cursor_execute", count("statements"))
    event.listen(engine, "commit", count("commits"))
    threading.Thread(target=server.run, daemon=True).start()
    for _line in sys.stdin:
        print(json.dumps({**counts, "ms": time.process_time() * 1_000}), flush=True)


if __name__ == "__main__":
    main()
