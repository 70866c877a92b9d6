"""A cell that no program would have written is a finding that names its case, and never ends a verification."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import Table, select, text
from sqlalchemy.exc import DBAPIError

from complaints.intake.lodging import NewFile, lodge
from complaints.models import Attachment, Complaint, ComplaintMessage, Reading, Reporter
from complaints.upkeep.history_log import append_batch
from complaints.upkeep.verification import verify
from engine.db import SessionFactory, unit_of_work
from engine.models import (
    Base,
    Case,
    Event,
    Ledger,
    LedgerEvent,
    LogCheckpoint,
    LogEntry,
    LogKey,
    LogStamp,
    LogTile,
    OutboxMessage,
    ProcessVersion,
    Task,
    Timer,
)  # fmt: skip
from engine.record.cells import MalformedCellError, reader
from engine.record.examining import examine
from engine.record.log.appending import public_key
from engine.record.log.note import read_note
from engine.record.log.own_keys import head_verifier
from engine.record.log.stamps import asked_for
from tests.support.citizen import Desk, answers, deploy_process
from tests.support.everywhere import everywhere
from tests.support.government import TANAH_LAUT
from tests.support.stamping import Authority

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from engine.clock import FixedClock
    from engine.running.runtime import Runtime
    from tests.support.government import Government

CELLS = {
    "nothing": "NULL",
    "bytes": "X'FF00'",
    "no text": "CAST(X'FFFE' AS TEXT)",
    "words": "'bukan apa-apa'",
    "half a JSON": "'{\"a\": ['",
    "a deep JSON": "'" + "[" * 5_000 + "'",
    "a huge number": "123456789012345678901234567890",
    "no day": "'2026-13-45 99:99:99'",
}
"""What is written into a cell of SQLite, which takes anything."""
MODELS = ((Case, Event, Task, Timer), (Complaint, Reporter, Attachment, ComplaintMessage, OutboxMessage))
KEYS = {"instansi_id", "id", "case_id", "complaint_id", "ledger_id"}


@pytest.fixture
def session_factory(sqlite_factory: SessionFactory) -> SessionFactory:
    """PostgreSQL refuses all but a few of them; those are in `test_verification`."""
    return sqlite_factory


@pytest.fixture
def desk(session_factory: SessionFactory, instansi: Government, runtime: Runtime, clock: FixedClock) -> Desk:
    """A complaint with a file, one task done and one open, a timer, a message."""
    deploy_process(session_factory, runtime)
    file = NewFile("foto.jpg", "image/jpeg", 4, "a" * 64, "ab/1", "ab/2")
    with unit_of_work(session_factory, TANAH_LAUT) as session:
        receipt = lodge(
            session, runtime, instansi_id=TANAH_LAUT, answers=answers(runtime),
            submission_token=uuid.uuid4().hex, files=[file],
        )  # fmt: skip
    found = Desk(session_factory, runtime, clock, receipt.complaint_id)
    found.complete("Task_verifikasi_nasional", lengkap="tidak", data_diminta="Foto lubang")
    return found


def columns_of(model: type[Base]) -> list[str]:
    table: Any = model.__table__
    assert isinstance(table, Table)
    return [each.name for each in table.columns if each.name not in KEYS]


def written(session: Session, model: type[Base], column: str, cell: str) -> bool:
    """Whether the database took it, and it is nothing that a program could have written there."""
    try:
        with session.begin_nested():
            session.execute(text(f'UPDATE "{model.__tablename__}" SET "{column}" = {cell}'))
        stored = reader(session, model, (column,))
        list(stored.read(session, stored.select()))
    except DBAPIError:
        return False
    except MalformedCellError:
        return True
    return False


def passed_over(desk: Desk, models: tuple[type[Base], ...], cell: str) -> list[str]:
    """Columns in which the cell was found nowhere, or somewhere else."""
    found = []
    with everywhere(desk.factory) as session:
        for model, column in [(each, column) for each in models for column in columns_of(each)]:
            with session.begin_nested() as undone:
                malformed = written(session, model, column, cell)
                seen = examine(session, instansi_id=TANAH_LAUT, case_id=desk.case_id)
                undone.rollback()
            assert {each.case_id for each in seen.breaks} <= {desk.case_id}
            if malformed and not any(column in each.reason for each in seen.breaks):
                found.append(f"{model.__tablename__}.{column}: {seen.breaks}")
    return found


@pytest.mark.parametrize("cell", CELLS.values(), ids=CELLS)
@pytest.mark.parametrize("models", MODELS, ids=["engine", "domain"])
def test_whatever_lies_in_a_cell_its_case_is_named(desk: Desk, models: tuple[type[Base], ...], cell: str) -> None:
    assert passed_over(desk, models, cell) == []


BESIDE = (
    Ledger, LedgerEvent, ProcessVersion, Reading, LogEntry, LogTile, LogCheckpoint, LogKey, LogStamp, Attachment,
)  # fmt: skip


def test_tables_beside_the_cases_end_no_verification(desk: Desk) -> None:
    signer: Any = desk.runtime.signer
    append_batch(desk.factory, name="uji", key=signer, at=desk.clock.now())
    silent, now = [], desk.clock.now()
    with everywhere(desk.factory) as session:
        checkpoint = session.scalars(select(LogCheckpoint)).one()
        answer = Authority(now).answer(asked_for(read_note(checkpoint.note).text).body)
        waits = {"since": now, "attempts": 1, "next_at": now, "error": ""}
        session.add(LogStamp(size=checkpoint.size, service="x", stamped_at=now, answer=answer, **waits))
    with everywhere(desk.factory) as session:
        for model, column in [(each, column) for each in BESIDE for column in columns_of(each)]:
            with session.begin_nested() as undone:
                malformed = written(session, model, column, CELLS["no text"])
                keys = {"verifier": head_verifier(session, signer), "log_key": public_key(session, signer)}
                found = verify(session, **keys)
                undone.rollback()
            assert malformed or not found.breaks
            if malformed and not found.breaks:
                silent.append(f"{model.__tablename__}.{column}")
    assert silent == []
