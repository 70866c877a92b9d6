"""Cases by number, words, place, name, telephone number, day, class, topic, phase, state and unit.

The walk is that of the examiners' list (`complaints.audit.walks`); whose business a complaint is, is asked inside it
(`visibility.opens`, of an activity `open_to`), so no page and no count tells of others. What a row shows is decided as
everywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from complaints import audit
from complaints.audit import AuditedCase, CaseCursor, CaseFilter, FoundCases, Reach
from complaints.audit.search import COUNTED_TO
from complaints.audit.walks import ACTIVITY
from complaints.casework import HandledCase, rows_of, visibility
from complaints.casework.readings import note_search
from complaints.casework.search import by_words
from complaints.casework.words import NUMBER, Sought
from complaints.people.roles import WorkScope
from complaints.reports.activities.views import open_to
from engine.actors import Actor

COMPLAINTS = "pengaduan"
MOST_OWN = 1000
"""Cases that are a person's business and are taken by their ids."""


@dataclass(frozen=True)
class FoundMatter:
    """A case that was found: what lists show of it, and how it stands."""

    case: HandledCase | None
    """None for an activity, of which `state` has title and period."""
    state: AuditedCase


@dataclass(frozen=True)
class MatterPage:
    """One page. `after` is None on the last; `looked_until`: where looking ended before the page was full."""

    rows: list[FoundMatter]
    after: CaseCursor | None
    looked_until: datetime | None = None


@dataclass(frozen=True)
class _Business(Reach):
    """What is this person's business."""

    actor: Actor | None = None
    scopes: tuple[WorkScope, ...] = ()

    def conditions(self) -> list[ColumnElement[bool]]:
        return [visibility.opens(self.actor, self.scopes)] if self.actor is not None else []

    def on_activities(self) -> list[ColumnElement[bool]]:
        return [open_to(self.actor, self.scopes)] if self.actor is not None else []


def find(
    session: Session,
    *,
    instansi_id: str,
    actor: Actor,
    scopes: Sequence[WorkScope],
    now: datetime,
    filters: CaseFilter,
    after: CaseCursor | None = None,
    limit: int = 25,
) -> MatterPage:
    """One page of the cases that are this person's business: complaints, or activities where `filters` ask for them. A
    search that may be by words or by a name is noted: raises WriteNeededError in a session that only looks."""
    page = audit.search(
        session, instansi_id=instansi_id, now=now, filters=_of_one_kind(filters), after=after, limit=limit,
        reach=_business(session, instansi_id, actor, scopes),
    )  # fmt: skip
    shown = rows_of(
        session, instansi_id=instansi_id, actor=actor, scopes=scopes, case_ids=[row.id for row in page.rows]
    )
    if noted(filters.sought):
        note_search(session, instansi_id=instansi_id, actor=actor, now=now, found=len(page.rows))
    return MatterPage([FoundMatter(shown.get(row.id), row) for row in page.rows], page.after, page.looked_until)


def count(
    session: Session,
    *,
    instansi_id: str,
    actor: Actor,
    scopes: Sequence[WorkScope],
    now: datetime,
    filters: CaseFilter,
    most: int = COUNTED_TO,
) -> FoundCases:
    """How many these are, up to `most`, counted as far as the examiners' list counts."""
    return audit.count(
        session, instansi_id=instansi_id, now=now, filters=_of_one_kind(filters),
        reach=_business(session, instansi_id, actor, scopes), most=most,
    )  # fmt: skip


def _of_one_kind(filters: CaseFilter) -> CaseFilter:
    return filters if filters.kind == ACTIVITY else replace(filters, kind=COMPLAINTS)


def _business(session: Session, instansi_id: str, actor: Actor, scopes: Sequence[WorkScope]) -> _Business:
    """Few cases of one's own are gone through alone; who has many finds them along the list of all."""
    own = None
    if not visibility.reads_every_substance(actor):
        own = visibility.own_cases(session, instansi_id=instansi_id, actor=actor, scopes=scopes, most=MOST_OWN)
    return _Business(among=None if own is None else frozenset(own), actor=actor, scopes=tuple(scopes))


def noted(sought: Sought) -> bool:
    """Whether it is looked for among what people wrote, or who they are, and so is noted."""
    return bool(sought) and sought.where != NUMBER and by_words(sought.text.strip())
