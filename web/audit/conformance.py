"""One case held against its diagram, or against any other version of it."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from flask import abort, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from complaints import audit
from complaints.audit import conformance as held
from complaints.audit.departures import CaseDeparture
from engine.errors import NotFoundError
from web.audit.blueprint import blueprint, examiner
from web.audit.case import noted_case
from web.components.asked import id_asked
from web.desk_context import current_desk

WORDS = {
    CaseDeparture.SKIPPED: _l("Terlewat: gilirannya tiba, tetapi tidak pernah dilakukan"),
    CaseDeparture.EARLY: _l("Mendahului giliran"),
    CaseDeparture.UNCALLED: _l("Dilakukan tanpa gilirannya tiba: yang seharusnya mendahuluinya tidak ada"),
    CaseDeparture.UNKNOWN: _l("Tidak ada pada diagram versi ini"),
    CaseDeparture.ROLE: _l("Diselesaikan dalam peran atau unit lain"),
    CaseDeparture.LATE: _l("Terlambat"),
}


@blueprint.get("/pengaduan/<uuid:case_id>/kesesuaian")
@examiner
def case_conformance(case_id: UUID) -> str:
    """What was passed over, done before or without its turn, by another role, or late, and where in the diagram."""
    desk = current_desk()
    asked = request.args.get("versi", "")
    if asked and id_asked(asked) is None:
        abort(404)
    try:
        found = noted_case(desk, case_id, partial(held.conformance, version_id=id_asked(asked)))
    except NotFoundError:
        abort(404)
    known = audit.versions(desk.session, instansi_id=desk.instansi_id)
    return render_template(
        "audit/conformance.html",
        found=found,
        words=WORDS,
        versions=[each for each in known if each.process_id == found.process_id],
        asked=asked,
        own=_("Versi yang dijalankannya"),
    )
