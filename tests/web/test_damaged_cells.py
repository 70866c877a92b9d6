"""A page over cells that no program wrote names what is wrong, and is no fault of the server."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import text

from complaints.people.roles import Role
from tests.support.citizen import Desk, deploy_process
from tests.support.desk import lodged, words
from tests.support.everywhere import everywhere

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from engine.clock import FixedClock
    from engine.db import SessionFactory
    from engine.running.runtime import Runtime
    from tests.support.government import Government

CELLS = {
    "event.at": "'2026-13-45'", "event.payload": "X'FF'", "event.actor_name": "CAST(X'FFFE' AS TEXT)",
    "event.personal": "'{'", "case.started_at": "'bukan'", "case.variables": "'{'", "case.phase": "X'FF00'",
    "task.due_at": "'99'", "task.name": "CAST(X'FFFE' AS TEXT)", "complaint.uraian": "CAST(X'FFFE' AS TEXT)",
    "complaint.answers": "'['", "complaint.received_at": "'kemarin'",
}  # fmt: skip


@pytest.fixture
def session_factory(sqlite_factory: SessionFactory) -> SessionFactory:
    """SQLite takes anything into any cell."""
    return sqlite_factory


@pytest.fixture
def desk(session_factory: SessionFactory, runtime: Runtime, clock: FixedClock, instansi: Government) -> Desk:
    deploy_process(session_factory, runtime)
    return Desk(session_factory, runtime, clock, lodged(session_factory, runtime).complaint_id)


def put(desk: Desk, cell: str, value: Any) -> None:
    table, _dot, column = cell.partition(".")
    with everywhere(desk.factory) as session:
        session.execute(text(f'UPDATE "{table}" SET "{column}" = {value}'))


def test_the_page_of_a_damaged_case_says_where_it_is_damaged(
    desk: Desk, as_officer: Callable[..., FlaskClient]
) -> None:
    auditor = as_officer("lia", (Role.AUDITOR, ""))
    for cell, value in CELLS.items():
        table, _dot, column = cell.partition(".")
        with everywhere(desk.factory) as session:
            session.execute(text(f'CREATE TABLE kept AS SELECT rowid AS id, "{column}" AS was FROM "{table}"'))
        put(desk, cell, value)
        found = auditor.get(f"/audit/pengaduan/{desk.case_id}")
        put(desk, cell, f'(SELECT was FROM kept WHERE kept.id = "{table}".rowid)')
        with everywhere(desk.factory) as session:
            session.execute(text("DROP TABLE kept"))
        assert found.status_code == 200, cell
        assert f"sel {cell} tidak terbaca" in words(found.text), cell
    whole = words(auditor.get(f"/audit/pengaduan/{desk.case_id}").text)
    assert "tidak terbaca" not in whole


def test_a_damaged_checkpoint_or_verdict_leaves_the_page_of_the_seal(client: FlaskClient, desk: Desk) -> None:
    with everywhere(desk.factory) as session:
        session.execute(text("INSERT INTO setting (key, value) VALUES ('history_verified', '[5')"))
        session.execute(text("INSERT INTO log_checkpoint (size, root, at, note) VALUES (1, 'x', 'kemarin', 'x')"))
    page = client.get("/segel")
    assert page.status_code == 200
    assert "tidak terbaca" in words(page.text)
