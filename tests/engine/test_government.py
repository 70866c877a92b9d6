"""A session touches its own government: whatever is not tied to it fails before it leaves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import (
    bindparam,
    delete,
    exists,
    func,
    insert,
    literal,
    literal_column,
    or_,
    select,
    text,
    union_all,
    update,
)
from sqlalchemy.orm import aliased

from engine.db import SessionFactory, reading, unit_of_work
from engine.government import ForgottenGovernmentError, bind, crossing
from engine.models import Case, OutboxMessage, Setting, Task, TaskDraft, new_id

HERE, THERE = "kabupaten-sini", "kabupaten-sana"


@pytest.fixture
def factory(session_factory: SessionFactory) -> SessionFactory:
    """One message of each government, under ids of their own."""
    for instansi_id in (HERE, THERE):
        with unit_of_work(session_factory, instansi_id) as session:
            session.add(message(instansi_id))
    return session_factory


def message(instansi_id: str) -> OutboxMessage:
    now = datetime.fromisoformat("2026-03-09T09:00+08:00")
    return OutboxMessage(
        instansi_id=instansi_id,
        id=new_id(),
        channel="email",
        recipient="warga@contoh.id",
        subject=instansi_id,
        body={},
        created_at=now,
        available_at=now,
    )


SEEN = aliased(OutboxMessage)
KEY = (Task.instansi_id == Case.instansi_id) & (Task.case_id == Case.id)
OWN = OutboxMessage.instansi_id == HERE
TABLE = OutboxMessage.__table__

TIED: dict[str, Any] = {
    "condition": lambda: select(OutboxMessage).where(OWN),
    "other way round": lambda: select(OutboxMessage).where(literal_own() == OutboxMessage.instansi_id),
    "count": lambda: select(func.count()).select_from(OutboxMessage).where(OWN),
    "table": lambda: select(TABLE).where(TABLE.c.instansi_id == HERE),
    "alias": lambda: select(SEEN).where(SEEN.instansi_id == HERE),
    "through a join": lambda: select(Case.id).join(Task, KEY).where(Task.instansi_id == HERE),
    "joined side of an outer join": lambda: select(Case.id).outerjoin(Task, KEY).where(Case.instansi_id == HERE),
    "existence": lambda: select(Case.id).where(Case.instansi_id == HERE, exists().where(KEY, Task.unit == "")),
    "in": lambda: select(Case.id).where(
        Case.instansi_id == HERE, Case.id.in_(select(Task.case_id).where(Task.instansi_id == HERE))
    ),
    "scalar in columns": lambda: select(
        Case.id, select(func.count()).select_from(Task).where(KEY).scalar_subquery()
    ).where(Case.instansi_id == HERE),
    "union": lambda: union_all(select(OutboxMessage.id).where(OWN), select(Case.id).where(Case.instansi_id == HERE)),
    "subquery": lambda: select(select(OutboxMessage.subject).where(OWN).limit(1).subquery()),
    "joined with a subquery": lambda: joined_with_a_subquery(),
    "common table": lambda: select(select(OutboxMessage.subject).where(OWN).cte("own")),
    "update": lambda: update(OutboxMessage).where(OWN).values(attempts=2),
    "update from": lambda: update(Task).where(KEY, Case.instansi_id == HERE).values(name="x"),
    "delete": lambda: delete(OutboxMessage).where(OWN),
    "no government's table": lambda: select(Setting).where(Setting.key == "x"),
    "text without a government's table": lambda: text("SELECT key FROM setting"),
}
LOOSE: dict[str, Any] = {
    "nothing": lambda: select(OutboxMessage),
    "another condition": lambda: select(OutboxMessage).where(OutboxMessage.subject == HERE),
    "or": lambda: select(OutboxMessage).where(or_(OWN, OutboxMessage.attempts == 0)),
    "not": lambda: select(OutboxMessage).where(~OWN),
    "unequal": lambda: select(OutboxMessage).where(OutboxMessage.instansi_id != HERE),
    "several": lambda: select(OutboxMessage).where(OutboxMessage.instansi_id.in_([HERE, THERE])),
    "itself": lambda: select(OutboxMessage).where(OutboxMessage.instansi_id == OutboxMessage.instansi_id),
    "a column that a government writes": lambda: select(OutboxMessage).where(
        OutboxMessage.instansi_id == OutboxMessage.subject
    ),
    "each other": lambda: select(Case.id).join(Task, KEY),
    "beside the tied": lambda: select(Case.id).join(Task, Task.case_id == Case.id).where(Case.instansi_id == HERE),
    "kept side of an outer join": lambda: select(Case.id).outerjoin(Task, KEY & (Case.instansi_id == HERE)),
    "full join": lambda: select(Case.id).join(Task, KEY & (Case.instansi_id == HERE), full=True),
    "existence": lambda: select(Case.id).where(Case.instansi_id == HERE, exists().where(Task.case_id == Case.id)),
    "existence around": lambda: select(Case.id).where(exists().where(KEY, Task.instansi_id == HERE)),
    "in": lambda: select(Case.id).where(Case.instansi_id == HERE, Case.id.in_(select(Task.case_id))),
    "inside an outer join": lambda: (
        select(Case.id)
        .outerjoin(Task, KEY & exists().where(TaskDraft.task_id == Task.id))
        .where(Case.instansi_id == HERE)
    ),
    "scalar in columns": lambda: select(Case.id, select(func.count()).select_from(Task).scalar_subquery()).where(
        Case.instansi_id == HERE
    ),
    "order": lambda: (
        select(Case.id)
        .where(Case.instansi_id == HERE)
        .order_by(select(func.count()).select_from(TaskDraft).scalar_subquery())
    ),
    "one part of a union": lambda: union_all(select(OutboxMessage.id).where(OWN), select(Case.id)),
    "subquery": lambda: select(select(OutboxMessage.subject).subquery()),
    "the alias beside": lambda: select(SEEN).where(OWN).join(OutboxMessage, OutboxMessage.id == SEEN.id),
    "common table": lambda: select(select(OutboxMessage.subject).cte("all")),
    "literal": lambda: select(OutboxMessage).where(OutboxMessage.instansi_id == text("'kabupaten-sini'")),
    "update": lambda: update(OutboxMessage).values(attempts=2),
    "update from": lambda: update(Task).where(Task.case_id == Case.id, Case.instansi_id == HERE).values(name="x"),
    "giving away": lambda: update(OutboxMessage).where(OWN).values(instansi_id=THERE),
    "delete": lambda: delete(OutboxMessage),
    "insert from": lambda: insert(TABLE).from_select(["instansi_id"], select(literal_own())),
    "text": lambda: text("SELECT subject FROM outbox_message"),
    "text in capitals": lambda: text("SELECT subject FROM OUTBOX_MESSAGE"),
    "text as a column": lambda: select(literal_column("(SELECT count(*) FROM outbox_message)")),
    "text as a condition": lambda: select(Setting.key).where(text("EXISTS (SELECT 1 FROM outbox_message)")),
    "text behind the rest": lambda: (
        select(Case.id).where(Case.instansi_id == HERE).suffix_with("UNION SELECT 1 FROM task")
    ),
    "the same table again": lambda: select(Case.id).where(Case.instansi_id == HERE, Case.id.in_(select(Case.id))),
    "number of rows": lambda: select(Case.id).where(Case.instansi_id == HERE).limit(everything()),
    "number of rows of a union": lambda: union_all(select(OutboxMessage.id).where(OWN)).limit(everything()),
    "beside what it correlates with": lambda: beside_what_it_correlates_with(),
    "common table that nothing reads": lambda: select(literal(1)).add_cte(select(OutboxMessage.subject).cte("all")),
    "a union that only may be tied": lambda: select(Case.id).where(Case.instansi_id == of_either().c.instansi_id),
    "new value": lambda: update(OutboxMessage).where(OWN).values(subject=everything()),
    "given back": lambda: update(OutboxMessage).where(OWN).values(attempts=2).returning(everything()),
    "insert a value": lambda: insert(Setting).values(key="x", value=everything()),
    "insert into no government's table": lambda: insert(Setting).from_select(
        ["key", "value"], select(OutboxMessage.subject, OutboxMessage.subject)
    ),
}
FOREIGN: dict[str, Any] = {
    "select": lambda: select(OutboxMessage).where(OutboxMessage.instansi_id == THERE),
    "one part of a union": lambda: union_all(
        select(OutboxMessage.id).where(OWN), select(Case.id).where(Case.instansi_id == THERE)
    ),
    "update": lambda: update(OutboxMessage).where(OutboxMessage.instansi_id == THERE).values(attempts=2),
    "delete": lambda: delete(OutboxMessage).where(OutboxMessage.instansi_id == THERE),
    "insert": lambda: insert(TABLE).values(values_of(message(THERE))),
    "insert of several": lambda: insert(TABLE).values([values_of(message(HERE)), values_of(message(THERE))]),
}


def literal_own() -> Any:
    return literal(HERE)


def joined_with_a_subquery() -> Any:
    own = select(OutboxMessage.instansi_id, OutboxMessage.id).where(OWN).subquery()
    return select(Case.id).join(own, (own.c.instansi_id == Case.instansi_id) & (own.c.id == Case.id))


def values_of(row: OutboxMessage) -> dict[str, Any]:
    return {column.name: getattr(row, column.name) for column in TABLE.columns}


def everything() -> Any:
    return select(func.count()).select_from(TaskDraft).scalar_subquery()


def of_either() -> Any:
    own = select(OutboxMessage.instansi_id).where(OWN)
    return union_all(own, select(literal(THERE))).subquery()


def beside_what_it_correlates_with() -> Any:
    others = select(OutboxMessage.id).correlate(OutboxMessage).subquery()
    return select(OutboxMessage.subject).join(others, others.c.id != OutboxMessage.id).where(OWN)


@pytest.mark.parametrize("make", TIED.values(), ids=TIED)
def test_what_is_tied_to_the_government_passes(factory: SessionFactory, make: Callable[[], Any]) -> None:
    with unit_of_work(factory, HERE) as session:
        session.execute(make())


@pytest.mark.parametrize("make", LOOSE.values(), ids=LOOSE)
def test_what_is_not_tied_fails(factory: SessionFactory, make: Callable[[], Any]) -> None:
    with unit_of_work(factory, HERE) as session, pytest.raises(ForgottenGovernmentError):
        session.execute(make())


@pytest.mark.parametrize("make", FOREIGN.values(), ids=FOREIGN)
def test_what_is_tied_to_another_government_fails(factory: SessionFactory, make: Callable[[], Any]) -> None:
    with unit_of_work(factory, HERE) as session, pytest.raises(ForgottenGovernmentError):
        session.execute(make())


@pytest.mark.parametrize("make", [*TIED.values(), *LOOSE.values()], ids=[*TIED, *(f"loose {name}" for name in LOOSE)])
def test_a_session_of_nobody_touches_no_table_of_a_government(factory: SessionFactory, make: Callable[[], Any]) -> None:
    free = make in TIED.values() and "setting" in str(make())
    with unit_of_work(factory) as session:
        if free:
            session.execute(make())
        else:
            with pytest.raises(ForgottenGovernmentError):
                session.execute(make())


def test_prepared_statements_are_judged_by_the_values_of_each_run(factory: SessionFactory) -> None:
    prepared = select(TABLE.c.subject).where(TABLE.c.instansi_id == bindparam("instansi"))
    several = update(TABLE).where(TABLE.c.instansi_id == bindparam("instansi")).values(attempts=bindparam("n"))
    with unit_of_work(factory, HERE) as session:
        connection = session.connection()
        assert connection.execute(prepared, {"instansi": HERE}).scalars().all() == [HERE]
        with pytest.raises(ForgottenGovernmentError):
            connection.execute(prepared, {"instansi": THERE})
        with pytest.raises(ForgottenGovernmentError):
            connection.execute(several, [{"instansi": HERE, "n": 1}, {"instansi": THERE, "n": 1}])
        with pytest.raises(ForgottenGovernmentError):
            connection.exec_driver_sql("DELETE FROM outbox_message")


def test_objects_are_loaded_added_changed_and_deleted_in_the_own_government_alone(factory: SessionFactory) -> None:
    with reading(factory) as session, crossing(session, why="a test"):
        ids = {row.instansi_id: row.id for row in session.scalars(select(OutboxMessage))}
    with unit_of_work(factory, HERE) as session:
        own = session.get_one(OutboxMessage, (HERE, ids[HERE]))
        own.attempts = 3
        session.flush()
        with pytest.raises(ForgottenGovernmentError):
            session.get(OutboxMessage, (THERE, ids[THERE]))
        session.refresh(own)
        session.add_all([message(HERE), message(HERE)])
        session.delete(own)
    with pytest.raises(ForgottenGovernmentError), unit_of_work(factory, HERE) as session:
        session.add_all([message(HERE), message(THERE)])
    assert _owners(factory) == [THERE, HERE, HERE]


def test_nobody_gives_a_row_away(factory: SessionFactory) -> None:
    with pytest.raises(ForgottenGovernmentError), unit_of_work(factory, HERE) as session:
        session.scalars(select(OutboxMessage).where(OWN)).one().instansi_id = THERE
    with pytest.raises(ForgottenGovernmentError), unit_of_work(factory, HERE) as session:
        session.execute(update(TABLE).where(TABLE.c.instansi_id == HERE), {"instansi_id": THERE})
    assert _owners(factory) == [THERE, HERE]


def _owners(factory: SessionFactory) -> list[str]:
    with reading(factory) as session, crossing(session, why="a test"):
        return list(session.scalars(select(OutboxMessage.instansi_id).order_by(OutboxMessage.instansi_id)))


def test_what_crosses_is_only_what_stands_in_the_block(factory: SessionFactory) -> None:
    with unit_of_work(factory, HERE) as session:
        with crossing(session, why="a test"):
            assert len(session.scalars(select(OutboxMessage)).all()) == 2
        with pytest.raises(ForgottenGovernmentError):
            session.scalars(select(OutboxMessage))


def test_what_was_changed_before_a_crossing_is_written_before_it(factory: SessionFactory) -> None:
    with unit_of_work(factory, HERE) as session:
        session.add(message(THERE))
        with pytest.raises(ForgottenGovernmentError), crossing(session, why="a test"):
            pass
        session.rollback()
    assert _owners(factory) == [THERE, HERE]


def test_a_crossing_ends_with_an_error_too(factory: SessionFactory) -> None:
    with unit_of_work(factory, HERE) as session:
        with pytest.raises(ValueError, match="mid"), crossing(session, why="a test"):
            raise ValueError("mid")
        with pytest.raises(ForgottenGovernmentError):
            session.scalars(select(OutboxMessage))


def test_a_session_is_bound_once(factory: SessionFactory) -> None:
    with unit_of_work(factory) as session:
        bind(session, HERE)
        bind(session, HERE)
        with pytest.raises(ForgottenGovernmentError):
            bind(session, THERE)
        with crossing(session, why="a test"), pytest.raises(ForgottenGovernmentError):
            bind(session, THERE)


def test_a_bare_session_is_bound_to_nobody(factory: SessionFactory) -> None:
    with factory() as session, pytest.raises(ForgottenGovernmentError):
        session.scalars(select(OutboxMessage).where(OWN)).all()


def test_a_binding_ends_with_its_session(factory: SessionFactory) -> None:
    """The connection goes back to the pool without it, and a savepoint keeps it."""
    with unit_of_work(factory, HERE) as session, session.begin_nested():
        assert session.scalars(select(OutboxMessage.subject).where(OWN)).all() == [HERE]
    with unit_of_work(factory, THERE) as session:
        with pytest.raises(ForgottenGovernmentError):
            session.scalars(select(OutboxMessage).where(OWN))
        assert session.scalars(select(OutboxMessage.subject).where(OutboxMessage.instansi_id == THERE)).all() == [THERE]
