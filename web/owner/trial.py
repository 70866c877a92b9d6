"""Trying a draft out: one simulated case, every role in one window, the clock in hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from complaints.simulation.stage import Stage
from complaints.workshop import jobs, trying
from engine import queries
from engine.bundle import Bundle
from engine.errors import EngineError
from engine.forms import Form
from engine.queries import TaskView
from engine.runtime import OptionsRequest
from web.babel import time_zone
from web.forms_render import render_form
from web.owner import words
from web.owner.blueprint import Owner, blueprint, draft_of, here, owner, process_of
from web.owner.pictures import trace
from web.services import services
from web.transactions import command

JUMPS = (("1 hari_kerja", "1"), ("3 hari_kerja", "3"), ("10 hari_kerja", "10"))


@blueprint.get("/konsep/<uuid:draft_id>/coba")
@owner
def trial(draft_id: UUID) -> str:
    """The case as it stands, with every open form; or the way to begin one."""
    return _page(draft_id)


def _page(draft_id: UUID) -> str:
    now = here()
    found = draft_of(now, draft_id)
    values = {"draft": found, "process": process_of(now, found.process_id), "jumps": JUMPS}
    try:
        bundle = jobs.draft_bundle(now.session, instansi_id=now.instansi_id, draft_id=draft_id)
        begun = trying.newest(now.session, instansi_id=now.instansi_id, draft_id=draft_id)
        if begun is None or found.process_id not in bundle.sheets:
            ways = trying.channels(bundle, found.process_id) if found.process_id in bundle.sheets else []
            return render_template("owner/trial_begin.html", **values, ways=ways, problem="")
        with trying.played(begun.document, bundle.files) as (stage, failure):
            shown = _shown(stage, bundle)
            return render_template(
                "owner/trial.html", **values, begun=begun, failure=words.sentence(failure) if failure else "", **shown
            )
    except EngineError as error:
        return render_template("owner/trial_begin.html", **values, ways=[], problem=words.sentence(str(error)))


def _shown(stage: Stage, bundle: Bundle) -> dict[str, Any]:
    if stage.case_id is None:
        return {"case": None, "clock": stage.clock.now(), "tasks": [], "messages": [], "events": [], "drawn": []}
    case = stage.case()
    with stage.factory() as session:
        path = queries.path(session, instansi_id=stage.instansi_id, case_id=stage.the_case)
    return {
        "case": case,
        "clock": stage.clock.now(),
        "tasks": [_asked(stage, bundle, task) for task in case.open_tasks],
        "messages": [_message(bundle, waiting) for waiting in case.waiting_messages],
        "events": stage.timeline()[::-1][:40],
        "drawn": [
            (sheet.name or sheet.process_id, trace(bundle, sheet, path))
            for sheet in bundle.reachable(stage.process_id)
            if any(process == sheet.process_id for process, _element in path.element_counts)
            or any(process == sheet.process_id for process, _element in path.current)
        ],
    }


def _asked(stage: Stage, bundle: Bundle, task: TaskView) -> dict[str, Any]:
    form = bundle.forms.get(task.form)
    drawn = ""
    if form is not None:
        with stage.factory() as session:
            request_ = OptionsRequest(stage.instansi_id, stage.the_case, task.unit, task.role)
            drawn = render_form(
                form,
                values=form.initial(stage.case().variables),
                options=stage.runtime.options_for(session, request_),
                context=stage.case().variables,
                mark=f"{task.element}-",
            )
    return {"task": task, "form": drawn}


def _typed(form: Form) -> dict[str, Any]:
    return form.read(request.form)


def _message(bundle: Bundle, waiting: tuple[str, str, str]) -> dict[str, Any]:
    name, process_id, element_id = waiting
    element = bundle.element(process_id, element_id)
    form = bundle.forms.get(element.form) if element else None
    drawn = render_form(form, values=form.initial({}), mark=f"{element_id}-") if form else ""
    return {
        "name": name,
        "asks": element.form if element else "",
        "label": element.name if element else name,
        "form": drawn,
    }


@blueprint.post("/konsep/<uuid:draft_id>/coba/mulai")
@owner
def begin_trial(draft_id: UUID) -> ResponseReturnValue:
    """Begins a simulated case by one of the ways in."""
    now = here()
    found = draft_of(now, draft_id)
    start, _bar, kanal = request.form.get("masuk", "").partition("|")
    moment = services().clock.now().astimezone(time_zone()).replace(second=0, microsecond=0)
    document: dict[str, Any] = {
        "scenario": "Percobaan",
        "process": found.process_id,
        "instansi": now.instansi_id,
        "start": moment.isoformat(),
        "steps": [],
    }
    if kanal:
        document["complaint"] = {
            "kanal": kanal,
            "jenis": request.form.get("jenis", "pengaduan"),
            "anonim": request.form.get("anonim") == "ya",
            "rahasia": request.form.get("rahasia") == "ya",
        }
    else:
        document["begin"] = _way_in(now, draft_id, found.process_id, start)
    with command() as session:
        trying.begin(
            session,
            services().runtime,
            instansi_id=now.instansi_id,
            draft_id=draft_id,
            document=document,
            by=now.actor,
        )
    return redirect(url_for("owner.trial", draft_id=draft_id), code=303)


def _way_in(now: Owner, draft_id: UUID, process_id: str, start: str) -> dict[str, str]:
    bundle = jobs.draft_bundle(now.session, instansi_id=now.instansi_id, draft_id=draft_id)
    element = bundle.element(process_id, start)
    if element is None:
        abort(400)
    if element.event == "timer":
        return {"wait_for": start}
    return {"start": start, "as": element.properties.get("peran", "")}


@blueprint.post("/konsep/<uuid:draft_id>/coba/tugas/<element>")
@owner
def do_task(draft_id: UUID, element: str) -> ResponseReturnValue:
    """Completes an open task with what was typed, as its role."""
    form = _form_of(draft_id, request.form.get("formulir", ""))
    given = {"task": element, "answers": _typed(form) if form else {}}
    if unit := request.form.get("unit_tugas"):
        given["unit"] = unit
    return _step(draft_id, "complete", given)


@blueprint.post("/konsep/<uuid:draft_id>/coba/pesan/<name>")
@owner
def send(draft_id: UUID, name: str) -> ResponseReturnValue:
    """Answers as the complainant, or whoever the message comes from."""
    form = _form_of(draft_id, request.form.get("formulir", ""))
    return _step(draft_id, "message", {"name": name, "answers": _typed(form) if form else {}})


@blueprint.post("/konsep/<uuid:draft_id>/coba/maju")
@owner
def jump(draft_id: UUID) -> ResponseReturnValue:
    """Lets time pass; every timer rings at its own moment."""
    if until := request.form.get("sampai"):
        return _step(draft_id, "wait", {"until": until})
    return _step(draft_id, "wait", request.form.get("jarak", "1 hari_kerja"))


def _form_of(draft_id: UUID, name: str) -> Form | None:
    now = here()
    draft_of(now, draft_id)
    return jobs.draft_bundle(now.session, instansi_id=now.instansi_id, draft_id=draft_id).forms.get(name)


def _step(draft_id: UUID, verb: str, given: Any) -> ResponseReturnValue:
    now = here()

    def act() -> None:
        with command() as session:
            files = jobs.draft_bundle(session, instansi_id=now.instansi_id, draft_id=draft_id).files
            trying.add_step(
                session,
                services().runtime,
                instansi_id=now.instansi_id,
                draft_id=draft_id,
                verb=verb,
                given=given,
                files=files,
            )

    return _did(draft_id, act)


def _did(draft_id: UUID, act: Callable[[], None], said: str = "") -> ResponseReturnValue:
    try:
        act()
    except EngineError as error:
        flash(words.sentence(str(error)), "error")
    else:
        if said:
            flash(said)
    return redirect(url_for("owner.trial", draft_id=draft_id), code=303)


@blueprint.post("/konsep/<uuid:draft_id>/coba/urungkan")
@owner
def undo(draft_id: UUID) -> ResponseReturnValue:
    """Takes the last step back."""
    now = here()
    draft_of(now, draft_id)

    def act() -> None:
        with command() as session:
            trying.undo_step(session, services().runtime, instansi_id=now.instansi_id, draft_id=draft_id)

    return _did(draft_id, act)


@blueprint.post("/konsep/<uuid:draft_id>/coba/simpan")
@owner
def record(draft_id: UUID) -> ResponseReturnValue:
    """Keeps the run as a scenario, played from now on with the others."""
    now = here()
    found = draft_of(now, draft_id)

    def act() -> None:
        with command() as session:
            files = jobs.draft_bundle(session, instansi_id=now.instansi_id, draft_id=draft_id).files
            trying.record(
                session,
                services().runtime,
                instansi_id=now.instansi_id,
                draft_id=draft_id,
                process_id=found.process_id,
                name=request.form.get("nama", ""),
                files=files,
                by=now.actor,
            )

    return _did(draft_id, act, _("Disimpan sebagai skenario."))


@blueprint.get("/konsep/<uuid:draft_id>/coba/skenario.yaml")
@owner
def as_file(draft_id: UUID) -> Response:
    """The steps so far as a scenario file."""
    now = here()
    draft_of(now, draft_id)
    begun = trying.newest(now.session, instansi_id=now.instansi_id, draft_id=draft_id)
    if begun is None:
        abort(404)
    answer = Response(trying.as_yaml(begun.document), content_type="application/yaml; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="skenario.yaml"'
    return answer


@blueprint.post("/konsep/<uuid:draft_id>/coba/buang")
@owner
def forget(draft_id: UUID) -> ResponseReturnValue:
    """Throws the trial away; recorded scenarios stay."""
    now = here()
    draft_of(now, draft_id)

    def act() -> None:
        with command() as session:
            trying.forget(session, instansi_id=now.instansi_id, draft_id=draft_id)

    return _did(draft_id, act)
