"""Seal a case that was begun open."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.models import Case, Event
from engine.record.chain import append
from engine.record.erasing import holds_nothing
from engine.record.events import CaseSealed
from engine.record.sealings import digest_of
from engine.running.runtime import Runtime
from engine.sealed import is_closed


def seal_case(session: Session, runtime: Runtime, case: Case, *, by: Actor) -> int:
    """From now on texts of this case are closed, and those of its history at once, with their salt; gives of how many
    rows. The row that tells it names what stands there instead. Again: closes what still lies open, if anything does.

    The caller holds the row of the case and made what `Runtime.close` needs.
    """
    rows = session.scalars(select(Event).where(Event.instansi_id == case.instansi_id, Event.case_id == case.id))
    open_rows = [row for row in rows if row.personal and not is_closed(row.personal)]
    open_rows = [row for row in open_rows if not is_closed((row.personal or {}).get("answers", {}))]
    open_rows = [row for row in open_rows if not holds_nothing(row)]
    for row in open_rows:
        row.personal = runtime.close(session, case.instansi_id, case.id, row.personal or {})
    if open_rows or not case.sealed:
        case.sealed, case.lock_version = True, case.lock_version + 1
        texts = {str(row.number): digest_of(row.personal or {}) for row in open_rows}
        session.flush()
        append(session, case, CaseSealed(texts=texts), at=runtime.clock.now(), actor=by, signer=runtime.signer)
    return len(open_rows)
