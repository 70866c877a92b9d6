"""Which complaints the figures speak of, as conditions on what is kept."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement

from complaints.audit.reach import Reach
from complaints.models import MinedCase, MinedCell


@dataclass(frozen=True)
class FigureFilter:
    """What is asked for; empty means everything. Months as 202611, the last one included: when it was received."""

    since: int = 0
    until: int = 0
    unit: str = ""
    """The unit that leads the complaint."""
    kategori: str = ""
    kanal: str = ""
    version: uuid.UUID | None = None
    begins: datetime | None = None
    """When the first of these months begins in the office's zone, and when the last one has ended."""
    ends: datetime | None = None

    def whole(self, reach: Reach) -> bool:
        """Whether the sums over all complaints of a month answer it."""
        return not (self.unit or self.kategori or self.kanal) and reach.units is None


def on_cells(
    instansi_id: str, kind: str, filters: FigureFilter, reach: Reach, *, alike: bool = False
) -> list[ColumnElement[bool]]:
    """The cells of this kind that answer the filters, each complaint once. `alike`: those that know its unit."""
    whole = filters.whole(reach) and not alike
    return [
        MinedCell.instansi_id == instansi_id,
        MinedCell.whole.is_(whole),
        MinedCell.kind == kind,
        *([MinedCell.unit == ""] if whole else []),
        *_on(MinedCell, filters, reach, whole=whole),
    ]


def on_cases(instansi_id: str, filters: FigureFilter, reach: Reach) -> list[ColumnElement[bool]]:
    """The complaints that answer the filters."""
    return [MinedCase.instansi_id == instansi_id, *_on(MinedCase, filters, reach)]


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
    found += [getattr(kept, name) == value for name, value in wanted.items() if value]
    return found if reach.units is None else [*found, kept.unit.in_(sorted(reach.units))]
