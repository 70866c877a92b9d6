"""Is a row the one that the government's own history commits to? Asked before a row is trusted with something."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints.people.acts import LEDGER
from engine.models import Base, Ledger, LedgerEvent
from engine.record.belongings import commitment_to, part_salt
from engine.record.beside import salt_in
from engine.record.events import ActRecorded
from engine.record.payload import read
from engine.record.told_rows import part_of, told_since


def is_told(session: Session, row: Base) -> bool:
    """Whether the newest act about this row (`Base.TOLD`) commits to it as it stands. Where the history does not reach
    back to when such rows began to be bound, a row of which it says nothing counts as told."""
    session.flush()
    part, values = part_of(row)
    rows = (
        select(LedgerEvent.kind, LedgerEvent.payload, LedgerEvent.personal)
        .join(Ledger, (Ledger.instansi_id == LedgerEvent.instansi_id) & (Ledger.id == LedgerEvent.ledger_id))
        .where(Ledger.instansi_id == row.instansi_id, Ledger.name == LEDGER)  # type: ignore[attr-defined]
        .order_by(LedgerEvent.number.desc())
    )
    with session.execute(rows.execution_options(yield_per=100)) as found:
        for kind, payload, personal in found:
            act = read(kind, payload)
            if not isinstance(act, ActRecorded):
                continue
            if part in act.bound:
                salt = salt_in(personal)
                return not salt or commitment_to(part_salt(salt, part), values) == act.bound[part]
            if act.whole >= told_since(part):
                return False
    return True
