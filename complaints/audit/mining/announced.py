"""What a government tells everybody of its work: complaints of twelve months, how they ended, how long it took.

It is made of the sums that the worker keeps, in three statements, and is as old as they are. Reports of whistleblowers
are not among them. Where few complaints came nobody is told how many: in a village one complaint is somebody.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from complaints.audit.mining.cells import CASE, OF_ALL
from complaints.audit.mining.keeping import counted_at
from complaints.audit.mining.on_time import Kept
from complaints.audit.mining.variants import median
from complaints.models import MinedCase, MinedCell
from engine.deadlines.hours import DAY

MONTHS = 12
FEWEST = 5
"""Fewer complaints than these are not told as a number, and nothing is worked out of them; none is told as none."""
HOURS_OF_DAY = DAY.total_seconds() / 3600


@dataclass(frozen=True)
class AnnouncedMonth:
    """Complaints by the month in which they were received. None: too few to tell."""

    month: int
    """202611."""
    received: int | None
    ended: int | None


@dataclass(frozen=True)
class AnnouncedFigures:
    """The last twelve months, the current one last. None: too few to tell."""

    months: tuple[AnnouncedMonth, ...]
    received: int | None
    ended: int | None
    in_time: float | None
    """Percent: settled in time / (settled + open and overdue), as the auditor reads it."""
    median_days: float | None
    """Working days of eight hours from receipt to end: half of those that ended took no longer."""
    counted_at: datetime


def announced(session: Session, *, instansi_id: str, today: date, now: datetime) -> AnnouncedFigures | None:
    """The figures; None before the worker has counted everything once. `today`: the day in the government's zone."""
    counted = counted_at(session, instansi_id=instansi_id)
    if counted is None:
        return None
    wanted = last_months(today)
    sums = {
        month: (int(received), int(ended), int(met), int(missed))
        for month, received, ended, met, missed in session.execute(
            select(
                MinedCell.month,
                func.sum(MinedCell.count),
                func.sum(MinedCell.divided),
                func.sum(MinedCell.met),
                func.sum(MinedCell.missed),
            )
            .where(
                MinedCell.instansi_id == instansi_id,
                MinedCell.level == OF_ALL,
                MinedCell.kind == CASE,
                MinedCell.unit == "",
                MinedCell.month >= wanted[0],
            )
            .group_by(MinedCell.month)
        )
    }
    # Of an activity, which nobody sent, `kanal` is empty.
    here = (MinedCase.instansi_id == instansi_id, MinedCase.month >= wanted[0], MinedCase.kanal != "")
    overdue = int(session.scalar(select(func.count()).where(*here, MinedCase.due_at <= now)) or 0)
    # Only a complaint that ended has a way: one index answers, not the rows.
    lasted = select(MinedCase.hours, func.count()).where(*here, MinedCase.variant != "")
    hours = [(int(hour), int(count)) for hour, count in session.execute(lasted.group_by(MinedCase.hours))]
    months = [AnnouncedMonth(month, *sums.get(month, (0, 0))[:2]) for month in wanted]
    kept = Kept(sum(each[2] for each in sums.values()), sum(each[3] for each in sums.values()), overdue)
    shown, received, ended = withheld(months)
    judged = kept.met + kept.missed + kept.overdue
    took = sum(count for _hour, count in hours)
    return AnnouncedFigures(
        months=shown,
        received=received,
        ended=ended,
        in_time=kept.share if judged >= FEWEST else None,
        median_days=round(median(sorted(hours)) / HOURS_OF_DAY, 1) if took >= FEWEST else None,
        counted_at=counted,
    )


def last_months(today: date) -> list[int]:
    """The months of the figures, the current one last: 202512 … 202611."""
    months = [divmod(today.year * 12 + today.month - 1 - back, 12) for back in range(MONTHS)]
    return [year * 100 + month + 1 for year, month in reversed(months)]


def withheld(months: Sequence[AnnouncedMonth]) -> tuple[tuple[AnnouncedMonth, ...], int | None, int | None]:
    """The months without those in which few complained, and received and ended of all, where they may be told.

    Of how many complained nothing small is told; how many of five or more ended points at nobody. What is withheld
    follows from the sum by subtraction: so others go too, the latest first, until that difference is neither small,
    nor leaves only one way to share it out. Were the smallest taken, its place among those that are shown would tell
    its number.
    """
    sent = [each for each in months if each.received]
    received = sum(each.received or 0 for each in sent)
    few = [each for each in sent if (each.received or 0) < FEWEST]
    others = [each for each in sent if each not in few]
    while few and others and not _covered(few):
        few.append(others.pop())
    hidden = {each.month for each in few}
    shown = tuple(replace(each, received=None, ended=None) if each.month in hidden else each for each in months)
    told = received >= FEWEST and (not few or _covered(few) or len(sent) == 1)
    return shown, received if told else None, sum(each.ended or 0 for each in sent) if told else None


def _covered(few: Sequence[AnnouncedMonth]) -> bool:
    """Whether the sum of these months, which everybody can work out, tells of none of them.

    As many complaints as months, or as many as small months can have, would be one or four each.
    """
    received = sum(each.received or 0 for each in few)
    return len(few) > 1 and len(few) < received != (FEWEST - 1) * len(few) and received >= FEWEST
