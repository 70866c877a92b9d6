"""Any single change of any column of any row of a history is found, and no honest history is suspected."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.db import make_engine
from engine.models import Base, Case, CaseStatus, Event, ProcessVersion
from engine.record import chain
from engine.record.erasing import erase_texts
from engine.record.events import TaskCompleted
from engine.record.examining import verify_history

KEY = Ed25519PrivateKey.generate()
INSTANSI, CASE_ID, VERSION_ID = "uji", uuid.UUID(int=1), uuid.UUID(int=2)
BEGIN = datetime(2026, 3, 9, 1, tzinfo=UTC)

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20)
answers = st.dictionaries(texts, st.one_of(texts, st.integers(), st.booleans(), st.none()), max_size=3)
steps = st.tuples(texts, texts, answers, answers)
histories = st.lists(steps, min_size=1, max_size=5)


@pytest.fixture(scope="module")
def session() -> Iterator[Session]:
    engine = make_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as found:
        yield found
    engine.dispose()


def told(session: Session, rows: list[tuple[str, str, dict[str, Any], dict[str, Any]]]) -> Case:
    """A history of its own, in place of the one before."""
    session.rollback()
    for model in (Event, Case, ProcessVersion):
        session.execute(delete(model))
    session.add(
        ProcessVersion(
            instansi_id=INSTANSI, id=VERSION_ID, process_id="p", number=1, content_hash="", bundle=b"",
            engine_version="", deployed_at=BEGIN, deployed_by="",
        )
    )  # fmt: skip
    session.flush()
    case = Case(
        instansi_id=INSTANSI, id=CASE_ID, process_id="p", version_id=VERSION_ID, status=CaseStatus.RUNNING, state=b"",
        state_format=1, variables={}, waiting_messages=[], started_at=BEGIN, event_count=0, head_hash="", head_signature="",
        lock_version=0,
    )  # fmt: skip
    session.add(case)
    session.flush()
    for number, (element, name, typed, personal) in enumerate(rows):
        chain.append(
            session, case, TaskCompleted(task="t", process="p", answers=typed),
            at=BEGIN + timedelta(seconds=number), actor=Actor("p-1", name),
            element=element, personal=personal, signer=KEY,
        )  # fmt: skip
    session.flush()
    return case


def found(session: Session) -> list[int]:
    session.expire_all()
    return [one.number for one in verify_history(session, verifier=KEY.public_key())]


@given(rows=histories)
@settings(max_examples=40)
def test_an_honest_history_is_never_suspected(session: Session, rows: list[Any]) -> None:
    told(session, rows)
    assert found(session) == []


@given(rows=histories)
@settings(max_examples=40)
def test_texts_may_be_gone_only_when_a_row_tells_of_it(session: Session, rows: list[Any]) -> None:
    case = told(session, rows)
    case.status = CaseStatus.COMPLETED
    session.flush()
    erase_texts(session, case, at=BEGIN + timedelta(days=1), by=Actor("p-1", "P"), rule="r", beside={}, signer=KEY)
    session.flush()
    assert found(session) == []
    told(session, rows)
    session.execute(update(Event).values(personal=None))
    assert found(session) == [1], "each row has a salt, if nothing else"


def another(data: st.DataObject, column: str, old: Any) -> Any:
    """A value for this column that means something else than the one it has."""
    if column == "at":
        return old + timedelta(microseconds=data.draw(st.integers(1, 10**12)))
    if column == "number":
        return data.draw(st.integers(-3, 99).filter(lambda number: number > 9 or number < 1))
    if column == "personal":
        changed = {"salt": data.draw(texts), "answers": data.draw(answers)}
        return data.draw(st.sampled_from([changed, {}, [], "x", 1, {**changed, "y": 1}]).filter(lambda new: new != old))
    if column in ("hash", "previous_hash", "personal_commitment"):
        return data.draw(st.text("0123456789abcdef", max_size=64).filter(lambda new: new != old))
    if column == "payload":
        return data.draw(answers.map(json.dumps).filter(lambda new: new != old))
    return data.draw(texts.filter(lambda new: new != old))


@given(rows=histories, data=st.data())
@settings(max_examples=250)
def test_any_change_of_any_column_of_any_row_is_found(session: Session, rows: list[Any], data: st.DataObject) -> None:
    told(session, rows)
    number = data.draw(st.integers(1, len(rows)), label="row")
    columns = [column.name for column in Event.__table__.columns if column.name not in ("instansi_id", "case_id")]
    column = data.draw(st.sampled_from(columns), label="column")
    event = session.get_one(Event, (INSTANSI, CASE_ID, number))
    value = another(data, column, getattr(event, column))
    session.execute(update(Event).where(Event.number == number).values({column: value}))
    named = found(session)
    assert named == [number] or (column == "number" and named)


@given(rows=histories, data=st.data())
@settings(max_examples=80)
def test_any_removed_row_is_found(session: Session, rows: list[Any], data: st.DataObject) -> None:
    told(session, rows)
    number = data.draw(st.integers(1, len(rows)))
    session.execute(delete(Event).where(Event.number == number))
    assert found(session) == [number]


@given(rows=st.lists(steps, min_size=2, max_size=6), data=st.data())
@settings(max_examples=80)
def test_any_two_rows_swapped_are_found(session: Session, rows: list[Any], data: st.DataObject) -> None:
    told(session, rows)
    first, second = sorted(data.draw(st.lists(st.integers(1, len(rows)), min_size=2, max_size=2, unique=True)))
    for old, new in ((first, 99), (second, first), (99, second)):
        session.execute(update(Event).where(Event.number == old).values(number=new))
    assert found(session) == [first]


@given(rows=histories, data=st.data())
@settings(max_examples=60)
def test_any_cut_with_a_head_that_fits_is_found_by_its_signature(
    session: Session, rows: list[Any], data: st.DataObject
) -> None:
    told(session, rows)
    left = data.draw(st.integers(0, len(rows) - 1))
    last = session.get(Event, (INSTANSI, CASE_ID, left))
    session.execute(update(Case).values(event_count=left, head_hash=last.hash if last else ""))
    session.execute(delete(Event).where(Event.number > left))
    assert found(session) == [max(left, 1)]


@given(one=answers, other=answers)
@settings(max_examples=100)
def test_a_commitment_binds_to_its_texts(one: dict[str, Any], other: dict[str, Any]) -> None:
    same = chain.canonical(one) == chain.canonical(other)
    assert (chain.commitment("garam", one) == chain.commitment("garam", other)) == same
