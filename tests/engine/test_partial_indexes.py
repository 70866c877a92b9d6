"""What waits is found along an index that holds nothing else, on both databases, with the values as they are bound."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Select, func, select, text
from sqlalchemy.dialects import postgresql, sqlite

from engine.db import SessionFactory
from engine.models import Case, CaseStatus, OutboxMessage, StartTimer, Task, TaskState
from engine.running.commands.new_calendar import LATER_CASES
from engine.running.commands.timers import NEXT_DUE

NOW = datetime(2026, 3, 9, 1, tzinfo=UTC)
BY_VERSION = (
    select(Case.version_id, func.count())
    .where(Case.instansi_id == "uji", Case.process_id == "p", Case.status == CaseStatus.RUNNING)
    .group_by(Case.version_id)
)
OPEN = (
    select(Task.id)
    .where(Task.instansi_id == "uji", Task.state == TaskState.OPEN)
    .order_by(Task.sort_due_at, Task.id)
    .limit(5)
)
LETTERS = (
    select(OutboxMessage.id)
    .where(OutboxMessage.sent_at.is_(None), OutboxMessage.available_at <= NOW)
    .order_by(OutboxMessage.available_at)
    .limit(1)
)
STARTS = select(StartTimer.process_id).where(StartTimer.due_at <= NOW).order_by(StartTimer.due_at).limit(1)
WALKS: list[tuple[str, Any, dict[str, Any]]] = [
    ("ix_case_next_due_at", NEXT_DUE, {"now": NOW}),
    ("ix_case_running", LATER_CASES, {"instansi": "uji", "after": uuid.UUID(int=1), "limit": 5}),
    ("ix_case_running_version", BY_VERSION, {}),
    ("ix_task_open", OPEN, {}),
    ("ix_outbox_message_waiting", LETTERS, {}),
    ("ix_start_timer_due_at", STARTS, {}),
]


@pytest.mark.parametrize(("index", "query", "values"), WALKS, ids=[walk[0] for walk in WALKS])
def test_what_waits_has_an_index_of_its_own(
    session_factory: SessionFactory, index: str, query: Select[Any], values: dict[str, Any]
) -> None:
    engine = session_factory.kw["bind"]
    explain = "EXPLAIN QUERY PLAN " if engine.dialect.name == "sqlite" else "EXPLAIN "
    dialect = sqlite.dialect() if engine.dialect.name == "sqlite" else postgresql.dialect()
    written = query.params(**values).compile(dialect=dialect, compile_kwargs={"literal_binds": True})
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":  # a table without rows is read whole, whatever indexes it has
            for way in ("seqscan", "bitmapscan", "sort"):
                connection.execute(text(f"SET LOCAL enable_{way} = off"))
        plan = [str(row) for row in connection.exec_driver_sql(explain + str(written).replace("%%", "%"))]
    assert any(f"{index} " in line or f"{index}'" in line for line in plan), plan
