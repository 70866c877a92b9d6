"""One page, one read transaction; one command, one unit of work."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from typing import TypeVar

from flask import Flask, g, request
from flask import session as browser

from complaints.casework.readings import GIVEN_FOR, What, gathered
from complaints.models import Reading
from engine.db import Session, reading, unit_of_work
from engine.government import bind
from engine.sealed import Keyring, use
from web.services import services

T = TypeVar("T")
NOTED = "search_noted"
"""In the cookie: which page of which search was noted last, and when."""


def enter_government(instansi_id: str) -> None:
    """From now on this request reads and writes one government alone: that of its address, or of its officer."""
    g.government = instansi_id
    if "page_session" in g:
        bind(g.page_session, instansi_id)


def enter_keyring(keyring: Keyring) -> None:
    """From now on this request reads what the keyring opens: that of its officer, or of the author of a report."""
    g.keyring = keyring
    if "page_session" in g:
        use(g.page_session, keyring)


def page_session() -> Session:
    """The read-only session of this request, opened at first use and closed with the request."""
    if "page_session" not in g:
        stack = ExitStack()
        g.page_session = stack.enter_context(reading(services().session_factory, g.get("government")))
        g.page_session_stack = stack
        use(g.page_session, g.get("keyring"))
    return g.page_session  # type: ignore[no-any-return]


def close_page_session() -> None:
    """Ends the read transaction: what is read afterwards is read anew. For a page that waits for something else too."""
    stack: ExitStack | None = g.pop("page_session_stack", None)
    g.pop("page_session", None)
    if stack is not None:
        stack.close()


@contextmanager
def command() -> Iterator[Session]:
    """One command in one transaction; later reads of the same request see what it wrote."""
    close_page_session()
    with unit_of_work(services().session_factory, g.get("government")) as session:
        use(session, g.get("keyring"))
        yield session


def noted(read: Callable[[Session], T]) -> T:
    """Reads what staff may only read with a row in the table of readings. Where it is not there yet, it is committed
    before anything that was read is given back. A page of a search to which somebody comes back is noted once."""
    with gathered(page_session()) as notes:
        found = read(page_session())
    search = _mark(notes[0]) if notes and all(each.what == What.SEARCH for each in notes) else ""
    if not notes or (search and _is_noted(search)):
        return found
    with command() as session:
        session.add_all(notes)
    if search:  # only what stands in the table
        browser[NOTED] = [search, services().clock.now().isoformat()]
    return found


def _mark(note: Reading) -> str:
    """Stands for this page of this search of this person: their own signed cookie keeps it, no table."""
    asked = sorted(each for each in request.values.items(multi=True) if each[1] and each[0] != "csrf_token")
    return hashlib.sha256(json.dumps([note.actor, request.path, asked]).encode()).hexdigest()


def _is_noted(mark: str) -> bool:
    """Whether the same page was noted a moment ago."""
    now = services().clock.now()
    try:
        known, text = browser[NOTED]
        return bool(known == mark and now - GIVEN_FOR < datetime.fromisoformat(text) <= now)
    except (KeyError, ValueError, TypeError):
        return False


def init_transactions(app: Flask) -> None:
    """Closes the read transaction when a request ends, however it ends."""

    @app.teardown_appcontext
    def _close(_error: BaseException | None) -> None:
        close_page_session()
