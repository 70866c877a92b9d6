"""Past cases and scenarios on a draft: ordered here, played by the worker, looked at while it goes on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Response, flash, jsonify, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from complaints.workshop import draft_scenarios, jobs, overview
from engine.definition.bundle import Bundle
from engine.errors import EngineError
from web.components.pictures import picture
from web.owner.blueprint import Owner, blueprint, draft_of, here, owner, process_of
from web.phrases import owner as words
from web.security import CONTENT_SECURITY_POLICY
from web.services import services
from web.transactions import command

MONTHS = (1, 3, 6, 12)
SCENARIOS = "owner/scenarios.html"


@blueprint.get("/konsep/<uuid:draft_id>/kasus-lalu")
@owner
def replay(draft_id: UUID) -> Response:
    """Which past cases would have gone another way, been late or got stuck."""
    return check_page(draft_id, "replay", "owner/replay.html")


@blueprint.get("/konsep/<uuid:draft_id>/skenario")
@owner
def scenarios(draft_id: UUID) -> Response:
    """Which scenarios still go as written, and what of the diagrams they pass."""
    return check_page(draft_id, "scenarios", SCENARIOS)


def check_page(draft_id: UUID, kind: str, template: str, *, refused: str = "") -> Response:
    """What came of a check, or, with `refused`, why what was just typed was not taken, beside it."""
    now = here()
    found = draft_of(now, draft_id)
    bundle, problem = _bundle(now, draft_id)
    job = jobs.newest(now.session, instansi_id=now.instansi_id, draft_id=draft_id, kind=kind)
    counted = _counted(job) if job else Counter()
    scope: Any = {"instansi_id": now.instansi_id, "draft_id": draft_id}
    diagrams = bundle.reachable(found.process_id) if bundle and found.process_id in bundle.diagrams else []
    page = render_template(
        template,
        draft=found,
        process=process_of(now, found.process_id),
        problem=problem,
        refused=refused,
        typed=request.form if refused else None,
        job=job,
        current=bool(job and bundle and job.content_hash == _content(now, draft_id, kind)),
        months=MONTHS,
        bundle=bundle,
        diagrams=diagrams if job and job.finished else [],
        drawn={
            diagram.process_id: picture(bundle, diagram, counts=_on(diagram.process_id, counted))
            for diagram in diagrams
        }
        if bundle and job and job.finished
        else {},
        rows=_rows(draft_scenarios.listed(now.session, **scope), job) if kind == "scenarios" else [],
        removed=draft_scenarios.removed(now.session, **scope) if kind == "scenarios" else [],
        missing=_missing(diagrams, counted) if kind == "scenarios" and job and job.finished else [],
    )
    answer = make_response(page)
    if job and not job.finished:
        answer.headers["Content-Security-Policy"] = f"{CONTENT_SECURITY_POLICY}; script-src 'self'; connect-src 'self'"
    return answer


@blueprint.get("/konsep/<uuid:draft_id>/kemajuan/<any(replay, scenarios):kind>")
@owner
def progress(draft_id: UUID, kind: str) -> Response:
    """How far a check is, for the bar on its page."""
    now = here()
    draft_of(now, draft_id)
    job = jobs.newest(now.session, instansi_id=now.instansi_id, draft_id=draft_id, kind=kind)
    return jsonify(done=job.done if job else 0, finished=job is None or job.finished)


def _bundle(now: Owner, draft_id: UUID) -> tuple[Bundle | None, str]:
    try:
        return jobs.draft_bundle(now.session, instansi_id=now.instansi_id, draft_id=draft_id), ""
    except EngineError as error:
        return None, words.sentence(str(error))


def _rows(
    listed: list[draft_scenarios.DraftScenario], job: jobs.JobView | None
) -> list[tuple[draft_scenarios.DraftScenario, Mapping[str, Any] | None]]:
    """Each with what came of it when it was played last; those that went another way first."""
    came = {str(each["file"]): each for each in job.results} if job else {}
    rows = [(each, came.get(each.file)) for each in listed]
    return sorted(rows, key=lambda row: row[1] is None or row[1]["passed"])


def _content(now: Owner, draft_id: UUID, kind: str) -> str:
    row = overview.draft_model(now.session, instansi_id=now.instansi_id, draft_id=draft_id)
    return jobs.played_with(now.session, draft=row, kind=kind).content_hash


def _counted(job: jobs.JobView) -> Counter[tuple[str, str]]:
    """How many cases or scenarios are drawn at each place: those that pass it, or those that are touched there."""
    counted: Counter[tuple[str, str]] = Counter()
    for result in job.results:
        if job.kind == "scenarios":
            counted.update({tuple(key.split("#", 1)): 1 for key in result["path"]})
        else:
            touched = {tuple(each) for key in ("newly_late", "waits", "added", "left_out") for each in result[key]}
            counted.update(dict.fromkeys(touched, 1))
    return counted


def _on(process_id: str, counted: Counter[tuple[str, str]]) -> dict[str, int]:
    return {element: number for (process, element), number in counted.items() if process == process_id}


def _missing(diagrams: list, counted: Counter[tuple[str, str]]) -> list[tuple[str, str]]:  # type: ignore[type-arg]
    """Elements that no scenario passes, by the names of diagram and element."""
    return [
        (diagram.name or diagram.process_id, element.name or element.id)
        for diagram in diagrams
        for element in diagram.elements.values()
        if (diagram.process_id, element.id) not in counted
    ]


@blueprint.post("/konsep/<uuid:draft_id>/jalankan/<any(replay, scenarios):kind>")
@owner
def run(draft_id: UUID, kind: str) -> ResponseReturnValue:
    """Orders the check of the draft as it is saved now."""
    now = here()
    draft_of(now, draft_id)
    months = request.form.get("bulan", "3")
    try:
        with command() as session:
            jobs.start(
                session,
                services().runtime,
                instansi_id=now.instansi_id,
                draft_id=draft_id,
                kind=kind,
                by=now.actor,
                months=int(months) if months.isdigit() and int(months) in MONTHS else 3,
            )
    except EngineError as error:
        flash(words.sentence(str(error)), "error")
    else:
        flash(_("Pemeriksaan dimulai; halaman ini memperbarui dirinya sendiri."))
    return redirect(url_for(f"owner.{kind}", draft_id=draft_id), code=303)
