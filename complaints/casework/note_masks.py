"""Notes of officers, for readers who may not know who reported: without what names them.

Masked when they are read, not only when they are written: the reporter may have asked for protection later.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from sqlalchemy.orm import Session

from complaints.casework.disclosure import without_identity
from complaints.casework.visibility import Access
from complaints.intake.identity import identity_words
from complaints.models import Reporter
from engine.models import Case
from engine.record.notes import NOTE, CaseNoted
from engine.running.queries import EventView


def masked_notes(
    session: Session, events: Sequence[EventView], *, instansi_id: str, case_id: UUID, access: Access
) -> list[EventView]:
    """The rows of a case; where the identity is closed to this reader, notes without it.

    Two statements at most, none where nobody wrote a note. Of a whistleblower's report, whose reporter lies sealed,
    telephones, numbers and mail addresses alone are masked.
    """
    if access.identity is None or not any(_note(event) for event in events):
        return list(events)
    key = (instansi_id, case_id)
    words = identity_words(session, session.get(Reporter, key), session.get_one(Case, key))
    return [
        replace(event, answers={**event.answers, NOTE: (None, without_identity(_note(event), words))})
        if _note(event)
        else event
        for event in events
    ]


def _note(event: EventView) -> str:
    text = event.answers.get(NOTE, (None, None))[1] if event.kind == CaseNoted.KIND else None
    return text if isinstance(text, str) else ""
