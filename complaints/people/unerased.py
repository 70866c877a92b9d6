"""Complaints whose texts were due and could not be erased: named until somebody mended the cause and they are gone."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, delete, select, true
from sqlalchemy.orm import Session

from complaints.models import Complaint
from engine.models import Setting

LEFT = "unerased/"
SHOWN = 20


@dataclass(frozen=True)
class Unerased:
    """One complaint, what was raised at the last try, and when that was."""

    instansi_id: str
    case_id: UUID
    raised: str
    at: datetime
    number: str = ""
    """Where its government asks; never of a whistleblower's report."""
    restricted: bool = False
    """A whistleblower's report: the operator's desk does not name its case."""


def note(
    session: Session, *, instansi_id: str, cases: Iterable[tuple[UUID, str]], restricted: bool, now: datetime
) -> None:
    """These were tried often enough, and what each raised."""
    for case_id, raised in cases:
        value = json.dumps({"instansi": instansi_id, "raised": raised, "at": now.isoformat(), "restricted": restricted})
        session.merge(Setting(key=LEFT + case_id.hex, value=value))


def forget(session: Session, *, case_id: UUID) -> None:
    """It is erased now."""
    session.execute(delete(Setting).where(Setting.key == LEFT + case_id.hex))


def unerased(session: Session) -> list[Unerased]:
    """Of every government, at most `SHOWN`, for the operator: without numbers."""
    return _read(session, true())


def unerased_of(session: Session, *, instansi_id: str) -> list[Unerased]:
    """Of one government, with the number, at most `SHOWN`; whistleblowers' reports are on no page of it."""
    of = Setting.value.startswith(f'{{"instansi": "{instansi_id}"', autoescape=True)
    found = {each.case_id: each for each in _read(session, of)}
    rows = session.execute(
        select(Complaint.id, Complaint.number)
        .where(Complaint.instansi_id == instansi_id, Complaint.id.in_(list(found)), ~Complaint.restricted)
        .order_by(Complaint.number)
    )
    return [replace(found[row.id], number=row.number) for row in rows]


def _read(session: Session, of: ColumnElement[bool]) -> list[Unerased]:
    rows = session.scalars(
        select(Setting).where(Setting.key.startswith(LEFT), of).order_by(Setting.key).limit(SHOWN)
    ).all()
    found = []
    for row in rows:
        said, case_id = json.loads(row.value), UUID(hex=row.key.removeprefix(LEFT))
        at, restricted = datetime.fromisoformat(said["at"]), said.get("restricted", False)
        found.append(Unerased(said["instansi"], case_id, said["raised"], at, restricted=restricted))
    return found
