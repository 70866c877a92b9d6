"""A government with very many cases: some are played, the others are copies, each with a history sealed as its own."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Engine, Table, insert, select, text

from complaints.law.bundles import FOLDERS, read_folders
from complaints.models import Complaint, ComplaintCopy, ComplaintMessage, Reporter
from complaints.workshop.simulation import read_scenarios, run_scenario
from complaints.workshop.simulation.play import SCENARIOS, stage_for
from complaints.workshop.simulation.stage import Stage
from engine.models import Base, Case, Event, OutboxMessage, Task, Timer
from engine.record.belongings import commitment_to, part_salt, parts_of
from engine.record.chain import GENESIS, head_message, row_hash
from engine.record.payload import canonical

BATCH = 500
CASE, EVENT = cast(Table, Case.__table__), cast(Table, Event.__table__)
KINDS = (Complaint, Reporter, Task, Timer, ComplaintMessage, ComplaintCopy, OutboxMessage)
BELONGING = tuple(cast(Table, kind.__table__) for kind in KINDS)
Row = dict[str, Any]
Rows = dict[Table, list[Row]]


@contextmanager
def played(name: str, steps: int | None = None) -> Iterator[Stage]:
    """A scenario of Tanah Laut that was played, or only its first steps."""
    (scenario,) = read_scenarios([SCENARIOS / "tanah_laut" / f"{name}.yaml"])
    scenario = replace(scenario, steps=scenario.steps[:steps])
    stage = stage_for(scenario, read_folders(FOLDERS))
    result = run_scenario(scenario, stage)
    assert result.passed, result.report()
    yield stage
    stage.close()


def settle(stage: Stage, target: Engine) -> None:
    """Everything of the stage into an empty database."""
    Base.metadata.create_all(target)
    with stage.engine.connect() as source, target.begin() as connection:
        for table in Base.metadata.sorted_tables:
            rows = [dict(row) for row in source.execute(select(table)).mappings()]
            if rows:
                connection.execute(insert(table), rows)


def multiply(
    stage: Stage, target: Engine, wanted: int, key: Ed25519PrivateKey, *, over_days: int = 0, bound: bool = False
) -> None:
    """Copies of the stage's case with all that belongs to it until there are `wanted`; received over so many days.
    `bound`: the histories of the copies know their own tasks and bind their own rows, as those of real cases do.
    """
    with stage.engine.connect() as source:
        (case,) = _rows(source, CASE, stage.the_case)
        events = _rows(source, EVENT, stage.the_case)
        others = {table: _rows(source, table, stage.the_case) for table in BELONGING}
    for begin in range(1, wanted, BATCH):
        numbers = range(begin, min(begin + BATCH, wanted))
        shifts = [timedelta(days=over_days * number // wanted) for number in numbers]
        cases, histories, rest = [], [], {table: list[Row]() for table in BELONGING}
        for number, shift in zip(numbers, shifts, strict=True):
            case_id = uuid.uuid4()
            copies = {
                table: [_copy(table, row, case_id, number, shift) for row in rows] for table, rows in others.items()
            }
            told = _retold(events, others, copies) if bound else events
            history = list(_history(told, case_id, shift))
            histories += history
            cases.append(_case(case, case_id, history, shift, key))
            for table, rows in copies.items():
                rest[table] += rows
        with target.begin() as connection:
            for table, rows in ((CASE, cases), (EVENT, histories), *rest.items()):
                if rows:
                    connection.execute(insert(table), rows)
    with target.begin() as connection:
        connection.execute(text("ANALYZE"))


def _rows(source: Any, table: Table, case_id: uuid.UUID) -> list[Row]:
    return [dict(row) for row in source.execute(select(table).where(table.c[_owner(table)] == case_id)).mappings()]


def _owner(table: Table) -> str:
    return next((name for name in ("case_id", "complaint_id") if name in table.c), "id")


def _retold(events: list[Row], others: Rows, copies: Rows) -> Iterator[Row]:
    """The history with the ids of the copied rows, bound to what stands in them."""
    ids, parts = {}, {}
    for table, rows in copies.items():
        ids |= {str(old["id"]): str(new["id"]) for old, new in zip(others[table], rows, strict=True) if "id" in old}
        model = next(each.class_ for each in Base.registry.mappers if each.local_table is table)
        for row in rows if model.BOUND is not None else ():
            parts |= parts_of(SimpleNamespace(**row), model)
    for row in events:
        text = row["payload"]
        for old, new in ids.items():
            text = text.replace(old, new)
        said = json.loads(text)
        if told := said.get("bound"):
            salt = row["personal"]["salt"]
            said["bound"] = {part: commitment_to(part_salt(salt, part), parts[part]) for part in told}
        yield row | {"payload": canonical(said)}


def _history(rows: Iterable[Row], case_id: uuid.UUID, shift: timedelta) -> Iterator[Row]:
    before = GENESIS
    for row in rows:
        event = Event(**row | {"case_id": case_id, "at": row["at"] + shift, "previous_hash": before})
        before = row_hash(event)
        yield row | {"case_id": case_id, "at": event.at, "previous_hash": event.previous_hash, "hash": before}


def _case(row: Row, case_id: uuid.UUID, history: list[Row], shift: timedelta, key: Ed25519PrivateKey) -> Row:
    copy = _moved(row, shift) | {"id": case_id, "event_count": len(history), "head_hash": history[-1]["hash"]}
    return copy | {"head_signature": key.sign(head_message(Case(**copy))).hex()}


def _copy(table: Table, row: Row, case_id: uuid.UUID, number: int, shift: timedelta) -> Row:
    copy = _moved(row, shift) | {_owner(table): case_id}
    if _owner(table) != "id" and "id" in table.c:
        copy["id"] = uuid.uuid4()
    if table.name == "complaint":
        copy |= {"number": f"TL-{case_id.hex[:12]}", "submission_token": f"{number}-{case_id.hex}"}
    return copy


def _moved(row: Row, shift: timedelta) -> Row:
    return {name: value + shift if isinstance(value, datetime) else value for name, value in row.items()}
