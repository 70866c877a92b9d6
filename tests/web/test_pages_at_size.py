"""No page of who examines reads all cases to show or count some: on PostgreSQL, at twenty thousand cases.

The addresses are those of the application: a page that is added later is walked too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import Engine, event

from complaints.audit import walks
from complaints.people.roles import Role
from engine.db import SessionFactory
from tests.support.audited import disposed
from tests.support.citizen import Desk, deploy_process
from tests.support.copies import copy_case
from tests.support.desk import lodged
from tests.support.government import Government

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient

    from engine.clock import FixedClock
    from engine.running.runtime import Runtime

CASES = 20_000
LIST = "/audit/pengaduan"
ASKED = (
    "unit=unit-3", "golongan=normatif", "kanal=sms", "terlambat=ya", "terlambat=pernah&langkah=Task_disposisi",
    "status=completed&sejak=2025-01-01", "langkah=Task_disposisi", "tindakan=task_released", "kata=jalan+berlubang",
    "peristiwa_sejak=2026-03-09T09:00&peristiwa_sampai=2026-03-09T12:00", "sidik=" + "ab" * 32, "nomor=TL-2026",
    "petugas={person}&orang=Lia", "tahap=selesai",
)  # fmt: skip
"""What the list is asked for beside nothing."""
WHOLE = re.compile(r'Seq Scan on "?(event|case|task)"?\s.*')
ALL_OF_IT = {"audit.list_file"}
"""Takes the whole list along, by pages."""
EARLIER = "interval '1 hour' * (new_case.n * 37 % 25920)"
ENDED = "new_case.n / 13 % 100 >= 5"
APART = {
    "case": {
        "started_at": f"old.started_at - {EARLIER}",
        "status": f"CASE WHEN {ENDED} THEN 'completed' ELSE old.status END",
        "phase": f"CASE WHEN {ENDED} THEN 'selesai' ELSE old.phase END",
    },
    "complaint": {
        "entered_at": f"old.entered_at - {EARLIER}",
        "unit": "'unit-' || (new_case.n % 24)",
        "kategori_sla": "(ARRAY['permintaan_informasi', 'normatif', 'pengawasan'])[1 + new_case.n / 7 % 3]",
        "kanal": "(ARRAY['web', 'sms', 'surat'])[1 + new_case.n / 11 % 3]",
    },
    "event": {"at": f"old.at - {EARLIER}"},
    "task": {
        "state": f"CASE WHEN {ENDED} THEN 'completed' ELSE old.state END",
        "completed_at": f"CASE WHEN {ENDED} THEN old.created_at - {EARLIER} END",
        "due_at": f"CASE WHEN new_case.n % 9 = 0 THEN old.due_at - {EARLIER} - interval '99 days' ELSE old.due_at END",
    },
}
Clients = Callable[..., "FlaskClient"]


@pytest.fixture
def session_factory(postgresql_factory: SessionFactory) -> SessionFactory:
    """Where many cases are."""
    return postgresql_factory


@pytest.fixture
def desk(
    session_factory: SessionFactory,
    runtime: Runtime,
    clock: FixedClock,
    instansi: Government,
    monkeypatch: pytest.MonkeyPatch,
) -> Desk:
    """One case and its copies; a page looks at as small a part of them as it would of a hundred times as many."""
    monkeypatch.setattr(walks, "LOOKED_AT", 100)
    deploy_process(session_factory, runtime)
    found = Desk(session_factory, runtime, clock, lodged(session_factory, runtime).complaint_id)
    disposed(found)
    copy_case(session_factory.kw["bind"], found.case_id, CASES, apart=APART)
    return found


@contextmanager
def whole_reads(engine: Engine) -> Iterator[list[str]]:
    """Which tables the statements read from end to end, with the statements."""
    found: list[str] = []

    def explain(
        connection: object, cursor: object, statement: str, values: object, _context: object, many: bool
    ) -> None:
        if many or not statement.lstrip().upper().startswith(("SELECT", "WITH")):
            return
        with connection.connection.driver_connection.cursor() as asked:  # type: ignore[attr-defined]
            asked.execute(f"EXPLAIN {statement}", values)
            plan = "\n".join(row[0] for row in asked.fetchall())
        found.extend(f"{match[0]} in {statement[:600]}" for match in WHOLE.finditer(plan))

    event.listen(engine, "after_cursor_execute", explain)
    try:
        yield found
    finally:
        event.remove(engine, "after_cursor_execute", explain)


def addresses(app: Flask, desk: Desk) -> Iterator[str]:
    """Every page of the desk, with the case in its place; the list with each of its filters."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith("audit.") and "GET" in (rule.methods or set()) and rule.endpoint not in ALL_OF_IT:
            path = str(rule).replace("<uuid:case_id>", str(desk.case_id)).replace("<int:number>", "1")
            yield re.sub(r"<[^>]+>", lambda match: "pengaduan_tanah_laut" if "process" in match[0] else "1-0", path)
    person = "6f1b9f0e-0000-4000-8000-000000000000"
    yield from (f"{LIST}?{asked.format(person=person)}" for asked in ASKED)


def test_no_page_reads_a_table_of_cases_from_end_to_end(
    desk: Desk, flask_app: Flask, as_officer: Clients, session_factory: SessionFactory
) -> None:
    wrong, walked = {}, 0
    for name, role in (("lia", Role.AUDITOR), ("budi", Role.PEMBINA)):
        client = as_officer(name, (role, ""))
        for path in addresses(flask_app, desk):
            with whole_reads(session_factory.kw["bind"]) as found:
                walked += client.get(path).status_code == 200
            if found:
                wrong[f"{role} {path}"] = found
    assert wrong == {}
    assert walked > 40
