"""Replies by mail and message that could not be placed."""

from __future__ import annotations

from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from complaints.incoming.arrivals import Doors
from complaints.incoming.held import held_replies, put, settle
from engine.errors import EngineError, NotFoundError
from web.admin.blueprint import admin, blueprint, here
from web.services import services
from web.transactions import command


@blueprint.get("/balasan")
@admin
def replies() -> ResponseReturnValue:
    """Each with why it is here, and what may be done."""
    now = here()
    return render_template("admin/replies.html", held=held_replies(now.session, instansi_id=now.instansi_id))


@blueprint.post("/balasan/<uuid:reply_id>")
@admin
def settle_reply(reply_id: UUID) -> ResponseReturnValue:
    """Places it as an addition (`tempatkan`), or takes it off the list."""
    now, own = here(), services()
    doors = Doors(own.runtime, own.files, own.settings.secret_key)
    try:
        with command() as session:
            if request.form.get("langkah") == "tempatkan":
                number = request.form.get("nomor", "")[:40]
                put(session, doors, instansi_id=now.instansi_id, reply_id=reply_id, number=number, by=now.actor)
            else:
                settle(session, doors, instansi_id=now.instansi_id, reply_id=reply_id, by=now.actor)
    except NotFoundError:
        abort(404)
    except EngineError as refused:
        flash(str(refused)[:1].upper() + str(refused)[1:] + ".", "error")
    else:
        flash(_("Balasan itu selesai."))
    return redirect(url_for("admin.replies"), code=303)
