"""A diagram as a government runs it, and beside it every element with its basis in the law."""

from __future__ import annotations

from flask import Response, abort, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from complaints.law.deployed import Reached, Running
from complaints.law.steps import answers, steps
from complaints.law.steps import drawing as draw
from complaints.workshop.passages import passed_in
from engine.catalogue import as_written
from engine.definition.drawing import Words
from web.assets import YEAR_S
from web.guards import public
from web.law.blueprint import blueprint, first_of, norms_of, page, register_of
from web.phrases.moments import use_time_zone


@blueprint.get("/<regulation>/diagram/<process_id>")
@public
def diagram(regulation: str, process_id: str) -> ResponseReturnValue:
    """The drawing, and its elements with role, deadline, form and basis. `?cakupan=1` draws the scenarios in."""
    register = register_of(regulation)
    shown = first_of(register)
    process, drawn = _drawn(shown, process_id)
    use_time_zone(shown.time_zone)
    passed = passed_in(process.process_id, process.digest, law_of=shown.process_id)
    counted = bool(request.args.get("cakupan")) and bool(passed)
    with as_written():
        markup = draw(process, drawn, title=_title(drawn.name), words=_said(), passed=passed if counted else None)
    return page(
        "law/diagram.html",
        governments=[shown],
        register=register,
        shown=shown,
        process=process,
        drawn=drawn,
        markup=markup,
        steps=steps(process, drawn, passed),
        answers=answers(drawn, passed),
        counted=counted,
        passed=bool(passed),
        basis=norms_of,
    )


@blueprint.get("/<regulation>/gambar/<digest>/<process_id>.svg")
@public
def drawing(regulation: str, digest: str, process_id: str) -> Response:
    """The drawing alone, to be enlarged or printed. Its address names the version: kept for a year."""
    shown = first_of(register_of(regulation))
    process, drawn = _drawn(shown, process_id)
    if digest != process.digest[:16]:
        abort(404)
    with as_written():  # it is kept under its address, whoever asks for it first
        markup = draw(process, drawn, title=_title(drawn.name), words=_said(), linked=False)
    if markup is None:
        abort(404)
    answer = Response(markup, mimetype="image/svg+xml")
    answer.cache_control.public = True
    answer.cache_control.max_age = YEAR_S
    answer.cache_control.immutable = True
    return answer


def _drawn(shown: Running, process_id: str) -> Reached:
    found = shown.diagrams.get(process_id)
    if found is None:
        abort(404)
    return found


def _title(name: str) -> str:
    return _("Diagram %(nama)s", nama=name)


def _said() -> Words:
    return Words(
        ran=_("{name}: dilalui {count} skenario"),
        taken=_("{name}: dilalui {count} skenario"),
        not_run="{name}",
    )
