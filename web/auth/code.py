"""The second step of a log-in: a code of the phone, or a recovery code."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import structlog
from flask import Response, make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from complaints.people import entrance
from complaints.people.entrance import LogInWay, SecondStep
from engine.clock import wall
from web.auth.blueprint import blueprint
from web.auth.entering import enter, visitor
from web.auth.phrases import seconds_until, waiting_text
from web.guards import public
from web.kept import safe_target
from web.services import services

log = structlog.get_logger()
KEY = "langkah"
"""Where the signed cookie holds whose first proof was right, and when."""
OPEN_FOR = timedelta(minutes=10)


def ask(step: SecondStep, *, target: str, kept: str) -> ResponseReturnValue:
    """The first proof was right: asks for the second."""
    since = services().clock.now().isoformat()
    session[KEY] = [step.instansi_id, str(step.user_id), step.way.value, since, step.key]
    return _page(target=target, kept=kept)


@blueprint.get("/masuk/kode")
@public
def code_page() -> ResponseReturnValue:
    """The page that asks for the code, for who reloads it."""
    if _pending() is None:
        return redirect(url_for("auth.login"))
    return _page(target=safe_target(request.args.get("lanjut", "")), kept="")


@blueprint.post("/masuk/kode")
@public
def give_code() -> ResponseReturnValue:
    """Tries the code."""
    target, kept = safe_target(request.form.get("lanjut", "")), request.form.get("titipan", "")
    step = _pending()
    if step is None:
        return redirect(url_for("auth.login", lanjut=target or None))
    given = request.form.get("kode", "").strip()
    if not given:
        return _page(target=target, kept=kept, error=_("Isi kode dari ponsel Anda."), status=422)
    result = entrance.second_step(
        services().session_factory,
        services().settings,
        step=step,
        code=given,
        visitor=visitor((step.instansi_id, step.user_id)),
        wall=wall(services().clock),
    )
    if isinstance(result, entrance.LogInRefused):
        log.warning("code_refused", locked=result.until is not None)
        return _refused(result.until, target=target, kept=kept)
    log.info("log_in", user=str(result.user_id))
    return enter(result.token, target=target, kept=kept)


def _refused(until: datetime | None, *, target: str, kept: str) -> Response:
    if until is None:
        text = _("Kode tidak cocok, atau sudah dipakai. Tunggu kode berikutnya di ponsel Anda.")
        return _page(target=target, kept=kept, error=text, status=401)
    response = _page(target=target, kept=kept, error=waiting_text(until), status=429)
    response.headers["Retry-After"] = str(seconds_until(until))
    return response


def _pending() -> SecondStep | None:
    """Whose first proof was right a short while ago."""
    kept = session.get(KEY)
    if kept is None:
        return None
    instansi_id, user_id, way, since, *rest = kept
    if not timedelta() <= services().clock.now() - datetime.fromisoformat(since) < OPEN_FOR:
        session.pop(KEY)
        return None
    return SecondStep(instansi_id, UUID(user_id), LogInWay(way), key=rest[0] if rest else "")


def _page(*, target: str, kept: str, error: str = "", status: int = 200) -> Response:
    errors = {"kode": error} if error else {}
    return make_response(render_template("auth/code.html", target=target, kept=kept, errors=errors), status)
