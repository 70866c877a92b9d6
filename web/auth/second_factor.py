"""Setting up a second proof: a QR code for the phone, the first code, and the recovery codes, shown once."""

from __future__ import annotations

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from complaints.people import second_factor
from complaints.people.acts import About, Act, Subject, record_act
from engine.clock import wall
from engine.db import Session
from web.auth.blueprint import blueprint
from web.auth.freshness import hindrance
from web.auth.proofs import code_fault
from web.components.qr import qr
from web.guards import newcomer
from web.identity import current_officer
from web.kept import safe_target
from web.services import services
from web.transactions import command, page_session


@blueprint.get("/akun/faktor-kedua")
@newcomer
def second_factor_page() -> ResponseReturnValue:
    """What is set up, or the next step of setting it up."""
    return _page()


@blueprint.post("/akun/faktor-kedua/mulai")
@newcomer
def begin_second_factor() -> ResponseReturnValue:
    """Makes the secret that the QR code shows."""
    refusal = hindrance(url_for("auth.second_factor_page"))
    if refusal is not None:
        return refusal
    officer = current_officer()
    with command() as session:
        second_factor.begin(
            session,
            services().settings,
            instansi_id=officer.instansi_id,
            user_id=officer.id,
            now=services().clock.now(),
        )
    return redirect(url_for("auth.second_factor_page", lanjut=_target() or None))


@blueprint.post("/akun/faktor-kedua")
@newcomer
def confirm_second_factor() -> ResponseReturnValue:
    """Takes the first code of the phone; shows the recovery codes, once."""
    refusal = hindrance(url_for("auth.second_factor_page"))
    if refusal is not None:
        return refusal
    officer = current_officer()
    with command() as session:
        codes = second_factor.confirm(
            session,
            services().settings,
            instansi_id=officer.instansi_id,
            user_id=officer.id,
            code=request.form.get("kode", ""),
            token=current_user.token,
            now=wall(services().clock),
        )
        if codes is not None:
            _record(session, Act.SECOND_FACTOR_ADDED)
    if codes is None:
        return _page(_("Kode tidak cocok. Pastikan jam ponsel Anda benar, lalu ketik kode yang tampil sekarang."))
    return _codes(codes)


@blueprint.post("/akun/faktor-kedua/pemulihan")
@newcomer
def renew_recovery_codes() -> ResponseReturnValue:
    """Fresh recovery codes instead of the former ones."""
    refusal = _proven()
    if refusal is not None:
        return refusal
    officer = current_officer()
    with command() as session:
        codes = second_factor.renew_codes(
            session, services().settings, instansi_id=officer.instansi_id, user_id=officer.id
        )
        _record(session, Act.RECOVERY_CODES_RENEWED)
    return _codes(codes)


@blueprint.post("/akun/faktor-kedua/lepas")
@newcomer
def remove_second_factor() -> ResponseReturnValue:
    """Takes the second factor off, as before a change of the phone; who must have one sets up the next at once."""
    refusal = _proven()
    if refusal is not None:
        return refusal
    officer = current_officer()
    with command() as session:
        second_factor.remove(session, instansi_id=officer.instansi_id, user_id=officer.id)
        _record(session, Act.SECOND_FACTOR_REMOVED)
    flash(_("Faktor kedua dilepas."))
    return redirect(url_for("auth.second_factor_page"))


def _record(session: Session, act: Act) -> None:
    officer = current_officer()
    record_act(
        session,
        services().runtime,
        instansi_id=officer.instansi_id,
        by=officer.actor,
        act=act,
        subject=Subject(About.PERSON, str(officer.id)),
    )


def _proven() -> ResponseReturnValue | None:
    """None when a code came along that is right now; else what to answer."""
    fault = code_fault()
    return None if fault is None else _page(fault.text, status=fault.status)


def _page(error: str = "", *, status: int = 422) -> Response:
    officer, session = current_officer(), page_session()
    home, me = officer.instansi_id, officer.id
    secret = second_factor.secret_to_set_up(session, services().settings, instansi_id=home, user_id=me)
    page = render_template(
        "auth/second_factor.html",
        state=second_factor.state(session, instansi_id=home, user_id=me),
        required=current_user.second_factor_required,
        first=current_user.must_set_up_second_factor,
        secret=[secret[at : at + 4] for at in range(0, len(secret), 4)] if secret else [],
        qr=qr(second_factor.address_of(secret, username=officer.username), error="M") if secret else "",
        errors={"kode": error} if error else {},
        target=_target(),
    )
    return make_response(page, status if error else 200)


def _codes(codes: list[str]) -> Response:
    return make_response(render_template("auth/recovery_codes.html", codes=codes, target=_target()))


def _target() -> str:
    return safe_target(request.values.get("lanjut", ""))
