"""A decree comes, changes or takes back days. Rows are never edited: they are revoked, and others are added."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import extract, select
from sqlalchemy.orm import Session

from complaints.decrees.calendar import note_change
from complaints.decrees.scopes import NATIONAL, rank_of
from complaints.decrees.years import fixes_year
from complaints.models import DecreeDay, DecreeKind, Instansi
from engine.catalogue import _
from engine.deadlines import DayEntry, DayKind
from engine.errors import DeadlineRefusedError, NotFoundError


@dataclass(frozen=True)
class DayInput:
    """One day as a decree names it."""

    date: date
    kind: DecreeKind
    name: str


def issue_decree(
    session: Session,
    *,
    scope: str,
    decree: str,
    days: Sequence[DayInput],
    at: datetime,
    revokes: Sequence[date] = (),
) -> list[date]:
    """Enter a decree, known from the moment `at`; days of `revokes` in the same scope fall. Returns the days touched.

    A national decree that names 1 January fixes its year: all estimates of that year fall. Who calls this then
    recomputes the waiting deadlines of `affected_instansi`, once it is committed.
    Raises DeadlineRefusedError for an empty or contradictory decree, NotFoundError when a day to revoke does not stand.
    """
    rank = rank_of(scope)
    _check(decree, days, scope)
    touched = set(revokes)
    for fallen in revokes:
        _revoke(session, fallen, scope, decree, at)
    for day in days:
        entry = DayEntry(day.date, DayKind(day.kind.value), day.name, decree, scope, rank)
        if fixes_year(entry):
            touched.update(retire_estimates(session, year=day.date.year, decree=decree, at=at))
        session.add(DecreeDay(date=day.date, scope=scope, kind=day.kind, name=day.name, decree=decree, valid_from=at))
        touched.add(day.date)
    note_change(session)
    return sorted(touched)


def revoke_day(session: Session, *, scope: str, day: date, decree: str, at: datetime) -> None:
    """Take back what stands on this day in exactly this scope. Raises NotFoundError when nothing does."""
    _check(decree, (), scope)
    _revoke(session, day, scope, decree, at)
    note_change(session)


def affected_instansi(session: Session, *, scope: str) -> list[str]:
    """Ids of the instansi whose deadlines a decree of this scope may move."""
    statement = select(Instansi.id).order_by(Instansi.id)
    match rank_of(scope):
        case 1:
            statement = statement.where(Instansi.province_scope == scope)
        case 2:
            statement = statement.where(Instansi.regency_scope == scope)
    return list(session.scalars(statement))


def retire_estimates(session: Session, *, year: int, decree: str, at: datetime) -> list[date]:
    """Revoke the national days of a year that no decree had fixed. Returns them."""
    rows = session.scalars(
        select(DecreeDay).where(
            DecreeDay.scope == NATIONAL,
            DecreeDay.decree == "",
            DecreeDay.revoked_at.is_(None),
            extract("year", DecreeDay.date) == year,
        )
    ).all()
    for row in rows:
        row.revoked_at, row.revoked_by = at, decree
    return [row.date for row in rows]


def _check(decree: str, days: Sequence[DayInput], scope: str) -> None:
    if not decree.strip():
        raise DeadlineRefusedError(_("keputusan harus disebut"))
    if len({day.date for day in days}) != len(days):
        raise DeadlineRefusedError(_("%(decree)s: satu tanggal disebut dua kali", decree=decree))
    for day in days:
        if not day.name.strip():
            raise DeadlineRefusedError(_("%(decree)s: %(date)s tanpa nama", decree=decree, date=day.date))
        if day.kind is DecreeKind.LIBUR_NASIONAL and scope != NATIONAL:
            raise DeadlineRefusedError(
                _("%(decree)s: libur nasional hanya dapat berlingkup %(national)s", decree=decree, national=NATIONAL)
            )


def _revoke(session: Session, day: date, scope: str, decree: str, at: datetime) -> None:
    rows = session.scalars(
        select(DecreeDay).where(DecreeDay.scope == scope, DecreeDay.date == day, DecreeDay.revoked_at.is_(None))
    ).all()
    if not rows:
        raise NotFoundError(_("tidak ada hari %(day)s yang berlaku dalam lingkup %(scope)s", day=day, scope=scope))
    for row in rows:
        row.revoked_at, row.revoked_by = at, decree
