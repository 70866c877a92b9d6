"""The blueprint that the auditors' views hang on, and the words that its templates use."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g

from complaints.articles import OwnLaw
from complaints.people import instansi
from complaints.people.roles import EXAMINER_ROLES, Role, roles_of
from web.guards import role
from web.identity import current_actor, current_officer
from web.phrases import audit, figures, interventions, owner
from web.services import services
from web.transactions import page_session

blueprint = Blueprint("audit", __name__, url_prefix="/audit")
examiner = role(*sorted(EXAMINER_ROLES))
"""Guard: auditors, and supervisors, who read how complaints are handled and write nothing."""


@blueprint.context_processor
def _words() -> dict[str, Any]:
    return {
        "audit_words": audit,
        "figure_words": figures,
        "owner_words": owner,
        "put_right_words": interventions,
        "own_law": own_law,
        "audits": lambda: Role.AUDITOR in roles_of(current_actor()),
        "printed_at": services().clock.now,
    }


def own_law() -> OwnLaw:
    """How the government of the auditor cites, read once per page."""
    if "own_law" not in g:
        g.own_law = instansi.own_law(page_session(), instansi_id=current_officer().instansi_id)
    kept: OwnLaw = g.own_law
    return kept
