"""Histories as lines of JSON that a stranger's program verifies (`web/seal/verifier.py`): rows without texts of people,
checkpoints, heads, the places where the key was changed. Described in docs/format-ekspor.md.
"""

from __future__ import annotations

import base64
import uuid
from collections.abc import Callable, Iterator, Mapping
from itertools import chain, count
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import Session, defer

from engine.models import Case, Event, Ledger, LedgerEvent, LogCheckpoint, LogEntry
from engine.record.chain import Row, row_columns, row_hash
from engine.record.log.appending import known_origin
from engine.record.log.merkle import inclusion
from engine.record.log.note import read_note
from engine.record.log.own_keys import OWNER, listed
from engine.record.log.receipts import checkpoint_over
from engine.record.log.tiles import Tiles

FORMAT = "alur-history/1"
AT_ONCE = 1_000
Line = dict[str, Any]
Opened = Callable[[Event], Mapping[str, Any]]
"""What of the rows beside a row of a history is shown with it: part → its salt and values."""


def all_lines(session: Session) -> Iterator[Line]:
    """Every history of the installation: rows in the order of the log, each checkpoint behind its last row, then rows
    that are not in the log yet, then the heads. The session crosses governments.
    """
    yield from _ended(chain(_logged(session), _outside(session), _heads(session)), known_origin(session))


def case_lines(
    session: Session, *, instansi_id: str, case_id: uuid.UUID, opened: Opened, closed: frozenset[int] = frozenset()
) -> Iterator[Line]:
    """One case: a checkpoint, and each row with the proof that it is below it. `closed`: numbers of rows of which the
    hash alone is shown."""
    yield from _ended(_case(session, instansi_id, case_id, opened, closed), known_origin(session))


def _ended(lines: Iterator[Line], origin: str) -> Iterator[Line]:
    """With a first and a last line: a file that was cut has no last one, or another number in it."""
    yield {"kind": "log", "format": FORMAT, "origin": origin}
    number = count(2)
    for line in lines:
        next(number)
        yield line
    yield {"kind": "end", "lines": next(number)}


def _row(row: Row, *, logged: bool) -> Line:
    return {"kind": "row", "row": row_columns(row), "logged": logged}


def _closed(row: Event) -> Line:
    """Where it stands and its hash, reckoned anew from what is stored."""
    return {"kind": "closed", "closed": [row.instansi_id, str(row.case_id), row.number, row_hash(row)], "logged": False}


def _logged(session: Session) -> Iterator[Line]:
    checkpoints = session.execute(
        select(LogCheckpoint.size, LogCheckpoint.note).order_by(LogCheckpoint.size).execution_options(yield_per=AT_ONCE)
    )
    waiting = next(checkpoints, None)
    keys = {each.number: read_note(each.note).text for each in listed(session)}
    rows = select(LogEntry, Event, LedgerEvent).outerjoin(Event, _entry_of(Event, Event.case_id))
    rows = rows.outerjoin(LedgerEvent, _entry_of(LedgerEvent, LedgerEvent.ledger_id)).order_by(LogEntry.position)
    quiet = (defer(Event.personal), defer(LedgerEvent.personal))
    for entry, event, ledger_event in session.execute(rows.options(*quiet).execution_options(yield_per=AT_ONCE)):
        found = event if event is not None else ledger_event
        where = [entry.government, str(entry.history_id), entry.number]
        if entry.government == OWNER and entry.number in keys:
            yield {"kind": "key", "text": keys[entry.number]}
        else:
            yield _row(found, logged=True) if found is not None else {"kind": "gone", "gone": where}
        while waiting is not None and waiting.size <= entry.position + 1:
            yield {"kind": "checkpoint", "note": waiting.note}
            waiting = next(checkpoints, None)
    rest = checkpoints if waiting is None else chain([waiting], checkpoints)
    yield from ({"kind": "checkpoint", "note": each.note} for each in rest)


def _outside(session: Session) -> Iterator[Line]:
    models: tuple[tuple[Any, Any], ...] = ((Event, Event.case_id), (LedgerEvent, LedgerEvent.ledger_id))
    for model, history_id in models:
        rows = select(model).outerjoin(LogEntry, _entry_of(model, history_id)).where(LogEntry.position.is_(None))
        rows = rows.order_by(model.instansi_id, history_id, model.number).options(defer(model.personal))
        for row in session.scalars(rows.execution_options(yield_per=AT_ONCE)):
            yield _row(row, logged=False)


def _entry_of(model: Any, history_id: Any) -> Any:
    own = (LogEntry.government == model.instansi_id, LogEntry.history_id == history_id)
    return and_(*own, LogEntry.number == model.number)


def _heads(session: Session) -> Iterator[Line]:
    for model in (Case, Ledger):
        columns = (model.instansi_id, model.id, model.event_count, model.head_hash, model.head_signature)
        heads = select(*columns).where(model.event_count > 0).order_by(model.instansi_id, model.id)
        for government, history, rows, head, signature in session.execute(heads.execution_options(yield_per=AT_ONCE)):
            yield {"kind": "head", "head": [government, str(history), rows, head, signature]}


def _case(
    session: Session, instansi_id: str, case_id: uuid.UUID, opened: Opened, closed: frozenset[int]
) -> Iterator[Line]:
    own = (LogEntry.government == instansi_id, LogEntry.history_id == case_id)
    known = {
        row.number: row.position for row in session.execute(select(LogEntry.number, LogEntry.position).where(*own))
    }
    checkpoint = checkpoint_over(session, max(known.values())) if known else None
    if checkpoint is not None:
        yield {"kind": "checkpoint", "note": checkpoint.note}
    tiles = Tiles(session)
    rows = select(Event).where(Event.instansi_id == instansi_id, Event.case_id == case_id).order_by(Event.number)
    for row in session.scalars(rows.execution_options(yield_per=AT_ONCE)):
        line = _closed(row) if row.number in closed else _row(row, logged=False) | {"parts": dict(opened(row))}
        at = known.get(row.number)
        if at is not None and checkpoint is not None:
            proof = [base64.b64encode(each).decode() for each in inclusion(tiles.full, at, checkpoint.size)]
            line |= {"logged": True, "index": at, "proof": proof}
        yield line
    case = session.get_one(Case, (instansi_id, case_id))
    head = [instansi_id, str(case_id), case.event_count, case.head_hash, case.head_signature]
    yield {"kind": "head", "head": head}
