"""Reading the government's own history: one page along its number, newest first, with filters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from complaints.models import Complaint
from complaints.people import units
from complaints.people.acts import LEDGER, About
from engine.models import Ledger, LedgerEvent
from engine.record.chain import Break, Verifier
from engine.record.events import ActRecorded
from engine.record.examining import verify_case
from engine.record.payload import read


@dataclass(frozen=True)
class ActFilter:
    """What is asked for; empty means everything. `since` and `until` (without it) bound the moment."""

    about: str = ""
    """One of `About`."""
    subject: str = ""
    """The id of one person, unit …; only together with `about`."""
    by: str = ""
    """The id of who acted."""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class ActRow:
    """One act as it is read."""

    number: int
    at: datetime
    act: str
    about: str
    subject: str
    subject_name: str
    """Of a person or unit, as it is called now; else the id."""
    actor: str
    actor_name: str
    role: str
    reason: str
    changes: list[tuple[str, Any, Any]] = field(default_factory=list)
    """(name of the value, before, after); None where it was not said."""


@dataclass(frozen=True)
class ActPage:
    """One page: newest first. `before`: the number before which the next page begins, or None."""

    rows: list[ActRow]
    before: int | None


def acts(session: Session, *, instansi_id: str, filters: ActFilter, before: int | None, limit: int) -> ActPage:
    """A page of the history of the government, older than number `before`."""
    query = _narrowed(_all(instansi_id), filters)
    if before is not None:
        query = query.where(LedgerEvent.number < before)
    found = list(session.scalars(query.order_by(LedgerEvent.number.desc()).limit(limit + 1)))
    shown = found[:limit]
    names = _names(session, instansi_id, shown)
    return ActPage(
        [_row(each, names) for each in shown], before=shown[-1].number if len(found) > limit and shown else None
    )


def seal(session: Session, *, instansi_id: str, verifier: Verifier | None) -> tuple[int, Break | None]:
    """How many rows the government's history has, and its first break or None. Reads every row."""
    found = session.scalars(
        select(Ledger).where(Ledger.instansi_id == instansi_id, Ledger.name == LEDGER)
    ).one_or_none()
    if found is None:
        return 0, None
    return found.event_count, verify_case(session, found, verifier=verifier)


def _all(instansi_id: str) -> Select[Any]:
    ledger = select(Ledger.id).where(Ledger.instansi_id == instansi_id, Ledger.name == LEDGER).scalar_subquery()
    return select(LedgerEvent).where(LedgerEvent.instansi_id == instansi_id, LedgerEvent.ledger_id == ledger)


def _narrowed(query: Select[Any], asked: ActFilter) -> Select[Any]:
    if asked.about and asked.subject:
        query = query.where(LedgerEvent.element == f"{asked.about}:{asked.subject}"[:120])
    elif asked.about:
        query = query.where(LedgerEvent.element.startswith(f"{asked.about}:", autoescape=True))
    if asked.by:
        query = query.where(LedgerEvent.actor == asked.by)
    if asked.since is not None:
        query = query.where(LedgerEvent.at >= asked.since)
    if asked.until is not None:
        query = query.where(LedgerEvent.at < asked.until)
    return query


def _names(session: Session, instansi_id: str, rows: Iterable[LedgerEvent]) -> Mapping[str, str]:
    """Element -> how what it names is called now."""
    people, places, cases = {}, {}, {}
    for row in rows:
        about, _colon, subject = row.element.partition(":")
        if about == About.PERSON:
            people[subject] = row.element
        elif about == About.UNIT:
            places[subject] = row.element
        elif about == About.CASE:
            cases[subject] = row.element
    known = units.units(session, instansi_id=instansi_id) if places else {}
    named = units.names(session, instansi_id=instansi_id, ids=set(people))
    return (
        {people[each]: name for each, name in named.items()}
        | {element: known[each].name for each, element in places.items() if each in known}
        | {cases[each]: number for each, number in _numbers(session, instansi_id, cases).items()}
    )


def _numbers(session: Session, instansi_id: str, cases: Iterable[str]) -> dict[str, str]:
    """Numbers of complaints by the text of their case; none of a whistleblower's report."""
    wanted = [UUID(each) for each in cases]
    if not wanted:
        return {}
    rows = session.execute(
        select(Complaint.id, Complaint.number).where(
            Complaint.instansi_id == instansi_id, Complaint.id.in_(wanted), ~Complaint.restricted
        )
    )
    return {str(row.id): row.number for row in rows}


def _row(row: LedgerEvent, names: Mapping[str, str]) -> ActRow:
    event = read(row.kind, row.payload)
    act = event if isinstance(event, ActRecorded) else ActRecorded()
    texts = row.personal.get("answers", {}) if isinstance(row.personal, dict) else {}
    old, new = dict(act.before) | texts.get("sebelum", {}), dict(act.after) | texts.get("sesudah", {})
    about, _colon, subject = row.element.partition(":")
    return ActRow(
        number=row.number,
        at=row.at,
        act=act.act,
        about=about,
        subject=subject,
        subject_name=names.get(row.element, subject),
        actor=row.actor,
        actor_name=row.actor_name,
        role=row.role,
        reason=str(texts.get("alasan", "")),
        changes=[
            (name, old.get(name), new.get(name)) for name in sorted(old.keys() | new.keys()) if _said(name, old, new)
        ],
    )


def _said(name: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    """A value that was and is empty tells nothing."""
    return old.get(name) not in (None, "") or new.get(name) not in (None, "")
