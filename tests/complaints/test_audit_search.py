"""The auditor's list of cases: filters, order, paging, and a cost that does not grow with the number of cases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import insert, text, update

from complaints import audit
from complaints.audit import CaseCursor, CaseFilter, CasePage
from complaints.models import Complaint
from engine.db import SessionFactory
from engine.models import Case, CaseStatus, Task, TaskState
from tests.complaints.desk_rows import NOW, Rows
from tests.support.everywhere import everywhere
from tests.support.government import Government
from tests.support.statements import statements

UMUM, KESEHATAN = "dinas-pekerjaan-umum", "dinas-kesehatan"


@pytest.fixture
def rows(session_factory: SessionFactory, instansi: Government) -> Iterator[Rows]:
    """Rows of Tanah Laut; the neighbour has cases of the same kind, newer and more overdue than all of ours."""
    with everywhere(session_factory) as session:
        noise = Rows(session, instansi.neighbour).version()
        for _ in range(3):
            case_id = noise.complaint(unit=UMUM).id
            noise.task(case_id, "admin_instansi", due_at=NOW - timedelta(days=90))
            _at(noise, case_id, NOW + timedelta(days=30))
        yield Rows(session, instansi.id).version()
        session.rollback()


def _at(rows: Rows, case_id: UUID, moment: Any, **values: Any) -> UUID:
    rows.session.execute(update(Case).where(Case.id == case_id).values(started_at=moment, **values))
    rows.session.execute(update(Complaint).where(Complaint.id == case_id).values(entered_at=moment))
    return case_id


def case(rows: Rows, *, days_ago: int = 0, status: str = "running", **values: Any) -> UUID:
    """A case that entered so many days before now."""
    return _at(rows, rows.complaint(**values).id, NOW - timedelta(days=days_ago), status=CaseStatus(status))


def found(rows: Rows, after: CaseCursor | None = None, limit: int = 25, **filters: Any) -> CasePage:
    return audit.search(
        rows.session, instansi_id=rows.instansi_id, now=NOW, filters=CaseFilter(**filters), after=after, limit=limit
    )


def ids(page: CasePage) -> list[UUID]:
    return [row.id for row in page.rows]


def test_newest_first_and_none_of_the_neighbour(rows: Rows) -> None:
    old, new, middle = case(rows, days_ago=9), case(rows, days_ago=1), case(rows, days_ago=4)
    assert ids(found(rows)) == [new, middle, old]


def test_each_filter_narrows(rows: Rows) -> None:
    plain = case(rows, days_ago=5)
    done = case(rows, days_ago=4, status="completed", phase="selesai", unit=UMUM)
    waiting = case(rows, days_ago=3, phase="menunggu_kelengkapan", unit=KESEHATAN)
    assert ids(found(rows, status="completed")) == [done]
    assert ids(found(rows, status="running")) == [waiting, plain]
    assert ids(found(rows, status="entah")) == [waiting, done, plain]
    assert ids(found(rows, phase="menunggu_kelengkapan")) == [waiting]
    assert ids(found(rows, unit=UMUM)) == [done]
    assert ids(found(rows, unit=UMUM, status="running")) == []
    assert ids(found(rows, version=rows.version_id)) == [waiting, done, plain]
    assert ids(found(rows, version=uuid4())) == []
    assert ids(found(rows, since=NOW - timedelta(days=4))) == [waiting, done]
    assert ids(found(rows, until=NOW - timedelta(days=4))) == [plain]
    assert ids(found(rows, unit=KESEHATAN, since=NOW - timedelta(days=3), until=NOW)) == [waiting]


def test_a_number_is_found_by_its_beginning_and_in_small_letters(rows: Rows) -> None:
    one, other = case(rows, number="TL-2026-AB12CD"), case(rows, number="TL-2026-AB99ZZ", days_ago=1)
    case(rows, number="TL-2026-ZZ0000")
    assert ids(found(rows, number="tl-2026-ab")) == [one, other]
    assert ids(found(rows, number="TL-2026-AB12CD")) == [one]
    assert ids(found(rows, number="%")) == []
    assert ids(found(rows, number="TL-2026-AB", unit=UMUM)) == []


def test_overdue_lists_each_case_once_longest_late_first(rows: Rows) -> None:
    little, much, punctual = case(rows), case(rows), case(rows)
    rows.task(little, "admin_instansi", due_at=NOW - timedelta(days=1))
    rows.task(much, "admin_instansi", due_at=NOW - timedelta(days=7))
    rows.task(much, "pejabat_penghubung", UMUM, due_at=NOW - timedelta(days=5))
    rows.task(punctual, "admin_instansi", due_at=NOW + timedelta(days=5))
    rows.task(punctual, "admin_instansi", due_at=NOW - timedelta(days=8), state=TaskState.COMPLETED)
    page = found(rows, overdue=True)
    assert ids(page) == [much, little]
    assert all(row.overdue(NOW) for row in page.rows)
    assert page.rows[0].due_at == NOW - timedelta(days=7)
    assert [row.overdue(NOW) for row in found(rows).rows].count(True) == 2
    assert ids(found(rows, overdue=True, limit=1)) + ids(
        found(rows, overdue=True, limit=1, after=found(rows, overdue=True, limit=1).after)
    ) == [much, little]


@pytest.mark.parametrize("filters", [{}, {"unit": UMUM}, {"phase": "verifikasi"}, {"overdue": True}])
def test_pages_follow_each_other_without_gap_or_repetition(rows: Rows, filters: dict[str, Any]) -> None:
    for _ in range(7):
        case_id = case(rows, days_ago=2, unit=UMUM)  # all at the same moment: the id decides
        rows.task(case_id, "admin_instansi", due_at=NOW - timedelta(days=1))
    seen: list[UUID] = []
    after: CaseCursor | None = None
    for _ in range(4):
        page = found(rows, after, limit=2, **filters)
        seen += ids(page)
        after = page.after
    assert after is None
    assert len(seen) == len(set(seen)) == 7


def test_no_word_of_the_complaint_is_read(rows: Rows) -> None:
    case(rows)
    shown = repr(found(rows))
    assert not any(mark in shown for mark in ("JUDUL", "URAIAN", "NAMA", "LOKASI", "DESA"))


def test_one_statement_and_one_more_for_a_number(rows: Rows, session_factory: SessionFactory) -> None:
    for _ in range(5):
        rows.task(case(rows, unit=UMUM), "admin_instansi", due_at=NOW - timedelta(days=1))
    for filters, cost in (({}, 1), ({"overdue": True}, 1), ({"unit": UMUM, "phase": "x"}, 1), ({"number": "TL-"}, 2)):
        with statements(session_factory) as sent:
            found(rows, **filters)
        assert len(sent) == cost, sent


WALKS = [
    ({}, "ix_case_newest"),
    ({"phase": "verifikasi"}, "ix_case_phase"),
    ({"version": UUID(int=1)}, "ix_case_version"),
    ({"unit": UMUM}, "ix_complaint_unit"),
    ({"overdue": True}, "ix_task_open"),
]


@pytest.mark.parametrize(("filters", "index"), WALKS, ids=[index for _, index in WALKS])
def test_each_filter_walks_its_own_index(sqlite_factory: SessionFactory, filters: dict[str, Any], index: str) -> None:
    """With 2,000 cases the first page is found along one index, without sorting them."""
    from tests.support.government import seed

    government = seed(sqlite_factory)
    with everywhere(sqlite_factory) as session:
        rows = Rows(session, government.id).version()
        _many(rows, 2_000)
        session.execute(text("ANALYZE"))
        plan = _plan(sqlite_factory, lambda: found(rows, **filters), session)
    walked = [line for line in plan if index in line]
    assert walked, plan
    assert not any("SCAN case" in line and "USING" not in line for line in plan), plan


def _many(rows: Rows, count: int) -> None:
    keys = [uuid4() for _ in range(count)]
    common = {"instansi_id": rows.instansi_id}
    session = rows.session
    session.execute(
        insert(Case),
        [
            common
            | {"id": key, "process_id": "p", "version_id": rows.version_id, "state": b"", "state_format": 1,
               "phase": f"tahap_{n % 7}", "started_at": NOW - timedelta(minutes=n)}
            for n, key in enumerate(keys)
        ],
    )  # fmt: skip
    session.execute(
        insert(Complaint),
        [
            common
            | {"id": key, "number": f"TL-2026-{n:06d}", "secret_hash": "", "submission_token": key.hex,
               "kanal": "website", "jenis": "pengaduan", "judul": "", "uraian": "", "unit": f"unit-{n % 9}",
               "received_at": NOW, "entered_at": NOW - timedelta(minutes=n)}
            for n, key in enumerate(keys)
        ],
    )  # fmt: skip
    session.execute(
        insert(Task),
        [
            common
            | {"id": uuid4(), "case_id": key, "process_id": "p", "element": "e", "name": "n", "role": "r",
               "created_at": NOW, "sort_due_at": NOW + timedelta(hours=n - 20)}
            for n, key in enumerate(keys)
        ],
    )  # fmt: skip


def _plan(factory: SessionFactory, read: Any, session: Any) -> list[str]:
    from sqlalchemy import event

    asked: list[tuple[str, Any]] = []
    bind = factory.kw["bind"]

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        asked.append((statement, parameters))

    event.listen(bind, "before_cursor_execute", note)
    try:
        read()
    finally:
        event.remove(bind, "before_cursor_execute", note)
    statement, parameters = asked[-1]
    rows = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
    return [row[3] for row in rows]
