"""Lodging, page by page: the report, the person, (files), check the answers, send."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from complaints.intake import answers as rules
from complaints.intake import drafts
from complaints.intake.answers import REPORTER, SUBSTANCE
from complaints.intake.drafts import Draft
from complaints.intake.starts import WEBSITE, Entrance, entrances_of, identity_needed, place_needed
from complaints.people import wilayah
from complaints.people.throttle import Limit
from engine.definition.forms.moments import parse_date
from engine.errors import AnswersRefusedError, NotFoundError
from web.guards import public
from web.phrases import desk
from web.public.blueprint import blueprint, charge_source, in_words, instansi
from web.public.draft_cookie import current_draft, draft_token, forget, remember, sent_token
from web.public.home import newest_process
from web.public.ways import way
from web.services import services
from web.transactions import command, page_session

# A whole village may share one address of a mobile network.
FORMS_PER_SOURCE = Limit("lapor.formulir", 300, timedelta(hours=1))
REPORTS_PER_SOURCE = Limit("lapor.kirim", 60, timedelta(hours=1))


@blueprint.get("/<instansi_id>/lapor")
@public
def lodge() -> ResponseReturnValue:
    draft = current_draft()
    if draft is not None and draft.complaint_id is not None:
        return redirect(url_for("public.receipt"))
    typed = dict(draft.answers) if draft else {}
    typed.setdefault("jenis", request.args.get("jenis", ""))
    return _substance_page(typed, {})


@blueprint.post("/<instansi_id>/lapor")
@public
def save_substance() -> ResponseReturnValue:
    charge_source(FORMS_PER_SOURCE)
    draft = save(SUBSTANCE)
    if draft.complaint_id is not None:
        return redirect(url_for("public.receipt"))
    errors = _place_errors(draft.answers) | rules.substance_errors(draft.answers, kecamatan=_kecamatan(), today=today())
    if errors:
        return remember(_substance_page(draft.answers, errors), draft.token)
    return remember(go_on(to="reporter"), draft.token)


@blueprint.get("/<instansi_id>/lapor/pelapor")
@public
def reporter() -> ResponseReturnValue:
    draft = current_draft()
    if draft is not None and draft.complaint_id is not None:
        return redirect(url_for("public.receipt"))
    return _reporter_page(dict(draft.answers) if draft else {}, {})


@blueprint.post("/<instansi_id>/lapor/pelapor")
@public
def save_reporter() -> ResponseReturnValue:
    charge_source(FORMS_PER_SOURCE)
    draft = save(REPORTER)
    if draft.complaint_id is not None:
        return redirect(url_for("public.receipt"))
    errors = _identity_errors(draft.answers) | rules.reporter_errors(draft.answers)
    if errors:
        return remember(_reporter_page(draft.answers, errors), draft.token)
    return remember(go_on(to="files"), draft.token)


@blueprint.get("/<instansi_id>/lapor/periksa")
@public
def check() -> ResponseReturnValue:
    draft = current_draft()
    if draft is None:
        return redirect(way().url("lodge"))
    if draft.complaint_id is not None:
        return redirect(way().url("receipt"))
    return _check_page(draft, {})


@blueprint.post("/<instansi_id>/lapor/periksa")
@public
def send() -> ResponseReturnValue:
    token = sent_token()
    if token is None:
        return redirect(way().url("lodge"))
    charge_source(REPORTS_PER_SOURCE)
    try:
        with command() as session:
            drafts.submit(
                session, services().runtime, token=token, instansi_id=instansi().id, restricted=way().restricted
            )
    except AnswersRefusedError as refusal:
        draft = current_draft()
        return _check_page(draft, refusal.errors) if draft else redirect(way().url("lodge"))
    except NotFoundError:
        return forget(make_response(render_template("public/draft_gone.html"), 410))
    return redirect(way().url("receipt"))


@blueprint.post("/<instansi_id>/lapor/baru")
@public
def start_anew() -> ResponseReturnValue:
    return forget(redirect(way().url("home" if way().restricted else "lodge")))


def today() -> date:
    """The day in the instansi's zone."""
    return services().clock.now().astimezone(ZoneInfo(instansi().time_zone)).date()


def _kecamatan() -> list[str]:
    return wilayah.kecamatan(page_session(), instansi_id=instansi().id)


def save(fields: tuple[str, ...]) -> Draft:
    """Keeps what was typed before anything else can go wrong."""
    typed = {field: request.form.get(field, "") for field in fields}
    token = draft_token()
    with command() as session:
        return drafts.save_answers(
            session, token=token, instansi_id=instansi().id, answers=typed, now=services().clock.now()
        )


def go_on(*, to: str) -> Response:
    """To the next step, or back to the check where the author came from."""
    back_to_check = request.form.get("kembali") == "periksa"
    return redirect(way().url("check" if back_to_check else to))


def _substance_page(typed: dict[str, str], errors: dict[str, str]) -> Response:
    page = render_template(
        "public/substance.html",
        typed=typed,
        errors=in_words(errors),
        jenis=rules.JENIS,
        kecamatan=_kecamatan(),
        place_needed=_place_needed(),
        desa=wilayah.desa(page_session(), instansi_id=instansi().id, in_kecamatan=typed.get("kecamatan", "")),
        limits=rules.LIMITS,
        today=today(),
        changing=changing(),
    )
    return make_response(page, 422 if errors else 200)


def _place_needed() -> list[str]:
    """Names of the kinds of report whose place must be told."""
    process = newest_process()
    kinds = place_needed(process, process_id=instansi().process_id, kinds=rules.JENIS) if process else []
    return [desk.jenis(name).lower() for name in kinds]


def _place_errors(typed: dict[str, str]) -> dict[str, str]:
    """What is missing of the place, as the way in from the website asks for it."""
    return next((way.place_errors(typed) for way in _ways()), {})


def _identity_errors(typed: dict[str, str]) -> dict[str, str]:
    """What the way in from the website misses of somebody who gives a name."""
    if typed.get("pengenalan") != "nama":
        return {}
    return next((way.identity_errors(typed) for way in _ways()), {})


def _ways() -> list[Entrance]:
    """The ways in from the website."""
    process = newest_process()
    ways = entrances_of(process, process_id=instansi().process_id) if process else []
    return [way for way in ways if WEBSITE in way.kanal]


def _identity_needed() -> list[str]:
    process = newest_process()
    return identity_needed(process, process_id=instansi().process_id) if process else []


def _reporter_page(typed: dict[str, str], errors: dict[str, str]) -> Response:
    page = render_template(
        "public/reporter.html",
        typed=typed,
        errors=in_words(errors),
        jenis_pengadu=rules.JENIS_PENGADU,
        needed=_identity_needed(),
        changing=changing(),
    )
    return make_response(page, 422 if errors else 200)


def _check_page(draft: Draft, errors: dict[str, str]) -> Response:
    page = render_template(
        "public/wbs/check.html" if way().restricted else "public/check.html",
        typed=draft.answers,
        tanggal_kejadian=parse_date(draft.answers.get("tanggal_kejadian", "")),
        files=draft.files,
        errors=in_words(errors),
    )
    return make_response(page, 422 if errors else 200)


def changing() -> bool:
    """Whether the author comes from the check and goes back there."""
    return request.values.get("kembali") == "periksa"
