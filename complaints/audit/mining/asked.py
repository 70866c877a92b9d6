"""Which complaints the figures speak of, as conditions on what is kept."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement

from complaints.audit.mining.cells import OF_ALL, OF_LIKE, OF_UNIT
from complaints.audit.reach import Reach
from complaints.models import MinedCase, MinedCell

NO_UNIT = "-"
"""Asks for complaints that no unit leads; no unit is called so."""
COMPLAINTS, ACTIVITIES = "pengaduan", "kegiatan"
"""What figures of conformance can be narrowed to; all others speak of complaints."""


@dataclass(frozen=True)
class FigureFilter:
    """What is asked for; empty means everything. Months as 202611, the last one included: when it was received."""

    since: int = 0
    until: int = 0
    unit: str = ""
    """The unit that leads the complaint; NO_UNIT: none."""
    kategori: str = ""
    kanal: str = ""
    version: uuid.UUID | None = None
    about: str = ""
    """COMPLAINTS, ACTIVITIES, or "" for both; only what ended and was judged has activities."""
    begins: datetime | None = None
    """When the first of these months begins in the office's zone, and when the last one has ended."""
    ends: datetime | None = None

    def level(self, reach: Reach) -> int:
        """The fewest sums that answer it."""
        if self.kategori or self.kanal:
            return OF_LIKE
        return OF_UNIT if self.unit or reach.units is not None else OF_ALL


def on_cells(
    instansi_id: str, kind: str, filters: FigureFilter, reach: Reach, *, by_unit: bool = False
) -> list[ColumnElement[bool]]:
    """The cells of this kind that answer the filters, each complaint once. `by_unit`: those that know its unit."""
    level = max(filters.level(reach), OF_UNIT if by_unit else OF_ALL)
    return [
        MinedCell.instansi_id == instansi_id,
        MinedCell.level == level,
        MinedCell.kind == kind,
        *([MinedCell.unit == ""] if level == OF_ALL else []),
        *_on(MinedCell, filters, reach, whole=level == OF_ALL),
    ]


def on_cases(instansi_id: str, filters: FigureFilter, reach: Reach) -> list[ColumnElement[bool]]:
    """The complaints that answer the filters; activities too, of those that ended."""
    found = [MinedCase.instansi_id == instansi_id, *_on(MinedCase, filters, reach)]
    if filters.about:
        found.append((MinedCase.kanal == "") if filters.about == ACTIVITIES else (MinedCase.kanal != ""))
    return found


def _on(kept: Any, filters: FigureFilter, reach: Reach, *, whole: bool = False) -> list[ColumnElement[bool]]:
    found = []
    if filters.since:
        found.append(kept.month >= filters.since)
    if filters.until:
        found.append(kept.month <= filters.until)
    if filters.version is not None:
        found.append(kept.version_id == filters.version)
    if whole:
        return found
    wanted = {"unit": filters.unit, "kategori": filters.kategori, "kanal": filters.kanal}
    found += [getattr(kept, name) == value.removeprefix(NO_UNIT) for name, value in wanted.items() if value]
    return found if reach.units is None else [*found, kept.unit.in_(sorted(reach.units))]
