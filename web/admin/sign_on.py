"""Single sign-on of the government: its server, and who its people are there."""

from __future__ import annotations

from uuid import UUID

from flask import abort, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from complaints.models import SignOn
from complaints.people import sign_on, sign_on_asked
from complaints.people.guarded import Effect
from complaints.people.sign_on import SignOnTerms
from engine.errors import AnswersRefusedError, ConflictError
from web.admin.blueprint import admin, blueprint, here
from web.services import services
from web.transactions import command


@blueprint.get("/sso")
@admin
def single_sign_on() -> ResponseReturnValue:
    """The server as it is set, and the persons who can log in by it."""
    return _page({})


@blueprint.post("/sso")
@admin
def set_single_sign_on() -> ResponseReturnValue:
    """Sets the server: at once where it opens no account, else a second administrator confirms it."""
    now = here()
    terms = SignOnTerms(
        label=_typed("label"),
        issuer=_typed("issuer"),
        client_id=_typed("client_id"),
        client_secret=_typed("client_secret"),
        proves_twice="proves_twice" in request.form,
        passwords="passwords" in request.form,
    )
    try:
        with command() as session:
            effect = sign_on_asked.ask_terms(
                session, now.runtime, services().settings, instansi_id=now.instansi_id, by=now.actor, terms=terms
            )
    except AnswersRefusedError as refused:
        return _page(refused.errors)
    return _done(effect)


@blueprint.post("/sso/berhenti")
@admin
def end_single_sign_on() -> ResponseReturnValue:
    """From now on passwords alone, with a reason."""
    now, reason = here(), request.form.get("alasan", "").strip()
    if not reason:
        return _page({"alasan": _("Tulis alasannya.")})
    with command() as session:
        sign_on.switch_off(session, now.runtime, instansi_id=now.instansi_id, by=now.actor, reason=reason)
    return _done(Effect.DONE)


@blueprint.post("/sso/orang")
@admin
def link_person() -> ResponseReturnValue:
    """Says who a person is at the server."""
    now = here()
    given = {"username": _typed("nama_pengguna"), "subject": _typed("subject"), "email": _typed("email")}
    try:
        with command() as session:
            effect = sign_on_asked.ask_link(session, now.runtime, instansi_id=now.instansi_id, by=now.actor, **given)
    except AnswersRefusedError as refused:
        return _page(refused.errors)
    except ConflictError as refused:
        text = str(refused)
        return _page({"subject": text[:1].upper() + text[1:] + "."})
    return _done(effect)


@blueprint.post("/sso/orang/<uuid:user_id>/lepas")
@admin
def unlink_person(user_id: UUID) -> ResponseReturnValue:
    """The person logs in by the server no more."""
    now = here()
    with command() as session:
        was = sign_on.unlink(session, now.runtime, instansi_id=now.instansi_id, user_id=user_id, by=now.actor)
    if not was:
        abort(404)
    return _done(Effect.DONE)


def _typed(name: str) -> str:
    return " ".join(request.form.get(name, "").replace("\x00", "").split())[:400]


def _done(effect: Effect) -> ResponseReturnValue:
    waits = effect is Effect.WAITS
    flash(_("Menunggu persetujuan administrator lain.") if waits else _("Tersimpan."))
    return redirect(url_for("admin.requests" if waits else "admin.single_sign_on"), code=303)


def _page(errors: dict[str, str]) -> ResponseReturnValue:
    now = here()
    page = render_template(
        "admin/sign_on.html",
        present=now.session.get(SignOn, now.instansi_id),
        linked=sign_on_asked.linked(now.session, instansi_id=now.instansi_id),
        return_address=services().settings.base_url + url_for("auth.return_from_sign_on"),
        asked=request.form,
        errors=errors,
    )
    return make_response(page, 422 if errors else 200)
