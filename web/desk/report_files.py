"""Reports of activities to take along, for those who may read the activity."""

from __future__ import annotations

from uuid import UUID

from flask import Response

from complaints.people.roles import PROCESS_ROLES, Role
from complaints.reports.activities import publication
from web.components.report_file import report_file
from web.desk.blueprint import blueprint
from web.desk_context import current_desk
from web.guards import role
from web.transactions import noted


@blueprint.get("/laporan/<uuid:report_id>.<kind>")
@role(Role.AUDITOR, *sorted(PROCESS_ROLES))
def own_report(report_id: UUID, kind: str) -> Response:
    """CSV, XLSX or PDF."""
    desk = current_desk()
    document = noted(
        lambda session: publication.own_document(session, **desk.reader, report_id=report_id, now=desk.now)
    )
    return report_file(document, kind)
