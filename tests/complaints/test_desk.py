"""The officer's task list: order, filters, paging, and what it costs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import event, insert, text
from sqlalchemy.orm import Session

from complaints import casework
from complaints.casework import COUNT_LIMIT, Cursor, TaskFilter
from complaints.casework.search import NUMBERS_LIMIT
from complaints.casework.visibility import Withheld
from complaints.people import units
from complaints.people.roles import INTAKE_ROLES, OWN_ROLES, PROCESS_ROLES, SYSTEM_ROLES, Role, entry_tiers, work_scopes
from engine.actors import Actor
from engine.db import SessionFactory
from engine.errors import NotFoundError
from engine.models import Task, TaskState
from tests.complaints.desk_rows import NOW, Rows
from tests.support.everywhere import everywhere
from tests.support.finding import by_number
from tests.support.government import UNITS, Government
from tests.support.readings import opened

KESEHATAN, UMUM = "dinas-kesehatan", "dinas-pekerjaan-umum"


@contextmanager
def counted(session: Session) -> Iterator[list[str]]:
    """The statements that run inside the block."""
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        statements.append(statement)

    engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)


@pytest.fixture
def rows(session_factory: SessionFactory, instansi: Government) -> Iterator[Rows]:
    """Rows of Tanah Laut; the neighbour already has a task of every role and unit, due first of all."""
    with everywhere(session_factory) as session:
        noise = Rows(session, instansi.neighbour).version()
        theirs = noise.complaint().id
        for role in PROCESS_ROLES:
            for unit in ("", *UNITS):
                noise.task(theirs, role, unit, due_at=NOW - timedelta(days=30))
        yield Rows(session, instansi.id).version()
        session.rollback()


def listed(rows: Rows, actor: Actor, **values: Any) -> casework.TaskPage:
    arguments: dict[str, Any] = {"filters": TaskFilter(), "now": NOW} | values
    scopes = work_scopes(actor, units=UNITS)
    return casework.inbox(rows.session, instansi_id=rows.instansi_id, actor=actor, scopes=scopes, **arguments)


def numbers(page: casework.TaskPage) -> list[str]:
    return [row.number[-1] for row in page.rows]


# Roles


def test_work_is_what_the_memberships_cover_and_actor_agrees() -> None:
    actor = Actor("1", "A", frozenset({("pejabat_penghubung", KESEHATAN), ("admin_upp", ""), ("auditor", "")}))
    scopes = work_scopes(actor, units=UNITS)
    assert set(scopes) == {
        ("pejabat_penghubung", KESEHATAN), ("pejabat_penghubung", ""), ("admin_upp", ""),
        *(("admin_upp", unit) for unit in UNITS),
    }  # fmt: skip
    assert all(actor.may_do(role=role, unit=unit) for role, unit in scopes)
    for role in PROCESS_ROLES:
        for unit in ("", *UNITS):
            assert actor.may_do(role=role, unit=unit) == ((role, unit) in scopes)


def test_roles_fall_into_process_and_system_without_rest() -> None:
    assert set(Role) | set(OWN_ROLES) == PROCESS_ROLES | SYSTEM_ROLES
    assert not PROCESS_ROLES & SYSTEM_ROLES
    assert INTAKE_ROLES < PROCESS_ROLES


def test_complaints_on_paper_are_entered_under_ones_own_tier() -> None:
    actor = Actor("1", "A", frozenset({("pejabat_penghubung", UMUM), ("apip", ""), ("admin_instansi", "")}))
    assert entry_tiers(actor) == [("admin_instansi", ""), ("pejabat_penghubung", UMUM)]


# Order, filters, paging


def test_least_time_left_comes_first_and_tasks_without_a_due_date_last(rows: Rows) -> None:
    actor = rows.person("Pejabat", ("pejabat_penghubung", KESEHATAN))
    for days in (5, None, -2, 1):
        due = None if days is None else NOW + timedelta(days=days)
        rows.task(rows.complaint().id, "pejabat_penghubung", KESEHATAN, due_at=due)
    page = listed(rows, actor)
    assert numbers(page) == ["3", "4", "1", "2"]
    assert [row.overdue(NOW) for row in page.rows] == [True, False, False, False]
    assert page.after is None


def test_tasks_of_several_memberships_are_merged_and_those_of_others_left_out(rows: Rows) -> None:
    actor = rows.person("Rangkap", ("pejabat_penghubung", KESEHATAN), ("admin_upp", UMUM))
    for position, (role, unit) in enumerate(
        [
            ("admin_upp", UMUM), ("pejabat_penghubung", UMUM), ("pejabat_penghubung", KESEHATAN),
            ("admin_upp", KESEHATAN), ("admin_upp", ""), ("apip", ""),
        ]
    ):  # fmt: skip
        rows.task(rows.complaint().id, role, unit, due_at=NOW + timedelta(hours=position))
    assert numbers(listed(rows, actor)) == ["1", "3", "5"]


def test_done_and_withdrawn_tasks_are_gone_from_the_list(rows: Rows) -> None:
    actor = rows.person("Admin", ("admin_instansi", ""))
    case = rows.complaint()
    rows.done(case.id, "admin_instansi", "", by=actor.id)
    rows.task(case.id, "admin_instansi", "", state="cancelled")
    assert listed(rows, actor).rows == []


def test_paging_by_key_meets_every_task_once_also_when_due_moments_are_equal(rows: Rows) -> None:
    actor = rows.person("Rangkap", ("pejabat_penghubung", KESEHATAN), ("admin_upp", UMUM))
    wanted = set()
    for index in range(23):
        role, unit = ("pejabat_penghubung", KESEHATAN) if index % 3 else ("admin_upp", UMUM)
        wanted.add(rows.task(rows.complaint().id, role, unit, due_at=NOW + timedelta(days=index // 9)).id)
    seen: list[Any] = []
    after, pages = None, 0
    while True:
        page = listed(rows, actor, after=after, limit=5)
        seen += [row.id for row in page.rows]
        pages += 1
        if page.after is None:
            break
        after = page.after
    assert pages == 5
    assert len(seen) == len(set(seen))
    assert set(seen) == wanted


FILTERS = [
    (TaskFilter(), "12345"),
    (TaskFilter(role="admin_upp"), "2"),
    (TaskFilter(unit=UMUM), "2"),
    (TaskFilter(role="admin_upp", unit=KESEHATAN), ""),
    (TaskFilter(role="apip"), ""),
    (TaskFilter(jenis="aspirasi"), "3"),
    (TaskFilter(kategori="normatif"), "4"),
    (TaskFilter(overdue=True), "1"),
    (TaskFilter(mine=True), "5"),
    (TaskFilter(text="sampah"), "4"),
    (TaskFilter(text="PASAR sampah"), "4"),
    (TaskFilter(text="sampah jalan"), ""),
    (TaskFilter(text="100%"), ""),
    (TaskFilter(text="TL-2026-000003"), "3"),
    (TaskFilter(text="tl-2026-"), "12345"),
    (TaskFilter(text="tl2026000003"), "3"),
    (TaskFilter(text="TL-2027"), ""),
    (TaskFilter(text="TL-"), "12345"),
    (TaskFilter(text="RS-2"), "2"),
    (TaskFilter(text="TL-2026-%"), ""),
]


@pytest.mark.parametrize(("filters", "expected"), FILTERS, ids=lambda value: str(value)[10:60])
def test_filters_and_search(rows: Rows, filters: TaskFilter, expected: str) -> None:
    actor = rows.person("Rangkap", ("pejabat_penghubung", KESEHATAN), ("admin_upp", UMUM))
    plan: list[tuple[dict[str, Any], str, str, dict[str, Any]]] = [
        ({}, "pejabat_penghubung", KESEHATAN, {"due_at": NOW - timedelta(days=1)}),
        ({"judul": "Antrean di RS-2 Pelaihari"}, "admin_upp", UMUM, {}),
        ({"jenis": "aspirasi"}, "pejabat_penghubung", KESEHATAN, {}),
        (
            {"kategori_sla": "normatif", "judul": "Sampah di pasar 100 meter"},
            "pejabat_penghubung",
            KESEHATAN,
            {},
        ),
        ({}, "pejabat_penghubung", KESEHATAN, {"claimed_by": actor.id}),
    ]
    for complaint, role, unit, task in plan:
        rows.task(rows.complaint(**complaint).id, role, unit, **task)
    rows.task(rows.complaint(judul="Sampah di pasar").id, "apip", "")
    assert "".join(sorted(numbers(listed(rows, actor, filters=filters)))) == expected


def test_the_beginning_of_very_many_numbers_still_finds_ones_own(rows: Rows) -> None:
    for _ in range(NUMBERS_LIMIT + 10):
        rows.complaint()
    actor = rows.person("Pejabat", ("pejabat_penghubung", KESEHATAN))
    case = rows.complaint()
    rows.task(case.id, "pejabat_penghubung", KESEHATAN)
    assert [row.number for row in listed(rows, actor, filters=TaskFilter(text="TL-2026-")).rows] == [case.number]
    found = by_number(
        rows.session, instansi_id=rows.instansi_id, actor=actor, scopes=work_scopes(actor, units=UNITS), beginning="TL-"
    )
    assert [row.number for row in found] == [case.number]


def test_the_list_says_who_has_a_task_in_hand(rows: Rows) -> None:
    actor = rows.person("Saya", ("admin_instansi", ""))
    other = rows.person("Siti Rahmah", ("admin_instansi", ""))
    rows.task(rows.complaint().id, "admin_instansi", claimed_by=other.id)
    rows.task(rows.complaint().id, "admin_instansi", claimed_by=actor.id)
    rows.task(rows.complaint().id, "admin_instansi")
    held = {row.claimed_by_name for row in listed(rows, actor).rows}
    assert held == {"Siti Rahmah", "Saya", ""}


def test_counts_are_right_and_stop_at_a_bound(rows: Rows) -> None:
    actor = rows.person("Admin", ("admin_instansi", ""), ("apip", ""))
    for index in range(COUNT_LIMIT + 5):
        rows.task(rows.complaint().id, "admin_instansi", due_at=NOW + timedelta(days=1 if index > 2 else -1))
    rows.task(rows.complaint().id, "apip", claimed_by=actor.id)
    rows.task(rows.complaint().id, "pembina", due_at=NOW - timedelta(days=1))
    scopes = work_scopes(actor, units=UNITS)
    counts = casework.counts(rows.session, instansi_id=rows.instansi_id, actor=actor, scopes=scopes, now=NOW)
    assert (counts.open, counts.overdue, counts.mine) == (COUNT_LIMIT, 3, 1)


def test_work_done_is_listed_newest_first_with_its_case(rows: Rows) -> None:
    actor = rows.person("Admin", ("admin_instansi", ""))
    other = rows.person("Lain", ("admin_instansi", ""))
    for index in range(7):
        case = rows.complaint(rahasia=index == 2)
        rows.done(case.id, "admin_instansi", "", by=actor.id, completed_at=NOW - timedelta(hours=index))
    rows.done(rows.complaint().id, "admin_instansi", "", by=other.id)
    first = casework.handled(rows.session, instansi_id=rows.instansi_id, actor=actor, limit=4)
    second = casework.handled(rows.session, instansi_id=rows.instansi_id, actor=actor, after=first.after, limit=4)
    assert [row.number[-1] for row in first.rows + second.rows] == list("1234567")
    assert second.after is None
    assert isinstance(first.rows[2].judul, Withheld)


def test_a_task_of_another_desk_in_ones_own_case_stays_closed(rows: Rows) -> None:
    actor = rows.person("Pejabat", ("pejabat_penghubung", KESEHATAN))
    case = rows.complaint()
    own = rows.task(case.id, "pejabat_penghubung", KESEHATAN)
    others = [rows.task(case.id, "apip"), rows.task(case.id, "pejabat_penghubung", UMUM)]
    scopes = work_scopes(actor, units=UNITS)
    common = {"instansi_id": rows.instansi_id, "actor": actor, "scopes": scopes}
    file = casework.task_file(rows.session, task_id=own.id, **common)
    assert {task.id for task in file.open_tasks} == {own.id, *(other.id for other in others)}
    for other in others:
        with pytest.raises(NotFoundError):
            casework.task_file(rows.session, task_id=other.id, **common)


def test_work_that_one_did_stays_readable_after_a_change_of_duties(rows: Rows) -> None:
    actor = rows.person("Pindah", ("apip", ""))
    done = rows.done(rows.complaint(rahasia=True).id, "pejabat_penghubung", UMUM, by=actor.id)
    scopes = work_scopes(actor, units=UNITS)
    common = {"instansi_id": rows.instansi_id, "actor": actor, "scopes": scopes}
    assert casework.task_file(rows.session, task_id=done.id, **common).task.state == "completed"
    assert opened(rows.session, now=NOW, case_id=done.case_id, **common).judul


# People


def test_work_can_be_handed_to_whoever_may_do_it(rows: Rows) -> None:
    me = rows.person("Ani", ("pejabat_penghubung", KESEHATAN))
    rows.person("Budi", ("pejabat_penghubung", KESEHATAN))
    rows.person("Citra", ("pejabat_penghubung", ""))
    rows.person("Dedi", ("pejabat_penghubung", UMUM))
    rows.person("Eka", ("pejabat_penghubung", KESEHATAN), active=False)
    rows.person("Fajar", ("admin_upp", KESEHATAN))
    people = units.colleagues(
        rows.session, instansi_id=rows.instansi_id, role="pejabat_penghubung", unit=KESEHATAN, now=NOW, but=me.id
    )
    assert [person.name for person in people] == ["Budi", "Citra"]
    anyone = units.colleagues(rows.session, instansi_id=rows.instansi_id, role="pejabat_penghubung", unit="", now=NOW)
    assert [person.name for person in anyone] == ["Ani", "Budi", "Citra", "Dedi"]


# Cost


def test_a_page_of_the_list_takes_two_statements_however_long_it_is(rows: Rows) -> None:
    actor = rows.person("Rangkap", ("pejabat_penghubung", ""), ("admin_upp", UMUM), ("apip", ""))
    other = rows.person("Lain", ("apip", ""))
    for index in range(40):
        complaint = rows.complaint(rahasia=index % 2 == 0)
        rows.task(complaint.id, "apip", claimed_by=other.id if index % 3 else None)
        rows.task(complaint.id, "pejabat_penghubung", KESEHATAN)
    with counted(rows.session) as statements:
        page = listed(rows, actor, limit=25)
    assert len(page.rows) == 25
    assert len(statements) == 2


PLANS = [
    (TaskFilter(), "ix_task_inbox"),
    (TaskFilter(overdue=True), "ix_task_inbox"),
    (TaskFilter(mine=True), "ix_task_in_hand"),
]


@pytest.mark.parametrize(("filters", "index"), PLANS, ids=["all", "overdue", "mine"])
def test_the_list_walks_its_index(rows: Rows, filters: TaskFilter, index: str) -> None:
    """In a table that is worth an index: a small one is read whole, and rightly so."""
    actor = rows.person("Rangkap", ("pejabat_penghubung", KESEHATAN), ("admin_upp", UMUM))
    _fill(rows, 15_000)
    plan = _plan(rows, lambda: listed(rows, actor, filters=filters, after=Cursor(NOW, uuid4())))
    assert index in plan
    assert not re.search(r"SCAN task\b|Seq Scan on task\b", plan)


def _fill(rows: Rows, count: int) -> None:
    cases = [rows.complaint().id for _ in range(20)]
    scopes = [("pejabat_penghubung", KESEHATAN), ("admin_upp", UMUM), ("apip", "")]
    common = {
        "instansi_id": rows.instansi_id, "process_id": "p", "element": "Task_uji", "name": "Telaah",
        "state": TaskState.OPEN, "created_at": NOW,
    }  # fmt: skip
    tasks = []
    for position in range(count):
        role, unit = scopes[position % 3]
        due = NOW + timedelta(minutes=position)
        tasks.append(
            {"id": uuid4(), "case_id": cases[position % 20], "role": role, "unit": unit, "due_at": due}
            | {"sort_due_at": due, **common}
        )
    rows.session.execute(insert(Task), tasks)
    if rows.session.get_bind().dialect.name == "postgresql":
        rows.session.execute(text("ANALYZE"))  # a list that is asked before the database knows the table takes minutes


def _plan(rows: Rows, run: Any) -> str:
    """The database's own plan of the first statement that `run` executes."""
    session = rows.session
    captured: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        captured.append((statement, parameters))

    engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", note)
    try:
        run()
    finally:
        event.remove(engine, "before_cursor_execute", note)
    statement, parameters = captured[0]
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        found = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        return "\n".join(str(row[-1]) for row in found)
    found = connection.exec_driver_sql(f"EXPLAIN {statement}", parameters)
    return "\n".join(str(row[0]) for row in found)
