"""Statements that are compiled once: they write and read what SQLAlchemy's own execution does, and are judged alike."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from sqlalchemy import String, cast, event, select, text
from sqlalchemy.exc import IntegrityError, OperationalError

from engine.db import reading, unit_of_work
from engine.government import ForgottenGovernmentError
from engine.models import Case, Task, carrier, insert_rows, insertion
from engine.prepared import Write, one, write_together
from engine.running.commands.rows import CASE, LOCKED_CASE, LOCKED_TASK, TASK, locked_task, task_update
from tests.support import diagrams as d
from tests.support.lab import INSTANSI, Lab


@pytest.fixture
def task_id(lab: Lab) -> uuid.UUID:
    nodes = [d.start(), d.user("Task_satu", due="hari_kerja(3)"), d.end()]
    lab.deploy("satu", satu=d.process("satu", nodes, d.chain("Start_mulai", "Task_satu", "End_selesai")))
    return lab.task(lab.start("satu", semua=[{"angka": 1.5}]), "Task_satu").id


def columns(row: Any, table: Any) -> list[Any]:
    return [getattr(row, column.name) for column in table.columns]


def test_a_row_is_read_as_sqlalchemy_reads_it(lab: Lab, task_id: uuid.UUID) -> None:
    with unit_of_work(lab.factory, INSTANSI) as session:
        task = session.get_one(Task, (INSTANSI, task_id))
        case = session.get_one(Case, (INSTANSI, task.case_id))
        found = locked_task(session, INSTANSI, task_id)
        assert columns(found.task, TASK) == columns(task, TASK)
        assert columns(found.case, CASE) == columns(case, CASE)
        assert [type(each) for each in columns(found.case, CASE)] == [type(each) for each in columns(case, CASE)]
        assert one(session, LOCKED_CASE, {"instansi": INSTANSI, "id": uuid.uuid4()}) is None


def test_a_row_is_written_as_sqlalchemy_writes_it(lab: Lab, task_id: uuid.UUID) -> None:
    with unit_of_work(lab.factory, INSTANSI) as session:
        task = session.get_one(Task, (INSTANSI, task_id))
        copies = [dict(zip(TASK.columns.keys(), columns(task, TASK), strict=True)) | {"id": uuid.uuid4()} for _ in "ab"]
        insert_rows(session, [carrier(Task)(**copies[0])])
        session.connection().execute(TASK.insert(), copies[1])
        ids = [copy["id"] for copy in copies]
        kept = select(*(cast(column, String) for column in TASK.columns if column.name != "id"))
        as_stored = session.execute(kept.where(TASK.c.instansi_id == INSTANSI, TASK.c.id.in_(ids))).all()
        assert len(as_stored) == 2
        assert as_stored[0] == as_stored[1]


def test_whoever_listens_hears_of_it_and_another_government_is_refused(lab: Lab, task_id: uuid.UUID) -> None:
    heard: list[str] = []
    bind = lab.factory.kw["bind"]
    event.listen(bind, "before_cursor_execute", lambda *told: heard.append(told[2]))
    with reading(lab.factory, INSTANSI) as session:
        locked_task(session, INSTANSI, task_id)
        assert len(heard) == 1
        with pytest.raises(ForgottenGovernmentError):
            locked_task(session, "lain", task_id)


def test_what_the_driver_refuses_is_an_error_of_sqlalchemy(lab: Lab, task_id: uuid.UUID) -> None:
    with unit_of_work(lab.factory, INSTANSI) as session:
        again = locked_task(session, INSTANSI, task_id).task
        with pytest.raises(IntegrityError) as refused:
            insert_rows(session, [again])
        assert again.name not in str(refused.value)
        session.rollback()


def test_a_connection_that_broke_is_let_go(postgresql_lab: Lab) -> None:
    keys = {"instansi": INSTANSI, "id": uuid.uuid4()}
    bind = postgresql_lab.factory.kw["bind"]
    with reading(postgresql_lab.factory, INSTANSI) as session:
        mine = session.scalar(text("SELECT pg_backend_pid()"))
        with bind.connect() as other:
            other.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": mine})
        with pytest.raises(OperationalError) as gone:
            one(session, LOCKED_CASE, keys)
        assert gone.value.connection_invalidated
    with reading(postgresql_lab.factory, INSTANSI) as session:
        assert one(session, LOCKED_CASE, keys) is None


def test_several_writes_are_one_and_the_first_that_is_refused_is_told(lab: Lab, task_id: uuid.UUID) -> None:
    with unit_of_work(lab.factory, INSTANSI) as session:
        task = locked_task(session, INSTANSI, task_id).task
        copy = insertion(carrier(Task)(**dict(zip(TASK.columns.keys(), columns(task, TASK), strict=True))))
        other, unknown = ({**copy.given, "id": uuid.uuid4()} for _ in "ab")
        update = task_update(carrier(Task)(**unknown))
        assert write_together(session, [Write(copy.statement, other), task_update(task), update]) == [1, 1, 0]
        with pytest.raises(IntegrityError):
            write_together(session, [copy, update])
        session.rollback()
    with reading(lab.factory, INSTANSI) as session:
        assert one(session, LOCKED_TASK, {"instansi": INSTANSI, "id": other["id"]}) is None
