"""What proves a receipt later, as a receipt shows it: codes for paper, the text that they belong to, and files."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from flask import url_for
from markupsafe import Markup

from complaints.tracking.evidence import NoEvidenceError, ReceiptEvidence, evidence
from complaints.upkeep.history_log import log_name
from web.components.qr import qr
from web.services import services
from web.transactions import page_session


@dataclass(frozen=True)
class ShownEvidence:
    """A receipt's proof on its page: drawn codes, or why there is none."""

    found: ReceiptEvidence | None
    drawn: tuple[Markup, ...] = ()
    address: str = ""
    """Where anybody checks it."""
    why: str = ""


def evidence_of(instansi_id: str, complaint_id: UUID) -> ReceiptEvidence:
    """The proof of a complaint. Raises NoEvidenceError."""
    name = log_name(services().settings.base_url)
    return evidence(
        page_session(), services().runtime, instansi_id=instansi_id, complaint_id=complaint_id, log_name=name
    )


def shown_evidence(instansi_id: str, complaint_id: UUID) -> ShownEvidence:
    """The same for `components/evidence.html`."""
    try:
        found = evidence_of(instansi_id, complaint_id)
    except NoEvidenceError as none:
        return ShownEvidence(None, why=str(none))
    drawn = tuple(qr(each, error="L") for each in found.codes)
    return ShownEvidence(found, drawn, services().settings.base_url.rstrip("/") + url_for("seal.check_page"))
