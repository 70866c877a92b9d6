"""The difference in words, and on two drawings side by side."""

from __future__ import annotations

from uuid import UUID

from flask import abort, render_template, request

from complaints.workshop import overview
from engine import workshop
from engine.definition.bundle import Bundle, read_bundle
from engine.errors import EngineError, NotFoundError
from web.components.version_pairs import pairs
from web.owner.blueprint import blueprint, draft_of, here, owner, process_of
from web.phrases import owner as words


@blueprint.get("/konsep/<uuid:draft_id>/perbedaan")
@owner
def difference(draft_id: UUID) -> str:
    """Against the version that the draft changes, or any earlier one (`?terhadap=3`)."""
    now = here()
    found = draft_of(now, draft_id)
    scope = {"instansi_id": now.instansi_id, "process_id": found.process_id}
    numbers = [row.number for row in overview.versions(now.session, **scope)]
    against = request.args.get("terhadap", "")
    number = int(against) if against.isdigit() and int(against) in numbers else found.base_number
    try:
        old = overview.version_bundle(now.session, **scope, number=number)
    except NotFoundError:
        abort(404)
    saved = workshop.draft_files(now.session, instansi_id=now.instansi_id, draft_id=draft_id)
    problem = ""
    try:
        new = read_bundle({name: file.text for name, file in saved.items()})
    except EngineError as error:
        new, problem = Bundle({}), words.sentence(str(error))
    told = [] if problem else workshop.differences(old, new)
    return render_template(
        "owner/difference.html",
        draft=found,
        process=process_of(now, found.process_id),
        numbers=numbers,
        against=number,
        problem=problem,
        groups=words.grouped(told, old, new),
        pairs=[] if problem else pairs(old, new, told),
    )
