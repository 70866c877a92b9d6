"""Every version of every process: who made it, who approved it, which warnings were accepted and why."""

from __future__ import annotations

from flask import render_template

from complaints.workshop import overview
from engine.errors import NotFoundError
from web.audit.blueprint import blueprint, examiner
from web.desk_context import current_desk


@blueprint.get("/versi")
@examiner
def versions() -> str:
    """One section per process, the newest version first."""
    desk = current_desk()
    found = []
    for process in overview.processes(desk.session, instansi_id=desk.instansi_id):
        scope = {"instansi_id": desk.instansi_id, "process_id": process.id}
        try:
            found.append((process, overview.versions(desk.session, **scope)))
        except NotFoundError:  # a process that was never deployed has no story to tell
            continue
    return render_template("audit/versions.html", processes=found)
