"""What ended, held against the versions on which it ran: as drawn or not, by unit and month.

The month is that in which a complaint was received and an activity began. Numbers come from the sums of months; what is
behind each of them from what is kept of each, along its indexes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, ColumnExpressionArgument, and_, func, literal, or_, select, tuple_
from sqlalchemy.orm import Session

from complaints.audit.mining.asked import ACTIVITIES, COMPLAINTS, FigureFilter, on_cases, on_cells
from complaints.audit.mining.cells import ACTIVITY, DEPARTURE, HELD
from complaints.audit.mining.facts import DEPARTURES, PUT_RIGHT
from complaints.audit.reach import Reach
from complaints.models import Activity, Complaint, MinedCase, MinedCell
from complaints.reports.activities.views import named
from complaints.reports.figures.arithmetic import share
from engine.models import ProcessVersion

AT_MOST = 200
"""Units and months that are told apart."""
AS_DRAWN, DEPARTED = "as_drawn", "departed"
KINDS = (AS_DRAWN, DEPARTED, *DEPARTURES, PUT_RIGHT)
"""What a list of complaints can be narrowed to, besides all that were judged."""


@dataclass
class Held:
    """What ended, and how it departed from its diagrams. One may count in several kinds."""

    judged: int = 0
    as_drawn: int = 0
    """Without a departure."""
    kinds: dict[str, int] = field(default_factory=lambda: dict.fromkeys((*DEPARTURES, PUT_RIGHT), 0))

    @property
    def departed(self) -> int:
        """With at least one departure."""
        return self.judged - self.as_drawn

    @property
    def share(self) -> float | None:
        """Percent as drawn; None when none was judged."""
        return share(self.as_drawn, self.judged)


@dataclass(frozen=True)
class HeldFigures:
    """All together, complaints and activities apart, by unit, by month (newest first), and by both."""

    total: Held
    about: Mapping[str, Held]
    """By COMPLAINTS and ACTIVITIES, of which there is something."""
    units: Mapping[str, Held]
    months: Mapping[int, Held]
    both: Mapping[tuple[str, int], Held]


@dataclass(frozen=True)
class HeldCursor:
    """The last row of a page."""

    ended_at: datetime
    id: UUID


@dataclass(frozen=True)
class HeldCase:
    """One complaint or activity, and how often it departed, by kind."""

    id: UUID
    number: str
    """"" for an activity."""
    activity: str
    """Title and period of an activity."""
    unit: str
    version: int
    month: int
    ended_at: datetime
    kinds: Mapping[str, int]


@dataclass(frozen=True)
class HeldPage:
    """One page, ended last first. `after` is None on the last."""

    rows: list[HeldCase]
    after: HeldCursor | None


def held(session: Session, *, instansi_id: str, filters: FigureFilter, reach: Reach) -> HeldFigures:
    """The figures in two statements."""
    total, units, months, both = Held(), dict[str, Held](), dict[int, Held](), dict[tuple[str, int], Held]()
    about = dict[str, Held]()

    def each(unit: str, month: int, second: str) -> list[Held]:
        return [
            total,
            about.setdefault(ACTIVITIES if second else COMPLAINTS, Held()),
            units.setdefault(unit, Held()),
            months.setdefault(month, Held()),
            both.setdefault((unit, month), Held()),
        ]

    def summed(kind: str, *columns: ColumnElement[int]) -> list[tuple[str, int, str, str, int, int]]:
        by = (MinedCell.unit, MinedCell.month, MinedCell.second, MinedCell.first)
        here = on_cells(instansi_id, kind, filters, reach, by_unit=True)
        if filters.about:
            here.append(MinedCell.second == (ACTIVITY if filters.about == ACTIVITIES else ""))
        return [tuple(row) for row in session.execute(select(*by, *columns).where(*here).group_by(*by))]

    sums = func.sum(MinedCell.count), func.sum(MinedCell.met)
    for unit, month, second, _first, judged, as_drawn in summed(HELD, *sums):
        for one in each(unit, month, second):
            one.judged += int(judged)
            one.as_drawn += int(as_drawn)
    for unit, month, second, kind, count, _met in summed(DEPARTURE, *sums):
        for one in each(unit, month, second):
            one.kinds[kind] = one.kinds.get(kind, 0) + int(count)
    worst = {unit: units[unit] for unit in sorted(units, key=lambda unit: (-units[unit].departed, unit))[:AT_MOST]}
    newest = {month: months[month] for month in sorted(months, reverse=True)[:AT_MOST]}
    return HeldFigures(total, about, worst, newest, both)


def held_cases(
    session: Session,
    *,
    instansi_id: str,
    filters: FigureFilter,
    reach: Reach,
    kind: str = "",
    after: HeldCursor | None = None,
    limit: int = 25,
) -> HeldPage:
    """What is behind a number: one statement along an index. `kind`: one of KINDS, "" for all that ended."""
    place = (MinedCase.ended_at, MinedCase.case_id)
    counts = [getattr(MinedCase, name) for name in (*DEPARTURES, PUT_RIGHT)]
    page = select(*place, MinedCase.month, MinedCase.unit, MinedCase.version_id, *counts).where(
        *on_cases(instansi_id, filters, reach), MinedCase.ended_at.is_not(None), *_of_kind(kind)
    )
    if after is not None:
        values = zip((after.ended_at, after.id), place, strict=True)
        page = page.where(tuple_(*place) < tuple_(*(literal(value, column.type) for value, column in values)))
    page = page.order_by(*(column.desc() for column in place)).limit(limit + 1)
    shown = page.subquery("shown")
    found = (
        select(
            shown.c.case_id, Complaint.number, Activity.title, Activity.period_from, Activity.period_to, shown.c.unit,
            ProcessVersion.number, shown.c.month, shown.c.ended_at,
            *(shown.c[name] for name in (*DEPARTURES, PUT_RIGHT)),
        )
        .outerjoin(Complaint, and_(Complaint.instansi_id == instansi_id, Complaint.id == shown.c.case_id))
        .outerjoin(Activity, and_(Activity.instansi_id == instansi_id, Activity.id == shown.c.case_id))
        .join(
            ProcessVersion,
            and_(ProcessVersion.instansi_id == instansi_id, ProcessVersion.id == shown.c.version_id),
        )
        .where(or_(Activity.id.is_not(None), ~Complaint.restricted))
        .order_by(shown.c.ended_at.desc(), shown.c.case_id.desc())
    )  # fmt: skip
    rows = []
    for case_id, number, title, first, last, unit, version, month, ended_at, *counts in session.execute(found):
        kinds = dict(zip((*DEPARTURES, PUT_RIGHT), counts, strict=True))
        name = named(title, first, last) if number is None else ""
        rows.append(HeldCase(case_id, number or "", name, unit, version, month, ended_at, kinds))
    last = rows[limit - 1] if len(rows) > limit else None
    return HeldPage(rows[:limit], HeldCursor(last.ended_at, last.id) if last else None)


def _of_kind(kind: str) -> Sequence[ColumnExpressionArgument[bool]]:
    columns = [getattr(MinedCase, name) for name in DEPARTURES]
    if kind == AS_DRAWN:
        return [column == 0 for column in columns]
    if kind == DEPARTED:
        return [MinedCase.departed, or_(*(column > 0 for column in columns))]
    return [MinedCase.departed, getattr(MinedCase, kind) > 0] if kind in KINDS else []
