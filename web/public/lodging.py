"""Lodging: the pages of the start form, then check the answers, then send. Nothing about a question stands here."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from flask import Response, flash, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from complaints.casework.disclosure import PUBLIC
from complaints.intake import drafts
from complaints.intake.answers import clean
from complaints.intake.draft_rows import Draft
from complaints.intake.drafts import OtherThanShownError
from complaints.notices.channels import addresses_of
from complaints.people.governments.limits import DRAFT_DAYS, REPORTS_PER_HOUR, limit_of
from complaints.people.throttle import Limit
from complaints.reports.results import PublishedResult, similar
from engine.definition.forms.pages import Page
from engine.errors import AnswersRefusedError, NotFoundError
from web.components.form import condition_css, error_summary, summary_rows, translated
from web.components.uploads import came, keep_in_draft
from web.guards import public
from web.public.blueprint import blueprint, charge_source, charged_command, instansi
from web.public.device import GONE, with_device
from web.public.draft_cookie import browser_secret, draft_named, forget, new_name, remember, unsent
from web.public.draft_names import token_of
from web.public.start_pages import OnItsWay, first_page, on_its_way
from web.public.ways import PREFIX, way
from web.services import services
from web.transactions import command, page_session

# A whole village may share one address of a mobile network.
FORMS_PER_SOURCE = Limit("lapor.formulir", 300, timedelta(hours=1))
UPLOADS_PER_SOURCE = Limit("lapor.berkas", 200, timedelta(hours=1))
REPORTS_PER_SOURCE = Limit("lapor.kirim", 60, timedelta(hours=1))
STYLE_KEPT_S = 60
EMAIL_COLUMN, PHONE_COLUMN = "pelapor.email", "pelapor.telepon"
PLACE, TITLE = "pengaduan.lokasi", "pengaduan.judul"
"""Where it happened and what it is called, among what a report is made of."""
EXAMPLES = 3


@public
def lodge() -> ResponseReturnValue:
    """The first page of a new report, and the way on to those that were begun and not sent."""
    form = on_its_way(None)
    page = form.page(first_page(form))
    chosen = {key: request.args[key] for key in page.form.fields if key in request.args}
    return remember(_page(form, page, "", values=form.answers | chosen), browser_secret())


@public
def begin() -> ResponseReturnValue:
    """A new report with the answers of its first page."""
    form = on_its_way(None)
    return _save(new_name(), first_page(form), form, drawn="")


@public
def page(draft: str, number: int) -> ResponseReturnValue:
    """A page of a report that was begun."""
    found = draft_named(draft)
    if found is None:
        return redirect(way().url("lodge"))
    if found.complaint_id is not None:
        return redirect(way().url("receipt", draft=draft))
    form = on_its_way(found)
    return _page(form, form.page(number), draft, values=form.answers)


@public
def save_page(draft: str, number: int) -> ResponseReturnValue:
    """Keeps what was typed before anything else can go wrong."""
    found = draft_named(draft)
    if found is not None and found.complaint_id is None:
        return _save(draft, number, on_its_way(found), drawn=request.form.get("versi", ""))
    if found is not None:
        flash(
            _("Laporan dari halaman ini sudah terkirim. Isian yang baru Anda kirim kami simpan sebagai laporan baru.")
        )
    else:
        flash(_("Isian sebelumnya tidak tersimpan lagi. Yang baru saja Anda kirim kami simpan sebagai laporan baru."))
    return _save(new_name(), number, on_its_way(None), drawn="", stay=True)


def _save(name: str, number: int, form: OnItsWay, *, drawn: str, stay: bool = False) -> ResponseReturnValue:
    """`form`: as it stood before; `drawn`: the version that the page showed; another tab may have changed it since.

    `stay`: show the page again instead of going on.
    """
    secret = browser_secret()
    token = f"{secret}.{name}"
    known = form.draft
    page = form.page(number)
    typed = page.form.read(request.form)
    if known is not None and drawn != known.version and not _unchanged(form, typed):
        text = _("Laporan ini diubah di tab lain. Isian di bawah belum disimpan; simpan bila inilah yang benar.")
        return _page(form, page, name, values=form.answers | typed, notice=text, status=409)
    now = services().clock.now()
    with_files = came(page.form.file_keys())
    if with_files:
        charge_source(UPLOADS_PER_SOURCE)
    typed, refused = keep_in_draft(
        page.form,
        typed,
        token=token,
        instansi_id=instansi().id,
        now=now,
        restricted=way().restricted,
        held=known is not None and bool(known.files),
    )
    anew = known is None and not with_files
    with charged_command(FORMS_PER_SOURCE) as session:
        draft = drafts.save_answers(
            session, token=token, instansi_id=instansi().id, answers=typed, now=now, seen=known, anew=anew
        )
    form = form.with_draft(draft)
    more = page.form.edits_rows(request.form) or request.form.get("langkah") == "unggah"
    errors = refused or ({} if more else form.errors(page))
    if errors:
        return remember(_page(form, page, name, values=form.answers, errors=errors, status=422), secret, name)
    return remember(redirect(_next(form, number if more or stay else None, number, name)), secret, name)


def _unchanged(form: OnItsWay, typed: Mapping[str, Any]) -> bool:
    """Whether a page was sent a second time: the same answers stand there already."""
    return all(clean(value) == form.answers.get(key) for key, value in typed.items())


def _next(form: OnItsWay, again: int | None, number: int, name: str) -> str:
    """Where to go: the same page again, the check where the author came from, the next page, or the check.

    A changed answer may ask what was not asked before: who comes from the check sees that page before the check again.
    """
    back = request.form.get("kembali") == "periksa"
    if again is None:
        again = form.incomplete_after(number) if back else form.after(number)
    if again is None:
        return way().url("check", draft=name)
    return way().url("page", draft=name, number=again, **({"kembali": "periksa"} if back else {}))


@public
def check(draft: str) -> ResponseReturnValue:
    """Every answer, with the way to change it."""
    found = draft_named(draft)
    if found is None:
        return redirect(way().url("lodge"))
    if found.complaint_id is not None:
        return redirect(way().url("receipt", draft=draft))
    return _check_page(draft, found)


def _reports_limit() -> Limit:
    """How many reports one source may send: as the government says, if it does."""
    own = REPORTS_PER_HOUR in instansi().limits
    return (
        replace(REPORTS_PER_SOURCE, count=limit_of(instansi().limits, REPORTS_PER_HOUR)) if own else REPORTS_PER_SOURCE
    )


@public
def send(draft: str) -> ResponseReturnValue:
    """Sends exactly what the page showed, once."""
    token = token_of(draft)
    if token is None:
        return redirect(way().url("lodge"))
    try:
        with charged_command(_reports_limit()) as session:
            drafts.submit(
                session,
                services().runtime,
                token=token,
                instansi_id=instansi().id,
                restricted=way().restricted,
                shown=request.form.get("versi", ""),
            )
    except OtherThanShownError:
        found = draft_named(draft)
        text = _("Laporan ini diubah di tab lain. Belum ada yang terkirim. Periksa sekali lagi, lalu kirim.")
        return _check_page(draft, found, notice=text, status=409) if found else redirect(way().url("lodge"))
    except AnswersRefusedError as refusal:
        found = draft_named(draft)
        return _check_page(draft, found, errors=refusal.errors) if found else redirect(way().url("lodge"))
    except NotFoundError:
        page = render_template("public/draft_gone.html", days=limit_of(instansi().limits, DRAFT_DAYS))
        return forget(make_response(page, 410), draft)
    return redirect(way().url("receipt", draft=draft))


@public
def discard(draft: str) -> ResponseReturnValue:
    """Takes a report out of this browser: what was not sent is thrown away, the receipt is no longer shown."""
    token = token_of(draft)
    if token is not None:
        with command() as session:
            drafts.discard(
                session, services().files, token=token, instansi_id=instansi().id, now=services().clock.now()
            )
    answer = forget(redirect(way().url("home" if way().restricted else "lodge")), draft)
    answer.headers["Clear-Site-Data"] = GONE
    return answer


@blueprint.get("/<instansi_id>/formulir/<int(max=1):restricted>/<int:number>.css")
@public
def form_style(restricted: int, number: int) -> Response:
    """Conditions of a page of the form in force as CSS."""
    page = on_its_way(None, restricted=bool(restricted)).page(number)
    response = Response(condition_css(page.form), content_type="text/css; charset=utf-8")
    response.cache_control.max_age = STYLE_KEPT_S
    return response


def _page(
    form: OnItsWay,
    page: Page,
    name: str,
    *,
    values: Mapping[str, Any],
    errors: Mapping[str, str] | None = None,
    notice: str = "",
    status: int = 200,
) -> AnyResponse:
    told = errors or {}
    step, steps = form.place(page.number)
    place = _place(form, page)
    html = render_template(
        "public/lodge.html",
        page=page,
        name=name,
        fields=form.fields(page, values, told),
        summary=error_summary(told),
        errors=told,
        notice=notice,
        step=step,
        steps=steps,
        back=form.before(page.number),
        changing=request.values.get("kembali") == "periksa",
        version=form.draft.version if form.draft else "",
        waiting=[] if name else unsent(),
        with_files=bool(page.form.file_keys()),
        place=place,
    )
    answer = make_response(html, status)
    return answer if way().restricted else with_device(answer, place=bool(place))


def _place(form: OnItsWay, page: Page) -> str:
    """The question on this page whose answer is where it happened, "" for none."""
    key = form.asked.key_of(PLACE, form.asked.form.keys())
    return key if key in page.form.fields else ""


def _check_page(
    name: str, draft: Draft, *, errors: Mapping[str, str] | None = None, notice: str = "", status: int = 200
) -> AnyResponse:
    form = on_its_way(draft)
    told = {key: translated(text) for key, text in (errors or {}).items()}
    asked = form.asked.form.asked(draft.answers, options=form.options, context=form.asked.context)
    parts = []
    for each in form.pages:
        answers = {key: draft.answers.get(key) for key in each.form.fields if key in asked}
        change = way().url("page", draft=name, number=each.number, kembali="periksa")
        rows = summary_rows(each.form, answers, form.options, change=change, errors=told)
        if rows:
            parts.append((each, rows))
    html = render_template(
        "public/check.html",
        parts=parts,
        name=name,
        version=draft.version,
        errors=told,
        notice=notice,
        back=form.pages[-1].number if form.pages else None,
        steps=len(form.pages) + 1,
        similar=_similar(form),
        unreached=_unreached(form, asked),
    )
    answer = make_response(html, 422 if told else status)
    return answer if way().restricted else with_device(answer)


def _unreached(form: OnItsWay, asked: Collection[str]) -> bool:
    """Whether somebody names themselves and leaves nothing by which they can be told anything."""
    contacts = {column: form.asked.key_of(column, frozenset(asked)) for column in (EMAIL_COLUMN, PHONE_COLUMN)}
    if way().restricted or not any(contacts.values()):
        return False
    email, phone = (str(form.answers.get(key) or "") for key in contacts.values())
    return not addresses_of(instansi().limits, email=email, phone=phone)


def _similar(form: OnItsWay) -> list[PublishedResult]:
    """What everybody may read of complaints like this one; never beside a whistleblower's report."""
    title = form.answers.get(form.asked.key_of(TITLE))
    if way().restricted or instansi().disclosure != PUBLIC or not isinstance(title, str):
        return []
    return similar(page_session(), instansi_id=instansi().id, title=title, limit=EXAMPLES)


for _rule, _endpoint, _view, _method in (
    ("", "lodge", lodge, "GET"),
    ("", "begin", begin, "POST"),
    ("/<draft>/<int:number>", "page", page, "GET"),
    ("/<draft>/<int:number>", "save_page", save_page, "POST"),
    ("/<draft>/periksa", "check", check, "GET"),
    ("/<draft>/periksa", "send", send, "POST"),
    ("/<draft>/hapus", "discard", discard, "POST"),
):
    blueprint.add_url_rule(f"/<instansi_id>/lapor{_rule}", _endpoint, _view, methods=[_method])
    blueprint.add_url_rule(f"/<instansi_id>/wbs/lapor{_rule}", PREFIX + _endpoint, _view, methods=[_method])
