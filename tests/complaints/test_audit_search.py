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
from complaints.models import Attachment, Complaint
from engine.db import SessionFactory
from engine.models import Case, CaseStatus, Event, Task, TaskState
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
    for filters, cost in (
        ({}, 1),
        ({"overdue": True}, 2),
        ({"unit": UMUM}, 2),
        ({"phase": "x"}, 1),
        ({"number": "TL-"}, 3),
    ):
        with statements(session_factory) as sent:
            found(rows, **filters)
        assert len(sent) == cost, sent


WALKS = [
    ({}, "ix_case_newest"),
    ({"phase": "verifikasi"}, "ix_case_phase"),
    ({"version": UUID(int=1)}, "ix_case_version"),
    ({"unit": UMUM}, "ix_complaint_unit"),
    ({"overdue": True}, "ix_task_open"),
    ({"was_late": True}, "ix_task_late"),
    ({"kategori": "normatif"}, "ix_complaint_kategori"),
    ({"kanal": "radio"}, "ix_complaint_kanal"),
    ({"person": "ani"}, "ix_event_actor"),
    ({"step": "Task_a"}, "ix_event_element"),
    ({"acted_since": NOW, "acted_until": NOW}, "ix_event_at"),
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


def acted(rows: Rows, case_id: UUID, number: int, *, at: Any, **values: Any) -> None:
    """A row of its history."""
    told = {"kind": "task_completed", "actor": "", "element": "", **values}
    rows.session.execute(
        insert(Event).values(
            instansi_id=rows.instansi_id,
            case_id=case_id,
            number=number,
            at=at,
            payload="{}",
            previous_hash="",
            hash="",
            **told,
        )
    )


def test_acts_are_found_by_person_step_kind_and_hour_all_of_the_same_act(rows: Rows) -> None:
    early, late = case(rows, days_ago=9), case(rows, days_ago=8)
    nine = NOW - timedelta(days=3)
    acted(rows, early, 2, at=nine, actor="ani", element="Task_a")
    acted(rows, early, 3, at=nine + timedelta(hours=5), actor="budi", element="Task_b")
    acted(rows, late, 2, at=nine + timedelta(hours=1), actor="ani", element="Task_b", kind="task_assigned")
    hour = {"acted_since": nine, "acted_until": nine + timedelta(hours=2)}
    assert ids(found(rows, person="ani")) == [late, early]
    assert ids(found(rows, person="budi")) == [early]
    assert ids(found(rows, step="Task_b")) == [early, late]
    assert ids(found(rows, person="ani", step="Task_b")) == [late]
    assert ids(found(rows, act="task_assigned")) == [late]
    assert ids(found(rows, **hour)) == [late, early]
    assert ids(found(rows, person="budi", **hour)) == []
    assert ids(found(rows, person="ani", limit=1)) == [late]
    first = found(rows, person="ani", limit=1)
    assert ids(found(rows, after=first.after, person="ani", limit=1)) == [early]


def test_what_was_completed_late_is_found_in_finished_cases_too_and_by_step(rows: Rows) -> None:
    done = case(rows, days_ago=30, status="completed")
    punctual = case(rows, days_ago=30, status="completed")
    for case_id, days in ((done, 5), (punctual, -1)):
        task = rows.task(case_id, "admin_instansi", due_at=NOW - timedelta(days=10))
        rows.session.execute(
            update(Task)
            .where(Task.id == task.id)
            .values(state=TaskState.COMPLETED, completed_at=NOW - timedelta(days=10 - days), element="Task_telat")
        )
    assert ids(found(rows, was_late=True)) == [done]
    assert ids(found(rows, was_late=True, step="Task_telat")) == [done]
    assert ids(found(rows, was_late=True, step="Task_lain")) == []
    assert ids(found(rows, was_late=True, status="running")) == []
    assert ids(found(rows, overdue=True)) == []


def test_classes_channels_and_words_are_found_but_nothing_that_is_secret(rows: Rows) -> None:
    plain = case(rows, days_ago=3, judul="Jembatan RUSAK parah", kanal="radio", kategori_sla="normatif")
    secret = case(rows, days_ago=2, judul="Jembatan rusak rahasia", kanal="radio", rahasia=True)
    restricted = case(rows, days_ago=1, judul="Pelapor Anggrek 1", kanal="radio", restricted=True)
    assert ids(found(rows, kanal="radio")) == [secret, plain], "the channel of a restricted report is withheld"
    assert ids(found(rows, kategori="normatif")) == [plain]
    assert ids(found(rows, words="rusak jembatan")) == [plain]
    assert ids(found(rows, words="anggrek")) == []
    for number, case_id in enumerate((plain, secret, restricted)):
        rows.session.execute(
            insert(Attachment).values(
                instansi_id=rows.instansi_id,
                id=uuid4(),
                complaint_id=case_id,
                name="a",
                media_type="image/png",
                size=1,
                sha256="ab" * 32,
                sealed_path=f"x{number}",
                view_path="",
                sealed="",
                origin="pengadu",
                public=False,
                added_at=NOW,
            )
        )
    assert ids(found(rows, sha256="AB" * 32)) == [plain]


def test_a_page_looks_at_so_many_entries_and_says_where_it_stopped(rows: Rows, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = case(rows, days_ago=9, judul="Jarang sekali", status="completed")
    others = [case(rows, days_ago=day) for day in range(1, 5)]
    monkeypatch.setattr("complaints.audit.walks.LOOKED_AT", 3)
    assert ids(found(rows, words="jarang")) == [wanted], "few are found at once"
    first = found(rows, status="completed")
    assert (ids(first), first.looked_until) == ([], NOW - timedelta(days=3))
    assert ids(found(rows, after=first.after, status="completed")) == [wanted]
    counted = audit.count(rows.session, instansi_id=rows.instansi_id, now=NOW, filters=CaseFilter(status="completed"))
    assert (counted.number, counted.whole) == (0, False)
    assert ids(found(rows)) == [*others, wanted], "nothing is asked beside the index"
