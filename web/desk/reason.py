"""Why somebody opens a report that is protected: asked before its first page, noted, and valid for a while."""

from __future__ import annotations

from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from complaints.casework import reasons
from complaints.casework.readings import GIVEN_FOR, Ground
from complaints.people.roles import EXAMINER_ROLES, PROCESS_ROLES, roles_of
from web.desk.blueprint import blueprint
from web.desk_context import Desk, current_desk
from web.guards import role
from web.kept import safe_target
from web.phrases import readings as words
from web.transactions import command

reader = role(*sorted(EXAMINER_ROLES | PROCESS_ROLES))
"""Guard: whoever may open a report at all."""


@blueprint.get("/berkas/<uuid:case_id>/alasan")
@reader
def reason(case_id: UUID) -> ResponseReturnValue:
    """Asks for the reason."""
    return _page(current_desk(), case_id)


@blueprint.post("/berkas/<uuid:case_id>/alasan")
@reader
def give_reason(case_id: UUID) -> ResponseReturnValue:
    """Notes it, and goes on to where the person wanted to go."""
    desk = current_desk()
    asked = reasons.asked(desk.session, **desk.reader, case_id=case_id)
    chosen, text = request.form.get("alasan", ""), request.form.get("keterangan", "").strip()
    errors = words.reason_errors(chosen, text, restricted=asked.restricted)
    if errors:
        return _page(desk, case_id, errors=errors)
    with command() as session:
        reasons.give_reason(session, **desk.reader, case_id=case_id, ground=Ground(chosen), text=text, now=desk.now)
    return redirect(safe_target(request.form.get("lanjut", "")) or _first(desk, case_id))


def _page(desk: Desk, case_id: UUID, *, errors: dict[str, str] | None = None) -> ResponseReturnValue:
    asked = reasons.asked(desk.session, **desk.reader, case_id=case_id)
    page = render_template(
        "desk/reason.html",
        case_id=case_id,
        asked=asked,
        choices=words.choices(restricted=asked.restricted),
        typed=request.form,
        target=safe_target(request.values.get("lanjut", "")),
        minutes=int(GIVEN_FOR.total_seconds() // 60),
        errors=errors or {},
    )
    return page, 422 if errors else 200


def _first(desk: Desk, case_id: UUID) -> str:
    """The page of the case for who came without one."""
    examiner = roles_of(desk.actor) & EXAMINER_ROLES
    return url_for("audit.case" if examiner else "desk.case", case_id=case_id)
