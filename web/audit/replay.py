"""One case replayed, a row of its history on a page: forward and back by links, or by keys and a slider."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from flask import Response, abort, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from complaints import audit
from engine.catalogue import N_, written
from engine.errors import NotFoundError
from web.audit.blueprint import blueprint, examiner
from web.audit.case import DayCount, noted_case, unit_names
from web.desk_context import current_desk
from web.phrases import audit as words
from web.security import CONTENT_SECURITY_POLICY

LONGEST = 6
"""Digits of a number in an address."""


@blueprint.get("/pengaduan/<uuid:case_id>/putar")
@examiner
def replay_at(case_id: UUID) -> ResponseReturnValue:
    """Where the slider sends: to the row that it names, else to the first."""
    asked = request.args.get("langkah", "")
    number = int(asked) if asked.isdecimal() and len(asked) <= LONGEST else 1
    return redirect(url_for("audit.replay", case_id=case_id, number=max(1, number)))


@blueprint.get("/pengaduan/<uuid:case_id>/putar/<int:number>")
@examiner
def replay(case_id: UUID, number: int) -> Response:
    """One row: who did what for whom, old and new, what was sent, where the case then stood, on the diagram of then."""
    desk = current_desk()
    units = unit_names(desk)
    try:
        step = noted_case(
            desk,
            case_id,
            partial(
                audit.replay_step,
                number=number,
                unit_names=units,
                words=words.drawing(written(N_("Di sini sesudah langkah ini"))),
                title=written(N_("Diagram {name} sesudah langkah ini")),
            ),
        )
    except NotFoundError:
        abort(404)
    page = render_template(
        "audit/replay.html",
        step=step,
        row=step.happening,
        texts={text.part: text for text in step.texts},
        file=step.file,
        units=units,
        clock=DayCount(desk.calendar, desk.now),
    )
    answer = make_response(page)
    answer.headers["Content-Security-Policy"] = f"{CONTENT_SECURITY_POLICY}; script-src 'self'"
    return answer
