"""The complaint as a form on paper: read out, signed or marked with a thumb, then scanned to the case (SB-L.II.A.2)."""

from __future__ import annotations

from uuid import UUID

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from complaints import casework
from complaints.casework import What
from complaints.casework.visibility import Withheld
from complaints.reports.handover import PAPER_FORM, offered
from complaints.tracking.counter import keeps_paper, on_paper
from engine.running import queries
from web.desk.blueprint import blueprint
from web.desk.matter import complaint_of
from web.desk_context import current_desk, worker


@blueprint.get("/berkas/<uuid:case_id>/formulir")
@worker
def printed_form(case_id: UUID) -> ResponseReturnValue:
    """Not found unless an open task offers it, or it was written down at a counter, and this person reads the
    substance."""
    desk = current_desk()
    complaint = complaint_of(desk, case_id, What.PRINT)
    bundle = queries.bundle_of_version(
        desk.session, instansi_id=desk.instansi_id, version_id=complaint.state.version_id
    )
    tasks = casework.open_tasks(desk.session, instansi_id=desk.instansi_id, case_id=case_id)
    may = offered(bundle, tasks, PAPER_FORM) or on_paper(complaint, desk.actor)
    if not may or isinstance(complaint.substance, Withheld):
        abort(404)
    return render_template(
        "desk/printed_form.html",
        complaint=complaint,
        instansi_name=desk.officer.instansi_name,
        keeps_paper=keeps_paper(complaint),
        at_counter=on_paper(complaint, desk.actor),
    )
