"""The histories of a government that belong to no case: the next row of one, sealed like a case's."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.models import Ledger, LedgerEvent, new_id
from engine.record import told_rows
from engine.record.chain import Signer, append
from engine.record.events import FORMAT, ActRecorded


def record(
    session: Session,
    *,
    instansi_id: str,
    ledger: str,
    act: str,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    at: datetime,
    actor: Actor,
    about: str,
    personal: Mapping[str, Any] | None = None,
    signer: Signer | None = None,
    whole: bool = False,
) -> LedgerEvent:
    """Adds the next row to the ledger of this name, which is opened with its first row.

    `about` names what the row is about; `before` and `after` hold values that are no texts of people, which stand in
    `personal`. Whoever records at the same moment waits for the end of this transaction: no
    row is lost and none has to be tried again. `whole`: from this row on every row that acts commit to is bound. Raises
    what `engine.record.chain.append` raises.
    """
    found = _locked(session, instansi_id, ledger)
    salt, bound = told_rows.committed(session, instansi_id)
    event = ActRecorded(act=act, before=before, after=after, bound=bound, whole=FORMAT if whole else 0)
    row = append(session, found, event, at=at, actor=actor, element=about, personal=personal, signer=signer, salt=salt)
    return cast(LedgerEvent, row)


def _locked(session: Session, instansi_id: str, name: str) -> Ledger:
    query = select(Ledger).where(Ledger.instansi_id == instansi_id, Ledger.name == name).with_for_update()
    query = query.execution_options(populate_existing=True)
    session.flush()
    return session.scalars(query).one_or_none() or _opened(session, instansi_id, name) or session.scalars(query).one()


def _opened(session: Session, instansi_id: str, name: str) -> Ledger | None:
    """The new ledger; None when somebody else opened it at this moment."""
    new = Ledger(instansi_id=instansi_id, id=new_id(), name=name, event_count=0, head_hash="", head_signature="")
    try:
        with session.begin_nested():
            session.add(new)
    except IntegrityError:
        return None
    return new
