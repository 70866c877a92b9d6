"""A new government as far as it was typed: kept between the steps, left and gone on with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from complaints.models import GovernmentDraft
from engine.catalogue import _
from engine.errors import EngineError, NotFoundError
from engine.models import new_id

STEPS = ("dasar", "unit", "kontak", "peraturan", "orang")
"""What is asked, one page each."""
MOST_DRAFTS = 20
Typed = Mapping[str, str]


@dataclass(frozen=True)
class DraftView:
    """One of them. `typed`: step -> field -> text."""

    id: UUID
    typed: Mapping[str, Typed]
    begun_by: str
    changed_at: datetime

    @property
    def name(self) -> str:
        """How the place is called, or ""."""
        return self.typed.get("dasar", {}).get("tempat", "")

    @property
    def next_step(self) -> str:
        """The first step that was not kept yet; "" when all were."""
        return next((step for step in STEPS if step not in self.typed), "")

    def reaches(self, step: str) -> bool:
        """Whether every step before this one was kept: each rests on those before."""
        return all(each in self.typed for each in STEPS[: STEPS.index(step)])


def begin(session: Session, *, by: str, now: datetime) -> UUID:
    """An empty one. Raises EngineError when too many are begun."""
    if (session.scalar(select(func.count()).select_from(GovernmentDraft)) or 0) >= MOST_DRAFTS:
        raise EngineError(_("sudah ada %(n)s rancangan; hapus yang tidak dipakai", n=MOST_DRAFTS))
    row = GovernmentDraft(id=new_id(), values={}, begun_by=by[:120], changed_at=now)
    session.add(row)
    return row.id


def drafts(session: Session) -> list[DraftView]:
    """All, the one changed last first."""
    rows = session.scalars(select(GovernmentDraft).order_by(GovernmentDraft.changed_at.desc()).limit(MOST_DRAFTS))
    return [_view(row) for row in rows]


def draft(session: Session, *, draft_id: UUID) -> DraftView:
    """One of them. Raises NotFoundError."""
    return _view(_row(session, draft_id))


def keep(session: Session, *, draft_id: UUID, step: str, typed: Typed, now: datetime) -> None:
    """Keeps what was typed at a step. Raises NotFoundError."""
    row = _row(session, draft_id)
    row.values, row.changed_at = {**row.values, step: dict(typed)}, now


def drop(session: Session, *, draft_id: UUID) -> None:
    """It is no longer wanted, or has become a government. Raises NotFoundError."""
    session.delete(_row(session, draft_id))


def _row(session: Session, draft_id: UUID) -> GovernmentDraft:
    row = session.get(GovernmentDraft, draft_id)
    if row is None:
        raise NotFoundError(_("rancangan ini tidak ada atau sudah menjadi pemerintah daerah"))
    return row


def _view(row: GovernmentDraft) -> DraftView:
    return DraftView(row.id, row.values, row.begun_by, row.changed_at)
