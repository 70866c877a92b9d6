"""Opening a complaint as staff do: with a reason where it asks for one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from complaints import casework
from complaints.audit import CaseFile
from complaints.audit.file import case_file
from complaints.casework import ComplaintView, Opening, ReasonNeededError, What, reasons
from complaints.casework.file_copies import FileCopy
from complaints.casework.readings import Ground
from complaints.files.file_store import FileStore
from engine.db import SessionFactory, unit_of_work

T = TypeVar("T")


def opened(session: Session, *, now: datetime, **who: Any) -> ComplaintView:
    """The complaint; `who`: `instansi_id`, `actor`, `scopes`, `case_id`."""
    return _reasoned(lambda: casework.complaint(session, **who, opening=Opening(now)), session, now, who)


def opened_file(
    session: Session, store: FileStore, *, now: datetime, file_id: Any, original: bool = False, **who: Any
) -> FileCopy:
    """A file of it."""
    return _reasoned(
        lambda: casework.file_of(session, store, **who, file_id=file_id, original=original, now=now), session, now, who
    )


def _reasoned(read: Callable[[], T], session: Session, now: datetime, who: dict[str, Any]) -> T:
    try:
        return read()
    except ReasonNeededError:
        reasons.give_reason(session, **who, ground=Ground.OVERSIGHT, text="", now=now)
        return read()


def reasoned_case_file(session: Session, *, now: datetime, **who: Any) -> CaseFile:
    """The case as an auditor reads it."""
    opening = Opening(now, What.TRAIL)
    return _reasoned(lambda: case_file(session, **who, opening=opening)[0], session, now, who)


def reason_given(factory: SessionFactory, *, now: datetime, **who: Any) -> None:
    """A reason, before the page is opened."""
    with unit_of_work(factory, who["instansi_id"]) as session:
        reasons.give_reason(session, **who, ground=Ground.OVERSIGHT, text="", now=now)
