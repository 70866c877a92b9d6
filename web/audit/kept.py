"""Searches of the list that somebody keeps."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from complaints.audit import saved
from complaints.audit.saved import SearchRefusedError
from complaints.people.roles import Role
from web.audit.asked import ASKED
from web.audit.blueprint import blueprint
from web.audit.search import search_page
from web.components.asked import id_asked
from web.desk_context import current_desk
from web.guards import role
from web.transactions import command


@blueprint.post("/pengaduan/pencarian")
@role(Role.AUDITOR)
def keep_search() -> ResponseReturnValue:
    """Keeps the filters of the list by a name; shared ones are offered to everybody who has the list."""
    desk = current_desk()
    told = [(name, value[:80]) for name, value in parse_qsl(request.form.get("saringan", "")[:4000]) if name in ASKED]
    try:
        with command() as session:
            saved.keep(
                session,
                instansi_id=desk.instansi_id,
                user_id=desk.officer.id,
                name=request.form.get("nama", "").replace("\x00", ""),
                query=urlencode(told),
                shared=request.form.get("bersama") == "ya",
                at=desk.now,
            )
    except SearchRefusedError as error:
        return search_page(current_desk(), refused=str(error)), 422
    return redirect(f"{url_for('audit.search')}?{urlencode(told)}", code=303)


@blueprint.post("/pengaduan/pencarian/hapus")
@role(Role.AUDITOR)
def forget_search() -> ResponseReturnValue:
    """Forgets one's own."""
    desk = current_desk()
    search_id = id_asked(request.form.get("pencarian", "")) or abort(404)
    with command() as session:
        saved.forget(session, instansi_id=desk.instansi_id, user_id=desk.officer.id, search_id=search_id)
    return redirect(url_for("audit.search"), code=303)
