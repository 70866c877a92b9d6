"""Trying a draft out: one simulated case, every role in one window, the clock in hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from flask import Response, abort, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from complaints.people.governments import Government, government_of
from complaints.workshop import invented_case, jobs, trial_run
from complaints.workshop import trial as trying
from complaints.workshop.bench import BENCH, Work
from complaints.workshop.draft_scenarios import Hand, keep
from complaints.workshop.simulation.scenario_text import as_yaml
from engine.definition.bundle import Bundle
from engine.definition.forms import Form
from engine.errors import AnswersRefusedError, EngineError
from web.downloads import file_response
from web.owner.blueprint import Owner, blueprint, draft_of, here, owner, process_of
from web.owner.trial_page import JUMPS, Typed, mark_of, read, shown
from web.owner.trial_start import beginning, typed_start
from web.phrases import owner as words
from web.phrases.moments import time_zone
from web.services import services
from web.transactions import close_page_session, command

LONGEST_JUMP = timedelta(days=800)
"""A timer of a diagram may lie further off; to jump there would play years of nothing."""


@blueprint.get("/konsep/<uuid:draft_id>/coba")
@owner
def trial(draft_id: UUID) -> Response:
    """The case as it stands, with every open form; or the way to begin one."""
    return _page(draft_id)


def _page(draft_id: UUID, *, typed: Typed | None = None, problem: str = "") -> Response:
    """The page as it stands, or with what was just typed and what is wrong with it."""
    now = here()
    found = draft_of(now, draft_id)
    process = process_of(now, found.process_id)
    values: dict[str, Any] = {"draft": found, "process": process, "jumps": JUMPS, "ways": [], "home": None}
    status = 422 if typed or problem else 200
    begun = trying.newest(now.session, instansi_id=now.instansi_id, draft_id=draft_id)
    try:
        bundle = jobs.draft_bundle(now.session, instansi_id=now.instansi_id, draft_id=draft_id)
        home = government_of(now.session, now.instansi_id)
        if found.process_id not in bundle.diagrams:
            raise EngineError(_("Diagram utama tidak ada dalam konsep."))
        if begun is not None:
            look: trial_run.TrialLook = _bench(trial_run.look, begun.document, bundle, home)
            page = render_template(
                "owner/trial.html",
                **values,
                **shown(look, bundle, home, typed),
                begun=begun,
                problem=problem,
                failure=words.sentence(look.failure) if look.failure else "",
            )
            return make_response(page, status)
        values |= {"home": home} | beginning(now, bundle, found.process_id, home)
    except EngineError as error:
        problem = problem or words.sentence(str(error))
    page = render_template("owner/trial_begin.html", **values, problem=problem, begun=begun)
    return make_response(page, status)


def _bench(work: Work, document: trial_run.Document, bundle: Bundle, home: Government, *more: Any) -> Any:
    """Computed beside the pages; meanwhile this one holds no transaction. Raises EngineError."""
    close_page_session()
    return BENCH.ask(home.id, work, document, dict(bundle.files), home, *more)


@blueprint.post("/konsep/<uuid:draft_id>/coba/mulai")
@owner
def begin_trial(draft_id: UUID) -> ResponseReturnValue:
    """Begins a simulated case by one of the ways in."""
    now = here()
    found = draft_of(now, draft_id)
    try:
        bundle = jobs.draft_bundle(now.session, instansi_id=now.instansi_id, draft_id=draft_id)
        home = government_of(now.session, now.instansi_id)
        document = _bench(trial_run.begun, _document(now, found.process_id, bundle), bundle, home)
        with command() as session:
            trying.begin(
                session,
                services().runtime,
                instansi_id=now.instansi_id,
                draft_id=draft_id,
                document=document,
                by=now.actor,
            )
    except EngineError as error:
        return _page(draft_id, problem=words.sentence(str(error)))
    return redirect(url_for("owner.trial", draft_id=draft_id), code=303)


def _document(now: Owner, process_id: str, bundle: Any) -> dict[str, Any]:
    start, _bar, kanal = request.form.get("masuk", "").partition("|")
    home = government_of(now.session, now.instansi_id)
    moment = services().clock.now().astimezone(time_zone()).replace(second=0, microsecond=0)
    before = request.form.get("pengaduan", "0")
    try:
        way = invented_case.way_in(
            bundle,
            home,
            process_id,
            start=start,
            kanal=kanal,
            answers=typed_start(bundle, process_id, start, kanal),
            complaints=int(before) if before.isdecimal() and len(before) < 3 else 0,
        )
    except LookupError:
        abort(400)
    units = request.form.getlist("unit")
    return {**invented_case.document(home, process_id, start=moment, units=units), **way}


@blueprint.post("/konsep/<uuid:draft_id>/coba/tugas/<element>")
@owner
def do_task(draft_id: UUID, element: str) -> ResponseReturnValue:
    """Completes an open task with what was typed, as its role."""
    unit = request.form.get("unit_tugas", "")
    form = _form_of(draft_id, request.form.get("formulir", ""))
    typed = Typed(mark_of(element, unit), read(form) if form else {})
    given = {"task": element, **({"unit": unit} if unit else {}), "answers": dict(typed.values)}
    return _step(draft_id, "complete", given, typed)


@blueprint.post("/konsep/<uuid:draft_id>/coba/pesan/<name>")
@owner
def send(draft_id: UUID, name: str) -> ResponseReturnValue:
    """Answers as the complainant, or whoever the message comes from."""
    form = _form_of(draft_id, request.form.get("formulir", ""))
    typed = Typed(mark_of(request.form.get("elemen", name)), read(form) if form else {})
    return _step(draft_id, "message", {"name": name, "answers": dict(typed.values)}, typed)


@blueprint.post("/konsep/<uuid:draft_id>/coba/maju")
@owner
def jump(draft_id: UUID) -> ResponseReturnValue:
    """Lets time pass; every timer rings at its own moment."""
    if until := request.form.get("sampai"):
        return _step(draft_id, "wait", {"until": _moment(until).isoformat()})
    distance = request.form.get("jarak", "")
    if distance not in dict(JUMPS):
        abort(400)
    return _step(draft_id, "wait", distance)


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        abort(400)
    if moment.tzinfo is None or moment > services().clock.now() + LONGEST_JUMP:
        abort(400)
    return moment


def _form_of(draft_id: UUID, name: str) -> Form | None:
    now = here()
    draft_of(now, draft_id)
    try:
        return jobs.draft_bundle(now.session, instansi_id=now.instansi_id, draft_id=draft_id).forms.get(name)
    except EngineError:
        return None


def _step(draft_id: UUID, verb: str, given: Any, typed: Typed | None = None) -> ResponseReturnValue:
    now = here()
    draft_of(now, draft_id)
    try:
        before, bundle, home = _begun(now, draft_id)
        after = _bench(trial_run.stepped, before, bundle, home, verb, given)
        with command() as session:
            trying.go_on(
                session,
                services().runtime,
                instansi_id=now.instansi_id,
                draft_id=draft_id,
                before=before,
                document=after,
            )
    except AnswersRefusedError as refused:
        if typed is None:
            return _page(draft_id, problem=words.sentence(str(refused)))
        return _page(draft_id, typed=Typed(typed.mark, typed.values, refused.errors))
    except EngineError as error:
        return _page(draft_id, problem=words.sentence(str(error)))
    return redirect(url_for("owner.trial", draft_id=draft_id), code=303)


def _begun(now: Owner, draft_id: UUID) -> tuple[trial_run.Document, Bundle, Government]:
    """The trial as it stands, the draft and the government. Raises EngineError without a trial."""
    begun = trying.newest(now.session, instansi_id=now.instansi_id, draft_id=draft_id)
    if begun is None:
        raise EngineError(_("Belum ada percobaan."))
    bundle = jobs.draft_bundle(now.session, instansi_id=now.instansi_id, draft_id=draft_id)
    return begun.document, bundle, government_of(now.session, now.instansi_id)


def _did(draft_id: UUID, act: Callable[[], None], said: str = "") -> ResponseReturnValue:
    try:
        act()
    except EngineError as error:
        return _page(draft_id, problem=words.sentence(str(error)))
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
    """Keeps the run as a scenario of the draft, played from now on with the others."""
    now = here()
    draft_of(now, draft_id)

    def act() -> None:
        document = _bench(trial_run.expecting, *_begun(now, draft_id))
        with command() as session:
            hand = Hand(session, services().runtime, now.instansi_id, draft_id, now.actor)
            keep(hand, name=request.form.get("nama", ""), document=document)

    return _did(draft_id, act, _("Disimpan sebagai skenario konsep ini; dijalankan bersama skenario lain."))


@blueprint.get("/konsep/<uuid:draft_id>/coba/skenario.yaml")
@owner
def as_file(draft_id: UUID) -> Response:
    """The steps so far as a scenario file."""
    now = here()
    draft_of(now, draft_id)
    begun = trying.newest(now.session, instansi_id=now.instansi_id, draft_id=draft_id)
    if begun is None:
        abort(404)
    text = as_yaml(begun.document)
    return file_response(text, name="skenario.yaml", media_type="application/yaml; charset=utf-8")


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
