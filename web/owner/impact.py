"""What a draft would mean for the cases that run now, and moving chosen ones once it is deployed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from complaints.workshop import moves, overview
from complaints.workshop.bench import BENCH
from complaints.workshop.cases import CaseLine, lines
from engine import workshop
from engine.definition.bundle import Bundle, read_bundle
from engine.errors import EngineError
from engine.running import queries
from engine.workshop import Standing
from web.owner.blueprint import Owner, blueprint, draft_of, here, owner, process_of
from web.phrases import owner as words
from web.services import services
from web.transactions import close_page_session, command

SHOWN = 20


@dataclass(frozen=True)
class ImpactGroup:
    """Cases that stand at the same places, with the first of them by name."""

    standing: Standing
    where: list[str]
    remarks: list[str]
    cases: list[CaseLine]
    targets: list[tuple[str, str, str, list[tuple[str, str]]]]
    """For a place that is gone: (process, element, its name, elements of the same kind where it could go on)."""


@blueprint.get("/konsep/<uuid:draft_id>/dampak")
@owner
def impact(draft_id: UUID) -> str:
    """How many cases stand on unchanged, changed and removed elements, and what would happen to each."""
    now = here()
    found = draft_of(now, draft_id)
    bundle, problem = _new(now, found)
    groups: list[ImpactGroup] = []
    if bundle is not None:
        try:
            standing = standing_of(now, found.process_id, bundle, but_version=found.deployed_version_id)
        except EngineError as error:
            standing, problem = [], words.sentence(str(error))
        groups = [_group(now, each, bundle) for each in standing]
    return render_template(
        "owner/impact.html",
        draft=found,
        process=process_of(now, found.process_id),
        problem=problem,
        groups=groups,
        totals=_totals(groups),
        shown=SHOWN,
        orders=_orders(now, found),
    )


def _orders(now: Owner, found: overview.DraftRow) -> list[tuple[overview.OrderRow, str]]:
    """What was ordered over to the version of this draft, each with the name of its case."""
    rows = overview.orders(now.session, instansi_id=now.instansi_id, version_id=found.deployed_version_id)
    named = lines(now.session, instansi_id=now.instansi_id, case_ids=[row.case_id for row in rows])
    labels = {case.id: case.label for case in named}
    return [(row, labels.get(row.case_id, "")) for row in rows]


def standing_of(now: Owner, process_id: str, bundle: Bundle, *, but_version: UUID | None = None) -> list[Standing]:
    """Computed beside the pages; meanwhile this one holds no transaction. Raises EngineError."""
    close_page_session()
    url = moves.address(services().session_factory)
    found: list[Standing] = BENCH.ask(
        now.instansi_id, moves.impact_of, url, now.instansi_id, process_id, bundle.pack(), but_version
    )
    return found


def _new(now: Owner, found: overview.DraftRow) -> tuple[Bundle | None, str]:
    saved = workshop.draft_files(now.session, instansi_id=now.instansi_id, draft_id=found.id)
    try:
        bundle = read_bundle({name: file.text for name, file in saved.items()})
    except EngineError as error:
        return None, words.sentence(str(error))
    if found.process_id not in bundle.diagrams:
        return None, _("Diagram utama tidak ada dalam konsep.")
    return bundle, ""


def _group(now: Owner, standing: Standing, new: Bundle) -> ImpactGroup:
    old = queries.bundle_of_version(now.session, instansi_id=now.instansi_id, version_id=standing.version_id)
    named = lines(now.session, instansi_id=now.instansi_id, case_ids=standing.cases[:SHOWN])
    gone = [remark for remark in standing.plan.remarks if remark.kind == "removed"]
    return ImpactGroup(
        standing,
        [element.name or element.id for element in _drawn(old, standing.places)],
        list(dict.fromkeys(words.remark(each) for each in standing.plan.remarks)),
        named,
        [(each.process_id, each.element, each.name, _targets(old, new, each)) for each in gone],
    )


UNSEEN = frozenset({"callActivity", "boundaryEvent", "subProcess", "startEvent"})


def _drawn(bundle: Bundle, places: Iterable[tuple[str, str]]) -> list[queries.Element]:
    """Where people see the case stand: tasks and waits, not calls and deadlines around them, nor what may begin."""
    found = [bundle.element(*place) for place in sorted(places)]
    return [each for each in found if each and each.kind not in UNSEEN]


def _targets(old: Bundle, new: Bundle, remark: workshop.Remark) -> list[tuple[str, str]]:
    was, diagram = old.element(remark.process_id, remark.element), new.diagrams.get(remark.process_id)
    if was is None or diagram is None:
        return []
    return [
        (each.id, each.name or each.id)
        for each in diagram.elements.values()
        if (each.kind, each.event, each.loop, each.scope) == (was.kind, was.event, was.loop, was.scope)
    ]


def _totals(groups: list[ImpactGroup]) -> dict[str, int]:
    totals = dict.fromkeys(("same", "safe", "confirm", "refused"), 0)
    for group in groups:
        totals[group.standing.plan.outcome.value] += len(group.standing.cases)
    return totals


@dataclass(frozen=True)
class Ordered:
    """Which cases shall go over, and how."""

    cases: list[CaseLine]
    mapping: dict[tuple[str, str], str]
    agreed: bool


def _ordered(now: Owner, found: overview.DraftRow) -> Ordered:
    """What the form asks for: cases of this government's process alone. 400 for what no form of ours sends."""
    mapping = {}
    for key, value in request.form.items():
        if key.startswith("ke:") and value:
            parts = key.split(":", 2)
            if len(parts) != 3:
                abort(400)
            mapping[parts[1], parts[2]] = value
    try:
        chosen = [UUID(each) for each in request.form.getlist("kasus")]
    except ValueError:
        abort(400)
    known = lines(now.session, instansi_id=now.instansi_id, case_ids=chosen, process_id=found.process_id)
    return Ordered(known, mapping, request.form.get("setuju") == "ya")


@blueprint.post("/konsep/<uuid:draft_id>/uji-pindah")
@owner
def try_move(draft_id: UUID) -> ResponseReturnValue:
    """What moving the chosen cases would do to each, tried on copies of them."""
    now = here()
    found = draft_of(now, draft_id)
    if found.deployed_version_id is None:
        abort(409)
    asked = _ordered(now, found)
    target = queries.bundle_of_version(now.session, instansi_id=now.instansi_id, version_id=found.deployed_version_id)
    labels = {case.id: case.label for case in asked.cases}
    close_page_session()
    order = moves.MoveAsked(tuple(labels), found.deployed_version_id, asked.mapping, asked.agreed, now.actor)
    where = moves.address(services().session_factory), now.instansi_id
    try:
        tried = BENCH.ask(now.instansi_id, moves.tried, *where, order, services().clock.now())
    except EngineError as error:
        flash(words.sentence(str(error)), "error")
        return redirect(url_for("owner.impact", draft_id=draft_id), code=303)
    told = [(labels[each.case_id], _told(each, target)) for each in tried]
    return render_template("owner/tried.html", draft=found, process=process_of(here(), found.process_id), tried=told)


def _told(tried: moves.TriedMove, target: Bundle) -> list[str]:
    if tried.refused:
        return [words.sentence(_("Tetap di versinya: %(alasan)s", alasan=tried.refused))]
    return [words.moved(each, target) for each in tried.changes] or [_("Tidak ada yang berubah selain versinya.")]


@blueprint.post("/konsep/<uuid:draft_id>/pindah")
@owner
def move(draft_id: UUID) -> ResponseReturnValue:
    """Orders chosen cases over to the deployed version; places that are gone go where the owner said."""
    now = here()
    found = draft_of(now, draft_id)
    if found.deployed_version_id is None:
        abort(409)
    asked = _ordered(now, found)
    with command() as session:
        for case in asked.cases:
            workshop.order_migration(
                session,
                services().runtime,
                instansi_id=now.instansi_id,
                case_id=case.id,
                version_id=found.deployed_version_id,
                by=now.actor,
                mapping=asked.mapping,
                agreed=asked.agreed,
            )
    flash(ngettext("%(num)s kasus akan dipindahkan.", "%(num)s kasus akan dipindahkan.", len(asked.cases)))
    return redirect(url_for("owner.impact", draft_id=draft_id), code=303)
