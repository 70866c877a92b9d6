"""What a transaction has read once and asks again: kept as long as the transaction, gone with it."""

from __future__ import annotations

from typing import Any, cast

from sqlalchemy.orm import Session


def kept_in_transaction(session: Session, name: str) -> dict[Any, Any]:
    """A place for what the running transaction read, under a name; empty in each new transaction of the session."""
    session.connection()  # a session begins its transaction with the first statement
    transaction, kept = session.info.get(name, (None, {}))
    if transaction is not session.get_transaction():
        kept = {}
        session.info[name] = (session.get_transaction(), kept)
    return cast(dict[Any, Any], kept)


def forget_kept(session: Session, name: str) -> None:
    """After the transaction itself changed what it had read."""
    session.info.pop(name, None)
