"""Where days are lost: of each step how long it waited and was worked on, against its deadline; who gave to whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from complaints.audit.mining.asked import FigureFilter, on_cells
from complaints.audit.mining.cells import CASE, STEP
from complaints.audit.reach import Reach
from complaints.models import MinedCell
from complaints.reports.figures.arithmetic import share

HOUR = 3600
AT_MOST = 200
"""Rows of a table."""


@dataclass(frozen=True)
class StepWork:
    """A step of the process, over all that did it. Times are working hours on average; None: none is known."""

    process: str
    element: str
    count: int
    waiting: float | None
    working: float | None
    undivided: float | None
    """Waiting and working together, of work that nobody took before it was done."""
    target: float | None
    lasted: float
    """From ready to done, of all."""
    on_time: float | None
    """Percent of those with a deadline."""
    total: int
    """Working seconds of all together: where most is lost."""


@dataclass(frozen=True)
class Cases:
    """The complaints that the figures speak of."""

    count: int
    ended: int
    hours: float | None
    """Working hours from receipt to end, on average."""
    on_time: float | None


@dataclass(frozen=True)
class Given:
    """Work that went on with somebody else."""

    giver: str
    receiver: str
    count: int
    waiting: float
    """Working hours until the receiver was done, on average."""


def cases(session: Session, *, instansi_id: str, filters: FigureFilter, reach: Reach) -> Cases:
    """How many, and how long: one statement."""
    names = ("count", "divided", "working", "met", "missed")
    sums = (func.coalesce(func.sum(getattr(MinedCell, name)), 0) for name in names)
    row = session.execute(select(*sums).where(*on_cells(instansi_id, CASE, filters, reach))).one()
    count, ended, working, met, missed = map(int, row)
    return Cases(count, ended, _mean(working, ended), share(met, met + missed))


def steps(session: Session, *, instansi_id: str, filters: FigureFilter, reach: Reach) -> list[StepWork]:
    """Every step that was done, most time lost first: one statement."""
    names = ("count", "divided", "waiting", "working", "undivided", "aimed", "target", "met")
    sums = [func.sum(getattr(MinedCell, name)) for name in names]
    rows = session.execute(
        select(MinedCell.first, *sums).where(*on_cells(instansi_id, STEP, filters, reach)).group_by(MinedCell.first)
    )
    found = [_step(first, *map(int, values)) for first, *values in rows]
    return sorted(found, key=lambda each: (-each.total, each.process, each.element))


def given(session: Session, *, instansi_id: str, kind: str, filters: FigureFilter, reach: Reach) -> Sequence[Given]:
    """Who gave work to whom, most often first: one statement. `kind`: `unit` or `person`."""
    often = func.sum(MinedCell.count)
    rows = session.execute(
        select(MinedCell.first, MinedCell.second, often, func.sum(MinedCell.waiting))
        .where(*on_cells(instansi_id, kind, filters, reach))
        .group_by(MinedCell.first, MinedCell.second)
        .order_by(often.desc(), MinedCell.first, MinedCell.second)
        .limit(AT_MOST)
    )
    return [Given(giver, receiver, int(n), _mean(int(waiting), int(n)) or 0.0) for giver, receiver, n, waiting in rows]


def _step(
    first: str, count: int, divided: int, waiting: int, working: int, undivided: int, aimed: int, target: int, met: int
) -> StepWork:
    process, _, element = first.partition("#")
    total = waiting + working + undivided
    return StepWork(
        process=process,
        element=element,
        count=count,
        waiting=_mean(waiting, divided),
        working=_mean(working, divided),
        undivided=_mean(undivided, count - divided),
        target=_mean(target, aimed),
        lasted=_mean(total, count) or 0.0,
        on_time=share(met, aimed),
        total=total,
    )


def _mean(seconds: int, count: int) -> float | None:
    """Hours with one decimal."""
    return round(seconds / count / HOUR, 1) if count else None
