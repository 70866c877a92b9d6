"""The decrees that come with the program: `processes/kalender/`, loaded once and never twice."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints.decrees.calendar import note_change
from complaints.decrees.issue import retire_estimates
from complaints.decrees.scopes import rank_of
from complaints.decrees.years import fixes_year
from complaints.models import DecreeDay, DecreeKind
from engine.catalogue import _
from engine.deadlines import DayEntry, DayKind
from engine.models import insert_rows, new_id

SEED_FOLDER = Path(__file__).resolve().parents[2] / "processes" / "kalender"
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def read_seed(folder: Path = SEED_FOLDER) -> list[DayEntry]:
    """The days of `hari_libur.csv`, their decrees named by `sumber.csv`. Raises ValueError naming file and line."""
    with (folder / "sumber.csv").open(encoding="utf-8", newline="") as file:
        decrees = {row["decree"]: row["keputusan"] for row in csv.DictReader(file)}
    path = folder / "hari_libur.csv"
    entries = []
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        for row in reader:
            try:
                entries.append(_entry(row, decrees))
            except (KeyError, ValueError) as error:
                raise ValueError(f"{path.name} baris {reader.line_num}: {error}") from error
    return entries


def _entry(row: dict[str, str], decrees: dict[str, str]) -> DayEntry:
    day = date.fromisoformat(row["date"])
    if row["weekday"] != WEEKDAYS[day.weekday()]:
        raise ValueError(
            _(
                "%(day)s adalah %(value)s, bukan %(value_2)s",
                day=day,
                value=WEEKDAYS[day.weekday()],
                value_2=row["weekday"],
            )
        )
    kind = DayKind(DecreeKind(row["kind"]).value)
    scope, decree = row["scope"], row["decree"]
    return DayEntry(day, kind, row["name_id"], decrees.get(decree, decree), scope, rank_of(scope))


def seed_decrees(session: Session, *, at: datetime, folder: Path = SEED_FOLDER) -> int:
    """Add the days of the seed file that never stood in the table; returns how many.

    A day that was revoked meanwhile does not come back. A year that the file now fixes by decree loses its estimates,
    revoked at the moment `at`.
    """
    key = (DecreeDay.date, DecreeDay.scope, DecreeDay.kind, DecreeDay.decree)
    known = {(day, scope, kind.value, decree) for day, scope, kind, decree in session.execute(select(*key)).all()}
    new = [e for e in read_seed(folder) if (e.date, e.scope, e.kind.value, e.decree) not in known]
    for entry in new:
        if fixes_year(entry):
            retire_estimates(session, year=entry.date.year, decree=entry.decree, at=at)
    insert_rows(session, [_row(entry) for entry in new])
    if new:
        note_change(session)
    return len(new)


def _row(entry: DayEntry) -> DecreeDay:
    return DecreeDay(
        id=new_id(),
        date=entry.date,
        scope=entry.scope,
        kind=DecreeKind(entry.kind.value),
        name=entry.name,
        decree=entry.decree,
        # Decrees come out in the year before the one they rule; the file does not tell the day.
        valid_from=datetime(entry.date.year - 1, 1, 1, tzinfo=UTC),
    )
