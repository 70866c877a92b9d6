"""The sums of a month, made from what is kept of its complaints.

Each complaint adds to three cells of each kind, by version: that of all, that of its unit, and that of the complaints
which are like it in unit, class and channel, so that a page reads the fewest rows that answer it. Kinds:

| kind        | first            | second           | counts                                                        |
|-------------|------------------|------------------|---------------------------------------------------------------|
| `case`      |                  |                  | complaints; `divided` and `working`: those that ended          |
| `alike`     | class            | channel          | complaints                                                    |
| `held`      |                  | of what          | what ended; `met`: without a departure                         |
| `departure` | column of a kind | of what          | what ended with one of this kind                               |
| `step`      | process#element  | unit that did it | tasks that were done                                          |
| `unit`      | unit             | unit             | times that work went on there; `waiting`: until it was done    |
| `person`    | person           | person           | likewise                                                      |

Of what: "" for complaints, `ACTIVITY` for activities, which add to nothing else.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from complaints.audit.mining.facts import DEPARTURES, PUT_RIGHT, RULES, read_work
from complaints.audit.mining.keeping import PASS
from complaints.models import MinedCase, MinedCell, MinedMonth

BATCH = 1_000
SUMS = ("count", "met", "missed", "divided", "waiting", "working", "undivided", "aimed", "target")
NAMED = ("level", "version_id", "unit", "kategori", "kanal", "kind", "first", "second")
CASE, STEP, UNIT, PERSON = "case", "step", "unit", "person"
ALIKE, HELD, DEPARTURE = "alike", "held", "departure"
ACTIVITY = "activity"
OF_ALL, OF_UNIT, OF_LIKE = 0, 1, 2
"""Levels: of which complaints a cell is the sum."""
Key = tuple[str, str, str]


def stale_month(session: Session, *, instansi_id: str) -> int | None:
    """A month whose sums are to be made anew, the newest first."""
    stale = select(MinedMonth.month).where(MinedMonth.instansi_id == instansi_id, MinedMonth.stale)
    return session.scalars(stale.where(MinedMonth.month != PASS).order_by(MinedMonth.month.desc()).limit(1)).first()


def make_cells(session: Session, *, instansi_id: str, month: int, now: datetime) -> None:
    """Makes the sums of one month anew. Raises IntegrityError when somebody else does so at the same time."""
    here = (MinedMonth.instansi_id == instansi_id, MinedMonth.month == month)
    # First, so that who counts meanwhile waits for this transaction, and then finds the month to be stale again.
    fresh = update(MinedMonth).where(*here).values(stale=False, counted_at=now)
    session.execute(fresh.execution_options(synchronize_session=False))
    _write(session, instansi_id, month, summed(session, instansi_id=instansi_id, month=month))


def summed(session: Session, *, instansi_id: str, month: int) -> dict[tuple[Any, ...], dict[str, int]]:
    """The sums of one month from what is kept of its complaints: cell (`NAMED`) → its columns `SUMS`."""
    cells: dict[tuple[Any, ...], dict[str, int]] = defaultdict(lambda: dict.fromkeys(SUMS, 0))
    kept = (
        select(
            MinedCase.version_id, MinedCase.unit, MinedCase.kategori, MinedCase.kanal, MinedCase.variant,
            MinedCase.hours, MinedCase.outcome, MinedCase.steps, MinedCase.skipped, MinedCase.disordered,
            MinedCase.role, MinedCase.late, MinedCase.put_right, MinedCase.ended_at,
        )
        .where(MinedCase.instansi_id == instansi_id, MinedCase.month == month, MinedCase.rules == RULES)
        .execution_options(yield_per=BATCH)
    )  # fmt: skip
    for row in session.execute(kept):
        levels = (
            (OF_ALL, row.version_id, "", "", ""),
            (OF_UNIT, row.version_id, row.unit, "", ""),
            (OF_LIKE, row.version_id, row.unit, row.kategori, row.kanal),
        )
        for key, added in _parts(row):
            for cell in levels:
                sums = cells[cell + key]
                for name, value in added.items():
                    sums[name] += value
    return cells


def _write(session: Session, instansi_id: str, month: int, cells: dict[tuple[Any, ...], dict[str, int]]) -> None:
    former = delete(MinedCell).where(MinedCell.instansi_id == instansi_id, MinedCell.month == month)
    session.execute(former.execution_options(synchronize_session=False))
    home = {"instansi_id": instansi_id, "month": month}
    rows = [
        home | {"number": number} | dict(zip(NAMED, cell, strict=True)) | sums
        for number, (cell, sums) in enumerate(sorted(cells.items(), key=_place))
    ]
    for begin in range(0, len(rows), BATCH):
        session.execute(insert(MinedCell), rows[begin : begin + BATCH])


def _place(cell: tuple[tuple[Any, ...], dict[str, int]]) -> tuple[Any, ...]:
    """What is asked for together lies together: a page then reads few blocks of the table."""
    level, version, unit, kategori, kanal, kind, *_about = cell[0]
    return level, kind, unit, kategori, kanal, str(version)


def _parts(row: Any) -> Iterator[tuple[Key, dict[str, int]]]:
    """What one complaint or activity adds, by kind and key."""
    ended = int(row.ended_at is not None)
    if ended:
        about = "" if row.kanal else ACTIVITY
        departed = [name for name in DEPARTURES if getattr(row, name)]
        yield (HELD, "", about), {"count": 1, "met": int(not departed), "missed": int(bool(departed))}
        for name in (*departed, *([PUT_RIGHT] if row.put_right else [])):
            yield (DEPARTURE, name, about), {"count": 1}
    if not row.kanal:
        return
    outcome = {"met": int(row.outcome == "met"), "missed": int(row.outcome == "missed")}
    yield (CASE, "", ""), {"count": 1, "divided": ended, "working": row.hours * 3600 * ended, **outcome}
    yield (ALIKE, row.kategori, row.kanal), {"count": 1}
    steps, handovers = read_work(row.steps)
    for step in steps:
        times = {"undivided": step.working}
        if step.waiting is not None:
            times = {"divided": 1, "waiting": step.waiting, "working": step.working}
        if step.target is not None:
            times |= {"aimed": 1, "target": step.target, "met": int(step.met is True), "missed": int(step.met is False)}
        yield (STEP, f"{step.process}#{step.element}", step.unit), {"count": 1, **times}
    for given in handovers:
        yield (given.kind, given.giver, given.receiver), {"count": 1, "waiting": given.waiting}
