"""Why a deadline falls on its date."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from flask import abort, render_template

from complaints import audit
from engine.errors import NotFoundError
from web.audit.blueprint import blueprint, examiner
from web.audit.case import noted_case
from web.desk_context import current_desk


@blueprint.get("/pengaduan/<uuid:case_id>/tenggat/<key>")
@examiner
def deadline(case_id: UUID, key: str) -> str:
    """Start, unit, each day counted or skipped with its decree, article, and the decrees that moved it."""
    desk = current_desk()
    try:
        file, why = noted_case(desk, case_id, partial(audit.deadline_of, key=key[:40]))
    except NotFoundError:
        abort(404)
    return render_template("audit/deadline.html", file=file, why=why, deadline=why.deadline)
