"""What an officer types into a search field: the number of a complaint, its beginning, or words of a title.

The title is that of a complaint or of an activity.
"""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session

from complaints.intake.numbers import plain_number
from complaints.models import Activity, Complaint
from engine.actors import Actor
from engine.models import Task

NUMBER = re.compile(r"[A-Za-z]{1,6}-(?:\d[0-9A-Za-z-]*)?|[A-Za-z]{1,6}\d{4}[0-9A-Za-z]{6}")
"""A complaint number or its beginning, also one typed without hyphens. A title may have such a word too."""
NUMBERS_LIMIT = 50


def by_words(text: str) -> bool:
    """Whether this is looked for by words, which is noted as a reading, and not by a number."""
    return bool(text) and not NUMBER.fullmatch(text)


def among_tasks_by_words(session: Session, *, instansi_id: str, text: str) -> bool:
    """The same where what looks like a number and is none is looked for by words, as `found_by` does."""
    return by_words(text) or bool(text and not numbered(session, instansi_id=instansi_id, beginning=text))


def found_by(session: Session, *, instansi_id: str, text: str) -> ColumnElement[bool]:
    """The condition that a task's matter is meant: a few numbers by their ids, many by the walk, else by words."""
    numbers = numbered(session, instansi_id=instansi_id, beginning=text) if NUMBER.fullmatch(text) else []
    if not numbers:
        return _words(text)
    return Task.case_id.in_(numbers) if len(numbers) < NUMBERS_LIMIT else begins(text)


def _words(text: str) -> ColumnElement[bool]:
    """Every word occurs in the title. That of a secret complaint is not searched, whoever looks: that it matches would
    already tell. A whistleblower's report has its pseudonym there."""
    conditions = [Complaint.judul.icontains(word, autoescape=True) for word in text.split()[:8]]
    conditions.append(or_(~Complaint.rahasia, Complaint.restricted))
    words = [Activity.title.icontains(word, autoescape=True) for word in text.split()[:8]]
    return or_(and_(*conditions), and_(*words))


def with_matter(found: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """A query of tasks with the complaint, or the activity, that each is about."""
    return found.outerjoin(
        Complaint, and_(Complaint.instansi_id == Task.instansi_id, Complaint.id == Task.case_id)
    ).outerjoin(Activity, and_(Activity.instansi_id == Task.instansi_id, Activity.id == Task.case_id))


def numbered(session: Session, *, instansi_id: str, beginning: str, restricted: bool = True) -> list[UUID]:
    """Cases whose public number is, or begins with, this text; at most `NUMBERS_LIMIT`, by number.

    Without `restricted`, reports of whistleblowers are not among them.
    """
    found = select(Complaint.id).where(Complaint.instansi_id == instansi_id, begins(beginning))
    if not restricted:
        found = found.where(~Complaint.restricted)
    return list(session.scalars(found.order_by(Complaint.number).limit(NUMBERS_LIMIT)))


def begins(text: str) -> ColumnElement[bool]:
    """The condition that a complaint's number is, or begins with, this text. A whole number may lack its hyphens."""
    whole = plain_number(text)
    start = whole if "-" in whole else text.strip().upper()
    # A range walks the index on both databases whatever their collation; the prefix test makes it exact.
    return and_(
        Complaint.number >= start,
        Complaint.number <= start + "Z" * 20,
        Complaint.number.startswith(start, autoescape=True),
    )


def held_another(actor: Actor) -> ColumnElement[bool]:
    """Whether the person holds or completed any task of the row's case."""
    other = Task.__table__.alias("held")
    return (
        select(other.c.id)
        .where(
            other.c.instansi_id == Task.instansi_id,
            other.c.case_id == Task.case_id,
            or_(other.c.claimed_by == actor.id, other.c.completed_by == actor.id),
        )
        .exists()
    )
