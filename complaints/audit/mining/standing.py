"""What a phase means for deadlines: what the reports of the government make of it."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints.models import Instansi
from complaints.reports.figures.status import ReportStatus, Statuses, named_table
from engine.definition.decisions import DecisionError
from engine.definition.versions import bundle_of
from engine.models import ProcessVersion

REPORT = "statistik"
OPEN = ReportStatus("", "", followed_up=False, settled=False, solved=False, qualifies=True, counted=True)


class ReportStanding(Statuses):
    """The table of the reports; a phase of which it knows nothing settles nothing. Without a table: the end alone."""

    def __init__(self, statuses: Statuses | None) -> None:
        self._statuses = statuses

    def of(self, phase: str, *, verified: bool) -> ReportStatus:
        """Never raises."""
        if self._statuses is None:
            return OPEN
        try:
            return self._statuses.of(phase, verified=verified)
        except DecisionError:
            return OPEN

    def all(self) -> list[ReportStatus]:
        """Every status of the table."""
        return self._statuses.all() if self._statuses else []


def standing_of(session: Session, *, instansi_id: str) -> ReportStanding:
    """By the newest version of a process that makes reports."""
    processes = session.scalars(select(Instansi.activity_process_ids).where(Instansi.id == instansi_id)).one()
    for process_id in processes:
        version = session.scalars(
            select(ProcessVersion.id)
            .where(ProcessVersion.instansi_id == instansi_id, ProcessVersion.process_id == process_id)
            .order_by(ProcessVersion.number.desc())
            .limit(1)
        ).first()
        table = named_table(bundle_of(session, instansi_id, version), REPORT, "status") if version else None
        if table is not None:
            return ReportStanding(Statuses(table))
    return ReportStanding(None)
