"""Results that a government publishes: how complaints were settled, without who lodged them (SB-P9(5))."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select, tuple_
from sqlalchemy.orm import Session, aliased

from complaints.casework.disclosure import PUBLIC, PUBLICATION
from complaints.models import Complaint, ComplaintMessage, Instansi, Unit

PER_PAGE = 20


@dataclass(frozen=True)
class PublishedResult:
    """One published result. Neither number nor title: both may lead to the reporter."""

    at: datetime
    jenis: str
    unit: str
    """Name of the unit that settled it, "" when none had it."""
    text: str


def published(session: Session, *, instansi_id: str, page: int = 1) -> tuple[list[PublishedResult], bool]:
    """The newest first, twenty to a page, and whether there are older ones; none unless the government publishes.

    Of each complaint only what was published last: a new result takes the place of the former one.
    """
    instansi = session.get(Instansi, instansi_id)
    if instansi is None or instansi.disclosure != PUBLIC:
        return [], False
    rows = session.execute(
        select(ComplaintMessage.at, ComplaintMessage.text, Complaint.jenis, Unit.name)
        .join(Complaint, _same_complaint())
        .outerjoin(Unit, (Unit.instansi_id == Complaint.instansi_id) & (Unit.id == Complaint.unit))
        .where(
            ComplaintMessage.instansi_id == instansi_id,
            ComplaintMessage.kind == PUBLICATION,
            Complaint.restricted.is_(False),
            ~_published_again(),
        )
        .order_by(ComplaintMessage.at.desc(), ComplaintMessage.id)
        .offset((max(page, 1) - 1) * PER_PAGE)
        .limit(PER_PAGE + 1)
    ).all()
    found = [PublishedResult(at=row.at, jenis=row.jenis, unit=row.name or "", text=row.text) for row in rows]
    return found[:PER_PAGE], len(found) > PER_PAGE


def _published_again() -> ColumnElement[bool]:
    later = aliased(ComplaintMessage)
    same = (later.instansi_id == ComplaintMessage.instansi_id) & (later.complaint_id == ComplaintMessage.complaint_id)
    after = tuple_(later.at, later.id) > tuple_(ComplaintMessage.at, ComplaintMessage.id)
    return select(later.id).where(same, later.kind == PUBLICATION, after).exists()


def _same_complaint() -> ColumnElement[bool]:
    return (Complaint.instansi_id == ComplaintMessage.instansi_id) & (Complaint.id == ComplaintMessage.complaint_id)
