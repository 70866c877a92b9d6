"""Erases the texts of people from the history of a case that is over, and says so in a row of the same history."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import null, select, update
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.catalogue import _
from engine.errors import EngineError
from engine.models import Case, CaseStatus, Event, Task, TaskDraft
from engine.record import belongings
from engine.record.chain import Signer, append
from engine.record.events import TextsErased
from engine.record.payload import read

_BOUND = frozenset({"bound"})


def erase_texts(
    session: Session,
    case: Case,
    *,
    at: datetime,
    by: Actor,
    rule: str,
    beside: dict[str, int],
    signer: Signer | None,
) -> int:
    """Gives how many rows lost their text. `rule`: by which rule, in words; `beside`: how much went beside the history,
    by name. The caller holds the row of the case. The commitments stay, and so the chain; what stays beside the history
    (`belongings.anew`) is committed to by the new row, except in a sealed history, whose salts nobody could read.

    Raises EngineError for a case that still runs.
    """
    if case.status != CaseStatus.COMPLETED:
        raise EngineError(_("kasus ini masih berjalan; teksnya tidak dihapus"))
    mine = Event.instansi_id == case.instansi_id, Event.case_id == case.id
    held = select(Event.number, Event.kind, Event.payload, Event.personal)
    held = held.where(*mine, Event.personal_commitment != "", Event.personal.is_not(None))
    rows = [row.number for row in session.execute(held) if not holds_nothing(row)]
    tasks = select(Task.id).where(Task.instansi_id == case.instansi_id, Task.case_id == case.id)
    for draft in session.scalars(
        select(TaskDraft).where(TaskDraft.instansi_id == case.instansi_id, TaskDraft.task_id.in_(tasks))
    ):
        session.delete(draft)
    session.execute(update(Event).where(*mine, Event.number.in_(rows)).values({Event.personal: null()}))
    case.lock_version += 1
    session.flush()
    salt, bound = ("", {}) if case.sealed else belongings.committed(session, case.id)
    told = TextsErased(rule=rule, rows=tuple(sorted(rows)), beside=beside, bound=bound)
    append(session, case, told, at=at, actor=by, signer=signer, salt=salt)
    return len(rows)


def holds_nothing(row: Any) -> bool:
    """Whether there is a salt alone, which hides no text and nothing beside the history."""
    texts = row.personal.get("answers") if isinstance(row.personal, dict) else None
    return texts == {} and not getattr(read(row.kind, row.payload, wanted=_BOUND), "bound", {})
