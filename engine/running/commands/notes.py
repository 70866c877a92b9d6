"""Words and files that somebody adds to a running case beside its diagram."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.catalogue import _
from engine.errors import NotFoundError, TaskGoneError
from engine.models import CaseStatus
from engine.record import belongings, chain
from engine.record.notes import CaseNoted
from engine.running.commands.rows import locked_case, save_case
from engine.running.runtime import Runtime


def add_note(
    session: Session, runtime: Runtime, *, instansi_id: str, case_id: uuid.UUID, by: Actor, said: Mapping[str, Any]
) -> None:
    """A row of the history with these texts, which commits to the files that were added in the same transaction.

    Who may, the caller has decided. Raises TaskGoneError for a case that is over, NotFoundError, ConflictError.
    """
    case = locked_case(session, instansi_id, case_id)
    if case.status != CaseStatus.RUNNING:
        raise TaskGoneError(_("kasus ini sudah selesai"))
    salt, bound = belongings.committed(session, case_id)
    if not (said or bound):
        raise NotFoundError(_("catatan ini kosong"))
    chain.append(
        session,
        case,
        CaseNoted(bound=bound),
        at=runtime.clock.now(),
        actor=by,
        personal=runtime.kept(session, case, said) or None,
        signer=runtime.signer,
        salt=salt,
    )
    save_case(session, case)
