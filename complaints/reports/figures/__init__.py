"""Figures computed from cases: every report of the regulations, as tables that are stored, shown and exported.

`make` reads the complaints of a period in a fixed number of statements. Identity is never read; the substance of
secret complaints never appears, they count in the totals; restricted reports count nowhere.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from complaints.reports.figures import cases, performance, registers, targets
from complaints.reports.figures.request import Request
from complaints.reports.figures.status import FigureError
from complaints.reports.figures.tables import Column, Table, Value, shown
from engine.catalogue import N_

__all__ = ["KINDS", "NEEDS_STATUS", "Column", "FigureError", "Table", "Value", "make", "shown"]

KINDS: dict[str, str] = {
    "statistik": N_("Laporan kinerja minimum"),
    "kinerja_unit": N_("Rekapitulasi kinerja unit"),
    "kasus": N_("Laporan kasus"),
    "evaluasi": N_("Evaluasi pengelolaan pengaduan"),
    "status": N_("Informasi umum pengaduan"),
    "target": N_("Indikator dan target"),
    "terlambat": N_("Unit dengan pengaduan terlambat"),
    "belum_melapor": N_("Unit yang belum melapor"),
    "integrasi": N_("Integrasi sistem"),
    "pemanfaatan": N_("Pemanfaatan hasil"),
    "asesmen_ngawi": N_("Asesmen pengelolaan pengaduan"),
    "rencana_aksi": N_("Rencana aksi"),
}
"""Kind of report -> its name as people read it."""

NEEDS_STATUS = frozenset({"statistik", "kinerja_unit", "kasus", "evaluasi", "status", "terlambat"})
"""Kinds that ask what a phase means: their task names the table (`param.status`)."""

MAKERS: dict[str, Callable[[Request], list[Table]]] = {
    "statistik": performance.statistics,
    "kinerja_unit": performance.units,
    "kasus": cases.cases,
    "evaluasi": cases.evaluation,
    "status": performance.statuses,
    "target": targets.targets,
    "terlambat": performance.overdue,
    "belum_melapor": registers.missing,
    "integrasi": registers.integration,
    "pemanfaatan": registers.use,
    "asesmen_ngawi": registers.assessment,
    "rencana_aksi": registers.action_plan,
}


def make(
    session: Session,
    *,
    kind: str,
    instansi_id: str,
    activity_id: uuid.UUID,
    period_from: date,
    period_to: date,
    now: datetime,
    unit: str = "",
    just_answered: Mapping[str, Any] | None = None,
    answered_in: str = "",
) -> list[Table]:
    """The tables of one report as of `now`: complaints received from the first to the last day of the period.

    `just_answered`: answers of the task that is being completed in `answered_in` (a unit), not yet in the history.

    Raises KeyError for an unknown kind, FigureError or DecisionError when the regulation's tables do not answer.
    """
    request = Request(
        session, kind, instansi_id, activity_id, period_from, period_to, now, unit, just_answered or {}, answered_in
    )
    tables = MAKERS[kind](request)
    if tables and (examined := request.examined):
        tables[0].notes.append(examined)
    return tables
