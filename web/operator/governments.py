"""The governments of the installation, and a new one: entered step by step, left and gone on with, then begun."""

from __future__ import annotations

from uuid import UUID

from flask import abort, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from complaints.founding import drafts
from complaints.founding.draft_checks import (
    ADMINS,
    ARTICLE,
    KINDS,
    chosen_set,
    first_admins,
    government_from,
    id_of,
    name_of,
    sentence,
    step_errors,
)
from complaints.founding.drafts import STEPS, DraftView
from complaints.founding.opening import open_government
from complaints.founding.process_sets import process_sets
from complaints.founding.readiness import checklist
from complaints.people.governments import MOST_CHARACTERS, Government, GovernmentFileError
from complaints.people.governments.typed import HOURS
from complaints.people.instansi import all_instansi
from complaints.people.instansi import find as find_instansi
from complaints.people.roles import Role
from engine.actors import Actor
from engine.db import reading
from engine.errors import AnswersRefusedError, EngineError
from web.guards import role
from web.identity import current_actor
from web.operator.blueprint import blueprint
from web.services import services
from web.transactions import close_page_session, command, page_session

MOST_FIELDS = 700


@blueprint.get("/pemerintah")
@role(Role.OPERATOR)
def governments() -> ResponseReturnValue:
    """Those that are served, and those that are being entered."""
    page = {"served": all_instansi(page_session()), "drafts": drafts.drafts(page_session())}
    return render_template("operator/governments.html", **page)


@blueprint.post("/pemerintah")
@role(Role.OPERATOR)
def begin_draft() -> ResponseReturnValue:
    """Begins to enter a new one."""
    try:
        with command() as session:
            plan_id = drafts.begin(session, by=current_actor().name, now=services().clock.now())
    except EngineError as refused:
        flash(sentence(refused), "error")
        return redirect(url_for("operator.governments"), code=303)
    return redirect(url_for("operator.draft_step", plan_id=plan_id, step=STEPS[0]), code=303)


@blueprint.get("/pemerintah/<home>")
@role(Role.OPERATOR)
def government(home: str) -> ResponseReturnValue:
    """What a government lacks before it is announced."""
    close_page_session()
    with reading(services().session_factory, home) as session:
        found = find_instansi(session, instansi_id=home)
        if found is None:
            abort(404)
        checks = checklist(session, instansi_id=home, now=services().clock.now())
    return render_template("operator/government.html", government=found, checks=checks)


@blueprint.get("/pemerintah/rancangan/<uuid:plan_id>/<any(dasar, unit, kontak, peraturan, orang):step>")
@role(Role.OPERATOR)
def draft_step(plan_id: UUID, step: str) -> ResponseReturnValue:
    """One step with what was typed."""
    found = drafts.draft(page_session(), draft_id=plan_id)
    if not found.reaches(step):
        return redirect(url_for("operator.draft_step", plan_id=plan_id, step=found.next_step), code=303)
    return _page(found, step, dict(found.typed.get(step) or _suggested(found, step)), {})


@blueprint.post("/pemerintah/rancangan/<uuid:plan_id>/<any(dasar, unit, kontak, peraturan, orang):step>")
@role(Role.OPERATOR)
def keep_step(plan_id: UUID, step: str) -> ResponseReturnValue:
    """Keeps a step and goes on to the next."""
    found, typed = drafts.draft(page_session(), draft_id=plan_id), _typed()
    if errors := step_errors(step, typed, found.typed):
        return _page(found, step, typed, errors)
    with command() as session:
        drafts.keep(session, draft_id=plan_id, step=step, typed=typed, now=services().clock.now())
    after = STEPS.index(step) + 1
    if after == len(STEPS):
        return redirect(url_for("operator.review_draft", plan_id=plan_id), code=303)
    return redirect(url_for("operator.draft_step", plan_id=plan_id, step=STEPS[after]), code=303)


@blueprint.get("/pemerintah/rancangan/<uuid:plan_id>/periksa")
@role(Role.OPERATOR)
def review_draft(plan_id: UUID) -> ResponseReturnValue:
    """Everything once more before it begins."""
    return _review(plan_id, {})


@blueprint.post("/pemerintah/rancangan/<uuid:plan_id>/periksa")
@role(Role.OPERATOR)
def open_draft(plan_id: UUID) -> ResponseReturnValue:
    """The government begins; first passwords are shown this once."""
    found = drafts.draft(page_session(), draft_id=plan_id)
    try:
        wanted = government_from(found.typed)
        close_page_session()
        log_ins = open_government(
            services().session_factory, services().runtime, draft_id=plan_id, government=wanted,
            admins=first_admins(found.typed), by=_operator(),
        )  # fmt: skip
    except AnswersRefusedError as refused:
        return _page(found, "orang", dict(found.typed.get("orang", {})), dict(refused.errors))
    except (GovernmentFileError, EngineError) as refused:
        return _review(plan_id, {"mulai": sentence(refused)})
    return render_template("operator/opened.html", government=wanted, log_ins=log_ins)


@blueprint.post("/pemerintah/rancangan/<uuid:plan_id>/hapus")
@role(Role.OPERATOR)
def drop_draft(plan_id: UUID) -> ResponseReturnValue:
    """What was typed is no longer wanted."""
    with command() as session:
        drafts.drop(session, draft_id=plan_id)
    flash(_("Rancangan dihapus."))
    return redirect(url_for("operator.governments"), code=303)


def _typed() -> dict[str, str]:
    """What the form sent, without the token, bounded."""
    names = [name for name in request.form if name != "csrf_token" and len(name) <= 60][:MOST_FIELDS]
    return {name: request.form[name].replace("\x00", "")[:MOST_CHARACTERS] for name in names}


def _suggested(found: DraftView, step: str) -> dict[str, str]:
    """What stands in a step that nobody has filled in yet."""
    processes = chosen_set(found.typed)
    if step == "unit" and processes:
        return {"units": "\n".join(f"{slug}: {name}" for slug, name in processes.units)}
    if step == "kontak":
        return {"reminds_at": "16:00", "disclosure": "pelapor", "cuti_bersama_stops_clock": "ya"}
    return {}


def _page(found: DraftView, step: str, given: dict[str, str], errors: dict[str, str]) -> ResponseReturnValue:
    page = render_template(
        "operator/draft.html",
        draft=found,
        steps=STEPS,
        step=step,
        number=STEPS.index(step) + 1,
        given=given,
        errors=errors,
        sets=process_sets(),
        chosen=chosen_set(found.typed),
        kinds=KINDS,
        hours=HOURS,
        admins=ADMINS,
        article=ARTICLE,
    )
    return make_response(page, 422 if errors else 200)


def _review(plan_id: UUID, errors: dict[str, str]) -> ResponseReturnValue:
    found = drafts.draft(page_session(), draft_id=plan_id)
    if found.next_step:
        return redirect(url_for("operator.draft_step", plan_id=plan_id, step=found.next_step), code=303)
    wanted, basics = _wanted(found, errors), found.typed["dasar"]
    page = render_template(
        "operator/draft_review.html",
        draft=found,
        steps=STEPS,
        named=(id_of(basics), name_of(basics)),
        wanted=wanted,
        chosen=chosen_set(found.typed),
        admins=first_admins(found.typed),
        errors=errors,
    )
    return make_response(page, 422 if errors else 200)


def _wanted(found: DraftView, errors: dict[str, str]) -> Government | None:
    """The government that the steps make; what is wrong goes to `errors`."""
    try:
        return government_from(found.typed)
    except GovernmentFileError as refused:
        errors.setdefault("mulai", sentence(refused))
        return None


def _operator() -> Actor:
    return current_actor().acting_as(role=Role.OPERATOR, unit="")
