"""What proves the receipt later as a small file: from the receipt, and complete once the log holds it."""

from __future__ import annotations

from uuid import UUID

from flask import Response, abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from complaints.intake import drafts
from complaints.tracking.evidence import NoEvidenceError
from web.components.evidence import evidence_of
from web.downloads import file_response
from web.guards import public
from web.public.blueprint import blueprint, instansi
from web.public.draft_names import token_of
from web.public.tracking import opened_complaint
from web.services import services
from web.transactions import page_session


@blueprint.get("/<instansi_id>/lapor/<draft>/bukti")
@public
def receipt_file(draft: str) -> ResponseReturnValue:
    """The proof as a file, from the browser that sent the complaint, as long as it shows the code."""
    token, now = token_of(draft), services().clock.now()
    found = drafts.receipt_of(page_session(), token=token, instansi_id=instansi().id, now=now) if token else None
    if found is None or not found.secret:
        abort(404)
    try:
        return _file(found.complaint_id)
    except NoEvidenceError:
        abort(404)


@blueprint.get("/<instansi_id>/lacak/bukti")
@public
def complete_evidence() -> ResponseReturnValue:
    """The proof as a file for whoever opened the complaint by number and code; with the log's once there is one."""
    complaint_id = opened_complaint()
    if complaint_id is None:
        return redirect(url_for("public.track"))
    try:
        return _file(complaint_id)
    except NoEvidenceError as none:
        flash(str(none), "error")
        return redirect(url_for("public.complaint"))


def _file(complaint_id: UUID) -> Response:
    found = evidence_of(instansi().id, complaint_id)
    return file_response(found.document, name=f"bukti-{found.number}.json", media_type="application/json")
