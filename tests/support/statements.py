"""Counts what a piece of a test asks the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from engine.db import SessionFactory

FRAME = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "PRAGMA")


@contextmanager
def statements(factory: SessionFactory) -> Iterator[list[str]]:
    """The statements that are sent inside the block, without the frame of the transaction.

    with statements(session_factory) as sent:
        client.get("/petugas/tugas")
    assert len(sent) <= 6, sent
    """
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, text: str, *_rest: Any) -> None:
        if not text.lstrip().upper().startswith(FRAME):
            sent.append(text)

    engine = factory.kw["bind"]
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)
