"""The style sheet of a task form: fields under a condition come and go while one answers."""

from __future__ import annotations

from uuid import UUID

from flask import Response, abort, url_for

from engine.definition.forms import Form
from engine.running import queries
from web.components.form import condition_css
from web.desk.blueprint import blueprint
from web.desk_context import worker
from web.identity import current_officer
from web.transactions import page_session

HOUR_S = 3600


@blueprint.get("/formulir/<uuid:version_id>/<name>.css")
@worker
def form_style(version_id: UUID, name: str) -> Response:
    """Conditions of a form of one version as CSS. Not found in another government."""
    bundle = queries.bundle_of_version(page_session(), instansi_id=current_officer().instansi_id, version_id=version_id)
    form = bundle.forms.get(name)
    if form is None:
        abort(404)
    response = Response(condition_css(form), content_type="text/css; charset=utf-8")
    response.cache_control.private = True
    response.cache_control.max_age = HOUR_S
    return response


def style_of(form: Form, version_id: UUID) -> str:
    """Address of the style sheet of a form; empty when it has no condition that CSS can tell."""
    return url_for("desk.form_style", version_id=version_id, name=form.name) if condition_css(form) else ""
