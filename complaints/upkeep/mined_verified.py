"""Does what is kept for the auditor's mining pages still say what the histories say?

The sums of each month are made anew from the complaints that are kept, and of these complaints so many are counted anew
from their histories, chosen by lot at each look: nobody who changes one knows whether it will be among them. Working
hours depend on the calendar of the day on which they were counted, and are left out.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from complaints.audit.mining.cells import NAMED, SUMS, summed
from complaints.audit.mining.facts import DEPARTURES, PUT_RIGHT, RULES
from complaints.audit.mining.keeping import PASS, counted
from complaints.decrees import calendar_for
from complaints.models import Instansi, MinedCase, MinedCell, MinedMonth, MinedVariant
from engine.catalogue import _
from engine.models import Case
from engine.record.beside import Beside
from engine.record.chain import Break
from engine.record.stored_heads import NOBODY

MOST, AT_ONCE = 2_000, 100
"""Complaints of a government that are counted anew at each look; so many together."""
COMPARED = (
    "month", "version_id", "unit", "kategori", "kanal", "variant", "ended_at", "departed", *DEPARTURES, PUT_RIGHT,
)  # fmt: skip
TIMED = (4, 5, 6)
"""Places of a step that hold working seconds."""


@dataclass
class MinedVerdict(Beside):
    """`kept`: complaints of which something is kept."""

    kept: int = 0
    months: int = 0


def verify_mined(session: Session, *, instansi_id: str | None = None) -> MinedVerdict:
    """The session crosses governments, or belongs to the selected one."""
    found, homes = MinedVerdict(), select(Instansi.id).order_by(Instansi.id)
    if instansi_id is not None:
        homes = homes.where(Instansi.id == instansi_id)
    for home in session.scalars(homes).all():
        _months(session, home, found)
        _cases(session, home, found)
        _ways(session, home, found)
    return found


def _months(session: Session, home: str, found: MinedVerdict) -> None:
    whole = select(MinedMonth.month).where(MinedMonth.instansi_id == home, ~MinedMonth.stale, MinedMonth.month != PASS)
    for month in session.scalars(whole.order_by(MinedMonth.month)).all():
        found.months += 1
        named = (*(getattr(MinedCell, each) for each in NAMED), *(getattr(MinedCell, each) for each in SUMS))
        rows = session.execute(select(*named).where(MinedCell.instansi_id == home, MinedCell.month == month)).all()
        kept = {tuple(row[: len(NAMED)]): list(row[len(NAMED) :]) for row in rows}
        anew = summed(session, instansi_id=home, month=month)
        if len(kept) != len(rows) or kept != {cell: [sums[each] for each in SUMS] for cell, sums in anew.items()}:
            reason = _("jumlah bulan %(bulan)s untuk penelusuran proses berbeda dari pengaduannya", bulan=month)
            found.breaks.append(Break(home, NOBODY, 0, reason))


def _cases(session: Session, home: str, found: MinedVerdict) -> None:
    here = (
        select(MinedCase, Case)
        .select_from(MinedCase)
        .join(Case, and_(Case.instansi_id == MinedCase.instansi_id, Case.id == MinedCase.case_id))
        .where(MinedCase.instansi_id == home, MinedCase.rules == RULES, MinedCase.event_count == Case.event_count)
    )
    found.kept += session.scalar(select(func.count()).select_from(here.subquery())) or 0
    chosen = session.execute(here.order_by(func.random()).limit(MOST)).all()
    calendar = calendar_for(session, home) if chosen else None
    for begin in range(0, len(chosen), AT_ONCE):
        few = chosen[begin : begin + AT_ONCE]
        assert calendar is not None
        rows, _ways = counted(session, instansi_id=home, cases=[case for _kept, case in few], calendar=calendar)
        anew = {row["case_id"]: row for row in rows}
        for kept, case in few:
            found.compared += 1
            if not _same(kept, anew[case.id]):
                reason = _("hitungan untuk penelusuran proses berbeda dari riwayat")
                found.breaks.append(Break(home, case.id, case.event_count, reason))


def _ways(session: Session, home: str, found: MinedVerdict) -> None:
    """A way has the digest of its steps for a name, which the complaints that took it were compared with."""
    for row in session.scalars(select(MinedVariant).where(MinedVariant.instansi_id == home)):
        steps = json.dumps(json.loads(row.way)["steps"])
        if hashlib.sha256(steps.encode()).hexdigest()[:16] != row.variant:
            reason = _("jalur %(nama)s untuk penelusuran proses berbeda dari namanya", nama=row.variant)
            found.breaks.append(Break(home, NOBODY, 0, reason))


def _same(kept: MinedCase, anew: dict[str, Any]) -> bool:
    alike = all(getattr(kept, each) == anew[each] for each in COMPARED)
    return alike and _work(kept.steps) == _work(anew["steps"])


def _work(stored: str) -> list[Any]:
    """Who did what, and from whom to whom it went, without the working hours."""
    steps, handovers = json.loads(stored)
    done = [[None if at in TIMED else each for at, each in enumerate(step)] for step in steps]
    return [done, [given[:3] for given in handovers]]
