"""Behind PgBouncer nothing of ours outlives a transaction. What was tried with the real one stands in the operator's guide."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from complaints.upkeep.pooler import share_connections
from engine.db import make_engine

OFTEN = 8
"""More than the five times after which psycopg prepares a statement on the server."""


@pytest.mark.parametrize(("shared", "kept"), [(True, 0), (False, 1)])
def test_statements_stay_on_a_connection_only_where_it_is_ones_own(
    postgresql_url: str, shared: bool, kept: int
) -> None:
    engine = make_engine(postgresql_url)
    if shared:
        share_connections(engine)
    with engine.connect() as connection:
        for number in range(OFTEN):
            connection.execute(text("SELECT CAST(:number AS integer) AS often_asked"), {"number": number})
        known = "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%often_asked%' AND NOT from_sql"
        found = connection.scalar(text(known))
    engine.dispose()
    assert found == kept
