"""The heads of all histories: how many there are, and what is kept of them outside the database."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.models import Case, Ledger


def extent(session: Session, *, instansi_id: str | None, case_id: uuid.UUID | None) -> tuple[int, int]:
    """How many histories there are to examine, and how many rows their heads speak of."""
    histories = rows = 0
    for model in (Case, Ledger):
        query = select(func.count(), func.coalesce(func.sum(model.event_count), 0))
        if instansi_id is not None:
            query = query.where(model.instansi_id == instansi_id)
        if case_id is not None:
            query = query.where(model.id == case_id)
        count, total = session.execute(query.select_from(model)).one()
        histories, rows = histories + count, rows + int(total)
    return histories, rows


def heads(session: Session) -> Iterator[tuple[str, int, str, str]]:
    """("instansi/case", number of rows, hash, signature) of every case and ledger, to be kept outside the database."""
    for model in (Case, Ledger):
        query = select(model.instansi_id, model.id, model.event_count, model.head_hash, model.head_signature)
        for instansi, subject, count, head_hash, signature in session.execute(query.execution_options(yield_per=1_000)):
            yield f"{instansi}/{subject}", count, head_hash, signature
