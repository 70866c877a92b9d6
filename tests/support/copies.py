"""Very many copies of one complaint, made by the database itself: seconds, where rows sent one by one take minutes."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any, cast

from sqlalchemy import Connection, Engine, Table, literal_column, select, text

from complaints.models import Complaint, ComplaintMessage, Reading, Reporter
from engine.models import Case, Event, Task, Timer

CASES = cast(Table, Case.__table__)
BELONGING = tuple(
    cast(Table, kind.__table__) for kind in (Complaint, Reporter, Task, Timer, Event, ComplaintMessage, Reading)
)
NEW_ID = {"postgresql": "gen_random_uuid()", "sqlite": "lower(hex(randomblob(16)))"}
NUMBERS = {
    "postgresql": "SELECT n FROM generate_series({first}, {last}) AS n",
    "sqlite": "WITH RECURSIVE s(n) AS (SELECT {first} UNION ALL SELECT n + 1 FROM s WHERE n < {last}) SELECT n FROM s",
}
NAME = "substr(replace(CAST(new_case.id AS VARCHAR(36)), '-', ''), 1, {letters})"
OWN = {"number": f"'TL-' || {NAME.format(letters=12)}", "submission_token": NAME.format(letters=32)}
"""Columns of a complaint of which no two may be alike."""
Expressions = Mapping[str, Mapping[str, str]]
"""Table → column → SQL for its value: `new_case.n` counts the copies, `old` is the row that is copied."""


def copy_case(
    engine: Engine, pattern: uuid.UUID, count: int, *, first: int = 1, apart: Expressions | None = None
) -> None:
    """`count` copies of a case with all that belongs to it, each with ids and a number of its own."""
    with engine.begin() as connection:
        dialect = engine.dialect.name
        numbers = NUMBERS[dialect].format(first=first, last=first + count - 1)
        connection.execute(text("DROP TABLE IF EXISTS new_case"))
        connection.execute(text(f"CREATE TEMP TABLE new_case AS SELECT n, {NEW_ID[dialect]} AS id FROM ({numbers}) s"))
        for table in (CASES, *BELONGING):
            _copy(connection, table, pattern, (apart or {}).get(table.name, {}))
            # Else whoever refers to its rows is checked as if it were as empty as it was before.
            connection.execute(text(f'ANALYZE "{table.name}"'))
        connection.execute(text("DROP TABLE new_case"))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE" if dialect == "sqlite" else "VACUUM ANALYZE"))


def _copy(connection: Connection, table: Table, pattern: uuid.UUID, apart: Mapping[str, str]) -> None:
    owner = owner_of(table)
    # Read first: looked up again for each copy it would be sought among all that were made before.
    old = select(table).where(table.c[owner] == pattern).cte("old").prefix_with("MATERIALIZED")
    given: dict[str, str] = {owner: "new_case.id"}
    if owner != "id" and "id" in table.c:
        given["id"] = NEW_ID[connection.dialect.name]
    given |= (OWN if table.name == "complaint" else {}) | dict(apart)
    columns: Sequence[Any] = [
        literal_column(given[each.name]) if each.name in given else old.c[each.name] for each in table.columns
    ]
    copies = select(*columns).select_from(old).join(text("new_case"), text("true"))
    connection.execute(table.insert().from_select([each.name for each in table.columns], copies))


def owner_of(table: Table) -> str:
    """The column with the id of the case."""
    return next((name for name in ("case_id", "complaint_id") if name in table.c), "id")
