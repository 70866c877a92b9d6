"""One case, whole."""

from __future__ import annotations

from uuid import UUID

from flask import Response, abort, render_template, request, url_for
from flask_babel import gettext as _

from complaints import audit
from complaints.people.roles import Role
from engine.errors import NotFoundError
from web.audit.blueprint import blueprint
from web.desk_context import Desk, current_desk
from web.guards import role
from web.phrases import audit as words
from web.services import services


@blueprint.get("/pengaduan/<uuid:case_id>")
@role(Role.AUDITOR)
def case(case_id: UUID) -> str:
    """Drawings with the path, the path in words, who did what, deadlines, incidents, the seal of the history."""
    desk = current_desk()
    try:
        trace = audit.trace(
            desk.session,
            instansi_id=desk.instansi_id,
            actor=desk.actor,
            scopes=desk.scopes,
            case_id=case_id,
            now=desk.now,
            verifier=services().runtime.verifier,
            unit_names=unit_names(desk),
            words=words.drawing(),
            title=_("Diagram {name} dengan jalur yang dilalui"),
            page=_page(),
        )
    except NotFoundError:
        abort(404)
    return render_template(
        "audit/case.html",
        trace=trace,
        file=trace.file,
        units=unit_names(desk),
        pages=[url_for("audit.case", case_id=case_id, halaman=n) for n in range(1, trace.pages + 1)],
    )


@blueprint.get("/pengaduan/<uuid:case_id>/diagram/<process_id>.svg")
@role(Role.AUDITOR)
def drawing(case_id: UUID, process_id: str) -> Response:
    """One drawing alone, to be enlarged or printed."""
    desk = current_desk()
    version = request.args.get("versi", "")
    try:
        markup = audit.drawing_of(
            desk.session,
            instansi_id=desk.instansi_id,
            actor=desk.actor,
            scopes=desk.scopes,
            case_id=case_id,
            process_id=process_id[:80],
            words=words.drawing(),
            title=_("Diagram {name} dengan jalur yang dilalui"),
            version=int(version) if version.isdecimal() and len(version) < 6 else 0,
        )
    except NotFoundError:
        abort(404)
    return Response(markup, mimetype="image/svg+xml")


def unit_names(desk: Desk) -> dict[str, str]:
    """Units by slug."""
    return {slug: unit.name for slug, unit in desk.units.items()}


def _page() -> int:
    text = request.args.get("halaman", "1")
    return int(text) if text.isdecimal() and len(text) < 6 else 1
