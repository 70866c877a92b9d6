"""Texts of complaints for the report of cases: read only there, identity masked."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, load_only

from complaints.casework.disclosure import without_identity
from complaints.intake.identity import identity_words
from complaints.models import Complaint, ComplaintMessage, Reporter
from complaints.reports.figures.facts import SAME_CASE, FactScope
from engine.models import Case

RESULTS = frozenset({"jawaban", "jawaban_langsung", "tidak_layak", "diarsipkan", "diteruskan", "keputusan_tim"})
"""Messages to the complainant that say what came of it; the last one counts."""


@dataclass
class ReportSubstance:
    """What a report may show of one complaint, already masked."""

    subject: str = ""
    result: str = ""
    reaction: str = ""


def read_substance(session: Session, scope: FactScope) -> dict[uuid.UUID, ReportSubstance]:
    """Substance of every complaint of the scope that is not secret. Two statements and versions."""
    secrets: dict[uuid.UUID, list[str]] = {}
    found: dict[uuid.UUID, ReportSubstance] = {}
    rows = session.execute(
        select(Complaint.id, Complaint.judul, Complaint.rahasia, Reporter, Case)
        .join(Case, SAME_CASE)
        .outerjoin(Reporter, (Reporter.instansi_id == Complaint.instansi_id) & (Reporter.complaint_id == Complaint.id))
        .where(scope.condition())
        .options(load_only(Case.process_id, Case.version_id))
    )
    for row in rows:
        found[row.id] = ReportSubstance()
        secrets[row.id] = identity_words(session, row.Reporter, row.Case)
        if not row.rahasia:
            found[row.id].subject = without_identity(row.judul, secrets[row.id])
    messages = session.execute(
        select(ComplaintMessage.complaint_id, ComplaintMessage.kind, ComplaintMessage.sender, ComplaintMessage.text)
        .join(
            Complaint,
            (Complaint.instansi_id == ComplaintMessage.instansi_id) & (Complaint.id == ComplaintMessage.complaint_id),
        )
        .join(Case, SAME_CASE)
        .where(scope.condition(), ~Complaint.rahasia)
        .order_by(ComplaintMessage.at, ComplaintMessage.id)
    )
    for complaint_id, kind, sender, text in messages:
        if sender == "pengadu" and kind.startswith("reaksi"):
            found[complaint_id].reaction = without_identity(text, secrets[complaint_id])
        elif kind in RESULTS:
            found[complaint_id].result = without_identity(text, secrets[complaint_id])
    return found
