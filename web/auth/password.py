"""The change of one's own password."""

from __future__ import annotations

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from complaints.people import accounts
from web.auth.blueprint import blueprint
from web.auth.phrases import fault_text, waiting_text
from web.guards import newcomer
from web.kept import safe_target
from web.services import services


@blueprint.get("/sandi")
@newcomer
def change_password() -> ResponseReturnValue:
    """The page to choose another password."""
    return _page({})


@blueprint.post("/sandi")
@newcomer
def save_password() -> ResponseReturnValue:
    """Changes the password; a newcomer has to before anything else."""
    present, new = request.form.get("sandi_lama", ""), request.form.get("sandi_baru", "")
    if new != request.form.get("sandi_ulang", ""):
        return _page({"sandi_ulang": _("Ketik kata sandi baru yang sama dua kali.")})
    officer = current_user.officer
    try:
        accounts.change_password(
            services().session_factory,
            services().settings,
            services().runtime,
            instansi_id=officer.instansi_id,
            by=officer.actor,
            present=present,
            new=new,
            token=current_user.token,
        )
    except accounts.TooManyGuessesError as error:
        return _page({"sandi_lama": waiting_text(error.until)}, status=429)
    except accounts.WrongPasswordError:
        return _page({"sandi_lama": _("Kata sandi sekarang tidak cocok.")})
    except accounts.PasswordRefusedError as error:
        return _page({"sandi_baru": fault_text(error.fault)})
    flash(_("Kata sandi Anda sudah diganti. Sesi Anda di perangkat lain diakhiri."))
    return redirect(safe_target(request.form.get("lanjut", "")) or url_for("auth.home"))


def _page(errors: dict[str, str], *, status: int = 422) -> ResponseReturnValue:
    target = safe_target(request.values.get("lanjut", ""))
    page = render_template("auth/password.html", errors=errors, target=target, first=current_user.must_change_password)
    return make_response(page, status if errors else 200)
