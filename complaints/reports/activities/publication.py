"""Reports on their way out: which ones everybody may read, and one report as a file to take along.

What is open to everybody never holds a complaint: lists of cases stay inside, whatever a diagram says.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from complaints.casework.readings import note_report
from complaints.decrees.periods import Period
from complaints.models import Activity, Instansi, Report, Unit
from complaints.people.roles import WorkScope
from complaints.reports.activities.views import NOT_FOUND, about_units_of, open_to
from complaints.reports.exports import Document
from complaints.reports.figures import KINDS, Table
from engine.actors import Actor
from engine.catalogue import _, written
from engine.errors import NotFoundError

NEVER_PUBLIC = frozenset({"kasus"})
"""Kinds with one row for each complaint."""
MOST_LISTED = 200


@dataclass(frozen=True)
class PublicReport:
    """One line of the public list."""

    id: UUID
    title: str
    unit: str
    period: Period
    published_at: datetime


def published(session: Session, *, instansi_id: str) -> list[PublicReport]:
    """What the government opened to everybody, latest period first. One statement."""
    rows = session.execute(
        select(Report.id, Report.kind, Report.period_from, Report.period_to, Report.published_at, Unit.name)
        .outerjoin(Unit, and_(Unit.instansi_id == Report.instansi_id, Unit.id == Report.unit))
        .where(_public(instansi_id))
        .order_by(Report.period_to.desc(), Report.period_from.desc(), Report.published_at.desc(), Report.id)
        .limit(MOST_LISTED)
    )
    return [
        PublicReport(
            row.id, _(KINDS[row.kind]), row.name or "", Period(row.period_from, row.period_to), row.published_at
        )
        for row in rows
    ]


def any_published(session: Session, *, instansi_id: str) -> bool:
    """Whether the public list has a line."""
    return session.execute(select(Report.id).where(_public(instansi_id)).limit(1)).first() is not None


def public_document(session: Session, *, instansi_id: str, report_id: UUID) -> Document:
    """A published report. Raises NotFoundError for every other one."""
    return _document(session, _public(instansi_id) & (Report.id == report_id))


def own_document(
    session: Session, *, instansi_id: str, actor: Actor, scopes: Sequence[WorkScope], report_id: UUID, now: datetime
) -> Document:
    """A report of an activity that this person may read; that they took it along is noted.

    Raises NotFoundError otherwise, as for one that is not; WriteNeededError in a session that only looks.
    """
    mine = open_to(actor, scopes) & about_units_of(actor)
    found = _document(session, (Report.instansi_id == instansi_id) & (Report.id == report_id) & mine)
    note_report(session, instansi_id=instansi_id, actor=actor, now=now, report_id=report_id)
    return found


def _public(instansi_id: str) -> ColumnElement[bool]:
    return and_(
        Report.instansi_id == instansi_id,
        Report.published_at.is_not(None),
        Report.kind.not_in(sorted(NEVER_PUBLIC)),
    )


def _document(session: Session, condition: ColumnElement[bool]) -> Document:
    row = session.execute(
        select(Report, Instansi, Unit.name)
        .join(Activity, and_(Activity.instansi_id == Report.instansi_id, Activity.id == Report.activity_id))
        .join(Instansi, Instansi.id == Report.instansi_id)
        .outerjoin(Unit, and_(Unit.instansi_id == Report.instansi_id, Unit.id == Report.unit))
        .where(condition)
    ).one_or_none()
    if row is None:
        raise NotFoundError(_(NOT_FOUND))
    report, instansi, unit = row
    return Document(
        title=written(KINDS[report.kind]),
        instansi=instansi.name,
        unit=unit or report.unit,
        period=Period(report.period_from, report.period_to).words(),
        made_at=report.made_at,
        time_zone=instansi.time_zone,
        tables=tuple(Table.read(stored) for stored in report.tables),
        texts=tuple((heading, text) for heading, text in report.texts),
    )
