"""What was approved for a moment becomes a version then.

The worker judges nothing in its turn: the gate is asked beside it before the moment comes, and what it said is held
against the draft when the moment has come.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session

from complaints.models import WorkshopJob
from complaints.workshop.verdicts import KIND, of_data
from engine.actors import SISTEM
from engine.catalogue import _
from engine.db import SessionFactory
from engine.definition.bundle import Bundle
from engine.models import DraftState, ProcessDraft
from engine.running.due import attempt, each_due, told
from engine.running.runtime import Runtime
from engine.workshop import VerdictOutdatedError, Workshop, content_of, deploy_draft

LEAD = timedelta(minutes=15)
"""So long before the moment the gate is asked."""
MOST_VERDICTS = 3
"""Asked again when what the verdict rests on changed meanwhile; not for ever."""


def deploy_due(factory: SessionFactory, runtime: Runtime, workshop: Workshop, *, limit: int = 100) -> int:
    """Have judged what is due soon, and deploy what is due; gives how many drafts were answered. One that cannot be
    deployed is opened again with the reason.
    """

    def answer(session: Session, draft: ProcessDraft) -> None:
        _answer(session, runtime, workshop, draft)

    return each_due(factory, _due(runtime), answer, limit=limit)


def _due(runtime: Runtime) -> Select[ProcessDraft]:
    """Approved, due soon and not judged yet, or due; not those that are being judged."""
    now = runtime.clock.now()
    return (
        select(ProcessDraft)
        .where(ProcessDraft.state == DraftState.APPROVED, ProcessDraft.deploy_at <= now + LEAD)
        .where(~_verdicts(WorkshopJob.finished_at.is_(None)).exists())
        .where(or_(ProcessDraft.deploy_at <= now, ~_verdicts().exists()))
        .order_by(ProcessDraft.deploy_at)
    )


def _verdicts(*of: ColumnElement[bool]) -> Select[WorkshopJob]:
    """Those that were ordered since the draft was approved."""
    return select(WorkshopJob).where(
        WorkshopJob.instansi_id == ProcessDraft.instansi_id,
        WorkshopJob.draft_id == ProcessDraft.id,
        WorkshopJob.kind == KIND,
        WorkshopJob.created_at >= ProcessDraft.reviewed_at,
        *of,
    )


def _answer(session: Session, runtime: Runtime, workshop: Workshop, draft: ProcessDraft) -> None:
    ordered = session.scalars(
        select(WorkshopJob)
        .where(WorkshopJob.instansi_id == draft.instansi_id, WorkshopJob.draft_id == draft.id)
        .where(WorkshopJob.kind == KIND, WorkshopJob.created_at >= draft.reviewed_at)
        .order_by(WorkshopJob.created_at.desc())
    ).all()
    if not ordered:
        return _order(session, runtime, draft)
    if ordered[0].error:
        return _open_again(draft, ordered[0].error)
    judged = of_data(ordered[0].results[0])
    failure = attempt(session, lambda: deploy_draft(session, runtime, workshop, draft=draft, judged=judged))
    if isinstance(failure, VerdictOutdatedError) and len(ordered) < MOST_VERDICTS:
        return _order(session, runtime, draft)
    if failure is not None:
        _open_again(draft, told(runtime, failure, of=_("konsep %(id)s gagal diterapkan", id=draft.id)))
    return None


def _order(session: Session, runtime: Runtime, draft: ProcessDraft) -> None:
    session.add(
        WorkshopJob(
            instansi_id=draft.instansi_id,
            draft_id=draft.id,
            kind=KIND,
            content_hash=content_of(session, draft),
            bundle=Bundle({}).pack(),
            items=[KIND],
            started_by=SISTEM.name,
            created_at=runtime.clock.now(),
        )
    )


def _open_again(draft: ProcessDraft, why: str) -> None:
    draft.state = DraftState.OPEN
    draft.review_note = _("Tidak dapat diterapkan pada waktunya: %(error)s", error=why)
