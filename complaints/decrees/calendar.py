"""The calendar of an instansi out of the decrees that stand, kept in the process until a decree changes."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, time
from typing import cast
from weakref import WeakKeyDictionary
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, bindparam, or_, select
from sqlalchemy.orm import Session

from complaints.decrees.scopes import NATIONAL, rank_of
from complaints.decrees.years import decreed_years
from complaints.models import DecreeDay, Instansi
from engine.catalogue import _
from engine.deadlines import DayEntry, DayKind, OfficeCalendar, WorkCalendar
from engine.errors import NotFoundError
from engine.kept import forget_kept, kept_in_transaction
from engine.models import Setting, new_id

_IN_TRANSACTION = "complaints.decrees.calendars"
_REVISION = "decree_revision"
"""The setting that changes with every change of decrees, in the same transaction: each process sees it at once."""


@dataclass(frozen=True)
class _Revision:
    """Everything that a calendar depends on: settings of the instansi, and the mark of the decrees."""

    time_zone: str
    reminds_at: str
    cuti_bersama_stops_clock: bool
    province_scope: str
    regency_scope: str
    decrees: str | None


_ASK_REVISION = select(
    Instansi.time_zone,
    Instansi.reminds_at,
    Instansi.cuti_bersama_stops_clock,
    Instansi.province_scope,
    Instansi.regency_scope,
    select(Setting.value).where(Setting.key == _REVISION).scalar_subquery(),
).where(Instansi.id == bindparam("instansi_id"))

_calendars: WeakKeyDictionary[Engine, dict[str, tuple[_Revision, OfficeCalendar]]] = WeakKeyDictionary()
"""Per database and instansi: the revision it was made from, and the calendar."""


def calendar_for(session: Session, instansi_id: str, *, as_of: datetime | None = None) -> OfficeCalendar:
    """The office calendar from the decrees of nation, province and instansi.

    One statement per transaction asks for the revision; a second one runs only after a decree or a setting changed, in
    whichever process. `as_of`: the calendar as it was known at that moment, to explain a date fixed then (not kept).
    Raises NotFoundError for an unknown instansi.
    """
    if as_of is not None:
        return _build(session, _revision(session, instansi_id), as_of)
    kept = kept_in_transaction(session, _IN_TRANSACTION)
    if instansi_id not in kept:
        kept[instansi_id] = _current(session, instansi_id)
    return cast(OfficeCalendar, kept[instansi_id])


def note_change(session: Session) -> None:
    """After any change of decrees: every process reads them again once this transaction is committed.

    The mark is drawn, not counted: a number would come again, with other decrees, after a rollback.
    """
    session.merge(Setting(key=_REVISION, value=new_id().hex))
    session.flush()
    forget_kept(session, _IN_TRANSACTION)


def _current(session: Session, instansi_id: str) -> OfficeCalendar:
    revision = _revision(session, instansi_id)
    shared = _calendars.setdefault(session.connection().engine, {})
    known = shared.get(instansi_id)
    if known is None or known[0] != revision:
        known = shared[instansi_id] = (revision, _build(session, revision))
    return known[1]


def _revision(session: Session, instansi_id: str) -> _Revision:
    row = session.execute(_ASK_REVISION, {"instansi_id": instansi_id}).one_or_none()
    if row is None:
        raise NotFoundError(_("instansi %(instansi_id)r tidak ada", instansi_id=instansi_id))
    return _Revision(*row)


def _build(session: Session, settings: _Revision, as_of: datetime | None = None) -> OfficeCalendar:
    scopes = [NATIONAL, settings.province_scope, settings.regency_scope]
    entries = entries_for(session, scopes, as_of=as_of)
    work = work_calendar(entries, cuti_bersama_stops=settings.cuti_bersama_stops_clock)
    return OfficeCalendar(work, ZoneInfo(settings.time_zone), time.fromisoformat(settings.reminds_at))


def entries_for(session: Session, scopes: Collection[str], *, as_of: datetime | None = None) -> list[DayEntry]:
    """The days that stand in these scopes, now or as known at a moment."""
    statement = select(DecreeDay.date, DecreeDay.kind, DecreeDay.name, DecreeDay.decree, DecreeDay.scope)
    statement = statement.where(DecreeDay.scope.in_(scopes)).order_by(DecreeDay.date, DecreeDay.scope, DecreeDay.id)
    if as_of is None:
        statement = statement.where(DecreeDay.revoked_at.is_(None))
    else:
        statement = statement.where(
            DecreeDay.valid_from <= as_of, or_(DecreeDay.revoked_at.is_(None), DecreeDay.revoked_at > as_of)
        )
    return [
        DayEntry(day, DayKind(kind.value), name, decree, scope, rank_of(scope))
        for day, kind, name, decree, scope in session.execute(statement)
    ]


def work_calendar(entries: Iterable[DayEntry], *, cuti_bersama_stops: bool) -> WorkCalendar:
    """The calendar of these days; years without a national decree make deadlines provisional."""
    entries = list(entries)
    return WorkCalendar(entries, decreed_years(entries), cuti_bersama_stops=cuti_bersama_stops)
