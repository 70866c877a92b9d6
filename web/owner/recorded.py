"""Scenarios that owners recorded while trying a draft out: named anew, taken home as a file, thrown away."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from flask import Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from complaints.workshop import recorded_scenarios
from engine.db import Session
from engine.errors import EngineError, NotFoundError
from web.downloads import file_response
from web.owner.blueprint import blueprint, draft_of, here, owner
from web.phrases import owner as words
from web.transactions import command


@blueprint.get("/konsep/<uuid:draft_id>/skenario/<uuid:scenario_id>.yaml")
@owner
def scenario_file(draft_id: UUID, scenario_id: UUID) -> Response:
    """One recorded scenario as its file."""
    now = here()
    found = draft_of(now, draft_id)
    own = recorded_scenarios.listed(now.session, instansi_id=now.instansi_id, process_id=found.process_id)
    scenario = next((each for each in own if each.id == scenario_id), None)
    if scenario is None:
        abort(404)
    return file_response(scenario.text, name="skenario.yaml", media_type="application/yaml; charset=utf-8")


@blueprint.post("/konsep/<uuid:draft_id>/skenario/<uuid:scenario_id>/nama")
@owner
def rename_scenario(draft_id: UUID, scenario_id: UUID) -> ResponseReturnValue:
    """Gives a recorded scenario another name."""
    now = here()
    name = request.form.get("nama", "")

    def act(session: Session) -> None:
        recorded_scenarios.rename(session, instansi_id=now.instansi_id, scenario_id=scenario_id, name=name)

    return _did(draft_id, act, _("Nama skenario diganti."))


@blueprint.post("/konsep/<uuid:draft_id>/skenario/<uuid:scenario_id>/hapus")
@owner
def delete_scenario(draft_id: UUID, scenario_id: UUID) -> ResponseReturnValue:
    """Throws a recorded scenario away."""
    now = here()

    def act(session: Session) -> None:
        recorded_scenarios.delete(session, instansi_id=now.instansi_id, scenario_id=scenario_id)

    return _did(draft_id, act, _("Skenario dihapus."))


def _did(draft_id: UUID, act: Callable[[Session], None], said: str) -> ResponseReturnValue:
    draft_of(here(), draft_id)
    try:
        with command() as session:
            act(session)
    except NotFoundError:
        abort(404)
    except EngineError as error:
        flash(words.sentence(str(error)), "error")
    else:
        flash(said)
    return redirect(url_for("owner.scenarios", draft_id=draft_id), code=303)
