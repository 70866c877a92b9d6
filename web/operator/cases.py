"""Cases that are put right: found by number, seen where they stand, an act tried, asked for, approved by another."""

from __future__ import annotations

from typing import Any, NoReturn
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from complaints.interventions import cases, orders, preview
from complaints.interventions.cases import CaseToMend
from complaints.interventions.orders import CaseOrder
from complaints.interventions.preview import Preview
from complaints.people import units
from complaints.people.rights import PUTS_RIGHT
from complaints.workshop.bench import BENCH
from complaints.workshop.cases import lines
from complaints.workshop.moves import address
from engine.errors import EngineError, NotFoundError
from engine.record.interventions import Intervention
from engine.running import queries
from web.components.asked import id_asked
from web.guards import role
from web.identity import current_actor, current_officer
from web.operator.answers import posted_answer, typed_answer
from web.operator.blueprint import blueprint
from web.phrases import audit as audit_words
from web.phrases import interventions as words
from web.services import services
from web.transactions import close_page_session, command, page_session


@blueprint.get("/kasus")
@role(PUTS_RIGHT)
def case_list() -> ResponseReturnValue:
    """What failed and what waits for a second person; a case by its number."""
    number = request.args.get("nomor", "").replace("\x00", "").strip()[:40]
    return _case_list(number)


def _case_list(number: str = "", errors: dict[str, str] | None = None, status: int = 200) -> ResponseReturnValue:
    session, home, actor = page_session(), _home(), current_actor()
    found = cases.found(session, instansi_id=home, actor=actor, beginning=number) if number else []
    if len(found) == 1 and not errors:
        return redirect(url_for("operator.case_to_mend", case_id=found[0].id), code=303)
    incidents = queries.incidents(session, instansi_id=home)
    asked = orders.waiting(session, instansi_id=home, actor=actor, now=services().clock.now())
    named = {*(each.case_id for each in incidents), *(each.order.case_id for each in asked)}
    labels = {each.id: each.label for each in lines(session, instansi_id=home, case_ids=list(named))}
    page = render_template(
        "operator/cases.html", number=number, found=found, incidents=incidents, waiting=asked, labels=labels,
        errors=errors or {}, own=actor.id, words=words,
    )  # fmt: skip
    return page, status


@blueprint.get("/kasus/<uuid:case_id>")
@role(PUTS_RIGHT)
def case_to_mend(case_id: UUID) -> str:
    """Where the case stands, and what may be done with it."""
    return render_template("operator/case.html", found=_found(case_id), words=words)


@blueprint.get("/kasus/<uuid:case_id>/jawaban/<key>")
@role(PUTS_RIGHT)
def answer(case_id: UUID, key: str) -> str:
    """One answer, to be corrected: the question as its form asks it."""
    found = _found(case_id)
    given = next((each for each in found.answers if each.key == key), None)
    if given is None:
        abort(404)
    drawn = typed_answer(given, instansi_id=_home(), case_id=case_id)
    return render_template("operator/answer.html", found=found, given=given, drawn=drawn, words=words)


@blueprint.post("/kasus/<uuid:case_id>/pratinjau")
@role(PUTS_RIGHT)
def try_order(case_id: UUID) -> ResponseReturnValue:
    """What an act would do, tried on a copy; nothing is written."""
    return _tried(_order(case_id), {})


@blueprint.post("/kasus/<uuid:case_id>/lakukan")
@role(PUTS_RIGHT)
def give_order(case_id: UUID) -> ResponseReturnValue:
    """Asks a second person, or does what needs none."""
    wanted, reason = _order(case_id), request.form.get("alasan", "").replace("\x00", "").strip()
    if not reason or len(reason) > orders.LONGEST_REASON:
        text = _("Tulis mengapa ini dilakukan, paling banyak %(most)s huruf.", most=orders.LONGEST_REASON)
        return _tried(wanted, {"alasan": text}, reason)
    if wanted.needs_second and (refused := _try(wanted).refused):
        return _tried(wanted, {"alasan": words.sentence(refused)}, reason)
    act = orders.ask if wanted.needs_second else orders.do_alone
    try:
        with command() as session:
            act(session, services().runtime, instansi_id=_home(), by=current_actor(), wanted=wanted, reason=reason)
    except NotFoundError:
        abort(404)
    except EngineError as refused_now:
        flash(words.sentence(str(refused_now)), "error")
    else:
        flash(_("Menunggu persetujuan orang kedua.") if wanted.needs_second else _("Sudah dilakukan."))
    return redirect(url_for("operator.case_to_mend", case_id=case_id), code=303)


@blueprint.get("/kasus/permintaan/<uuid:request_id>")
@role(PUTS_RIGHT)
def asked_order(request_id: UUID) -> ResponseReturnValue:
    """What somebody asked for, with what it would do now."""
    asked = _asked(request_id)
    found = _found(asked.order.case_id)
    tried = _try(asked.order)
    return render_template(
        "operator/asked.html", asked=asked, found=found, tried=tried, own=current_actor().id, words=words,
        unit_names=_unit_names(), people=_people(tried),
    )  # fmt: skip


@blueprint.post("/kasus/permintaan/<uuid:request_id>")
@role(PUTS_RIGHT)
def decide_order(request_id: UUID) -> ResponseReturnValue:
    """Approves and does it, or takes it out of the list."""
    asked, agrees = _asked(request_id), request.form.get("keputusan") == "setuju"
    given: dict[str, Any] = {"instansi_id": _home(), "by": current_actor(), "request_id": request_id}
    try:
        with command() as session:
            if agrees:
                orders.approve(session, services().runtime, **given)
            else:
                note = request.form.get("alasan", "").replace("\x00", "")[: orders.LONGEST_REASON]
                orders.decline(session, services().runtime, **given, reason=note)
    except NotFoundError as gone:
        abort(404, words.sentence(str(gone)))
    except EngineError as refused:
        flash(words.sentence(str(refused)), "error")
        return redirect(url_for("operator.asked_order", request_id=request_id), code=303)
    flash(_("Disetujui dan dilakukan.") if agrees else _("Tidak dilakukan."))
    return redirect(url_for("operator.case_to_mend", case_id=asked.order.case_id), code=303)


@blueprint.post("/kasus/insiden/<uuid:incident_id>")
@role(PUTS_RIGHT)
def retry_case(incident_id: UUID) -> ResponseReturnValue:
    """Has the worker try a failed step again at once."""
    reason = request.form.get("alasan", "").replace("\x00", "").strip()
    try:
        with command() as session:
            orders.retry(
                session, services().runtime, instansi_id=_home(), by=current_actor(), incident_id=incident_id,
                reason=reason,
            )  # fmt: skip
    except NotFoundError:
        abort(404)
    except EngineError as refused:
        return _case_list(errors={f"alasan-{incident_id}": words.sentence(str(refused))}, status=422)
    flash(_("Kasus itu dicoba lagi pada putaran pekerja berikutnya."))
    return redirect(url_for("operator.case_list"), code=303)


def _tried(wanted: CaseOrder, errors: dict[str, str], reason: str = "") -> ResponseReturnValue:
    found, tried = _found(wanted.case_id), _try(wanted)
    page = render_template(
        "operator/tried.html", found=found, wanted=wanted, tried=tried, errors=errors, reason=reason,
        answer=posted_answer(wanted.answer), words=words, unit_names=_unit_names(), people=_people(tried),
    )  # fmt: skip
    return page, 422 if errors else 200


def _try(wanted: CaseOrder) -> Preview:
    """Computed beside the pages; meanwhile this one holds no transaction."""
    where, now = (address(services().session_factory), _home()), services().clock.now()
    actor, drawing = current_actor(), audit_words.drawing()
    close_page_session()
    try:
        found: Preview = BENCH.ask(where[1], preview.tried, *where, wanted, actor, now, drawing)
    except EngineError as error:
        return Preview(refused=str(error))
    return found


def _order(case_id: UUID) -> CaseOrder:
    """What the page sent; what no page of ours sends is refused with 400."""
    form = request.form
    try:
        kind = Intervention(form.get("perintah-tindakan", ""))
    except ValueError:
        _odd()
    step = id_asked(form.get("perintah-token", ""))
    key = form.get("perintah-kunci", "")[:120]
    found = _found(case_id)
    given = next((each for each in found.answers if each.key == key), None)
    if key and given is None:
        abort(404)
    if given is None and step is None:
        _odd()
    known = {} if found.standing is None else {each.id: each.element.id for each in found.standing.tokens}
    return CaseOrder(
        kind=kind,
        case_id=case_id,
        seen=form.get("perintah-keadaan", "")[:100],
        step=step,
        element=given.element if given else known.get(step, "") if step else "",
        to=form.get("perintah-tujuan", "")[:120],
        key=key,
        answer=typed_answer(given, instansi_id=_home(), case_id=case_id).value if given else None,
    )


def _odd() -> NoReturn:
    abort(400, _("Permintaan ini tidak dikenal; buka lagi halaman kasusnya."))


def _found(case_id: UUID) -> CaseToMend:
    try:
        return cases.case_to_mend(
            page_session(), services().runtime, instansi_id=_home(), actor=current_actor(), case_id=case_id,
            words=audit_words.drawing(),
        )  # fmt: skip
    except NotFoundError:
        abort(404)


def _asked(request_id: UUID) -> orders.WaitingOrder:
    now = services().clock.now()
    try:
        return orders.waiting_order(
            page_session(), instansi_id=_home(), actor=current_actor(), now=now, request_id=request_id
        )
    except NotFoundError as gone:
        abort(404, words.sentence(str(gone)))


def _people(tried: Preview) -> dict[str, str]:
    ids = {each for hand in (tried.done.holders if tried.done else ()) for each in (hand.old, hand.new)} - {""}
    return units.names(page_session(), instansi_id=_home(), ids=ids) if ids else {}


def _unit_names() -> dict[str, str]:
    return {slug: unit.name for slug, unit in units.units(page_session(), instansi_id=_home()).items()}


def _home() -> str:
    return current_officer().instansi_id
