"""The heads of all histories, to be kept outside the database."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.models import Case, Ledger


def heads(session: Session) -> Iterator[tuple[str, int, str, str]]:
    """("instansi/case", number of rows, hash, signature) of every case and ledger, to be kept outside the database."""
    for model in (Case, Ledger):
        query = select(model.instansi_id, model.id, model.event_count, model.head_hash, model.head_signature)
        for instansi, subject, count, head_hash, signature in session.execute(query.execution_options(yield_per=1_000)):
            yield f"{instansi}/{subject}", count, head_hash, signature
