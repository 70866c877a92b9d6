"""One's own account: how one proves who one is, where one is logged in, and when somebody came in."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from complaints.people import log_ins, second_factor, sessions
from web.auth.blueprint import blueprint
from web.guards import newcomer
from web.identity import current_officer
from web.services import services
from web.transactions import command, page_session


@blueprint.get("/akun")
@newcomer
def account() -> ResponseReturnValue:
    """Everything about one's own account on one page."""
    officer, session = current_officer(), page_session()
    home, me = officer.instansi_id, officer.id
    return render_template(
        "auth/account.html",
        factor=second_factor.state(session, instansi_id=home, user_id=me),
        required=current_user.second_factor_required,
        sessions=sessions.open_sessions(
            session,
            instansi_id=home,
            user_id=me,
            token=current_user.token,
            now=services().clock.now(),
            idle=services().settings.session_idle,
        ),
        log_ins=log_ins.of_person(session, instansi_id=home, user_id=me),
    )


@blueprint.post("/akun/sesi")
@newcomer
def end_session() -> ResponseReturnValue:
    """Ends one of one's own sessions."""
    officer = current_officer()
    with command() as session:
        ended = sessions.close_by_handle(
            session,
            instansi_id=officer.instansi_id,
            user_id=officer.id,
            handle=request.form.get("sesi", ""),
        )
    flash(_("Sesi itu sudah diakhiri.") if ended else _("Sesi itu sudah berakhir sebelumnya."))
    return redirect(url_for("auth.account"))


@blueprint.post("/akun/sesi/semua")
@newcomer
def end_other_sessions() -> ResponseReturnValue:
    """Ends all of one's own sessions but this one."""
    officer = current_officer()
    with command() as session:
        ended = sessions.close_sessions_of(
            session, instansi_id=officer.instansi_id, user_id=officer.id, but=current_user.token
        )
    flash(ngettext("%(num)s sesi lain diakhiri.", "%(num)s sesi lain diakhiri.", ended))
    return redirect(url_for("auth.account"))
