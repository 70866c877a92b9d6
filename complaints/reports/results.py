"""Results that a government publishes: how complaints were settled, without who lodged them (SB-P9(5))."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select, tuple_
from sqlalchemy.orm import Session, aliased

from complaints.casework.disclosure import PUBLIC, PUBLICATION
from complaints.models import Complaint, ComplaintMessage, Instansi, Unit

PER_PAGE = 20
LONGEST_SEARCH, MOST_WORDS = 100, 5
TELLING, MOST_TELLING = 5, 3
"""Letters of a word that says what something is about, and how many of these are looked for."""


@dataclass(frozen=True)
class PublishedResult:
    """One published result. Neither number nor title: both may lead to the reporter."""

    at: datetime
    jenis: str
    unit: str
    """Name of the unit that settled it, "" when none had it."""
    text: str


def published(
    session: Session, *, instansi_id: str, page: int = 1, words: str = ""
) -> tuple[list[PublishedResult], bool]:
    """The newest first, twenty to a page, and whether there are older ones; none unless the government publishes.

    Of each complaint only what was published last: a new result takes the place of the former one. `words`: only those
    whose text, as everybody may read it, holds each of these words; nothing else of a complaint is looked through.
    """
    held = [_holds(word) for word in searched_words(words)]
    found = _found(session, instansi_id, *held, skipped=(max(page, 1) - 1) * PER_PAGE, limit=PER_PAGE + 1)
    return found[:PER_PAGE], len(found) > PER_PAGE


def newest_published(session: Session, *, instansi_id: str, limit: int) -> list[PublishedResult]:
    """The newest ones, for a page that shows a few."""
    return _found(session, instansi_id, skipped=0, limit=limit)


def similar(session: Session, *, instansi_id: str, title: str, limit: int) -> list[PublishedResult]:
    """The newest published results that hold one of the longest words of a title: what may be settled already. Of
    complaints that are not published nothing is told, not even that there are any."""
    telling = sorted({word for word in searched_words(title) if len(word) >= TELLING}, key=len, reverse=True)
    if not telling:
        return []
    return _found(session, instansi_id, or_(*(_holds(word) for word in telling[:MOST_TELLING])), skipped=0, limit=limit)


def searched_words(typed: str) -> list[str]:
    """The words that are looked for: of what was typed the first five, without signs."""
    return re.findall(r"\w+", typed[:LONGEST_SEARCH].lower())[:MOST_WORDS]


def _holds(word: str) -> ColumnElement[bool]:
    return func.lower(ComplaintMessage.text).contains(word, autoescape=True)


def _found(
    session: Session, instansi_id: str, *held: ColumnElement[bool], skipped: int, limit: int
) -> list[PublishedResult]:
    instansi = session.get(Instansi, instansi_id)
    if instansi is None or instansi.disclosure != PUBLIC:
        return []
    rows = session.execute(
        select(ComplaintMessage.at, ComplaintMessage.text, Complaint.jenis, Unit.name)
        .join(Complaint, _same_complaint())
        .outerjoin(Unit, (Unit.instansi_id == Complaint.instansi_id) & (Unit.id == Complaint.unit))
        .where(
            ComplaintMessage.instansi_id == instansi_id,
            ComplaintMessage.kind == PUBLICATION,
            Complaint.restricted.is_(False),
            ~_published_again(),
            *held,
        )
        .order_by(ComplaintMessage.at.desc(), ComplaintMessage.id)
        .offset(skipped)
        .limit(limit)
    )
    return [PublishedResult(at=row.at, jenis=row.jenis, unit=row.name or "", text=row.text) for row in rows]


def _published_again() -> ColumnElement[bool]:
    later = aliased(ComplaintMessage)
    same = (later.instansi_id == ComplaintMessage.instansi_id) & (later.complaint_id == ComplaintMessage.complaint_id)
    after = tuple_(later.at, later.id) > tuple_(ComplaintMessage.at, ComplaintMessage.id)
    return select(later.id).where(same, later.kind == PUBLICATION, after).exists()


def _same_complaint() -> ColumnElement[bool]:
    return (Complaint.instansi_id == ComplaintMessage.instansi_id) & (Complaint.id == ComplaintMessage.complaint_id)
