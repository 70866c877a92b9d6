"""Do the figures that are kept of finished complaints still say what their histories say? Counted anew, they must."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

from sqlalchemy import and_, select, tuple_
from sqlalchemy.orm import Session

from complaints.models import Complaint, CountedCase
from complaints.reports.figures.trails import RULES, Trail, read_trails
from engine.catalogue import _
from engine.models import Case
from engine.record.beside import Beside
from engine.record.chain import Break

AT_ONCE = 200


def verify_figures(session: Session, *, instansi_id: str | None = None) -> Beside:
    """Every trail that reports would take, against the history of its case. What was in texts that the law had erased
    (causes, ratings, subject) stays as it was kept. The session crosses governments, or belongs to the selected one."""
    found = Beside()
    for rows in _portions(session, instansi_id):
        home = rows[0].instansi_id
        known = {row.case_id: row for row in rows}
        for case_id, trail in read_trails(session, home, {row.case_id: row.version_id for row in rows}):
            found.compared += 1
            if not _same(known[case_id], trail):
                reason = _("angka laporan yang disimpan berbeda dari riwayat")
                found.breaks.append(Break(home, case_id, known[case_id].event_count, reason))
    return found


def _portions(session: Session, instansi_id: str | None) -> Iterator[list[Any]]:
    """Some rows of one government at a time."""
    after: tuple[str, uuid.UUID] | None = None
    while rows := _next(session, instansi_id, after):
        own = [row for row in rows if row.instansi_id == rows[0].instansi_id]
        yield own
        after = (own[-1].instansi_id, own[-1].case_id)


def _next(session: Session, instansi_id: str | None, after: tuple[str, uuid.UUID] | None) -> list[Any]:
    asked = (
        select(
            CountedCase.instansi_id, CountedCase.case_id, CountedCase.event_count, CountedCase.trail, Case.version_id,
            Complaint.erased_at,
        )
        .join(Case, and_(Case.instansi_id == CountedCase.instansi_id, Case.id == CountedCase.case_id))
        .join(Complaint, and_(Complaint.instansi_id == CountedCase.instansi_id, Complaint.id == CountedCase.case_id))
        .where(CountedCase.rules == RULES, CountedCase.event_count == Case.event_count)
        .order_by(CountedCase.instansi_id, CountedCase.case_id)
        .limit(AT_ONCE)
    )  # fmt: skip
    if instansi_id is not None:
        asked = asked.where(CountedCase.instansi_id == instansi_id)
    if after is not None:
        asked = asked.where(tuple_(CountedCase.instansi_id, CountedCase.case_id) > after)
    return list(session.execute(asked))


def _same(row: Any, trail: Trail) -> bool:
    if row.erased_at is None:
        return bool(row.trail == trail.stored())
    kept = Trail.read(row.trail)
    trail.causes, trail.ratings, trail.kategori = kept.causes, kept.ratings, kept.kategori
    return bool(row.trail == trail.stored())
