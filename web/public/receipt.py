"""The receipt: number and secret, to write down or print, and what to expect until when."""

from __future__ import annotations

from flask import make_response, redirect, render_template
from flask.typing import ResponseReturnValue

from complaints.intake import drafts
from complaints.notices.channels import preference
from complaints.tracking.expectations import expectations
from engine.running import queries
from web.components.evidence import shown_evidence
from web.guards import public
from web.public.blueprint import blueprint, instansi
from web.public.device import with_device
from web.public.draft_names import token_of
from web.public.home import promised
from web.public.ways import PREFIX, way
from web.services import services
from web.transactions import page_session

SHOWN_MINUTES = int(drafts.RECEIPT_SHOWN.total_seconds() // 60)


@public
def receipt(draft: str) -> ResponseReturnValue:
    """What was sent from this browser, once more for a short while."""
    token = token_of(draft)
    now = services().clock.now()
    session = page_session()
    found = drafts.receipt_of(session, token=token, instansi_id=instansi().id, now=now) if token else None
    if found is None:
        return redirect(way().url("lodge"))
    if way().restricted:
        return render_template("public/wbs/receipt.html", receipt=found, name=draft, shown_minutes=SHOWN_MINUTES)
    case = queries.case(session, instansi_id=instansi().id, case_id=found.complaint_id)
    bundle = queries.bundle_of_version(session, instansi_id=instansi().id, version_id=case.version_id)
    page = render_template(
        "public/receipt.html",
        receipt=found,
        name=draft,
        expectations=expectations(case, bundle, now=now, own=instansi().own_law),
        promise=promised(found.jenis),
        unreached=preference(session, instansi_id=instansi().id, complaint_id=found.complaint_id) is None,
        evidence=shown_evidence(instansi().id, found.complaint_id) if found.secret else None,
        shown_minutes=SHOWN_MINUTES,
    )
    return with_device(make_response(page))


blueprint.add_url_rule("/<instansi_id>/lapor/<draft>/terima", "receipt", receipt, methods=["GET"])
blueprint.add_url_rule("/<instansi_id>/wbs/lapor/<draft>/terima", PREFIX + "receipt", receipt, methods=["GET"])
