"""What figures can be narrowed by, and how old they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints.audit.mining import keeping
from complaints.audit.mining.asked import FigureFilter, on_cells
from complaints.audit.mining.cells import ALIKE, CASE
from complaints.audit.mining.drawing import VersionOf, versions
from complaints.audit.reach import Reach
from complaints.models import MinedCell


@dataclass(frozen=True)
class Choices:
    """Units, classes and channels of which there is something, versions, and when all was counted last."""

    units: list[str]
    kategori: list[str]
    kanal: list[str]
    versions: list[VersionOf]
    counted_at: datetime | None


def choices(session: Session, *, instansi_id: str, reach: Reach) -> Choices:
    """Four statements."""
    there = on_cells(instansi_id, CASE, FigureFilter(), reach, by_unit=True)
    units = set(session.scalars(select(MinedCell.unit).where(*there).distinct()))
    like = on_cells(instansi_id, ALIKE, FigureFilter(), reach)
    found = session.execute(select(MinedCell.first, MinedCell.second).where(*like).distinct()).all()
    kategori, kanal = (sorted({row[place] for row in found} - {""}) for place in range(2))
    known = versions(session, instansi_id=instansi_id)
    counted_at = keeping.counted_at(session, instansi_id=instansi_id)
    return Choices(sorted(units - {""}), kategori, kanal, known, counted_at)
