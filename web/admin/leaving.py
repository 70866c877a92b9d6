"""A person leaves: what they hold is shown before, and goes to a colleague or back to the list."""

from __future__ import annotations

from collections import Counter
from uuid import UUID

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from complaints.people import absences, held_work, persons, units
from engine.errors import EngineError
from web.admin.blueprint import admin, blueprint, here
from web.admin.persons import file_of
from web.transactions import command


@blueprint.get("/orang/<uuid:user_id>/nonaktif")
@admin
def leaving(user_id: UUID) -> ResponseReturnValue:
    """What the person holds, and the question why they go."""
    return _page(user_id, {})


@blueprint.post("/orang/<uuid:user_id>/nonaktif")
@admin
def deactivate(user_id: UUID) -> ResponseReturnValue:
    """Closes the account."""
    now = here()
    found = file_of(now, user_id)
    try:
        with command() as session:
            persons.deactivate(
                session, now.runtime, instansi_id=now.instansi_id, by=now.actor, user_id=user_id,
                reason=request.form.get("alasan", ""), to=_colleague(),
            )  # fmt: skip
    except EngineError as refused:
        text = str(refused)
        return _page(user_id, {"alasan": text[:1].upper() + text[1:] + "."})
    flash(_("%(nama)s tidak aktif lagi.", nama=found.row.name))
    return redirect(url_for("admin.person", user_id=user_id), code=303)


def _colleague() -> UUID | None:
    """To whom the tasks go; None is the list."""
    try:
        return UUID(request.form.get("rekan", ""))
    except ValueError:
        return None


def _page(user_id: UUID, errors: dict[str, str]) -> ResponseReturnValue:
    now = here()
    found = file_of(now, user_id)
    held = held_work.held(now.session, instansi_id=now.instansi_id, person_id=user_id)
    page = render_template(
        "admin/leaving.html",
        file=found,
        held=Counter((task.role, task.unit) for task in held),
        units=units.units(now.session, instansi_id=now.instansi_id),
        people=absences.candidates(now.session, instansi_id=now.instansi_id, now=now.runtime.clock.now(), but=user_id),
        errors=errors,
        asked=request.form,
    )
    return make_response(page, 422 if errors else 200)
