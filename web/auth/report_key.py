"""The key to whistleblowers' reports: whether this session has it, and who holds it."""

from __future__ import annotations

from flask import Response, abort, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from complaints.people import recovery, unlocking
from complaints.people.accounts import PasswordRefusedError, TooManyGuessesError, WrongPasswordError
from complaints.people.roles import RESTRICTED_ROLES
from web.auth.blueprint import blueprint
from web.auth.browsers import browser
from web.auth.freshness import hindrance
from web.auth.phrases import fault_text, waiting_text
from web.guards import role
from web.identity import current_officer, load_officer, settle_keys
from web.services import services
from web.transactions import command, page_session


@blueprint.get("/kunci-wbs")
@role(*sorted(RESTRICTED_ROLES))
def report_key() -> ResponseReturnValue:
    """What this session opens, and the form where it opens nothing yet."""
    return _page({})


@blueprint.post("/kunci-wbs")
@role(*sorted(RESTRICTED_ROLES))
def unlock_reports() -> ResponseReturnValue:
    """Unlocks the person's key for this session, or makes the first one."""
    officer, given = current_officer(), request.form.get("kata_sandi", "")
    if not given:
        return _page({"kata_sandi": _("Isi kata sandi.")})
    present = unlocking.access(page_session(), instansi_id=officer.instansi_id, user_id=officer.id)
    if present is unlocking.ReportAccess.CHOOSES and (hindered := hindrance(url_for("auth.report_key"))) is not None:
        return hindered
    try:
        unlocking.unlock_session(
            services().session_factory,
            services().settings,
            services().runtime,
            instansi_id=officer.instansi_id,
            user_id=officer.id,
            token=current_user.token,
            password=given,
            again=request.form.get("sandi_ulang"),
            browser=browser(),
        )
    except TooManyGuessesError as error:
        return _page({"kata_sandi": waiting_text(error.until)}, status=429)
    except WrongPasswordError:
        return _page({"kata_sandi": _("Kata sandi tidak cocok.")})
    except PasswordRefusedError as error:
        return _page({"kata_sandi": fault_text(error.fault)})
    load_officer(current_user.token)
    settle_keys()
    flash(_("Kunci Anda terbuka untuk sesi ini."))
    return redirect(url_for("auth.report_key"))


@blueprint.post("/kunci-wbs/sandi")
@role(*sorted(RESTRICTED_ROLES))
def change_key_phrase() -> ResponseReturnValue:
    """Another pass phrase for the key, by who knows the present one."""
    officer, new = current_officer(), request.form.get("sandi_baru", "")
    if not unlocking.has_own_phrase(page_session(), instansi_id=officer.instansi_id):
        abort(404)
    if new != request.form.get("sandi_ulang", ""):
        return _page({"sandi_ulang": _("Ketik sandi kunci baru yang sama dua kali.")})
    try:
        unlocking.change_phrase(
            services().session_factory,
            services().settings,
            instansi_id=officer.instansi_id,
            user_id=officer.id,
            present=request.form.get("sandi_lama", ""),
            new=new,
            browser=browser(),
            now=services().clock.now(),
        )
    except TooManyGuessesError as error:
        return _page({"sandi_lama": waiting_text(error.until)}, status=429)
    except WrongPasswordError:
        return _page({"sandi_lama": _("Sandi kunci sekarang tidak cocok.")})
    except PasswordRefusedError as error:
        return _page({"sandi_baru": fault_text(error.fault)})
    flash(_("Sandi kunci Anda sudah diganti."))
    return redirect(url_for("auth.report_key"))


@blueprint.post("/kunci-wbs/baru")
@role(*sorted(RESTRICTED_ROLES))
def begin_key_anew() -> ResponseReturnValue:
    """For who lost the pass phrase: soon after a log-in, and only where the key has one of its own."""
    officer = current_officer()
    if not unlocking.has_own_phrase(page_session(), instansi_id=officer.instansi_id):
        abort(404)
    hindered = hindrance(url_for("auth.report_key"))
    if hindered is not None:
        return hindered
    with command() as session:
        unlocking.begin_anew(session, services().runtime, instansi_id=officer.instansi_id, user_id=officer.id)
    flash(_("Kunci lama Anda sudah ditarik. Pilih sandi kunci baru."))
    return redirect(url_for("auth.report_key"))


def _page(errors: dict[str, str], *, status: int = 422) -> Response:
    officer, session = current_officer(), page_session()
    page = render_template(
        "auth/report_key.html",
        state=unlocking.access(session, instansi_id=officer.instansi_id, user_id=officer.id),
        people=recovery.states(session, instansi_id=officer.instansi_id),
        own_phrase=unlocking.has_own_phrase(session, instansi_id=officer.instansi_id),
        errors=errors,
    )
    return make_response(page, status if errors else 200)
