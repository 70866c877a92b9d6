"""Every version of every process: who made it, who approved it, which warnings were accepted and why."""

from __future__ import annotations

from flask import abort, render_template, request

from complaints.workshop import overview
from complaints.workshop.overview import ProcessRow
from engine import workshop
from engine.definition.bundle import Bundle
from engine.errors import NotFoundError
from web.audit.blueprint import blueprint, examiner
from web.components.pictures import picture
from web.components.version_pairs import pairs
from web.desk_context import Desk, current_desk
from web.phrases import owner as words


@blueprint.get("/versi")
@examiner
def versions() -> str:
    """One section per process, the newest version first."""
    desk = current_desk()
    found = []
    for process in overview.processes(desk.session, instansi_id=desk.instansi_id):
        scope = {"instansi_id": desk.instansi_id, "process_id": process.id}
        try:
            found.append((process, overview.versions(desk.session, **scope)))
        except NotFoundError:  # a process that was never deployed has no story to tell
            continue
    return render_template("audit/versions.html", processes=found)


@blueprint.get("/versi/<process_id>/<int:number>")
@examiner
def version(process_id: str, number: int) -> str:
    """One version: its story, hash, diagrams and forms, and how it differs from today's or another (`?terhadap=2`)."""
    desk = current_desk()
    process = _process(desk, process_id)
    rows = {row.number: row for row in overview.versions(desk.session, **_scope(desk, process_id))}
    if number not in rows:
        abort(404)
    asked = request.args.get("terhadap", "")
    other = int(asked) if asked.isdecimal() and len(asked) < 6 and int(asked) in rows else max(rows)
    own = _bundle(desk, process_id, number)
    old, new = sorted((number, other))
    before, after = _bundle(desk, process_id, old), _bundle(desk, process_id, new)
    told = workshop.differences(before, after) if old != new else []
    return render_template(
        "audit/version.html",
        process=process,
        version=rows[number],
        numbers=list(rows),
        other=other,
        old=old,
        new=new,
        groups=words.grouped(told, before, after) if told else [],
        pairs=pairs(before, after, told),
        diagrams=[(each, picture(own, each)) for each in own.reachable(process_id)],
        forms=sorted(own.forms.items()),
    )


def _process(desk: Desk, process_id: str) -> ProcessRow:
    found = {process.id: process for process in overview.processes(desk.session, instansi_id=desk.instansi_id)}
    return found[process_id] if process_id in found else abort(404)


def _scope(desk: Desk, process_id: str) -> dict[str, str]:
    return {"instansi_id": desk.instansi_id, "process_id": process_id}


def _bundle(desk: Desk, process_id: str, number: int) -> Bundle:
    return overview.version_bundle(desk.session, **_scope(desk, process_id), number=number)
