"""A pooler before PostgreSQL that lends a connection for one transaction: PgBouncer with `pool_mode = transaction`."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, event


def share_connections(engine: Engine) -> None:
    """Nothing of this engine outlives a transaction on the server: no statement is prepared there by name.

    psycopg names what it has sent five times and trusts the name to be known next time; behind a pooler the next
    transaction runs on another connection, which knows no such name or knows it for another statement
    (https://www.psycopg.org/psycopg3/docs/advanced/prepare.html#pgbouncer). What the program asks of a session
    otherwise (advisory lock of `migrate`, cursors, snapshot of `backup`) ends with the transaction as it is; how long
    it waits for a lock is set on the role there (see the operator's guide).
    """
    event.listen(engine, "connect", _never_prepare)


def _never_prepare(connection: Any, _record: Any) -> None:
    connection.prepare_threshold = None
