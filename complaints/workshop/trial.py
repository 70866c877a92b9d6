"""A case played by hand on a draft: every role in one window, the clock in hand. Nothing of it touches a real case.

What was done is kept as the steps of a scenario and played anew at each look (`trial_run`, at the bench): a page more
costs the case once more, and a changed diagram shows at once what it makes of the same steps.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints.models import Trial
from complaints.properties import CHANNELS
from complaints.workshop.trial_run import Document
from engine.actors import Actor
from engine.catalogue import _
from engine.definition.bundle import Bundle
from engine.errors import EngineError
from engine.running.runtime import Runtime


@dataclass(frozen=True)
class TrialView:
    """The newest trial of a draft."""

    id: uuid.UUID
    document: Document
    started_by: str
    changed_at: datetime


def newest(session: Session, *, instansi_id: str, draft_id: uuid.UUID) -> TrialView | None:
    """The trial of a draft, if one was begun."""
    row = _row(session, instansi_id, draft_id)
    return TrialView(row.id, dict(row.scenario), row.started_by, row.changed_at) if row else None


def begin(
    session: Session, runtime: Runtime, *, instansi_id: str, draft_id: uuid.UUID, document: Document, by: Actor
) -> None:
    """Begin anew with what `trial_run.begun` gave; an earlier trial of the draft is forgotten."""
    row = _row(session, instansi_id, draft_id)
    if row is None:
        row = Trial(instansi_id=instansi_id, draft_id=draft_id)
        session.add(row)
    row.scenario, row.started_by, row.changed_at = document, by.name, runtime.clock.now()


def go_on(
    session: Session, runtime: Runtime, *, instansi_id: str, draft_id: uuid.UUID, before: Document, document: Document
) -> None:
    """Keep what `trial_run.stepped` made of `before`. Raises EngineError when somebody did something else meanwhile."""
    row = _require(session, instansi_id, draft_id)
    if row.scenario != before:
        raise EngineError(_("percobaan ini berubah di jendela lain; muat ulang halamannya"))
    row.scenario, row.changed_at = document, runtime.clock.now()


def undo_step(session: Session, runtime: Runtime, *, instansi_id: str, draft_id: uuid.UUID) -> None:
    """Take the last step back."""
    row = _require(session, instansi_id, draft_id)
    row.scenario = {**row.scenario, "steps": row.scenario["steps"][:-1]}
    row.changed_at = runtime.clock.now()


def channels(bundle: Bundle, process_id: str) -> list[tuple[str, str, str]]:
    """Ways in: (start event, its name, channel or "" for an activity), in the order of the drawing."""
    found = []
    for start in bundle.diagrams[process_id].start_events():
        listed = [part.strip() for part in start.properties.get(CHANNELS, "").split(",") if part.strip()]
        found += [(start.id, start.name, kanal) for kanal in listed or [""]]
    return found


def _row(session: Session, instansi_id: str, draft_id: uuid.UUID) -> Trial | None:
    return session.scalars(
        select(Trial).where(Trial.instansi_id == instansi_id, Trial.draft_id == draft_id)
    ).one_or_none()


def _require(session: Session, instansi_id: str, draft_id: uuid.UUID) -> Trial:
    row = _row(session, instansi_id, draft_id)
    if row is None:
        raise EngineError(_("belum ada percobaan"))
    return row


def forget(session: Session, *, instansi_id: str, draft_id: uuid.UUID) -> None:
    """Throw the trial away."""
    row = _row(session, instansi_id, draft_id)
    if row is not None:
        session.delete(row)
