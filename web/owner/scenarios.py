"""The scenarios of a draft: read, taken home as a file, written anew, named anew, thrown away."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from complaints.casework import copies
from complaints.workshop import draft_scenarios, jobs, overview
from complaints.workshop.draft_scenarios import Anew, DraftScenario, Hand
from complaints.workshop.scenario_steps import difference, found_anew, step_rows, waited_anew
from complaints.workshop.simulation.words import NamesInScenario
from engine.definition.bundle import Bundle
from engine.errors import EngineError, NotFoundError
from web.downloads import file_response
from web.owner.blueprint import Owner, blueprint, draft_of, here, owner, process_of
from web.owner.checks import SCENARIOS, check_page
from web.phrases import owner as words
from web.services import services
from web.transactions import command


@blueprint.get("/konsep/<uuid:draft_id>/skenario/<file>")
@owner
def scenario(draft_id: UUID, file: str) -> str:
    """One scenario as it stands in the draft, and what can be done with it."""
    return _page(draft_id, file)


def _page(draft_id: UUID, file: str, *, problem: str = "") -> str:
    """As it stands, or with what was just typed and what is wrong with it."""
    now = here()
    found = draft_of(now, draft_id)
    told = _one(now, draft_id, file)
    names, steps, changes = NamesInScenario(Bundle({})), [], []
    try:
        names = names_of(now, draft_id)
        steps = step_rows(file, told.text, names)
        changes = difference(file, told.before, told.text, names) if told.before and told.changed else []
    except EngineError as error:
        problem = problem or words.sentence(str(error))
    came = came_of(now, draft_id)
    result = came.results.get(file)
    return render_template(
        "owner/scenario.html",
        draft=found,
        process=process_of(now, found.process_id),
        scenario=told,
        steps=steps,
        changes=changes,
        result=result,
        departures={each["step"]: each for each in (result or {}).get("departures", ())},
        current=came.current,
        problem=problem,
        typed=request.form,
    )


@dataclass(frozen=True)
class Came:
    """What came of the scenarios of a draft when they were played last."""

    results: Mapping[str, Mapping[str, Any]]
    current: bool
    """Whether that is what the draft says now."""


def came_of(now: Owner, draft_id: UUID) -> Came:
    """By file; nothing where they were not played yet."""
    job = jobs.newest(now.session, instansi_id=now.instansi_id, draft_id=draft_id, kind="scenarios")
    if job is None:
        return Came({}, current=False)
    row = overview.draft_model(now.session, instansi_id=now.instansi_id, draft_id=draft_id)
    try:
        content = jobs.played_with(now.session, draft=row, kind="scenarios").content_hash
    except EngineError:
        content = ""  # a file that cannot be read: nothing of it was played
    return Came({str(each["file"]): each for each in job.results}, job.finished and job.content_hash == content)


def names_of(now: Owner, draft_id: UUID) -> NamesInScenario:
    """What things are called in the draft and in the government. Raises EngineError when a file cannot be read."""
    bundle = jobs.draft_bundle(now.session, instansi_id=now.instansi_id, draft_id=draft_id)
    return NamesInScenario(bundle, copies.names(now.session, now.instansi_id))


@blueprint.post("/konsep/<uuid:draft_id>/skenario/harapan")
@owner
def expect_anew(draft_id: UUID) -> ResponseReturnValue:
    """Takes what really came out as what is expected from now on, for the steps that were chosen, with one reason."""
    return _anew(draft_id, lambda _hand: ())


@blueprint.post("/konsep/<uuid:draft_id>/skenario/<file>/langkah")
@owner
def step_anew(draft_id: UUID, file: str) -> ResponseReturnValue:
    """The same for one scenario, and how long its steps wait."""
    now = here()
    typed = {int(key[7:]): value for key, value in request.form.items() if re.fullmatch(r"tunggu-\d{1,4}", key)}

    def waits(hand: Hand) -> list[Anew]:
        return list(waited_anew(file, hand.one(file).text, typed, names_of(now, draft_id)))

    return _anew(draft_id, waits, file=file)


def _anew(draft_id: UUID, more: Callable[[Hand], Sequence[Anew]], *, file: str = "") -> ResponseReturnValue:
    now = here()
    draft_of(now, draft_id)
    came = came_of(now, draft_id)
    chosen, reason = request.form.getlist("harapan"), request.form.get("alasan", "")

    def act(hand: Hand) -> None:
        if chosen and not came.current:
            raise EngineError(_("konsep sudah berubah sejak skenario dijalankan; jalankan lagi"))
        wanted = [*found_anew(list(came.results.values()), chosen), *more(hand)]
        draft_scenarios.expect_anew(hand, wanted, reason=reason)
        jobs.start(
            hand.session,
            hand.runtime,
            instansi_id=now.instansi_id,
            draft_id=draft_id,
            kind="scenarios",
            by=now.actor,
        )

    return _did(draft_id, file, act, _("Disimpan dengan alasannya; skenario dijalankan lagi."), gone=True)


@blueprint.get("/konsep/<uuid:draft_id>/skenario/<file>/unduh")
@owner
def scenario_file(draft_id: UUID, file: str) -> Response:
    """One scenario as its file."""
    now = here()
    draft_of(now, draft_id)
    text = _one(now, draft_id, file).text
    return file_response(text, name=file, media_type="application/yaml; charset=utf-8")


@blueprint.post("/konsep/<uuid:draft_id>/skenario/<file>/nama")
@owner
def rename_scenario(draft_id: UUID, file: str) -> ResponseReturnValue:
    """Gives a scenario another name."""
    name = request.form.get("nama", "")
    return _did(draft_id, file, lambda hand: draft_scenarios.rename(hand, file, name=name), _("Nama skenario diganti."))


@blueprint.post("/konsep/<uuid:draft_id>/skenario/<file>/tulis")
@owner
def rewrite_scenario(draft_id: UUID, file: str) -> ResponseReturnValue:
    """Writes the whole scenario anew."""
    text, reason = request.form.get("isi", ""), request.form.get("alasan", "")
    seen = request.form.get("dibaca", type=int, default=0)
    return _did(
        draft_id,
        file,
        lambda hand: draft_scenarios.rewrite(hand, file, text, seen=seen, reason=reason),
        _("Skenario disimpan. Jalankan lagi untuk melihat hasilnya."),
    )


@blueprint.post("/konsep/<uuid:draft_id>/skenario/<file>/kembalikan")
@owner
def put_scenario_back(draft_id: UUID, file: str) -> ResponseReturnValue:
    """As it is in the version that the draft changes."""
    return _did(
        draft_id,
        file,
        lambda hand: draft_scenarios.put_back(hand, file),
        _("Skenario kembali seperti dalam versi yang berlaku."),
    )


@blueprint.post("/konsep/<uuid:draft_id>/skenario/<file>/hapus")
@owner
def delete_scenario(draft_id: UUID, file: str) -> ResponseReturnValue:
    """Takes a scenario out of the draft."""
    reason = request.form.get("alasan", "")
    return _did(
        draft_id,
        file,
        lambda hand: draft_scenarios.delete(hand, file, reason=reason),
        _("Skenario dihapus."),
        gone=True,
    )


def _one(now: Owner, draft_id: UUID, file: str) -> DraftScenario:
    try:
        return draft_scenarios.one(now.session, instansi_id=now.instansi_id, draft_id=draft_id, file=file)
    except NotFoundError:
        abort(404)


def _did(
    draft_id: UUID, file: str, act: Callable[[Hand], object], said: str, *, gone: bool = False
) -> ResponseReturnValue:
    """Does it, says what came of it, and shows the scenario again, or all of them."""
    now = here()
    draft_of(now, draft_id)
    try:
        with command() as session:
            act(Hand(session, services().runtime, now.instansi_id, draft_id, now.actor))
    except NotFoundError:
        abort(404)
    except EngineError as error:
        problem = words.sentence(str(error))
        if file:
            return _page(draft_id, file, problem=problem), 422
        return check_page(draft_id, "scenarios", SCENARIOS, refused=problem), 422
    flash(said)
    if gone:
        return redirect(url_for("owner.scenarios", draft_id=draft_id), code=303)
    return redirect(url_for("owner.scenario", draft_id=draft_id, file=file), code=303)
