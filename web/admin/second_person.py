"""What waits for a second administrator."""

from __future__ import annotations

from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from complaints.people import guarded, persons
from complaints.people.accounts import RoleRefusedError
from engine.errors import EngineError, NotFoundError
from web.admin.blueprint import admin, blueprint, here
from web.transactions import command


@blueprint.get("/persetujuan")
@admin
def requests() -> str:
    """The list, oldest first."""
    now = here()
    waiting = guarded.waiting(now.session, instansi_id=now.instansi_id, now=now.runtime.clock.now())
    return render_template("admin/requests.html", waiting=waiting, own=now.actor.id)


@blueprint.post("/persetujuan/<uuid:request_id>")
@admin
def decide(request_id: UUID) -> ResponseReturnValue:
    """Does what was asked for, or takes it out of the list."""
    now = here()
    agrees = request.form.get("keputusan") == "setuju"
    act = persons.confirm if agrees else guarded.decline
    try:
        with command() as session:
            act(session, now.runtime, instansi_id=now.instansi_id, by=now.actor, request_id=request_id)
    except NotFoundError as gone:
        abort(404, str(gone).capitalize() + ".")
    except (EngineError, RoleRefusedError) as refused:
        flash(str(refused).capitalize() + ".", "error")
    else:
        flash(_("Disetujui dan dijalankan.") if agrees else _("Tidak dijalankan."))
    return redirect(url_for("admin.requests"), code=303)
